/** Meetings of any length for pages: they talk in turns, somebody is muted, something is missing. */
import type { FileFacts } from "../../../meeting/facts/facts_schema.ts";
import { factsOf } from "../../../meeting/facts/make_facts.ts";
import type { PageEnvelope } from "../../../meeting/page/page_data.ts";
import type { Interval } from "../../../post/outline/outline.ts";
import { randomNumbers } from "../../../scripts/stage/random_numbers.ts";
import { OUTPUT, STORY } from "../facts/example_facts.ts";

/** What is special about one. */
export interface LongMeeting {
  readonly seconds: number;
  readonly title?: string;
  readonly name?: string;
  readonly marks?: readonly string[];
}

const MARKS = ["Welcome", "Budget: who decides?", "Decision: we ship on Friday", "Next steps"];
const RATE_HZ = 48_000;

/** Turns of ten seconds or so: 1,800 on each side in eight hours. */
function talkOf(seconds: number): Record<"mic" | "system", Interval[]> {
  const random = randomNumbers(7);
  const talk: Record<"mic" | "system", Interval[]> = { mic: [], system: [] };
  for (let at = 1, i = 0; at < seconds - 2; i++) {
    const length = Math.min(0.5 + 14 * random() ** 2, seconds - at);
    talk[i % 2 === 0 ? "mic" : "system"].push([at, at + length]);
    at += length + 2 * random();
  }
  return talk;
}

/** What is known of it. */
export function longFacts(
  { seconds, title = "A meeting", name, marks = MARKS }: LongMeeting,
): FileFacts {
  const frames = seconds * RATE_HZ;
  const gap = { atSeconds: 0.3 * seconds, seconds: 1 + seconds / 500, cause: "replaced" };
  return factsOf({
    output: { ...OUTPUT, path: `/x/${name ?? "meeting.mp3"}` },
    layout: "stereo",
    made: {
      ...{ bytes: 16_000 * seconds, frames, rateHz: RATE_HZ, channels: 2 },
      levels: { loudnessLufs: -17.8, truePeakDb: -1.5, peakDb: -1.6 },
      peaks: { mic: 0.4, system: 0.5 },
      outline: {
        kept: [{ atSeconds: 0, fromSeconds: 0, seconds }],
        speech: talkOf(seconds),
        envelope: () => ({ columnSeconds: 1, columns: 0, sides: {} }),
      },
    },
    story: {
      ...STORY,
      report: { ...STORY.report, frames },
      gaps: [{ track: "system", ...gap }],
      marks: marks.map((text, i) => ({ text, atSeconds: (i + 0.5) / marks.length * seconds })),
      hushed: {
        pauses: [],
        mutes: { mic: [{ fromFrame: 0.5 * frames, toFrame: 0.55 * frames }], system: [] },
      },
      troubles: { mic: [{ kind: "hum", atSeconds: 0.7 * seconds, seconds: 0.02 * seconds }] },
    },
    words: { title, faults: [], notes: [] },
  });
}

/** Waveforms with as many columns as there may be. */
export function envelopeOf(seconds: number): PageEnvelope {
  const columnHops = Math.ceil(seconds * 100 / 32_000);
  const columns = Math.ceil(seconds * 100 / columnHops);
  const random = randomNumbers(11);
  const codes = (most: number) => Uint8Array.from({ length: columns }, () => most * random());
  return {
    ...{ columns, columnSeconds: columnHops / 100 },
    sides: {
      mic: { peaks: codes(57), levels: codes(45) },
      system: { peaks: codes(56), levels: codes(44) },
    },
  };
}

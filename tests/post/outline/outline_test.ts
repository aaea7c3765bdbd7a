/** What is shown of a recording is what was played: a meeting that is made of sounds at known times. */
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";
import type { TrackName } from "../../../capture/ground/tracks.ts";
import { randomNumbers } from "../../../scripts/stage/random_numbers.ts";
import { envelopeOf } from "../../../post/outline/envelope.ts";
import type { Interval } from "../../../post/outline/outline.ts";
import { outlineOf } from "../../../post/outline/outline.ts";
import { makePlan, type Wanted } from "../../../post/plan/plan.ts";
import type { ProgrammeOptions } from "../../../post/ground/options.ts";
import { soundOf } from "../../../post/ground/sound.ts";
import { CutFinder } from "../../../post/plan/cut_finder.ts";
import { analyse, options } from "../programme_signals.ts";

const RATE_HZ = 48_000;
/** As the issue wants it. */
const TOLERANCE_SECONDS = 0.05;

/** When each side speaks, in seconds of the session. */
const TALK: Readonly<Record<TrackName, readonly Interval[]>> = {
  mic: [[6, 8.5], [15, 17], [30.2, 33], [40, 41.5]],
  system: [[8, 11], [16, 19], [24, 26.3], [40.5, 43]],
};
const SECONDS = 48;

/** A voice: a vowel whose pitch moves, in a room that is never quite still. */
function voice(track: TrackName): Float32Array {
  const channels = track === "mic" ? 1 : 2;
  const random = randomNumbers(track === "mic" ? 5 : 6);
  const samples = new Float32Array(SECONDS * RATE_HZ * channels);
  for (let i = 0; i < SECONDS * RATE_HZ; i++) {
    const second = i / RATE_HZ;
    let sample = 2e-4 * (random() - 0.5);
    if (TALK[track].some(([from, to]) => second >= from && second < to)) {
      const phase = 2 * Math.PI * 140 * second + 5 * Math.sin(4 * second);
      sample += 0.08 * (Math.sin(phase) + Math.sin(3 * phase) + 0.6 * Math.sin(7 * phase));
    }
    samples.fill(sample, i * channels, (i + 1) * channels);
  }
  return samples;
}

const STEMS = { mic: voice("mic"), system: voice("system") };

function outline(changes: Partial<ProgrammeOptions> = {}, wanted: Wanted = {}) {
  const sound = soundOf(options(changes));
  const analyses = (["mic", "system"] as const).map((track) => {
    return analyse(track, STEMS[track], sound);
  });
  const plan = makePlan(analyses, sound, new CutFinder(sound.trim), wanted);
  return { plan, analyses, ...outlineOf(analyses, plan, wanted.part?.fromFrame) };
}

type Outline = ReturnType<typeof outline>;

/** What was played, by the time of the file: what was cut is not there. */
function playedIn({ kept }: Outline, track: TrackName, partSeconds = 0): Interval[] {
  const played: [number, number][] = [];
  for (const { atSeconds, fromSeconds, seconds } of kept) {
    for (const [from, to] of TALK[track]) {
      const begin = Math.max(from - partSeconds, fromSeconds);
      const end = Math.min(to - partSeconds, fromSeconds + seconds);
      if (end <= begin) continue;
      const place = atSeconds - fromSeconds;
      const last = played.at(-1);
      if (last !== undefined && Math.abs(last[1] - begin - place) < 1e-3) last[1] = end + place;
      else played.push([begin + place, end + place]);
    }
  }
  return played;
}

function assertAgree(found: readonly Interval[], played: readonly Interval[]): void {
  assertEquals(found.length, played.length, `${JSON.stringify(found)} ${JSON.stringify(played)}`);
  for (const [i, [from, to]] of found.entries()) {
    assertAlmostEquals(from, played[i]?.[0] ?? NaN, TOLERANCE_SECONDS);
    assertAlmostEquals(to, played[i]?.[1] ?? NaN, TOLERANCE_SECONDS);
  }
}

/** Where the waveform of a side is loud. */
function loudIn({ envelope }: Outline, track: TrackName): Interval[] {
  const { sides, columnSeconds } = envelope();
  const { levels = new Uint8Array() } = sides[track] ?? {};
  const loud: Interval[] = [];
  let from = -1;
  for (let i = 0; i <= levels.length; i++) {
    const isLoud = (levels[i] ?? 0) > 63 - 30;
    if (isLoud && from < 0) from = i;
    if (isLoud || from < 0) continue;
    loud.push([from * columnSeconds, i * columnSeconds]);
    from = -1;
  }
  return loud;
}

function check(found: Outline, partSeconds = 0): void {
  for (const track of ["mic", "system"] as const) {
    const played = playedIn(found, track, partSeconds);
    assert(played.length > 0);
    assertAgree(found.speech[track] ?? [], played);
    assertAgree(loudIn(found, track), played);
  }
}

Deno.test("speech and waveform are where each side spoke, to 50 ms", () => {
  const found = outline();
  assertEquals(found.kept, [{ atSeconds: 0, fromSeconds: 0, seconds: SECONDS }]);
  check(found);
});

Deno.test("so they are without a gate, and where nothing is normalised", () => {
  check(outline({ gate: "off" }));
  check(outline({ gate: "off", normalize: "off" }));
});

Deno.test("so they are where silence was cut", () => {
  const found = outline({ trim: "all" });
  assert(found.kept.length > 2, `${found.kept.length} stretches`);
  const seconds = found.kept.reduce((sum, each) => sum + each.seconds, 0);
  assertAlmostEquals(seconds, found.plan.frames / RATE_HZ, 1e-6);
  check(found);
});

Deno.test("so they are where a pause was cut, in the middle of what somebody said", () => {
  const pauses = [
    { fromFrame: 9 * RATE_HZ, toFrame: 16.5 * RATE_HZ },
    { fromFrame: 25 * RATE_HZ, toFrame: 28 * RATE_HZ },
  ];
  check(outline({}, { pauses }));
  check(outline({ trim: "all" }, { pauses }));
});

Deno.test("so they are in a part of a recording that was split, whose times begin with it", () => {
  const at = 16 * RATE_HZ;
  const wanted = {
    part: { fromFrame: at, encodeFromFrame: at - 1_152 * 20 },
    toFrame: 41 * RATE_HZ,
  };
  const found = outline({}, wanted);
  assertAlmostEquals(found.kept[0]?.seconds ?? 0, 25, 1e-3);
  check(found, 16);
});

Deno.test("the waveform shows the level that is heard: gains are in it, and the ceiling", () => {
  const { sides } = outline().envelope();
  // Peaks are brought to −7 dBFS on the microphone's side, to −8 on the computer's.
  assertAlmostEquals(Math.max(...sides.mic?.peaks ?? []) - 63, -7, 1);
  assertAlmostEquals(Math.max(...sides.system?.peaks ?? []) - 63, -8, 1);
  const quiet = outline({ normalize: "off", gate: "off" }).envelope();
  const loudest = 20 * Math.log10(0.08 * 2.6);
  assertAlmostEquals(Math.max(...quiet.sides.mic?.peaks ?? []) - 63, loudest, 2);
});

Deno.test("from far away each column is what the columns close by have there", () => {
  const { plan, analyses } = outline({ trim: "all" });
  const near = envelopeOf(analyses, plan);
  const far = envelopeOf(analyses, plan, 100);
  assertEquals([near.columnSeconds, far.columns <= 100], [0.01, true]);
  const ratio = Math.round(far.columnSeconds / near.columnSeconds);
  for (const track of ["mic", "system"] as const) {
    for (let column = 2; column < far.columns - 2; column++) {
      // Within 0.1 s of its borders.
      const wide = near.sides[track]?.peaks.subarray(
        column * ratio - 10,
        (column + 1) * ratio + 10,
      );
      const narrow = near.sides[track]?.peaks
        .subarray(column * ratio + 10, (column + 1) * ratio - 10);
      const found = far.sides[track]?.peaks[column] ?? NaN;
      assert(found <= Math.max(...wide ?? []) && found >= Math.max(...narrow ?? []));
    }
  }
});

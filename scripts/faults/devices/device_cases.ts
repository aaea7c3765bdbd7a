/** What devices do to a recording, and what it may cost. */
import { seconds } from "../stage/seconds.ts";
import type { TrackName } from "../../../capture/ground/tracks.ts";
import { DeviceStage, type Ended, type Heard, PIP_SECONDS, SIDES } from "./device_stage.ts";

/** A span of the recording in which a side could not be heard, whoever had recorded it. */
type Away = readonly [from: number, to: number];

/** What is to be expected of a case. */
interface Expected {
  /** Either without it: nobody knows beforehand how long a gap will be. */
  readonly code?: 0 | 4;
  /** Where each side was away; elsewhere it must sound. */
  readonly away?: Partial<Readonly<Record<TrackName, Away>>>;
  /** From here on nothing could be heard of anything, and the recording may end there. */
  readonly deafFrom?: number;
  /** Sound of another device, or of a new player, follows: its pips are not the old ones. */
  readonly otherPips?: readonly TrackName[];
  /** What people must have been told. */
  readonly said?: readonly RegExp[];
}

/** A case: something is done to a recording that has begun. */
export interface DeviceCase {
  readonly name: string;
  /** Before the recording begins. */
  prepare?(stage: DeviceStage): Promise<void>;
  readonly args?: readonly string[];
  act(stage: DeviceStage): Promise<Expected>;
}

/** What came of a case. */
export interface CaseResult {
  /** Sound that was there to be heard and is not in the stems; ms, of the side that has lost more. */
  readonly lostMs: number;
  /** How long a device was away; ms. */
  readonly goneMs: number;
  readonly code: number;
  readonly stderr: string;
  /** What stands in front of names in it. */
  readonly folder: string;
  readonly problems: readonly string[];
}

/** How exactly the beginning of a gap is where the device went, seconds: `pactl` takes its time. */
const BEGIN_SECONDS = 0.2;
/** How exactly sound stands where it was, before and after a gap, seconds. */
const PLACE_SECONDS = 0.05;
/** A recording is looked at for so long before and after; seconds. */
const BEFORE_SECONDS = 2;
const AFTER_SECONDS = 2.5;

/** Notes when something begins and when it has ended. */
async function away(
  stage: DeviceStage,
  begin: () => Promise<void>,
  lasts: number,
  end: () => Promise<void>,
): Promise<Away> {
  await begin();
  const from = stage.now();
  await seconds(lasts);
  await end();
  return [from, stage.now()];
}

const LOST_MIC = [/mic is lost/, /mic is back/, /is not complete: mic was missing/];

/** All cases; each takes about ten seconds. */
export const DEVICE_CASES: readonly DeviceCase[] = [
  {
    name: "microphone unplugged for 2 s, and no other there",
    act: async (stage) => {
      const mic = await away(stage, () => stage.unplug(), 2, () => stage.plugIn());
      return { code: 4, away: { mic }, said: LOST_MIC };
    },
  },
  {
    name: "named microphone unplugged for 2 s, while another is there",
    prepare: (stage) => stage.addMicrophone("other"),
    args: ["--mic", "microphone"],
    act: async (stage) => {
      const [id] = (await stage.card.pactl("list", "short", "modules")).split("\n")
        .filter((line) => line.includes("source_name=microphone"))
        .map((line) => line.split("\t")[0]);
      const unplug = async () => void await stage.card.pactl("unload-module", id ?? "");
      const mic = await away(stage, unplug, 2, () => stage.plugIn());
      return { code: 4, away: { mic }, said: [...LOST_MIC, /waiting for Microphone/] };
    },
  },
  {
    name: "microphone back after 2 s at 16 kHz in mono",
    act: async (stage) => {
      const plugIn = () => stage.plugIn("rate=16000", "channels=1");
      const mic = await away(stage, () => stage.unplug(), 2, plugIn);
      return { code: 4, away: { mic }, said: LOST_MIC };
    },
  },
  {
    // As a headset does when a call begins: the server takes the device away and makes another, under the same name.
    name: "microphone falls to 16 kHz in mono, without being unplugged",
    act: async (stage) => {
      await stage.unplug();
      await stage.plugIn("rate=16000", "channels=1");
      return { said: [/mic is back/] };
    },
  },
  {
    name: "no microphone at the beginning, plugged in after 3 s",
    prepare: (stage) => stage.unplug(),
    act: async (stage) => {
      await seconds(1);
      await stage.plugIn();
      const to = stage.now();
      await seconds(2);
      return { code: 0, away: { mic: [0, to] }, said: [/mic is lost/, /mic is back/] };
    },
  },
  {
    name: "another microphone becomes the default",
    prepare: (stage) => stage.addMicrophone("other"),
    act: async (stage) => {
      await stage.card.pactl("set-default-source", "other");
      return { code: 0, otherPips: ["mic"], said: [/mic goes on from other/] };
    },
  },
  {
    name: "another output becomes the default, and programs move there",
    prepare: (stage) => stage.addSpeakers("headset"),
    act: async (stage) => {
      await stage.card.pactl("set-default-sink", "headset");
      await stage.saw('"moved"');
      const problem = await silenceProblem(stage, "headset");
      return { code: 0, otherPips: ["system"], said: [/system goes on from/, ...problem] };
    },
  },
  {
    name: "named output stays, though another becomes the default",
    prepare: (stage) => stage.addSpeakers("headset"),
    args: ["--system", "speakers"],
    act: async (stage) => {
      await stage.card.pactl("set-default-sink", "headset");
      // The server moves what plays to the new default; what is meant for these speakers is played to them again.
      stage.play("speakers");
      return { code: 0, otherPips: ["system"] };
    },
  },
  {
    name: "speakers suspended for 2 s",
    act: async (stage) => {
      const suspend = (on: string) => async () =>
        void await stage.card.pactl("suspend-sink", "speakers", on);
      const system = await away(stage, suspend("1"), 2, suspend("0"));
      const said = [/system was missing/];
      return { code: 4, away: { system }, otherPips: ["system"], said };
    },
  },
  {
    name: "microphone muted for 8 s",
    act: async (stage) => {
      const mute = (on: string) => async () =>
        void await stage.card.pactl("set-source-mute", "microphone", on);
      const mic = await away(stage, mute("1"), 8, mute("0"));
      const said = [/mic: digital silence: muted/, /mic: there is sound again/];
      return { code: 0, away: { mic }, said };
    },
  },
  {
    name: "sound server killed, and started again after 1 s",
    act: async (stage) => {
      const span = await away(stage, () => stage.card.kill(), 1, async () => {
        await stage.card.restart();
        stage.playAll();
      });
      const said = [/mic is back/, /system is back/];
      return {
        ...{ code: 4, away: { mic: span, system: span } },
        ...{ otherPips: ["mic", "system"], said },
      };
    },
  },
  {
    name: "sound server stops answering for 4 s",
    act: async (stage) => {
      const send = (signal: Deno.Signal) => () =>
        Promise.resolve(Deno.kill(stage.card.pid, signal));
      const span = await away(stage, send("SIGSTOP"), 4, send("SIGCONT"));
      return {
        ...{ code: 4, away: { mic: span, system: span } },
        ...{ otherPips: ["mic", "system"], said: [/mic was missing.*system was missing/] },
      };
    },
  },
  {
    name: "confrec itself stopped for 8 s",
    act: async (stage) => {
      // The sound server holds what was heard meanwhile.
      stage.signal("SIGSTOP");
      await seconds(8);
      stage.signal("SIGCONT");
      return { code: 0 };
    },
  },
  {
    name: "recording ended while the sound server does not answer",
    act: (stage) => {
      const deafFrom = stage.now();
      Deno.kill(stage.card.pid, "SIGSTOP");
      return Promise.resolve({ code: 4, deafFrom, said: [/mic was lost.*system was lost/] });
    },
  },
];

/** Does a case, and looks at what came of it. */
export async function runCase(one: DeviceCase): Promise<CaseResult> {
  await using stage = await DeviceStage.open();
  await one.prepare?.(stage);
  await seconds(0.5);
  await stage.record(...one.args ?? []);
  await seconds(BEFORE_SECONDS);
  const expected = await one.act(stage);
  await seconds(AFTER_SECONDS);
  return { ...judge(await stage.end(), expected), folder: stage.folder };
}

function judge(ended: Ended, expected: Expected): Omit<CaseResult, "folder"> {
  const { code, stderr, heard } = ended;
  const problems: string[] = [];
  const codes: readonly number[] = expected.code === undefined ? [0, 4] : [expected.code];
  if (!codes.includes(code)) {
    problems.push(`ended with ${code}, not ${codes.join(" or ")}: ${stderr}`);
  }
  for (const said of expected.said ?? []) {
    if (!said.test(stderr)) problems.push(`has not said ${said}: ${stderr}`);
  }
  let lostMs = 0;
  let goneMs = 0;
  for (const track of SIDES) {
    const stem = heard[track];
    if (stem === undefined) {
      problems.push(`${track}: there is no stem`);
      continue;
    }
    const span = expected.away?.[track] ?? deafSpan(stem, expected);
    if (span !== undefined) goneMs = Math.max(goneMs, 1_000 * (span[1] - span[0]));
    const unheard = Math.max(0, (expected.deafFrom ?? 0) - stem.seconds);
    lostMs = Math.max(lostMs, 1_000 * (lostSeconds(stem, span) + unheard));
    const misplaced = misplacedBegin(stem, expected.away?.[track]) ??
      misplacedPips(stem, track, expected);
    if (misplaced !== undefined) problems.push(`${track}: ${misplaced}`);
  }
  const isUneven = heard.mic?.seconds !== heard.system?.seconds;
  if (isUneven && expected.deafFrom === undefined) problems.push("the stems are of two lengths");
  return { lostMs: Math.round(lostMs), goneMs: Math.round(goneMs), code, stderr, problems };
}

/** From where nothing could be heard to the end of a stem, which may be before that. */
function deafSpan(stem: Heard, { deafFrom }: Expected): Away | undefined {
  return deafFrom === undefined ? undefined : [deafFrom, Math.max(deafFrom, stem.seconds)];
}

/** Silence beyond the span in which nothing could be heard. */
function lostSeconds({ silences }: Heard, [from, to]: Away = [0, 0]): number {
  return silences.reduce((sum, [begin, end]) => {
    const inside = Math.max(0, Math.min(end, to) - Math.max(begin, from));
    return sum + end - begin - inside;
  }, 0);
}

/** A gap begins where the device went: what was heard before is there. */
function misplacedBegin({ silences }: Heard, span: Away | undefined): string | undefined {
  if (span === undefined) return undefined;
  const begin = silences.find(([, to]) => to > span[0] + 0.1)?.[0] ?? NaN;
  if (Math.abs(begin - span[0]) <= BEGIN_SECONDS) return undefined;
  return `away from ${span[0].toFixed(2)} s on, silent from ${begin.toFixed(2)} s on`;
}

/** Pips come at the same times right before and after, but for whole periods: the silence has the right length. */
function misplacedPips(
  { pips }: Heard,
  track: TrackName,
  { otherPips, away }: Expected,
): string | undefined {
  const [from, to] = away?.[track] ?? [0, 0];
  // A side that was never away is not looked at: of a player that stutters on a busy machine the recording knows nothing.
  if (otherPips?.includes(track) || from === 0) return undefined;
  const last = pips.findLast((at) => at < from) ?? NaN;
  const first = pips.find((at) => at > to) ?? NaN;
  const offset = (first - last) / PIP_SECONDS;
  const wrong = Math.abs(offset - Math.round(offset)) * PIP_SECONDS;
  return wrong <= PLACE_SECONDS ? undefined : `sound after the gap is ${wrong.toFixed(3)} s off`;
}

/** confrec's silence plays where confrec listens; what to look for in vain when it does not. */
async function silenceProblem(stage: DeviceStage, sink: string): Promise<RegExp[]> {
  const sinks = (await stage.card.pactl("list", "short", "sinks")).split("\n");
  const index = sinks.find((line) => line.split("\t")[1] === sink)?.split("\t")[0];
  const inputs = (await stage.card.pactl("list", "sink-inputs")).split("Sink Input #").slice(1);
  const own = inputs.filter((text) => !text.includes('application.name = "paplay"'));
  const isThere = own.some((text) => new RegExp(`Sink: ${index}\\b`).test(text));
  return isThere ? [] : [/silence plays on the new output/];
}

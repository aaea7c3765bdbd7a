/** Does something to devices while confrec records, and judges what came of it. */
import { seconds } from "../ground/seconds.ts";
import type { TrackName } from "../../../capture/ground/tracks.ts";
import type { Heard as HeardFile } from "../ground/listening.ts";
import {
  DeviceStage,
  type Ended,
  type Heard,
  PIP_SECONDS,
  SIDES,
  type StartCard,
} from "./device_stage.ts";

/**
 * A span of the recording in which a side could not be heard, whoever had recorded it; perhaps from `earliest` on: what
 * takes a device away takes its time.
 */
export type Away = readonly [from: number, to: number, earliest?: number];

/** What is to be expected of a case. */
export interface Expected {
  /** Either without it: nobody knows beforehand how long a gap will be. */
  readonly code?: 0 | 4;
  /** Where each side was away; elsewhere it must sound. */
  readonly away?: Partial<Readonly<Record<TrackName, Away>>>;
  /** Perhaps not even there: another device takes its place, at once at times. */
  readonly isReplaced?: boolean;
  /** Where a side was away it may sound for so long at first, seconds: of what the sound server had to play. */
  readonly playsOnSeconds?: number;
  /** From here on nothing could be heard of anything, and the recording may end there. */
  readonly deafFrom?: number;
  /** Sound of another device, or of a new player, follows: its pips are not the old ones. */
  readonly otherPips?: readonly TrackName[];
  /** What people must have been told, and must not. */
  readonly said?: readonly RegExp[];
  readonly unsaid?: readonly RegExp[];
}

/** A case: something is done to a recording that has begun. */
export interface DeviceCase {
  readonly name: string;
  /** Before the recording begins. */
  prepare?(stage: DeviceStage): Promise<void>;
  readonly args?: readonly string[];
  /** For so long beyond what any fault may cost the loss may go unnoticed, ms; none by default. */
  readonly unnoticedMs?: number;
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
  /** The finished file against its stems. */
  readonly file: HeardFile;
  /** What stands in front of names in it. */
  readonly folder: string;
  readonly problems: readonly string[];
}

/** How exactly the beginning of a gap is where the device went, seconds. */
const BEGIN_SECONDS = 0.2;
/** How exactly sound stands where it was, before and after a gap, seconds. */
const PLACE_SECONDS = 0.05;
/** At its end each side has sounded for so long, seconds. */
const END_SECONDS = 0.5;
/** A recording is looked at for so long before and after; seconds. */
const BEFORE_SECONDS = 2;
const AFTER_SECONDS = 2.5;

/** Does a case, and looks at what came of it. */
export async function runCase(one: DeviceCase, start?: StartCard): Promise<CaseResult> {
  await using stage = await DeviceStage.open(start);
  await one.prepare?.(stage);
  await seconds(0.5);
  await stage.record(...one.args ?? []);
  await seconds(BEFORE_SECONDS);
  const expected = await one.act(stage);
  await seconds(AFTER_SECONDS + (one.unnoticedMs ?? 0) / 1_000);
  return { ...judge(await stage.end(), expected), folder: stage.folder };
}

function judge(ended: Ended, expected: Expected): Omit<CaseResult, "folder"> {
  const { code, stderr, stdout, heard, file } = ended;
  const problems: string[] = [];
  const codes: readonly number[] = expected.code === undefined ? [0, 4] : [expected.code];
  if (!codes.includes(code)) {
    problems.push(`ended with ${code}, not ${codes.join(" or ")}: ${stderr}`);
  }
  for (const said of expected.said ?? []) {
    if (!said.test(stderr)) problems.push(`has not said ${said}: ${stderr}`);
  }
  for (const unsaid of expected.unsaid ?? []) {
    if (unsaid.test(`${stderr}${stdout}`)) problems.push(`has said ${unsaid}`);
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
    const misplaced = misplacedBegin(stem, track, expected) ??
      misplacedPips(stem, track, expected);
    if (misplaced !== undefined) problems.push(`${track}: ${misplaced}`);
    if (expected.deafFrom === undefined && endsSilent(stem)) {
      problems.push(`${track}: nothing was heard at the end`);
    }
  }
  const isUneven = heard.mic?.seconds !== heard.system?.seconds;
  if (isUneven && expected.deafFrom === undefined) problems.push("the stems are of two lengths");
  return {
    ...{ lostMs: Math.round(lostMs), goneMs: Math.round(goneMs) },
    ...{ code, stderr, file, problems },
  };
}

/** From where nothing could be heard to the end of a stem, which may be before that. */
function deafSpan(stem: Heard, { deafFrom }: Expected): Away | undefined {
  return deafFrom === undefined ? undefined : [deafFrom, Math.max(deafFrom, stem.seconds)];
}

/** Whether the side that was away has not come back. */
function endsSilent({ silences, seconds }: Heard): boolean {
  const [from, to] = silences.at(-1) ?? [0, 0];
  return to > seconds - PLACE_SECONDS && from < seconds - END_SECONDS;
}

/** Silence beyond the span in which nothing could be heard. */
function lostSeconds({ silences }: Heard, [from, to, earliest = from]: Away = [0, 0]): number {
  return silences.reduce((sum, [begin, end]) => {
    const inside = Math.max(0, Math.min(end, to) - Math.max(begin, earliest));
    return sum + end - begin - inside;
  }, 0);
}

/** A gap begins where the device went: what was heard before is there. */
function misplacedBegin(
  { silences }: Heard,
  track: TrackName,
  { away, isReplaced, playsOnSeconds = 0 }: Expected,
): string | undefined {
  const span = away?.[track];
  if (span === undefined) return undefined;
  const [from, , earliest = from] = span;
  const begin = silences.find(([, to]) => to > from + 0.1)?.[0] ?? NaN;
  if (isReplaced && Number.isNaN(begin)) return undefined;
  const latest = from + BEGIN_SECONDS + playsOnSeconds;
  if (begin >= earliest - BEGIN_SECONDS && begin <= latest) return undefined;
  return `away from ${from.toFixed(2)} s on, silent from ${begin.toFixed(2)} s on`;
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

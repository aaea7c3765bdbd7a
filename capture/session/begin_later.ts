/** How a session begins: at once, or after a time in which its sources are listened to and nothing is recorded. */
import { DeviceError } from "../../ffi/device_error.ts";
import type { Attendance } from "./attendance.ts";
import type { PartChange } from "./part_change.ts";
import { perTrack } from "../ground/tracks.ts";
import type { SessionShared } from "./session_shared.ts";
import type { LaterStart, SessionPlace } from "./session_types.ts";
import { SoundWatch } from "../sound/sound_watch.ts";
import { ENOUGH_SPEECH_SECONDS } from "../sound/speech_facts.ts";
import type { After } from "../ground/timers.ts";

/** Time between two looks, ms. */
const TICK_MS = 500;
/** How long a worker may take to put on the disk what it has remembered. */
const KEEP_MS = 10_000;

/** What waiting takes. */
export interface LaterDependencies extends SessionShared {
  readonly later: LaterStart;
  readonly after: After;
  readonly parts: PartChange;
  readonly attendance: Attendance;
}

/**
 * Begins to record; of a session that waits for a reason, a while before that.
 *
 * @throws the reason of the signal when it is given up; what making the place throws
 * @throws {DeviceError} when all that is listened to are files, and they have ended
 */
export async function beginNowOrLater(
  { later, ...o }: Omit<LaterDependencies, "later"> & { readonly later: LaterStart | undefined },
): Promise<void> {
  if (later === undefined) return o.attendance.begin(o.tracks);
  if (later.onSpeech || later.begin !== undefined) return await beginLater({ ...o, later });
  // What is heard meanwhile waits in the devices' buffers.
  await keepFrom(0, await later.makePlace(0), o);
  o.attendance.begin(o.tracks);
}

async function beginLater(o: LaterDependencies): Promise<void> {
  const { later, rateHz, tracks, time } = o;
  o.attendance.begin(tracks, true);
  const reasonFrame = await untilReason(o);
  const fromFrame = Math.max(0, Math.round(reasonFrame - later.preRollSeconds * rateHz));
  const zeroNs = (time.span?.zeroNs ?? time.nowNs()) + fromFrame * 1e9 / rateHz;
  const place = await later.makePlace(time.secondsSince(zeroNs));
  // Who comes while the others keep what they have heard is the session's from its first frame on.
  time.begin(zeroNs);
  await keepFrom(fromFrame, place, o);
  o.attendance.record(zeroNs, tracks);
}

/** There is a place now: what was heard from a frame on is put there, and what follows. */
async function keepFrom(
  fromFrame: number,
  { spool, ...place }: SessionPlace,
  { tracks, parts, reporter, waiting }: Omit<LaterDependencies, "later">,
): Promise<void> {
  parts.begin(spool);
  reporter.begin({ spool, ...place }, tracks);
  const asked = tracks.filter((t) => t.isWorking);
  for (const t of asked) t.askKeep(fromFrame, spool.stemPath(t.track));
  await waiting.until(() => asked.every((t) => t.hasKept || !t.isWorking), KEEP_MS);
}

function nobodySpoke(): DeviceError {
  return new DeviceError(
    "failed",
    "Cannot record: nobody speaks in the files; leave --start-on-speech out",
  );
}

/** @returns the frame of the first speech, or of the word from outside */
function untilReason(o: LaterDependencies): Promise<number> {
  const { signal, begin, onSpeech, onListening } = o.later;
  const isOnSpeech = typeof onSpeech === "function" ? onSpeech : () => onSpeech;
  return new Promise((resolve, reject) => {
    let cancel = () => {};
    const end = (action: () => void) => {
      cancel();
      signal?.removeEventListener("abort", giveUp);
      action();
    };
    const giveUp = () => end(() => reject(signal?.reason));
    const watch = new SoundWatch(Infinity);
    const tick = () => {
      const frame = isOnSpeech() ? speechFrame(o) : undefined;
      if (frame !== undefined) return end(() => resolve(frame));
      if (o.tracks.every((t) => t.isPlayedOut)) return end(() => reject(nobodySpoke()));
      lookForMuted(watch, o);
      for (const t of o.tracks) o.attendance.tick(t, TICK_MS);
      onListening?.(perTrack(o.tracks, (t) => t.progress?.frames));
      cancel = o.after(TICK_MS, tick);
    };
    if (signal?.aborted === true) return giveUp();
    signal?.addEventListener("abort", giveUp, { once: true });
    begin?.then((agoSeconds) => {
      const { time, rateHz } = o;
      end(() => resolve(Math.max(0, time.frameOf(time.nowNs()) - agoSeconds * rateHz)));
    }, () => {});
    tick();
  });
}

/** Who is muted will not be heard to speak: the only sound that matters before anything is recorded. */
function lookForMuted(watch: SoundWatch, { tracks, time, rateHz, reporter }: LaterDependencies) {
  const facts = perTrack(tracks, (t) => t.phase === "live" ? t.progress?.sound : undefined);
  for (const news of watch.look(time.frameOf(time.nowNs()) / rateHz, facts)) {
    if (news.kind === "muted") reporter.sound(news);
  }
}

/** Where what is being said began, if somebody speaks. */
function speechFrame({ tracks }: LaterDependencies): number | undefined {
  const speech = tracks.flatMap((t) => t.progress?.speech ?? []);
  if (!speech.some(({ recentSeconds }) => recentSeconds >= ENOUGH_SPEECH_SECONDS)) return undefined;
  return Math.min(...speech.flatMap(({ recentFrame }) => recentFrame ?? []));
}

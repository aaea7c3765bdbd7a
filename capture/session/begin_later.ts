/** The time before a session in which its sources are listened to and nothing is recorded, until there is a reason to. */
import { DeviceError } from "../../ffi/device_error.ts";
import type { Attendance } from "./attendance.ts";
import type { PartChange } from "./part_change.ts";
import { perTrack } from "./session_reporter.ts";
import type { SessionShared } from "./session_shared.ts";
import type { LaterStart } from "./session_types.ts";
import type { After } from "../ground/waiting.ts";

/** So much speech within 10 s is somebody who speaks. */
const LEAST_SPEECH_SECONDS = 3;
/** Time between two looks, ms. */
const TICK_MS = 250;
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
 * Waits until somebody speaks, or says that it is to begin, and begins to record a while before that.
 *
 * @throws the reason of the signal when it is given up; what making the place throws
 * @throws {DeviceError} when all that is listened to are files, and they have ended
 */
export async function beginLater(o: LaterDependencies): Promise<void> {
  const { later, rateHz, tracks, time, waiting } = o;
  const reasonFrame = await untilReason(o);
  const fromFrame = Math.max(0, Math.round(reasonFrame - later.preRollSeconds * rateHz));
  const zeroNs = (time.span?.zeroNs ?? time.nowNs()) + fromFrame * 1e9 / rateHz;
  const { spool, ...place } = await later.makePlace(time.secondsSince(zeroNs));
  o.parts.begin(spool);
  o.reporter.begin({ spool, ...place }, tracks);
  const asked = tracks.filter((t) => t.isWorking);
  for (const t of asked) {
    t.link.send({ type: "keep", fromFrame, stemPath: spool.stemPath(t.track) });
  }
  await waiting.until(() => asked.every((t) => t.hasKept || !t.isWorking), KEEP_MS);
  o.attendance.record(zeroNs, tracks);
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
    const tick = () => {
      const frame = isOnSpeech() ? speechFrame(o) : undefined;
      if (frame !== undefined) return end(() => resolve(frame));
      if (o.tracks.every((t) => t.isPlayedOut)) return end(() => reject(nobodySpoke()));
      for (const t of o.tracks) {
        t.muteTicks++;
        o.attendance.replaceIfHung(t, TICK_MS);
      }
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

/** Where what is being said began, if somebody speaks. */
function speechFrame({ tracks }: LaterDependencies): number | undefined {
  const speech = tracks.flatMap((t) => t.progress?.speech ?? []);
  if (!speech.some(({ recentSeconds }) => recentSeconds >= LEAST_SPEECH_SECONDS)) return undefined;
  return Math.min(...speech.flatMap(({ recentFrame }) => recentFrame ?? []));
}

/** The time before a session in which its sources are listened to and nothing is recorded, until somebody speaks. */
import { DeviceError } from "../../ffi/device_error.ts";
import type { Attendance } from "./attendance.ts";
import type { RemoteTrack } from "./remote_track.ts";
import type { SessionReporter } from "./session_reporter.ts";
import type { SessionTime } from "./session_time.ts";
import type { SpeechStart } from "./session_types.ts";
import type { After, Waiting } from "./waiting.ts";
import type { WorkerStarter } from "./worker_starter.ts";

/** So much speech within 10 s is somebody who speaks. */
const LEAST_SPEECH_SECONDS = 3;
/** Time between two looks, ms. */
const TICK_MS = 250;
/** How long a worker may take to put on the disk what it has remembered. */
const KEEP_MS = 10_000;

/** What waiting takes. */
export interface SpeechWaitDependencies {
  readonly wish: SpeechStart;
  /** Of the stems, Hz. */
  readonly rateHz: number;
  readonly tracks: readonly RemoteTrack[];
  readonly time: SessionTime;
  readonly waiting: Waiting;
  readonly after: After;
  readonly workers: WorkerStarter;
  readonly reporter: SessionReporter;
  readonly attendance: Attendance;
}

/**
 * Waits until somebody speaks, and begins to record a while before that.
 *
 * @throws the reason of the signal when it is given up; what making the place throws
 * @throws {DeviceError} when all that is listened to are files, and they have ended
 */
export async function beginWithSpeech(o: SpeechWaitDependencies): Promise<void> {
  const { wish, rateHz, tracks, time, waiting } = o;
  const speechFrame = await untilSpeech(o);
  const fromFrame = Math.max(0, Math.round(speechFrame - wish.preRollSeconds * rateHz));
  const zeroNs = (time.span?.zeroNs ?? time.nowNs()) + fromFrame * 1e9 / rateHz;
  const place = await wish.makePlace((time.nowNs() - zeroNs) / 1e9);
  o.workers.spool = place.spool;
  o.reporter.begin(place, tracks);
  const asked = tracks.filter((t) => t.isWorking);
  for (const t of asked) {
    t.link.send({ type: "keep", fromFrame, stemPath: place.spool.stemPath(t.track) });
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

/** @returns the frame with which the speech begins */
function untilSpeech(o: SpeechWaitDependencies): Promise<number> {
  const { signal } = o.wish;
  return new Promise((resolve, reject) => {
    let cancel = () => {};
    const end = (action: () => void) => {
      cancel();
      signal?.removeEventListener("abort", giveUp);
      action();
    };
    const giveUp = () => end(() => reject(signal?.reason));
    const tick = () => {
      const speech = o.tracks.flatMap((t) => t.progress?.speech ?? []);
      if (speech.some(({ recentSeconds }) => recentSeconds >= LEAST_SPEECH_SECONDS)) {
        const firsts = speech.flatMap(({ recentFrame }) => recentFrame ?? []);
        return end(() => resolve(Math.min(...firsts)));
      }
      if (o.tracks.every((t) => t.isPlayedOut)) {
        return end(() => reject(nobodySpoke()));
      }
      for (const t of o.tracks) {
        t.muteTicks++;
        o.attendance.replaceIfHung(t, TICK_MS);
      }
      cancel = o.after(TICK_MS, tick);
    };
    if (signal?.aborted === true) return giveUp();
    signal?.addEventListener("abort", giveUp, { once: true });
    tick();
  });
}

/** A track's progress between two questions, as one. */
import { dbOfPower, powerOfDb } from "../../dsp/decibels.ts";
import type { StemProgress } from "../track/track_protocol.ts";
import type { TrackProgress } from "./session_types.ts";

/** Joins messages that nobody asked about in between. */
export class UntoldProgress {
  #last: StemProgress | undefined;
  /** What has come since it was asked. */
  #untold: StemProgress | undefined;
  #toldFrames = 0;

  /** Takes in a message. */
  add(progress: StemProgress): void {
    this.#untold = joined(this.#untold, progress, this.#toldFrames);
    this.#last = progress;
  }

  /** What came was before the session. */
  forget(): void {
    this.#last = this.#untold = undefined;
  }

  /** As `RemoteTrack.takeProgress`. */
  take(): TrackProgress | undefined {
    const progress = this.#untold ?? this.#last;
    if (progress === undefined) return undefined;
    this.#untold = undefined;
    this.#toldFrames = progress.frames;
    const { frames, peakDb, rmsDb, ppm, dropped } = progress;
    return { frames, peakDb, rmsDb, ppm, dropped };
  }
}

/** Two messages as one: the second, with the levels of both. */
function joined(
  first: StemProgress | undefined,
  second: StemProgress,
  fromFrame: number,
): StemProgress {
  if (first === undefined) return second;
  const before = Math.max(0, first.frames - fromFrame);
  const after = Math.max(0, second.frames - first.frames);
  const power = before * powerOfDb(first.rmsDb) + after * powerOfDb(second.rmsDb);
  return {
    ...second,
    peakDb: Math.max(first.peakDb, second.peakDb),
    rmsDb: before + after > 0 ? dbOfPower(power / (before + after)) : second.rmsDb,
  };
}

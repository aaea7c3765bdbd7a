/** Between a track's own frames and those of a session that began later. */
import type { Gap } from "../timeline/anchor.ts";
import type { SpeechFacts } from "../sound/speech_facts.ts";
import type {
  FromTrack,
  StemProgress,
  StemReport,
  ToTrack,
  TrackFailure,
} from "./track_protocol.ts";

/** What a track had counted before the session began, which does not concern that. */
export type CountsBefore = Pick<
  StemReport,
  "frames" | "dropped" | "unplacedFrames" | "gapCount" | "gapFrames" | "startOffsetSeconds"
>;

/**
 * A track that waited counts frames since it has listened, the session since it began: what is said to the one is moved
 * by as much as what is said to the other.
 */
export class FrameShift {
  readonly #fromFrame: number;
  readonly #rateHz: number;
  readonly #before: CountsBefore;
  /** Of gaps that ended in the session, what lay before it. */
  #gapFramesBefore = 0;

  /**
   * @param fromFrame the track's frame with which the session begins
   * @param before what the track had counted when that was decided
   */
  constructor(fromFrame: number, rateHz: number, before: CountsBefore) {
    this.#fromFrame = fromFrame;
    this.#rateHz = rateHz;
    this.#before = before;
  }

  /** A message of the session, in the track's frames. */
  toTrack(message: ToTrack): ToTrack {
    if (message.type === "hush") {
      return { ...message, atFrame: message.atFrame + this.#fromFrame };
    }
    if (message.type === "change") {
      const { stemPath, firstFrame, untilFrame } = message.stem;
      return {
        type: "change",
        stem: {
          stemPath,
          firstFrame: firstFrame + this.#fromFrame,
          untilFrame: untilFrame + this.#fromFrame,
        },
      };
    }
    if (message.type === "finish") return { ...message, frames: message.frames + this.#fromFrame };
    return message;
  }

  /** A message of the track, in the session's frames. */
  fromTrack(message: FromTrack): FromTrack {
    switch (message.type) {
      case "progress":
        return { ...message, progress: this.#progress(message.progress) };
      case "gap":
        return { ...message, gap: this.#clipped(message.gap) };
      case "fold":
        return { ...message, fold: this.#placed(message.fold) };
      case "hushed":
      case "away":
      case "back":
      case "moved":
        return this.#placed(message);
      case "ending":
        return { ...message, frames: this.#moved(message.frames) };
      case "stopped":
        return { ...message, report: this.#report(message.report) };
      case "failed":
        return { ...message, failure: this.#failure(message.failure) };
      default:
        return message;
    }
  }

  #moved(frame: number): number {
    return Math.max(0, frame - this.#fromFrame);
  }

  #placed<T extends { readonly atFrame: number }>(one: T): T {
    return { ...one, atFrame: this.#moved(one.atFrame) };
  }

  /** Of a gap that began before the session only the rest is missing in it. */
  #clipped(gap: Gap): Gap {
    const before = Math.min(gap.frames, Math.max(0, this.#fromFrame - gap.atFrame));
    if (gap.cause !== "late-start") this.#gapFramesBefore += before;
    return { ...this.#placed(gap), frames: gap.frames - before };
  }

  #progress(progress: StemProgress): StemProgress {
    const { dropped, unplacedFrames } = this.#before;
    return {
      ...progress,
      frames: this.#moved(progress.frames),
      dropped: progress.dropped - dropped,
      unplacedFrames: progress.unplacedFrames - unplacedFrames,
      ...(progress.speech === undefined ? {} : { speech: this.#speech(progress.speech) }),
    };
  }

  /** Who spoke before the session alone has not spoken in it. */
  #speech({ recentSeconds, recentFrame, lastFrame, doubtFrame }: SpeechFacts): SpeechFacts {
    const isInSession = (frame: number | undefined): frame is number =>
      frame !== undefined && frame > this.#fromFrame;
    return {
      recentSeconds,
      ...(recentFrame === undefined ? {} : { recentFrame: this.#moved(recentFrame) }),
      ...(isInSession(lastFrame) ? { lastFrame: this.#moved(lastFrame) } : {}),
      ...(isInSession(doubtFrame) ? { doubtFrame: this.#moved(doubtFrame) } : {}),
    };
  }

  #report(report: StemReport): StemReport {
    const { dropped, unplacedFrames, gapCount, gapFrames } = this.#before;
    const before = this.#fromFrame / this.#rateHz;
    return {
      ...report,
      frames: this.#moved(report.frames),
      dropped: report.dropped - dropped,
      unplacedFrames: report.unplacedFrames - unplacedFrames,
      gapCount: report.gapCount - gapCount,
      gapFrames: report.gapFrames - gapFrames - this.#gapFramesBefore,
      startOffsetSeconds: Math.max(0, report.startOffsetSeconds - before),
    };
  }

  #failure(failure: TrackFailure): TrackFailure {
    const { report } = failure;
    return report === undefined ? failure : { ...failure, report: this.#report(report) };
  }
}

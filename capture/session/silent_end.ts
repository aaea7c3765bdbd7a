/** Ends a session in which nobody speaks any more. */
import type { PerTrack } from "../ground/tracks.ts";
import type { SessionPart } from "../parts/session_part.ts";
import type { SessionShared } from "./session_shared.ts";
import type { SpeechWish } from "./session_types.ts";
import { SilenceWatch } from "../sound/silence_watch.ts";

/** What is needed of a session. */
export interface SilentEndDependencies extends Omit<SessionShared, "waiting"> {
  readonly wish: SpeechWish | undefined;
  /** The part that is recorded. */
  part(): SessionPart | undefined;
  /** The session is over since an instant (ns); where its file ends is journalled. */
  onEnd(endNs: number): void;
}

/** Looks at what the workers report of speech; without a wish it does nothing. */
export class SilentEnd {
  readonly #o: SilentEndDependencies;
  readonly #watch: SilenceWatch | undefined;
  /** Workers may be replaced, and forget what they found; and what seemed to be speech may turn out to be none. */
  readonly #lastFrames: PerTrack<number> = {};
  #isOver = false;

  constructor(dependencies: SilentEndDependencies) {
    this.#o = dependencies;
    const { rateHz, wish } = dependencies;
    const seconds = wish?.stopSilenceSeconds ?? Infinity;
    if (seconds < Infinity) this.#watch = new SilenceWatch(rateHz, seconds);
  }

  /** For how long nobody has spoken, seconds, without pauses; undefined when nobody asked. */
  get silentSeconds(): number | undefined {
    return this.#watch && this.#watch.silentFrames / this.#o.rateHz;
  }

  /** To be called a few times a second while the session runs. */
  look(isPaused: boolean): void {
    if (this.#watch === undefined || this.#isOver) return;
    const { tracks, time } = this.#o;
    for (const { track, progress } of tracks) {
      const { lastFrame } = progress?.speech ?? {};
      if (lastFrame !== undefined) this.#lastFrames[track] = lastFrame;
    }
    const last = Object.values(this.#lastFrames);
    const doubts = tracks.flatMap(({ progress }) => progress?.speech?.doubtFrame ?? []);
    // What a side has not written yet nobody has listened to.
    const heard = tracks.flatMap((t) => t.phase === "live" ? t.progress?.frames ?? 0 : []);
    const end = this.#watch.look({
      heardFrame: Math.min(time.frameOf(time.nowOrEndNs), ...heard),
      speechFrame: last.length > 0 ? Math.max(...last) : undefined,
      doubtFrame: doubts.length > 0 ? Math.max(...doubts) : undefined,
      isPaused,
    });
    if (end === undefined) return;
    this.#isOver = true;
    void this.#end(end.tailFrame);
  }

  async #end(tailFrame = 0): Promise<void> {
    const { time, reporter, part } = this.#o;
    const endNs = time.nowOrEndNs;
    // Parts before the one that is recorded are files already; and where nobody ever spoke nothing is cut.
    const hasTail = tailFrame > (part()?.atFrame ?? 0);
    // A journal that cannot be written must not keep a room recording.
    if (hasTail) await reporter.tail(tailFrame).catch(() => {});
    this.#o.onEnd(endNs);
  }
}

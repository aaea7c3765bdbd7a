/** Ends a session in which nobody speaks any more. */
import type { PerTrack } from "../ground/tracks.ts";
import type { RemoteTrack } from "./remote_track.ts";
import type { SessionReporter } from "./session_reporter.ts";
import type { SessionOptions } from "./session_types.ts";
import type { SessionTime } from "./session_time.ts";
import { SilenceWatch } from "./silence_watch.ts";

/** What is needed of a session. */
export interface SilentEndDependencies {
  readonly options: Pick<SessionOptions, "rateHz" | "speech">;
  readonly reporter: Pick<SessionReporter, "tail">;
  readonly tracks: readonly RemoteTrack[];
  readonly time: Pick<SessionTime, "nowOrEndNs">;
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
    const { rateHz, speech } = dependencies.options;
    const seconds = speech?.stopSilenceSeconds ?? Infinity;
    if (seconds < Infinity) this.#watch = new SilenceWatch(rateHz, seconds);
  }

  /**
   * To be called a few times a second while the session runs.
   *
   * @param nowFrame of the session
   */
  look(nowFrame: number, isPaused: boolean): void {
    if (this.#watch === undefined || this.#isOver) return;
    for (const { track, progress } of this.#o.tracks) {
      const { lastFrame } = progress?.speech ?? {};
      if (lastFrame !== undefined) this.#lastFrames[track] = lastFrame;
    }
    const last = Object.values(this.#lastFrames);
    const doubts = this.#o.tracks.flatMap(({ progress }) => progress?.speech?.doubtFrame ?? []);
    // What a side has not written yet nobody has listened to.
    const heard = this.#o.tracks.flatMap((t) => t.phase === "live" ? t.progress?.frames ?? 0 : []);
    const end = this.#watch.look({
      heardFrame: Math.min(nowFrame, ...heard),
      speechFrame: last.length > 0 ? Math.max(...last) : undefined,
      doubtFrame: doubts.length > 0 ? Math.max(...doubts) : undefined,
      isPaused,
    });
    if (end === undefined) return;
    this.#isOver = true;
    void this.#end(end.tailFrame);
  }

  async #end(tailFrame: number | undefined): Promise<void> {
    const endNs = this.#o.time.nowOrEndNs;
    // A journal that cannot be written must not keep a room recording.
    if (tailFrame !== undefined) await this.#o.reporter.tail(tailFrame).catch(() => {});
    this.#o.onEnd(endNs);
  }
}

/** Which sources of a session are there, and what is done about those that are not. */
import { reasonOf } from "../track/track_failure.ts";
import { OPEN_MS } from "./session_opening.ts";
import type { RemoteTrack } from "./remote_track.ts";
import type { SessionReporter } from "./session_reporter.ts";
import type { SessionTime } from "../ground/session_time.ts";
import type { FromTrack } from "../track/track_protocol.ts";
import { MUTE_MS, type WorkerStarter } from "./worker_starter.ts";

/** What attendance is kept with. */
export interface AttendanceDependencies {
  readonly time: SessionTime;
  readonly workers: WorkerStarter;
  readonly reporter: SessionReporter;
}

/**
 * Lets sources in, at the beginning or late, reports those that go away and come back, and has another worker take the
 * place of one that hangs or has died.
 */
export class Attendance {
  readonly #time: SessionTime;
  readonly #workers: WorkerStarter;
  readonly #reporter: SessionReporter;
  /** When the sources were started. */
  #startNs: number | undefined;
  #isOver = false;

  constructor({ time, workers, reporter }: AttendanceDependencies) {
    this.#time = time;
    this.#workers = workers;
    this.#reporter = reporter;
  }

  /** Starts those that are open. */
  start(tracks: readonly RemoteTrack[]): void {
    this.#startNs = this.#time.nowNs();
    for (const t of tracks) if (t.phase === "opened") this.#sendStart(t);
  }

  /**
   * The session begins at the first instant that any source has heard, or else when they were started.
   *
   * @param isWaiting it only listens from there on; `record` follows
   */
  begin(tracks: readonly RemoteTrack[], isWaiting = false): void {
    const firsts = tracks.flatMap((t) => t.firstNs ?? []);
    const startNs = this.#startNs ?? this.#time.nowNs();
    const zeroNs = firsts.length > 0 ? Math.min(...firsts) : startNs;
    if (isWaiting) this.#time.listen(zeroNs);
    else this.#time.begin(zeroNs);
    const ready = tracks.filter((t) => t.phase === "opened" || t.phase === "anchored");
    for (const t of ready) this.#sendZero(t);
    if (isWaiting) this.#reporter.waiting(ready);
    else this.#reporter.started(zeroNs, ready, this.#time.secondsSince(zeroNs));
    for (const t of tracks) this.#beginWithout(t);
  }

  /** After it has only listened, the session has begun with an instant that was heard (ns): that is reported. */
  record(zeroNs: number, tracks: readonly RemoteTrack[]): void {
    const { endNs } = this.#time;
    if (endNs !== undefined) {
      for (const t of tracks) if (t.isWorking) t.link.send({ type: "extend", endNs });
    }
    const isThere = (t: RemoteTrack) => {
      return t.phase === "ended" || t.phase === "live" && t.awayReason === undefined;
    };
    const agoSeconds = this.#time.secondsSince(zeroNs);
    this.#reporter.started(zeroNs, tracks.filter(isThere), agoSeconds);
    for (const t of tracks) {
      if (!isThere(t)) this.#reporter.away(t, 0, t.awayReason ?? `${t.name} is not there`);
    }
  }

  /** The session ends: nobody is let in, and no worker is replaced any more. */
  end(): void {
    this.#isOver = true;
  }

  /** What a worker says about being there, once its track has heard it too. */
  hear(t: RemoteTrack, message: FromTrack): void {
    // It was told of as one that is mute, and is not any more.
    if (message.type === "progress" && t.phase === "live" && t.awayReason !== undefined) {
      this.#noteBack(t, message.progress.frames);
    }
    switch (message.type) {
      case "opened":
        this.#reporter.opened(t);
        if (this.#startNs !== undefined) this.#admitLate(t);
        break;
      case "unopened":
        if (!this.#time.hasBegun) break;
        this.#sendZero(t, "away");
        this.#noteAway(t, reasonOf(message.failure));
        break;
      case "failed":
        if (!this.#time.hasBegun) break;
        this.#noteAway(t, reasonOf(message.failure));
        // Until its worker has closed its device, and another can take its place.
        if (this.#mayReplace(t) && message.failure.kind === "bug") t.phase = "away";
        break;
      case "closed":
        this.#replaceIfDead(t);
        break;
      case "away":
        this.#noteAway(t, message.reason, message.atFrame);
        break;
      case "back":
        this.#noteBack(t, message.atFrame);
        break;
    }
  }

  /** Some time has gone by, ms: another worker takes the place of one that hangs; of one whose device delivers it is told. */
  tick(t: RemoteTrack, ms: number): void {
    t.tick(ms);
    if (t.phase === "live" && t.muteMs >= MUTE_MS) {
      this.#noteAway(t, `nothing was heard of ${t.name} for ${MUTE_MS / 1_000} s`);
    }
    if (this.#workers.isHung(t) && this.#mayReplace(t)) this.#replaceWorker(t);
  }

  /** A source that is not there when the session begins. */
  #beginWithout(t: RemoteTrack): void {
    if (t.phase === "unopened") this.#sendZero(t, "away");
    if (t.failure !== undefined) {
      this.#noteAway(t, reasonOf(t.failure));
      this.#replaceIfDead(t);
    } else if (t.phase === "opening") {
      this.#noteAway(t, `${t.name} has not answered for ${OPEN_MS / 1000} s`);
    }
  }

  /** Too late for the barrier: it begins at once, with silence for what it has missed. */
  #admitLate(t: RemoteTrack): void {
    if (this.#isOver) return;
    this.#sendStart(t);
    if (!this.#time.hasBegun) return;
    this.#sendZero(t);
    this.#noteBack(t, this.#time.frameOf(this.#time.nowNs()));
  }

  #sendStart(t: RemoteTrack): void {
    if (this.#startNs !== undefined) t.link.send({ type: "start", startNs: this.#startNs });
  }

  /** @param phase `away` for a device that is not there: its stem grows all the same, so that nothing waits for it */
  #sendZero(t: RemoteTrack, phase: "live" | "away" = "live"): void {
    const { span } = this.#time;
    if (span === undefined) return;
    t.phase = phase;
    if (phase === "away") t.silentFrom = 0;
    t.link.send({ type: "zero", ...span });
  }

  #noteAway(t: RemoteTrack, reason: string, atFrame?: number): void {
    if (t.awayReason === reason) return;
    t.awayReason = reason;
    this.#reporter.away(t, atFrame ?? t.failure?.report?.frames ?? t.progress?.frames ?? 0, reason);
  }

  #noteBack(t: RemoteTrack, atFrame: number): void {
    t.awayReason = undefined;
    this.#reporter.back(t, atFrame);
  }

  /** A worker that has died of a bug has closed its device, so that another can open it. */
  #replaceIfDead(t: RemoteTrack): void {
    if (t.closed && t.failure?.kind === "bug" && this.#mayReplace(t)) this.#replaceWorker(t);
  }

  #mayReplace(t: RemoteTrack): boolean {
    return t.isReplaceable && this.#time.hasBegun && !this.#isOver;
  }

  #replaceWorker(t: RemoteTrack): void {
    const { span } = this.#time;
    if (span === undefined) return;
    const reason = t.awayReason ?? `${t.name} did not answer`;
    this.#workers.replace(t, { ...span, reason });
    this.#noteAway(t, reason);
  }
}

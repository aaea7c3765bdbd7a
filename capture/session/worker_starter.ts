/** The workers of a session's tracks: how they begin, and how one takes the place of another. */
import type { SessionDependencies } from "./session_dependencies.ts";
import type { RemoteTrack } from "./remote_track.ts";
import type { SessionPart } from "../parts/session_part.ts";
import type { SessionOptions } from "./session_types.ts";
import type { WorkerLink } from "../track/worker_link.ts";
import type { FromTrack, ResumeTrack } from "../track/track_protocol.ts";

/**
 * A worker that is mute for so long writes nothing, and where its device is away it hangs, ms. Each question to a sound server
 * is given up after 5 s, or by its library after 30 s.
 */
export const MUTE_MS = 45_000;

/** What is remembered beside what comes before the first word: until it is known to be one, and there is a place for it. */
const REMEMBERED_SECONDS = 30;
/** A session of files that runs faster is late by as much more of its own time; up to here, for that takes memory. */
const MOST_PACE = 4;

/** Starts and replaces workers. */
export class WorkerStarter {
  readonly #options: SessionOptions;
  readonly #dependencies: SessionDependencies;
  readonly #epochNs: number;
  readonly #receive: (t: RemoteTrack, message: FromTrack) => void;
  readonly #hasDevice: boolean;
  readonly #partFor: (t: RemoteTrack) => SessionPart | undefined;
  readonly #waitSeconds: number;
  #haveHung = false;

  /**
   * @param epochNs where a paced clock begins
   * @param partFor asked before a worker opens: whose stem it writes; none while nothing is recorded
   * @param receive gets what the worker of a track says, but not what one says whose place another has taken
   */
  constructor(
    options: SessionOptions,
    dependencies: SessionDependencies,
    epochNs: number,
    partFor: (t: RemoteTrack) => SessionPart | undefined,
    receive: (t: RemoteTrack, message: FromTrack) => void,
  ) {
    this.#options = options;
    this.#partFor = partFor;
    const pace = Math.min(Math.max(1, options.pace), MOST_PACE);
    this.#waitSeconds = (options.later?.preRollSeconds ?? 0) + REMEMBERED_SECONDS * pace;
    this.#dependencies = dependencies;
    this.#epochNs = epochNs;
    this.#receive = receive;
    this.#hasDevice = Object.values(options.tracks).some((choice) => choice.kind === "device");
  }

  /** Whether one was given up that may still be in the native library. */
  get haveHung(): boolean {
    return this.#haveHung;
  }

  /** Starts a worker's thread. */
  start(t: RemoteTrack): WorkerLink {
    // Messages come through the event loop, when this function has long returned.
    const link: WorkerLink = this.#dependencies.openLink(t.track, (message) => {
      if (t.link === link) this.#receive(t, message);
    });
    return link;
  }

  /** Has a worker open its source; with `resume`, go on with the stem of another. */
  open(t: RemoteTrack, resume?: ResumeTrack): void {
    const { rateHz, libraryPath, pace, speech } = this.#options;
    const part = this.#partFor(t);
    const before = part?.stemBefore(t.track);
    t.link.send({
      type: "open",
      track: t.track,
      choice: t.choice,
      rateHz,
      stemPath: part?.spool.stemPath(t.track) ?? "",
      firstFrame: part?.firstFrame ?? 0,
      ...(before === undefined ? {} : { before }),
      ...(this.#hasDevice ? { libraryPath } : {}),
      nowNs: this.#dependencies.clock.nowNs(),
      epochNs: this.#epochNs,
      pace,
      ...{ fence: t.fence, hushWord: t.hushWord },
      ...(part === undefined ? { waitSeconds: this.#waitSeconds } : {}),
      ...(speech === undefined ? {} : { speech: { rnnoiseUrl: speech.rnnoiseUrl } }),
      ...(resume === undefined ? {} : { resume }),
    });
  }

  /**
   * Whether a worker hangs in the sound system's library, from which nothing brings it back.
   *
   * While its device delivers it may be mute for longer: its disk may be slow.
   */
  isHung(t: RemoteTrack): boolean {
    const isAway = t.phase === "away" || t.phase === "opening";
    return t.muteMs >= MUTE_MS && isAway && !t.closed;
  }

  /** Another worker goes on in the place of one that hangs or has died. */
  replace(t: RemoteTrack, resume: Omit<ResumeTrack, "silentFrom" | "hushEdges">): void {
    if (!t.closed) this.#haveHung = true;
    t.replaceWorker((t) => this.start(t));
    const { silentFrom, hushEdges } = t;
    this.open(t, { ...resume, hushEdges, ...(silentFrom === undefined ? {} : { silentFrom }) });
  }
}

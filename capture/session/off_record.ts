/** What of a session is not kept: pauses of both sides, and sides that are muted. */
import type { HushOrder, PlacedHush } from "../ground/hush.ts";
import { TRACK_NAMES, type TrackName } from "../ground/tracks.ts";
import type { RemoteTrack } from "./remote_track.ts";
import type { SessionReporter } from "./session_reporter.ts";
import type { SessionTime } from "../ground/session_time.ts";
import type { Waiting } from "../ground/waiting.ts";

/** How long a worker may take to answer; one that is late hushes with its next write all the same. */
const ANSWER_MS = 300;

/** What is needed of a session. */
export interface OffRecordDependencies {
  readonly time: SessionTime;
  readonly waiting: Waiting;
  readonly reporter: Pick<SessionReporter, "hushed" | "noteHush" | "syncNotes">;
  readonly tracks: readonly RemoteTrack[];
}

/** Obeys one order after the other. */
export class OffRecord {
  readonly #o: OffRecordDependencies;
  /** Since when, frames. */
  #pausedAt: number | undefined;
  readonly #mutedAt = new Map<TrackName, number>();
  #lastFrame = 0;
  /** What the journal does not have yet. */
  readonly #owed: PlacedHush[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(dependencies: OffRecordDependencies) {
    this.#o = dependencies;
  }

  /** Whether nothing of either side is kept at this moment. */
  get isPaused(): boolean {
    return this.#pausedAt !== undefined;
  }

  /** Whether nothing of a side is kept at this moment. */
  isHushed(track: TrackName): boolean {
    return this.#pausedAt !== undefined || this.#mutedAt.has(track);
  }

  /**
   * Hushes, or no longer; the workers do it before this is on the disk, and it is on the disk before this resolves.
   *
   * @returns the frame at which it begins or ends; of what is so already, the frame at which that began, or this moment's
   * @throws as the file system does; it holds all the same then, and the next order tries again to note it
   */
  async obey(order: HushOrder): Promise<number> {
    const turn = this.#turn.then(() => this.#obeyNow(order));
    this.#turn = turn.catch(() => {});
    const atFrame = await turn;
    // Who asks meanwhile does not wait for the disk: somebody speaks again.
    await this.#settle();
    return atFrame;
  }

  async #obeyNow(order: HushOrder): Promise<number> {
    const { time, reporter } = this.#o;
    const nowFrame = Math.max(this.#lastFrame, time.frameOf(time.nowOrEndNs));
    const since = this.#since(order);
    const isOn = order.type === "pause" || order.type === "mute";
    if (isOn === (since !== undefined)) return since ?? nowFrame;
    const before = TRACK_NAMES.filter((track) => this.isHushed(track));
    this.#note(order, nowFrame);
    const changed = this.#o.tracks.filter(({ track }) => {
      return this.isHushed(track) !== before.includes(track);
    });
    const atFrame = await this.#switch(changed, isOn, nowFrame);
    this.#note(order, atFrame);
    this.#lastFrame = atFrame;
    const placed = { ...order, atFrame };
    this.#owed.push(placed);
    reporter.hushed(placed);
    return atFrame;
  }

  /** Notes what is not noted yet, and has it put on the disk. */
  async #settle(): Promise<void> {
    for (let owed = this.#owed[0]; owed !== undefined; owed = this.#owed[0]) {
      this.#o.reporter.noteHush(owed);
      this.#owed.shift();
    }
    await this.#o.reporter.syncNotes();
  }

  #since(order: HushOrder): number | undefined {
    return "track" in order ? this.#mutedAt.get(order.track) : this.#pausedAt;
  }

  #note(order: HushOrder, atFrame: number): void {
    if (order.type === "pause") this.#pausedAt = atFrame;
    else if (order.type === "resume") this.#pausedAt = undefined;
    else if (order.type === "mute") this.#mutedAt.set(order.track, atFrame);
    else if (order.type === "unmute") this.#mutedAt.delete(order.track);
  }

  /** @returns the first frame at which it holds: what was said before the order is kept, on both sides alike */
  async #switch(tracks: readonly RemoteTrack[], on: boolean, atFrame: number): Promise<number> {
    for (const t of tracks) t.askHush(on, atFrame);
    await this.#o.waiting.until(
      () => tracks.every((t) => t.hasHushed || !t.isWorking),
      ANSWER_MS,
    );
    const frames = tracks.filter((t) => t.hasHushed).flatMap((t) => t.hushEdges.at(-1) ?? []);
    return frames.length === 0 ? atFrame : Math.max(this.#lastFrame, Math.min(...frames));
  }
}

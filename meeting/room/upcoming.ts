/** A meeting that somebody may begin by speaking: its devices are open, and nothing of it is on the disk. */
import type { PerTrack } from "../../capture/ground/tracks.ts";
import type { WaitOrders } from "../recording/begin_session.ts";
import type { RoomMeeting } from "./room_meeting.ts";

/** Listens from when it is made. */
export class Upcoming {
  /** Counted from 1. */
  readonly number: number;
  /** Resolves when it is recorded; undefined when it was given up. Rejects with what was in the way. */
  readonly begun: Promise<RoomMeeting | undefined>;
  readonly #abort = new AbortController();
  #mayBegin = false;

  /**
   * @param begin see `RoomMeeting.begin`
   * @param onSign both sides have heard something since the last time
   */
  constructor(
    number: number,
    begin: (wait: WaitOrders) => Promise<RoomMeeting>,
    onSign: () => void,
  ) {
    this.number = number;
    const { signal } = this.#abort;
    const heard = new Hearing(onSign);
    const begun = begin({
      signal,
      onSpeech: () => this.#mayBegin,
      onListening: (frames) => heard.take(frames),
    });
    this.begun = unlessGivenUp(begun, signal);
    // It may fail before anybody waits for it.
    this.begun.catch(() => {});
  }

  /** Speech begins it from now on, also what was said a moment ago. */
  letBegin(): void {
    this.#mayBegin = true;
  }

  /** Closes the devices; once it is recorded, this is of no concern any more. */
  giveUp(): void {
    this.#abort.abort();
  }
}

/** Whether both sides go on. */
class Hearing {
  readonly #onSign: () => void;
  #frames: PerTrack<number> = {};

  constructor(onSign: () => void) {
    this.#onSign = onSign;
  }

  take(frames: PerTrack<number>): void {
    const before = this.#frames;
    const sides = Object.entries(frames) as [keyof PerTrack<number>, number][];
    const isAlive = sides.length > 0 && sides.every(([side, count]) => count > (before[side] ?? 0));
    if (!isAlive) return;
    this.#frames = frames;
    this.#onSign();
  }
}

/** Waits for what was begun; undefined when the signal came first. */
export async function unlessGivenUp<T>(
  begun: Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  try {
    return await begun;
  } catch (error) {
    if (signal.aborted && error === signal.reason) return undefined;
    throw error;
  }
}

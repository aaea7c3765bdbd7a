/** What a person can ask of a recording while it runs. */
import type { HushOrder } from "../../capture/ground/hush.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";
import { UserError } from "../ground/user_error.ts";
import type { LiveSession } from "../world/world.ts";
import { markIn } from "./mark_in.ts";
import { MOST_EXTENSION_SECONDS, MOST_HUSHES } from "./steer_protocol.ts";

/** What the controls work on. */
export interface Controlled {
  /** Undefined before it records. */
  readonly session: Pick<LiveSession, "mark" | "hush" | "extend"> | undefined;
  readonly tracks: readonly TrackName[];
  /** Marks that there are already; and pauses, mutes and their ends. */
  marks(): number;
  hushes(): number;
  /** Has one that ends at a time of day end later; undefined when this one does not. */
  extendClock(seconds: number): number | undefined;
  /** Begins the next part; returns where, seconds. */
  split?(): number;
  /** It ends later, seconds since its first frame. */
  onExtended(endSeconds: number): void;
}

/**
 * Steers a recording. What resolves is on the disk: a crash cannot take it; times are seconds since the first frame.
 *
 * All reject with `UserError` of kind usage when that cannot be asked of this recording, and with another error when it
 * has ended or its journal cannot be written.
 */
export class Controls {
  readonly #of: () => Controlled;
  #isPauseWanted = false;

  constructor(of: () => Controlled) {
    this.#of = of;
  }

  /**
   * Marks this moment: a chapter of the file begins here.
   *
   * @param text its title, of 500 characters at most; may be empty
   * @param agoSeconds for who had to think of a title: how long ago the moment was
   * @returns its place
   */
  async mark(text = "", agoSeconds = 0): Promise<number> {
    const { session, marks } = this.#of();
    if (!(agoSeconds >= 0 && agoSeconds < Infinity)) {
      throw wrong("mark", `that was ${agoSeconds} seconds ago; 0 or more are expected`);
    }
    return await markIn(session, text, marks(), agoSeconds);
  }

  /** Takes both sides off the record: nothing of them is kept until `resume`. @returns since when */
  async pause(): Promise<number> {
    this.#isPauseWanted = true;
    return await this.#hush({ type: "pause" });
  }

  /** Goes on with both sides. @returns where */
  async resume(): Promise<number> {
    this.#isPauseWanted = false;
    return await this.#hush({ type: "resume" });
  }

  /** One of both: the other than was asked for last, also while that is still under way. @returns where */
  async togglePause(): Promise<number> {
    return await (this.#isPauseWanted ? this.resume() : this.pause());
  }

  /** Keeps nothing of a side until `unmute`. @returns since when */
  async mute(track: TrackName): Promise<number> {
    return await this.#hush({ type: "mute", track });
  }

  /** Goes on with a side. @returns where */
  async unmute(track: TrackName): Promise<number> {
    return await this.#hush({ type: "unmute", track });
  }

  /**
   * Has a recording that ends by itself end later.
   *
   * @param seconds by how much, above 0; a week at most
   * @returns where it ends then
   */
  extend(seconds: number): Promise<number> {
    return Promise.try(() => {
      const { session, extendClock, onExtended } = this.#of();
      // A session that is told anything else would never end, or end at once.
      if (!(seconds > 0 && seconds <= MOST_EXTENSION_SECONDS)) {
        throw wrong(
          "extend",
          `by ${seconds} seconds; more than 0 are expected, and a week at most`,
        );
      }
      if (session === undefined) throw wrong("extend", "it is just beginning");
      const endSeconds = session.extend(seconds) ?? extendClock(seconds);
      if (endSeconds === undefined) {
        throw wrong("extend", "this recording does not end by itself; confrec stop ends it");
      }
      onExtended(endSeconds);
      return endSeconds;
    });
  }

  /** Goes on in another file from this moment on. @returns where that begins */
  split(): Promise<number> {
    return Promise.try(() => {
      const { session, split } = this.#of();
      if (session === undefined || split === undefined) {
        throw wrong("split", "the recording is just beginning");
      }
      return split();
    });
  }

  async #hush(order: HushOrder): Promise<number> {
    const { session, tracks, hushes } = this.#of();
    if (session === undefined) throw wrong(order.type, "the recording is just beginning");
    if ("track" in order && !tracks.includes(order.track)) {
      throw wrong(`${order.type} ${order.track}`, "this recording has no such side");
    }
    // What ends one is never refused: something is being said.
    const isBegin = order.type === "pause" || order.type === "mute";
    if (isBegin && hushes() >= MOST_HUSHES) {
      throw wrong(order.type, `there are ${MOST_HUSHES} pauses and mutes, and no more fit`);
    }
    return await session.hush(order);
  }
}

function wrong(what: string, why: string): UserError {
  return new UserError("usage", `Cannot ${what}: ${why}`);
}

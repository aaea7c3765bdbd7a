/** The parts of a recording that is split: when the next one begins. */
import type { PerTrack } from "../../capture/ground/tracks.ts";
import type { Stretch } from "../../capture/ground/hush.ts";
import { TAIL_SECONDS } from "../../capture/parts/session_part.ts";
import { messageOf } from "../../ffi/system/message_of.ts";
import { partCut } from "../../post/chunks/part_cut.ts";
import { clockTime } from "../ground/figures.ts";
import { UserError } from "../ground/user_error.ts";
import type { FileMaker } from "../world/world.ts";
import type { Part } from "./part.ts";
import { PartFinisher } from "./part_finisher.ts";
import type { KeptPart, PartKeeperOptions, UnfinishedPart } from "./part_orders.ts";

/** A part is at least so long, s. */
const LEAST_SECONDS = 2;
/** At a limit it is waited so long for the analysis, which goes in steps: without it no pause is known, s. */
const ANALYSIS_SECONDS = 9;
/** A side that hangs is not waited for longer, s. */
const PATIENCE_SECONDS = 30;
/** After a split that failed the next attempt waits, s of the recording. */
const REST_SECONDS = 60;
/** After so much silence nobody knows whether anything will follow, s. */
const SILENCE_SECONDS = 15;
/** How far before its limit a part may end, in a pause, s; of a short part, half of it. */
const PAUSE_SECONDS = 60;
/** A limit at which none could begin is given up once it is so far back, s: what is behind it would all have to be copied into the next part's stems. */
const LATE_SECONDS = 2 * REST_SECONDS;

/** Frames of the session that are on the disk, and what of them was off the record. */
interface Recorded {
  readonly frames: PerTrack<number>;
  readonly pauses: readonly Stretch[];
}

/** Keeps the parts of one recording. */
export class PartKeeper {
  readonly #o: PartKeeperOptions;
  readonly #finisher: PartFinisher;
  #current: Part;
  #recorded: Recorded = { frames: {}, pauses: [] };
  #splitting: Promise<void> | undefined;
  #restUntilFrame = 0;
  /** Why there was no next part when that was tried last. */
  #restedFor: string | undefined;
  /** Where somebody asked for the next part. */
  #waiting: number | undefined;
  /** Whether a part has waited for somebody to speak again. */
  #isHeldBack = false;
  #isOver = false;

  constructor(first: Part, options: PartKeeperOptions) {
    this.#current = first;
    this.#o = options;
    this.#finisher = new PartFinisher(options);
  }

  /** The part that is recorded. */
  get current(): Part {
    return this.#current;
  }

  /** Where the oldest part begins whose stems are still there, seconds. */
  get unfinishedFromSeconds(): number {
    return this.#finisher.unfinishedFromSeconds;
  }

  /**
   * So much is on the disk by now; the next part begins when it is time.
   *
   * @param silentSeconds for how long nobody has spoken, where that may end the recording: no part is to begin with what is cut
   * off then, and what has waited begins in that silence once somebody speaks again
   */
  look(frames: PerTrack<number>, pauses: readonly Stretch[], silentSeconds = 0): void {
    this.#recorded = { frames, pauses };
    this.#current.grow(frames, pauses);
    if (this.#splitting !== undefined || this.#isOver || !this.#o.session()) return;
    const atFrame = this.#waiting ?? this.#limitFrame();
    const behindSeconds = this.#waiting === undefined ? ANALYSIS_SECONDS : TAIL_SECONDS + 0.5;
    if (atFrame === undefined || !this.#isHeard(atFrame, behindSeconds)) return;
    if (this.#waiting === undefined && silentSeconds >= SILENCE_SECONDS) {
      this.#isHeldBack = true;
      return;
    }
    const isLate = this.#restedFor !== undefined &&
      this.#known >= atFrame + LATE_SECONDS * this.#o.rateHz;
    const from = this.#isHeldBack || isLate ? this.#known : atFrame;
    const isAsked = this.#waiting !== undefined;
    const wanted = this.#waiting ?? this.#pauseBefore(from);
    this.#isHeldBack = false;
    const splitting = this.#splitting = this.#split(wanted)
      .finally(() => this.#splitting = undefined);
    splitting.catch((error) => this.#rest(error, isAsked));
    this.#waiting = undefined;
  }

  /**
   * Begins the next part at this moment, as soon as what the end of this one needs is recorded too: in three seconds,
   * unless the recording ends by then, which is told when it does.
   *
   * @returns where, seconds
   * @throws {UserError} of kind usage when this part has just begun
   */
  request(): number {
    if (this.#isOver) throw new Error("the recording has ended");
    this.#waiting ??= this.#recordedFrame;
    try {
      return this.#cutAt(this.#waiting).atFrame / this.#o.rateHz;
    } catch (error) {
      this.#waiting = undefined;
      throw error;
    }
  }

  /** No part begins any more; resolves when none is about to. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#splitting?.catch(() => {});
    if (this.#waiting === undefined || this.#o.signal.aborted) return;
    const at = clockTime(this.#waiting / this.#o.rateHz);
    const { output } = this.#current.facts;
    this.#o.warn(
      `No other file begins at ${at}: the recording ended within 3 s of that; it is in ${output.path}`,
    );
  }

  /**
   * Finishes the last part, once those before it are.
   *
   * @returns all parts that are files, and the spools of those that are not
   * @throws what the making of the last one throws
   */
  async finish(
    maker: FileMaker,
    onProgress: (share: number) => void,
  ): Promise<{ readonly parts: readonly KeptPart[]; readonly left: readonly UnfinishedPart[] }> {
    return await this.#finisher.finishLast(this.#current, maker, onProgress);
  }

  /** Parts that are still being finished come to their end, or are given up with the signal. */
  async close(): Promise<void> {
    await this.#finisher.close();
  }

  /** Where this part is full; nothing while the last attempt to begin another was only just in vain. */
  #limitFrame(): number | undefined {
    if (this.#recordedFrame < this.#restUntilFrame) return undefined;
    const { limitSeconds, rateHz, keepPauses } = this.#o;
    const { fromFrame } = this.#current.facts;
    let atFrame = fromFrame + limitSeconds * rateHz;
    for (const pause of keepPauses ? [] : this.#recorded.pauses) {
      if (pause.toFrame > fromFrame && pause.fromFrame < atFrame) {
        atFrame += pause.toFrame - Math.max(pause.fromFrame, fromFrame);
      }
    }
    return Number.isFinite(atFrame) ? atFrame : undefined;
  }

  /** Whether all sides have what a part that ends there needs to hear; who hangs is not waited for. */
  #isHeard(atFrame: number, behindSeconds: number): boolean {
    const { rateHz } = this.#o;
    const frames = Object.values(this.#recorded.frames);
    if (frames.length === 0) return false;
    return Math.min(...frames) >= atFrame + behindSeconds * rateHz ||
      Math.max(...frames) >= atFrame + PATIENCE_SECONDS * rateHz;
  }

  /** Up to where the longest side is on the disk. */
  get #recordedFrame(): number {
    return Math.max(0, ...Object.values(this.#recorded.frames));
  }

  /** Up to where pauses are known. */
  get #known(): number {
    const heard = Math.min(...Object.values(this.#recorded.frames));
    return heard - ANALYSIS_SECONDS * this.#o.rateHz;
  }

  #pauseBefore(atFrame: number): number {
    const { rateHz, limitSeconds } = this.#o;
    const { stemsFromFrame } = this.#current.facts;
    const back = Math.min(PAUSE_SECONDS, limitSeconds / 2) * rateHz;
    const found = this.#current.programme.longestPause(
      atFrame - back - stemsFromFrame,
      atFrame - stemsFromFrame,
    );
    return found === undefined ? atFrame : found + stemsFromFrame;
  }

  #cutAt(wantedFrame: number) {
    const { rateHz, fileRateHz, keepPauses } = this.#o;
    const { fromFrame, stemsFromFrame } = this.#current.facts;
    const cut = partCut(wantedFrame, {
      ...{ stemRateHz: rateHz, fileRateHz, stemsFromFrame },
      pauses: keepPauses ? [] : this.#recorded.pauses,
    });
    if (cut.atFrame < fromFrame + LEAST_SECONDS * rateHz) {
      throw new UserError("usage", "Cannot split: this part has just begun");
    }
    return cut;
  }

  async #split(wantedFrame: number): Promise<void> {
    const session = this.#o.session();
    if (session === undefined) throw new Error("the recording has not begun");
    const { atFrame, encodeFromFrame, stemsFromFrame } = this.#cutAt(wantedFrame);
    const before = this.#current;
    const { undo, ...opened } = await this.#o.open(before.facts.number + 1);
    const facts = { ...opened, fromFrame: atFrame, encodeFromFrame, stemsFromFrame };
    let settled: Promise<void>;
    try {
      const { spool, number } = facts;
      const settings = this.#o.settingsOf(facts);
      const beforeToFrame = atFrame + TAIL_SECONDS * this.#o.rateHz;
      const places = { atFrame, encodeFromFrame, stemsFromFrame, beforeToFrame };
      const next = { spool, number, settings, ...places };
      ({ settled } = await session.split(next));
    } catch (error) {
      undo();
      opened.held[Symbol.dispose]();
      throw error;
    }
    // It is looked at once the parts before are finished; a rejection that nobody has heard until then ends the program.
    settled.catch(() => {});
    const part = this.#current = this.#o.make(facts);
    this.#restedFor = undefined;
    part.programme.begin();
    this.#o.onBegun(part);
    this.#finisher.finishMeanwhile(before, part, settled);
  }

  #rest(error: unknown, isAsked: boolean): void {
    this.#restUntilFrame = this.#recordedFrame + REST_SECONDS * this.#o.rateHz;
    const why = messageOf(error);
    // A disk that stays full for hours is said once.
    if (isAsked || why !== this.#restedFor) {
      this.#o.warn(`Cannot begin the next part: ${why}; this one goes on`);
    }
    this.#restedFor = why;
  }
}

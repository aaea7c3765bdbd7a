/** A stem that begins as it was recorded, and goes on as another file has it. */
import type { FrameReader } from "./stem_readers.ts";

/** Reads both as one stem of one channel: what was recorded, and from a frame on what was made of it. */
export class ChangedStem implements FrameReader {
  readonly #recorded: FrameReader;
  readonly #changed: FrameReader;
  readonly #fromFrame: number;

  /**
   * @param changed its frame 0 is frame `fromFrame` of the stem
   * @param fromFrame from 0 on
   */
  constructor(recorded: FrameReader, changed: FrameReader, fromFrame: number) {
    this.#recorded = recorded;
    this.#changed = changed;
    this.#fromFrame = fromFrame;
  }

  /** As that of both. */
  read(startFrame: number, frames: number, into = new Float32Array(frames)): Float32Array {
    const before = Math.max(0, Math.min(frames, this.#fromFrame - startFrame));
    const recorded = this.#recorded.read(startFrame, before, into);
    // One that has ended too early must not be gone on with as if it had not.
    if (recorded.length < before || before === frames) return recorded;
    const at = startFrame + before - this.#fromFrame;
    const changed = this.#changed.read(at, frames - before, into.subarray(before));
    return into.subarray(0, before + changed.length);
  }
}

/** A track's stem on the disk, whatever the disk and others do meanwhile. */
import { isThere } from "../../ffi/system/is_there.ts";
import { moveAside } from "./move_aside.ts";
import { removeQuietly } from "../spool/remove_if_there.ts";
import type { Stem } from "./stem.ts";
import { STEM_CHANNELS, type TrackName } from "../ground/tracks.ts";
import { dirname } from "node:path";
import { platform } from "../../ffi/system/platform.ts";
import { WavWriter, type WavWriterOptions } from "../../formats/wav_writer.ts";
import { putBack } from "../spool/put_back.ts";
import { syncFolder } from "../spool/sync_folder.ts";

/** Bytes copied with each write while a stem is put back: little enough to take less time than there is between two. */
const PART_BYTES = 4e6;
/** The same when nothing is written any more: little enough to take a second or two on a slow disk. */
const LAST_PART_BYTES = 32e6;
/** After a stem could not be put back, so many syncs go by before the next attempt. */
const RESTING_SYNCS = 13;

/**
 * A stem that grows.
 *
 * Nobody waits for the disk: one that is busy (a stick, a card, a share) may take longer to sync than a device's ring is
 * long. And when somebody removes or moves the file, or the folder around it, it is made again under its old name, a piece with
 * each write, from the open file, which the system keeps until it is closed. Something else that has that name keeps it while
 * the stem grows, and is moved aside when others are to find the stem.
 */
export class StemFile implements Stem {
  readonly #path: string;
  readonly #writer: WavWriter;
  #syncing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** The file that takes the place of the one that lost its name. */
  #copy: Deno.FsFile | undefined;
  #resting = 0;
  /** What had its name, until it is whole under that. */
  #aside: string | undefined;
  /** Why it could not be put back the last time. */
  #trouble: unknown;
  readonly #fence: Int32Array | undefined;

  private constructor(path: string, writer: WavWriter, fence: Int32Array | undefined) {
    this.#path = path;
    this.#writer = writer;
    this.#fence = fence;
  }

  /**
   * @param rateHz of the stem
   * @param fence once its number is not 0 any more, the stem is another's, and nothing is written here
   * @throws what the file system throws, also when something is there already
   */
  static create(path: string, rateHz: number, track: TrackName, fence?: Int32Array): StemFile {
    const writer = WavWriter.create(path, shapeOf(rateHz, track));
    platform.allowHoles(path);
    syncFolder(dirname(path));
    return new StemFile(path, writer, fence);
  }

  /** Goes on with the stem that another has left, or begins it when there is none. */
  static resume(path: string, rateHz: number, track: TrackName, fence?: Int32Array): StemFile {
    try {
      if (Deno.lstatSync(path).isFile) {
        return new StemFile(path, WavWriter.resume(path, shapeOf(rateHz, track)), fence);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return StemFile.create(path, rateHz, track, fence);
  }

  get frames(): number {
    return this.#writer.frames;
  }

  write(samples: Float32Array): void {
    this.#checkFence();
    this.#writer.write(samples);
    if (this.#copy !== undefined) this.#putBack(this.#copy, PART_BYTES);
  }

  silence(frames: number): void {
    this.#checkFence();
    this.#writer.silence(frames);
  }

  sync(): void {
    this.#checkFence();
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#syncing ??= this.#writer.syncMeanwhile()
      .catch((error) => void (this.#failure = { error }))
      .finally(() => this.#syncing = undefined);
    if (this.#resting > 0) this.#resting--;
    else if (this.#copy === undefined && !this.isInPlace) this.#beginAnew(PART_BYTES);
  }

  prepare(): boolean {
    this.#checkFence();
    if (this.#copy !== undefined) this.#putBack(this.#copy, LAST_PART_BYTES);
    else if (this.#resting === 0 && !this.isInPlace) this.#beginInTheWay(LAST_PART_BYTES);
    return this.#copy !== undefined;
  }

  get isInPlace(): boolean {
    return this.#copy === undefined && this.#writer.isAt(this.#path);
  }

  finish(): void {
    this.#checkFence();
    if (this.#copy !== undefined) this.#putBack(this.#copy, Infinity);
    if (!this.isInPlace) this.#beginInTheWay(Infinity);
    // Closed, it would be gone for good, and what has its name would be taken for it.
    if (!this.isInPlace) throw this.#trouble ?? new Error(`Cannot put ${this.#path} back`);
    this.#writer.finish();
  }

  [Symbol.dispose](): void {
    this.#copy?.close();
    this.#writer[Symbol.dispose]();
  }

  #checkFence(): void {
    if (this.#fence === undefined || Atomics.load(this.#fence, 0) === 0) return;
    throw new Error(`Cannot write ${this.#path}: another worker does that now`);
  }

  /** Begins anew under the name, whatever has it. */
  #beginInTheWay(mostBytes: number): void {
    try {
      this.#aside = moveAside(this.#path);
    } catch {
      // Beginning anew says why it cannot be done.
    }
    this.#beginAnew(mostBytes);
  }

  /** An older copy under the name is better than none. */
  #giveNameBack(): void {
    const aside = this.#aside;
    this.#aside = undefined;
    if (aside === undefined || isThere(this.#path)) return;
    try {
      Deno.renameSync(aside, this.#path);
    } catch {
      // It is still beside the name.
    }
  }

  /** @param mostBytes copied at once: a reader that finds the name must find a stem */
  #beginAnew(mostBytes: number): void {
    try {
      putBack(dirname(this.#path));
      this.#copy = Deno.openSync(this.#path, {
        ...{ read: true, write: true, createNew: true, mode: 0o600 },
      });
      platform.allowHoles(this.#path);
    } catch (error) {
      // Something else has its name, or nothing can be written there now.
      this.#trouble = error;
      this.#resting = RESTING_SYNCS;
      this.#giveNameBack();
      return;
    }
    this.#putBack(this.#copy, mostBytes);
  }

  #putBack(copy: Deno.FsFile, mostBytes: number): void {
    try {
      if (this.#writer.moveTo(copy, mostBytes)) this.#copy = this.#aside = undefined;
    } catch (error) {
      this.#trouble = error;
      // The file without a name still has everything; another attempt may do better.
      this.#copy = undefined;
      this.#resting = RESTING_SYNCS;
      copy.close();
      // If it stays, the next attempt finds the name taken.
      removeQuietly(this.#path);
      this.#giveNameBack();
    }
  }
}

function shapeOf(rateHz: number, track: TrackName): WavWriterOptions {
  return { rateHz, channels: STEM_CHANNELS[track], encoding: "float32" };
}

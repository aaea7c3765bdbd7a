/** Writes a WAV file that can be read while it grows. */
import { encodeSamples, SAMPLE_BYTES, type WavEncoding } from "./sample_encoder.ts";
import { isAt, isLike } from "./is_at.ts";
import {
  growingWavHeader,
  RF64_FROM_BYTES,
  type WavHeaderFacts,
  type WavSizePlaces,
  writeWavSizes,
} from "./wav_header.ts";
import { writeAllSync } from "./write_all.ts";

/** What `WavWriter.create` needs to know. */
export interface WavWriterOptions extends WavHeaderFacts {
  /** Frames per second, 1 … 4,294,967,295. */
  rateHz: number;
  /** 1 … 256. */
  channels: number;
  /** Replace a file that exists, instead of failing with `Deno.errors.AlreadyExists`. */
  overwrite?: boolean;
  /** Files of so many bytes or more become RF64: 4 GiB, or less in tests. */
  rf64FromBytes?: number;
}

/** Bytes converted and written at a time where samples are not stored as float32. */
const SCRATCH_BYTES = 96 * 1024;
/** Bytes copied at a time to another file. */
const COPY_BYTES = 1 << 20;

/**
 * Writes a WAV file that can be read at every instant.
 *
 * While it grows its sizes are 0xFFFFFFFF ("up to the end of the file"); `finish` puts the true ones, and makes it RF64
 * past 4 GiB. A program that dies in between leaves a file that ffmpeg, sox and `WavReader` read to its end.
 *
 * Errors of the file system (disk full, device gone) are thrown as they come. The writer stays usable: `frames` counts the
 * frames that are wholly in the file, a further `write` goes on behind them, and `finish` cuts the rest off.
 */
export class WavWriter implements Disposable {
  #file: Deno.FsFile;
  readonly #encoding: WavEncoding;
  readonly #frameBytes: number;
  readonly #channels: number;
  readonly #places: WavSizePlaces;
  readonly #rf64FromBytes: number;
  readonly #scratch: ArrayBuffer;
  #dataBytes = 0;
  #atEnd = true;
  #open = true;
  /** Where it is being moved to, and how far that is. */
  #target: Deno.FsFile | undefined;
  #movedBytes = 0;

  /** @param presentBytes of a file that is gone on with */
  private constructor(file: Deno.FsFile, o: WavWriterOptions, presentBytes = 0) {
    this.#file = file;
    this.#encoding = o.encoding;
    this.#channels = o.channels;
    this.#frameBytes = o.channels * SAMPLE_BYTES[o.encoding];
    this.#rf64FromBytes = o.rf64FromBytes ?? RF64_FROM_BYTES;
    this.#scratch = new ArrayBuffer(o.encoding === "float32" ? 0 : SCRATCH_BYTES);
    const header = growingWavHeader(o);
    this.#places = header.places;
    writeAllSync(file, header.bytes);
    const dataBytes = Math.max(0, presentBytes - header.bytes.length);
    this.#dataBytes = dataBytes - dataBytes % this.#frameBytes;
    if (dataBytes === 0) return;
    file.truncateSync(header.bytes.length + this.#dataBytes);
    file.seekSync(0, Deno.SeekMode.End);
  }

  /**
   * Creates a file, readable and writable by its owner only, and writes its header.
   *
   * @throws {Deno.errors.AlreadyExists} something is there, also a link, and `overwrite` is not set
   * @throws {RangeError} for a rate or a number of channels that no WAV file can have
   */
  static create(path: string, o: WavWriterOptions): WavWriter {
    if (!(o.rateHz >= 1 && o.rateHz < 2 ** 32 && Number.isInteger(o.rateHz))) {
      throw new RangeError(`Cannot write "${path}": ${o.rateHz} is no sample rate in whole Hz`);
    }
    if (!(o.channels >= 1 && o.channels <= 256 && Number.isInteger(o.channels))) {
      throw new RangeError(`Cannot write "${path}": it cannot have ${o.channels} channels`);
    }
    if (o.overwrite) removeOld(path);
    const file = Deno.openSync(path, { read: true, write: true, mode: 0o600, createNew: true });
    try {
      return new WavWriter(file, o);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /**
   * Goes on with a file that another writer with the same options has left, finished or not: behind its last whole frame.
   *
   * @throws {Deno.errors.NotFound} when there is none
   */
  static resume(path: string, o: WavWriterOptions): WavWriter {
    const file = Deno.openSync(path, { read: true, write: true });
    try {
      return new WavWriter(file, o, file.statSync().size);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Frames that are wholly in the file. */
  get frames(): number {
    return Math.floor(this.#dataBytes / this.#frameBytes);
  }

  /**
   * Appends interleaved samples, full scale ±1; what is beyond is kept by float32 and clipped by PCM.
   *
   * @throws {RangeError} where `samples` is no whole number of frames
   * @throws what the file system throws; part of the frames may then have been written, and `frames` counts them
   */
  write(samples: Float32Array): void {
    if (samples.length % this.#channels !== 0) {
      throw new RangeError(
        `Cannot write ${samples.length} samples: they are no whole number of ${this.#channels}-channel frames`,
      );
    }
    this.#returnToEnd();
    if (this.#encoding === "float32") {
      this.#append(encodeSamples(samples, "float32"));
      return;
    }
    const samplesAtOnce = this.#scratch.byteLength / SAMPLE_BYTES[this.#encoding];
    for (let at = 0; at < samples.length; at += samplesAtOnce) {
      const part = samples.subarray(at, at + samplesAtOnce);
      this.#append(encodeSamples(part, this.#encoding, this.#scratch));
    }
  }

  /**
   * Appends silence without writing it, where the file system can do that: hours of it take no time and no space.
   *
   * @throws what the file system throws; nothing has changed then
   */
  silence(frames: number): void {
    this.#returnToEnd();
    const bytes = frames * this.#frameBytes;
    this.#file.truncateSync(this.#places.dataOffset + this.#dataBytes + bytes);
    this.#dataBytes += bytes;
    this.#file.seekSync(0, Deno.SeekMode.End);
  }

  /** Waits until everything written is on the disk; only then does it survive a power cut. */
  sync(): void {
    this.#file.syncDataSync();
  }

  /** The same beside whatever else goes on: a disk that is busy may take half a minute. */
  async syncMeanwhile(): Promise<void> {
    await this.#file.syncData();
  }

  /** Whether the file is still there under a name. */
  isAt(path: string): boolean {
    return isAt(this.#file, path) || isLike(this.#file, path);
  }

  /**
   * Goes on in another file, once all is there that has been written to this one, which may have lost its name.
   *
   * @param target empty, for reading and writing; the same at each call
   * @param mostBytes copied by this call
   * @returns whether it is done: the other file is the writer's own from then on
   * @throws what the file system throws; the writer stays with the file that it has
   */
  moveTo(target: Deno.FsFile, mostBytes: number): boolean {
    this.#returnToEnd();
    if (target !== this.#target) [this.#target, this.#movedBytes] = [target, 0];
    const all = this.#places.dataOffset + this.#dataBytes;
    const end = Math.min(all, this.#movedBytes + mostBytes);
    const block = new Uint8Array(COPY_BYTES);
    try {
      this.#file.seekSync(this.#movedBytes, Deno.SeekMode.Start);
      while (this.#movedBytes < end) {
        const most = Math.min(block.length, end - this.#movedBytes);
        const got = this.#file.readSync(block.subarray(0, most)) ?? 0;
        if (got === 0) throw new Deno.errors.UnexpectedEof("a file has become shorter");
        writeAllSync(target, block.subarray(0, got));
        this.#movedBytes += got;
      }
    } finally {
      this.#file.seekSync(all, Deno.SeekMode.Start);
    }
    if (end < all) return false;
    this.#file.close();
    this.#file = target;
    this.#target = undefined;
    return true;
  }

  /**
   * Cuts a torn last frame off, writes the true sizes, waits for the disk and closes the file.
   *
   * Calling it again does nothing. Where it throws the file is closed too, and still readable up to its end.
   */
  finish(): void {
    if (!this.#open) return;
    try {
      const dataBytes = this.frames * this.#frameBytes;
      this.#file.truncateSync(this.#places.dataOffset + dataBytes);
      writeWavSizes(this.#file, this.#places, dataBytes, this.frames, this.#rf64FromBytes);
      if (dataBytes % 2 === 1) {
        this.#file.seekSync(0, Deno.SeekMode.End);
        writeAllSync(this.#file, new Uint8Array(1));
      }
      this.sync();
    } finally {
      this[Symbol.dispose]();
    }
  }

  /** Closes the file as it is: unless `finish` was called it stays one that "still grows". */
  [Symbol.dispose](): void {
    if (this.#open) this.#file.close();
    this.#open = false;
  }

  #append(bytes: Uint8Array): void {
    this.#atEnd = false;
    writeAllSync(this.#file, bytes, (count) => this.#dataBytes += count);
    this.#atEnd = true;
  }

  /** After a write that failed in the middle of a frame: back to that frame's start. */
  #returnToEnd(): void {
    if (this.#atEnd) return;
    this.#dataBytes = this.frames * this.#frameBytes;
    this.#file.seekSync(this.#places.dataOffset + this.#dataBytes, Deno.SeekMode.Start);
    this.#atEnd = true;
  }
}

/** A link goes, and not what it leads to. */
function removeOld(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

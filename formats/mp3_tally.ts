/** Counts what the info tag must know of a stream of MP3 frames. */
import { Crc16 } from "./crc16.ts";
import { type Mp3FrameHeader, mp3Frames } from "./mp3_frame.ts";

/** A tally as plain data, which workers can send. */
export interface Mp3TallyData {
  /** The first frame's header; nothing before there is one. */
  first: Mp3FrameHeader | undefined;
  /** How many there are. */
  frames: number;
  /** Length of each frame, in bytes; one only where all have the same. */
  frameBytes: Uint16Array;
  /** Of all frames together. */
  bytes: number;
  /** CRC-16 of all their bytes. */
  crc: number;
}

/**
 * Counts what the info tag must know of a stream of MP3 frames: their number, lengths and checksum.
 *
 * Stretches can be counted apart (each chunk by the worker that made it) and appended in their order, without their
 * bytes. Two bytes are kept per frame where they differ in length: 2.4 MB for 8 hours; else none.
 */
export class Mp3Tally {
  readonly #crc = new Crc16();
  /** Length of every frame so far, until one has another. */
  #common = 0;
  #frameBytes: Uint16Array | undefined;
  #first: Mp3FrameHeader | undefined;
  #frames = 0;
  #bytes = 0;

  /** Frames counted. */
  get frames(): number {
    return this.#frames;
  }

  /** Bytes of all frames counted. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The tally so far; its arrays are copies. */
  get data(): Mp3TallyData {
    return {
      first: this.#first,
      frames: this.#frames,
      frameBytes: this.#frameBytes?.slice(0, this.#frames) ?? Uint16Array.of(this.#common),
      bytes: this.#bytes,
      crc: this.#crc.value,
    };
  }

  /**
   * Counts frames.
   *
   * @param bytes whole frames and nothing else
   * @throws {Deno.errors.InvalidData} where they are not, or differ from those before in version, rate or channels;
   *   the frames before the bad one are counted then, their checksum is not
   */
  push(bytes: Uint8Array): void {
    for (const { header } of mp3Frames(bytes)) {
      this.#match(header);
      this.#count(header.frameBytes, 1);
    }
    this.#bytes += bytes.length;
    this.#crc.update(bytes);
  }

  /**
   * Goes on with frames that were counted elsewhere.
   *
   * @throws {Deno.errors.InvalidData} where they differ from those before in version, rate or channels
   */
  append(later: Mp3TallyData): void {
    if (later.first === undefined) return;
    this.#match(later.first);
    const [common = 0] = later.frameBytes;
    if (later.frameBytes.length === 1) this.#count(common, later.frames);
    else {
      this.#reserve(later.frames).set(later.frameBytes, this.#frames);
      this.#frames += later.frames;
    }
    this.#bytes += later.bytes;
    this.#crc.append(later.crc, later.bytes);
  }

  #match(header: Mp3FrameHeader): void {
    this.#first ??= header;
    const { version, rateHz, channels } = this.#first;
    if (header.version === version && header.rateHz === rateHz && header.channels === channels) {
      return;
    }
    throw new Deno.errors.InvalidData(
      `Cannot join MP3 frames of ${header.rateHz} Hz with ${header.channels} channels to ` +
        `those of ${rateHz} Hz with ${channels}; encode all of them alike`,
    );
  }

  #count(frameBytes: number, frames: number): void {
    if (this.#frames === 0) this.#common = frameBytes;
    if (this.#frameBytes !== undefined || frameBytes !== this.#common) {
      this.#reserve(frames).fill(frameBytes, this.#frames, this.#frames + frames);
    }
    this.#frames += frames;
  }

  /** Where the length of each frame stands, with space for so many more. */
  #reserve(more: number): Uint16Array {
    const needed = this.#frames + more;
    const before = this.#frameBytes;
    if (before !== undefined && needed <= before.length) return before;
    const grown = new Uint16Array(Math.max(1024, needed, 2 * (before?.length ?? 0)));
    if (before === undefined) grown.fill(this.#common, 0, this.#frames);
    else grown.set(before);
    this.#frameBytes = grown;
    return grown;
  }
}

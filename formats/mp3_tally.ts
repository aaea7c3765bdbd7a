/** Counts what the info tag must know of a stream of MP3 frames. */
import { Crc16 } from "./crc16.ts";
import { type Mp3FrameHeader, mp3Frames } from "./mp3_frame.ts";

/** A tally as plain data, which workers can send. */
export interface Mp3TallyData {
  /** The first frame's header; nothing before there is one. */
  first: Mp3FrameHeader | undefined;
  /** Length of each frame, in bytes. */
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
 * bytes. Two bytes are kept per frame: 2.4 MB for 8 hours.
 */
export class Mp3Tally {
  readonly #crc = new Crc16();
  #frameBytes = new Uint16Array(1024);
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
      frameBytes: this.#frameBytes.slice(0, this.#frames),
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
      this.#reserve(1);
      this.#frameBytes[this.#frames++] = header.frameBytes;
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
    this.#reserve(later.frameBytes.length);
    this.#frameBytes.set(later.frameBytes, this.#frames);
    this.#frames += later.frameBytes.length;
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

  #reserve(more: number): void {
    if (this.#frames + more <= this.#frameBytes.length) return;
    const grown = new Uint16Array(Math.max(this.#frames + more, 2 * this.#frameBytes.length));
    grown.set(this.#frameBytes);
    this.#frameBytes = grown;
  }
}

/** Reads any usual WAV file by ranges of frames. */
import { ByteFile } from "./byte_file.ts";
import { makeSampleDecoder, type SampleDecoder, zeroNonFinite } from "./sample_decoder.ts";
import { readWavLayout, type WavLayout } from "./wav_layout.ts";

/** What a WAV file holds. */
export interface WavInfo {
  /** Frames per second. */
  rateHz: number;
  channels: number;
  /** Bits that one stored sample takes: 8, 16, 24, 32 or 64. */
  bits: number;
  encoding: "pcm" | "float";
  /** Which loudspeakers the channels are for, as `dwChannelMask` says; 0 for none, absent where the header has none. */
  channelMask?: number;
  /** Bytes before the first sample. */
  dataOffset: number;
  /** Whole frames in the file now. */
  frames: number;
  /** The header promises more than there is, or nothing: the file still grows, or was cut short. */
  truncated: boolean;
  /** The header leaves the length open, as that of a file that grows or was streamed does. */
  open: boolean;
  /** Whole frames by the header, when sound follows them that it does not count: all is read. */
  staleFrames?: number;
}

/** Bytes read at a time where samples must be converted; a multiple of 8. */
const SCRATCH_BYTES = 128 * 1024;

/**
 * Reads any usual WAV file by ranges of frames: PCM of 8, 16, 24 and 32 bits, float of 32 and 64 bits, plain or
 * extensible, any rate, RIFF, RF64 or BW64.
 *
 * A size of 0 or 0xFFFFFFFF, one larger than the file, or one behind which the sound goes on, means that the samples run to the file's end. A torn last
 * frame is not delivered. Memory is bounded: a scratch buffer and what `read` returns.
 */
export class WavReader implements Disposable {
  readonly #file: ByteFile;
  readonly #layout: WavLayout;
  readonly #scratch = new ArrayBuffer(SCRATCH_BYTES);
  readonly #decode: SampleDecoder;
  #info: WavInfo;

  private constructor(file: ByteFile) {
    this.#file = file;
    this.#layout = readWavLayout(file);
    this.#decode = makeSampleDecoder(this.#layout.format, this.#scratch);
    this.#info = this.#look();
  }

  /**
   * Opens a WAV file.
   *
   * @throws {Deno.errors.NotFound} nothing is there
   * @throws {Deno.errors.PermissionDenied} it may not be read
   * @throws {Deno.errors.InvalidData} it is empty, a folder, no WAV file, or one of a codec that is not PCM or float
   */
  static open(path: string): WavReader {
    const file = ByteFile.open(path);
    try {
      return new WavReader(file);
    } catch (error) {
      file[Symbol.dispose]();
      throw error;
    }
  }

  /** As it was when the file was opened, or last refreshed. */
  get info(): WavInfo {
    return this.#info;
  }

  /**
   * Looks again how long a growing file is.
   *
   * @returns whole frames in it now
   */
  refresh(): number {
    this.#info = this.#look();
    return this.#info.frames;
  }

  /**
   * Reads frames as interleaved float32, integers scaled by 1 / 2^(bits−1). Floats beyond ±1 are kept; NaN and
   * infinities become 0.
   *
   * @param startFrame first frame, from 0 on; at or past the end nothing is read
   * @param frames how many to read, from 0 on
   * @param into where to write them from its start; a new array if not given
   * @returns the samples, a view of `into` where that is given; shorter than asked for at the end of the file
   * @throws {RangeError} for a negative or fractional argument, or an `into` that cannot hold what is read
   */
  read(startFrame: number, frames: number, into?: Float32Array): Float32Array {
    if (!isCount(startFrame) || !isCount(frames)) {
      throw new RangeError(
        `Cannot read ${frames} frames from frame ${startFrame} on: both must be whole numbers from 0 on`,
      );
    }
    const { channels, frames: present } = this.#info;
    const samples = Math.max(0, Math.min(frames, present - startFrame)) * channels;
    if (into !== undefined && into.length < samples) {
      throw new RangeError(`Cannot read ${samples} samples into an array of ${into.length}`);
    }
    const out = (into ?? new Float32Array(samples)).subarray(0, samples);
    const { format, dataOffset } = this.#layout;
    const from = dataOffset + startFrame * format.frameBytes;
    const direct = format.encoding === "float" && format.bits === 32;
    const got = direct ? this.#readFloats(from, out) : this.#readConverted(from, out);
    // The file may have become shorter since it was measured.
    const whole = out.subarray(0, got - got % channels);
    if (format.encoding === "float") zeroNonFinite(whole);
    return whole;
  }

  /** Closes the file; doing it again is harmless. */
  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }

  #look(): WavInfo {
    const { format, dataOffset, promisedBytes, staleBytes } = this.#layout;
    const presentBytes = Math.max(0, this.#file.length - dataOffset);
    return {
      ...(format.channelMask === undefined ? {} : { channelMask: format.channelMask }),
      rateHz: format.rateHz,
      channels: format.channels,
      bits: format.bits,
      encoding: format.encoding,
      dataOffset,
      frames: Math.floor(Math.min(promisedBytes, presentBytes) / format.frameBytes),
      truncated: promisedBytes > presentBytes,
      open: promisedBytes === Infinity,
      ...(staleBytes === undefined
        ? {}
        : { staleFrames: Math.floor(staleBytes / format.frameBytes) }),
    };
  }

  /** The stored form is the wanted one: the bytes go where the floats belong. */
  #readFloats(from: number, out: Float32Array): number {
    const bytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    return Math.floor(this.#file.readAt(from, bytes) / 4);
  }

  #readConverted(from: number, out: Float32Array): number {
    const sampleBytes = this.#layout.format.bits / 8;
    const samplesAtOnce = Math.floor(SCRATCH_BYTES / sampleBytes);
    let done = 0;
    while (done < out.length) {
      const want = Math.min(out.length - done, samplesAtOnce);
      const bytes = new Uint8Array(this.#scratch, 0, want * sampleBytes);
      const got = Math.floor(this.#file.readAt(from + done * sampleBytes, bytes) / sampleBytes);
      this.#decode(got, out, done);
      done += got;
      if (got < want) break;
    }
    return done;
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

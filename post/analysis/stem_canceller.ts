// deno-lint-ignore-file no-non-null-assertion -- samples are looked up in arrays of their own length
/** Takes the call's echo out of the microphone's stem, into a stem of its own. */
import { STEM_CHANNELS } from "../../capture/ground/tracks.ts";
import { EchoCanceller } from "../../dsp/echo/echo_canceller.ts";
import type { WavReader } from "../../formats/wav_reader.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import type { EchoFound } from "../ground/echo_found.ts";
import type { StemChange } from "../ground/heard_stems.ts";
import { openStem } from "../ground/open_stems.ts";

/** Where the other side is, and where the stem without its echo goes. Plain data. */
export interface EchoOrder {
  /** The computer's stem, two channels. */
  readonly farPath: string;
  /** Frames that it is known to have; Infinity where it has ended: what it lacks is silence. */
  readonly farFrames: number;
  /** The WAV file to write, from the first frame on that cancelling changes; what is there is replaced. */
  readonly path: string;
}

/**
 * Cancels the echo while the microphone's stem is listened to, and keeps what comes out from the first frame on that differs,
 * which is listened to and rendered in its place. As long as there is no echo no file is written.
 *
 * It reads the computer's stem beside it, at the same frames: neither may be ahead. The canceller's delay is taken off,
 * frame n of the one stem is frame n of the other.
 */
export class StemCanceller implements Disposable {
  readonly #farPath: string;
  readonly #rateHz: number;
  readonly #canceller: EchoCanceller;
  readonly #path: string;
  #writer: WavWriter | undefined;
  readonly #stereo: Float32Array;
  readonly #far: Float32Array;
  #output: Float32Array;
  #reader: WavReader | undefined;
  /** Frames that went in, and frames that came out. */
  #pushed = 0;
  #made = 0;

  /** @param maxBlockFrames longest block that will be given to `push` */
  constructor({ farPath, path }: EchoOrder, rateHz: number, maxBlockFrames: number) {
    this.#farPath = farPath;
    this.#rateHz = rateHz;
    this.#canceller = new EchoCanceller(rateHz);
    this.#path = path;
    this.#stereo = new Float32Array(STEM_CHANNELS.system * maxBlockFrames);
    this.#far = new Float32Array(maxBlockFrames);
    this.#output = new Float32Array(maxBlockFrames + this.#canceller.roomFrames);
  }

  /** How far the computer's stem can be read, up to `toFrame`; it is known to have `farFrames`, or has ended. */
  reach(toFrame: number, farFrames: number): number {
    const wanted = Math.min(toFrame, farFrames);
    if ((this.#reader?.info.frames ?? 0) < wanted) this.#look(wanted);
    return farFrames === Infinity ? toFrame : Math.min(wanted, this.#reader?.info.frames ?? 0);
  }

  /** Takes the next samples of the microphone; returns those that are ready and on the disk: a view, until the next call. */
  push(mic: Float32Array): Float32Array {
    const far = this.#readFar(mic.length);
    this.#pushed += mic.length;
    return this.#write(this.#cancel(far, mic));
  }

  /** The stem has ended: returns the rest, so that as many samples came out as went in. */
  finish(): Float32Array {
    const rest = this.#pushed - this.#made;
    const silence = new Float32Array(this.#canceller.delayFrames + this.#canceller.roomFrames);
    this.#output = new Float32Array(2 * silence.length);
    return this.#write(this.#cancel(silence, silence).subarray(0, rest));
  }

  /** What was found so far. */
  get found(): EchoFound {
    const { echoSeconds, leftAloneSeconds, echoDb, leftDb } = this.#canceller.tally;
    return { seconds: echoSeconds, leftAloneSeconds, levelDb: echoDb, leftDb };
  }

  /** Where what was changed is; nothing as long as all came out as it went in. */
  get changed(): StemChange | undefined {
    if (!this.#writer) return undefined;
    return { path: this.#path, fromFrame: this.#canceller.changedFromFrame };
  }

  /** Closes the files. */
  [Symbol.dispose](): void {
    this.#writer?.[Symbol.dispose]();
    this.#reader?.[Symbol.dispose]();
  }

  #cancel(far: Float32Array, mic: Float32Array): Float32Array {
    let written = 0;
    for (let at = 0; at < mic.length;) {
      const count = Math.min(this.#canceller.roomFrames, mic.length - at);
      const to = at + count;
      const done = this.#canceller.push(far.subarray(at, to), mic.subarray(at, to));
      at = to;
      if (!done) continue;
      this.#output.set(done, written);
      written += done.length;
    }
    return this.#output.subarray(0, written);
  }

  #write(samples: Float32Array): Float32Array {
    const unchanged = Math.max(0, this.#canceller.changedFromFrame - this.#made);
    if (unchanged < samples.length) {
      this.#writer ??= WavWriter.create(this.#path, {
        rateHz: this.#rateHz,
        channels: 1,
        encoding: "float32",
        overwrite: true,
      });
      this.#writer.write(samples.subarray(unchanged));
    }
    this.#made += samples.length;
    return samples;
  }

  /** The mean of both channels; silence where the file has ended. */
  #readFar(frames: number): Float32Array {
    const far = this.#far.subarray(0, frames).fill(0);
    const stereo = this.#reader?.read(this.#pushed, frames, this.#stereo);
    if (!stereo) return far;
    for (let i = 0; i < stereo.length / 2; i++) {
      far[i] = 0.5 * (stereo[2 * i]! + stereo[2 * i + 1]!);
    }
    return far;
  }

  /** The file has grown, is there by now, or another was put in its place. */
  #look(wanted: number): void {
    if (this.#reader && this.#reader.refresh() >= wanted) return;
    const found = openStem(this.#farPath);
    if (!found) return;
    const { channels, rateHz, frames } = found.info;
    const isStem = channels === STEM_CHANNELS.system && rateHz === this.#rateHz;
    if (!isStem || frames <= (this.#reader?.info.frames ?? -1)) {
      found[Symbol.dispose]();
      return;
    }
    this.#reader?.[Symbol.dispose]();
    this.#reader = found;
  }
}

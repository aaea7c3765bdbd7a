import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import { STEM_CHANNELS, type TrackName } from "../../../capture/ground/tracks.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import type { ProgrammeSound } from "../../../post/ground/sound.ts";
import { StreamMix } from "../../../post/stream/stream_mix.ts";
import type { StreamOrder } from "../../../post/stream/stream_order.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { options } from "../programme_signals.ts";
import { noise, talk } from "../stems.ts";

const RATE_HZ = 48_000;

/** Stems in a folder, and orders for them. */
class Stems implements Disposable {
  readonly tracks: StreamOrder["tracks"] = {};
  readonly sound: ProgrammeSound;
  readonly #mix: StreamMix;

  constructor(
    folder: string,
    samples: Partial<Record<TrackName, Float32Array>>,
    sound: ProgrammeSound,
  ) {
    this.sound = sound;
    for (const track of ["mic", "system"] as const) {
      const given = samples[track];
      if (given === undefined) continue;
      const path = join(folder, `${track}.wav`);
      const channels = STEM_CHANNELS[track];
      using writer = WavWriter.create(path, {
        rateHz: sound.rateHz,
        channels,
        encoding: "float32",
      });
      writer.write(given);
      this.tracks[track] = [{ path, fromFrame: 0 }];
    }
    this.#mix = new StreamMix(this.order(0));
  }

  order(toFrame: number, finish = false): StreamOrder {
    const { sound, tracks } = this;
    return { type: "stream", sound, tracks, toFrame, finish, isWanted: true };
  }

  /** All of it, heard in steps of so many frames. */
  hear(frames: number, step: number): Float32Array {
    const pieces: Float32Array[] = [];
    let at = 0;
    for (let to = step; to < frames + step; to += step) {
      const piece = this.#mix.goOn(this.order(Math.min(to, frames), to >= frames));
      assertEquals(piece.fromFrame, at);
      at = piece.toFrame;
      pieces.push(piece.samples);
    }
    const whole = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let done = 0;
    for (const piece of pieces) {
      whole.set(piece, done);
      done += piece.length;
    }
    return whole;
  }

  [Symbol.dispose](): void {
    this.#mix[Symbol.dispose]();
  }
}

function rmsDb(samples: Float32Array, fromSecond: number, toSecond: number): number {
  const part = samples.subarray(2 * fromSecond * RATE_HZ, 2 * toSecond * RATE_HZ);
  return 10 * Math.log10(part.reduce((sum, x) => sum + x * x, 0) / part.length);
}

/** Noise at a level, dBFS RMS. */
function noiseAt(levelDb: number, seconds: number, channels: 1 | 2, seed = 1): Float32Array {
  const random = noise(seed);
  // Uniform numbers from −1 to 1 have a mean square of one third.
  const peak = Math.sqrt(3) * 10 ** (levelDb / 20);
  return Float32Array.from({ length: seconds * RATE_HZ * channels }, () => peak * random());
}

Deno.test("without gate and normalisation the stream is the sum of both sides, in whatever steps it is heard", () =>
  withFolder((folder) => {
    const frames = 3 * RATE_HZ + 77;
    const [mic, system] = [talk(frames, 1, RATE_HZ, 1), talk(frames, 2, RATE_HZ, 2)];
    const sound = options({ gate: "off", normalize: "off" });
    for (const step of [1_000, 12_345, frames]) {
      Deno.mkdirSync(join(folder, `${step}`));
      using stems = new Stems(join(folder, `${step}`), { mic, system }, sound);
      const heard = stems.hear(frames, step);
      assertEquals(heard.length, 2 * frames);
      for (let i = 0; i < heard.length; i += 997) {
        const sum = (mic[i >> 1] ?? 0) + (system[i] ?? 0);
        assertAlmostEquals(heard[i] ?? NaN, sum, 1e-6);
      }
    }
  }));

Deno.test("a side of which nothing is written is silent, and the other is heard without it", () =>
  withFolder((folder) => {
    const mic = talk(RATE_HZ, 1, RATE_HZ, 1);
    const sound = options({ gate: "off", normalize: "off" });
    using stems = new Stems(folder, { mic, system: new Float32Array(0) }, sound);
    const heard = stems.hear(RATE_HZ, 4_800);
    assertAlmostEquals(heard[2 * 20_000] ?? NaN, mic[20_000] ?? 0, 1e-6);
  }));

Deno.test("levels settle in seconds, where the file would have them, and nothing exceeds its ceiling", () =>
  withFolder((folder) => {
    const sound = options({ gate: "off" });
    using stems = new Stems(folder, { system: noiseAt(-40, 20, 2) }, sound);
    const heard = stems.hear(20 * RATE_HZ, RATE_HZ / 4);
    const peak = heard.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    assert(20 * Math.log10(peak) <= sound.systemPeakDb + 0.1, `peak ${20 * Math.log10(peak)} dB`);
    // Uniform noise has a crest factor of √3: at its target its RMS is 4.8 dB below the peak.
    const target = sound.systemPeakDb - 10 * Math.log10(3);
    assertAlmostEquals(rmsDb(heard, 5, 6), target, 1);
    assertAlmostEquals(rmsDb(heard, 18, 19), target, 1);
  }));

Deno.test("a side that becomes 5 dB louder later is turned down by no more than half a dB in a second", () =>
  withFolder((folder) => {
    const system = new Float32Array(16 * RATE_HZ * 2);
    system.set(noiseAt(-50, 8, 2));
    system.set(noiseAt(-45, 8, 2, 2), system.length / 2);
    using stems = new Stems(folder, { system }, options({ gate: "off" }));
    const heard = stems.hear(16 * RATE_HZ, RATE_HZ / 4);
    // The limiter takes 3 dB of it at once; the rest moves slowly.
    const change = rmsDb(heard, 15, 16) - rmsDb(heard, 9, 10);
    assert(change <= 0.1 && change > -0.5 * 6 - 0.5, `changed by ${change} dB`);
  }));

Deno.test("what nobody takes is heard and not rendered, and the stream goes on behind it", () =>
  withFolder((folder) => {
    const mic = talk(2 * RATE_HZ, 1, RATE_HZ, 1);
    const sound = options({ gate: "off", normalize: "off" });
    using stems = new Stems(folder, { mic }, sound);
    const mix = new StreamMix(stems.order(0));
    const skipped = mix.goOn({ ...stems.order(RATE_HZ), isWanted: false });
    assertEquals(skipped.samples.length, 0);
    const piece = mix.goOn(stems.order(2 * RATE_HZ, true));
    assertEquals(piece.fromFrame, skipped.toFrame);
    assertAlmostEquals(piece.samples[0] ?? NaN, mic[piece.fromFrame] ?? 0, 1e-6);
    mix[Symbol.dispose]();
  }));

Deno.test("a stream in one channel at half the rate of the stems has half their frames", () =>
  withFolder((folder) => {
    const rateHz = 96_000;
    const sound = {
      ...options({ rateHz, gate: "off", normalize: "off", channels: "mono" }),
      fileRateHz: 48_000,
    };
    const sine = Float32Array.from(
      { length: rateHz },
      (_, i) => 0.5 * Math.sin(2 * Math.PI * 1_000 * i / rateHz),
    );
    using stems = new Stems(folder, { mic: sine }, sound);
    const heard = stems.hear(rateHz, 9_600);
    assertEquals(heard.length, rateHz / 2);
    for (let i = 1_000; i < 40_000; i += 101) {
      assertAlmostEquals(heard[i] ?? NaN, 0.5 * Math.sin(2 * Math.PI * 1_000 * i / 48_000), 1e-3);
    }
  }));

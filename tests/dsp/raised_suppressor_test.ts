import { NoiseSuppressor } from "../../dsp/noise_suppressor.ts";
import { RAISED_DELAY_FRAMES, RaisedSuppressor } from "../../dsp/raised_suppressor.ts";
import { builtUrl } from "../../ffi/bundle/manifest.ts";
import { makeConversation } from "../../scripts/stage/conversation.ts";
import { assert, assertEquals } from "../assert.ts";
import { whiteNoise } from "./signals.ts";

const MODULE = new WebAssembly.Module(Deno.readFileSync(builtUrl("rnnoise.wasm")));

/** What comes out of frame after frame. */
function suppress(
  samples: Float32Array,
  by: { process(frame: Float32Array): number } = new RaisedSuppressor(new NoiseSuppressor(MODULE)),
): Float32Array {
  const output = new Float32Array(samples.length);
  for (let at = 0; at + 480 <= samples.length; at += 480) {
    const frame = output.subarray(at, at + 480);
    frame.set(samples.subarray(at, at + 480));
    by.process(frame);
  }
  return output;
}

function energy(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + (sample - sample === 0 ? sample * sample : 0), 0);
}

/** A voice that peaks so high, dBFS. */
function voiceAt(peakDb: number, seconds = 6): Float32Array {
  const { near } = makeConversation(seconds);
  const peak = near.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return near.map((sample) => sample * 10 ** (peakDb / 20) / peak);
}

Deno.test("a voice is kept however quiet it is, and comes out as loud as it went in", () => {
  for (const peakDb of [-20, -45, -60, -75]) {
    const voice = voiceAt(peakDb);
    const kept = energy(suppress(voice)) / energy(voice);
    assert(kept > 0.85 && kept < 1.05, `${peakDb} dBFS: ${kept}`);
  }
});

Deno.test("noise is taken away however quiet it is", () => {
  for (const amplitude of [0.05, 1e-3, 1e-5]) {
    const noise = whiteNoise(4 * 48_000, amplitude, 5);
    const late = (samples: Float32Array) => energy(samples.subarray(2 * 48_000));
    assert(late(suppress(noise)) < 0.01 * late(noise), `${amplitude}`);
  }
});

Deno.test("what is as loud as usual is heard as it came, a frame later", () => {
  const loud = whiteNoise(48_000, 0.5, 7);
  const plain = suppress(loud, new NoiseSuppressor(MODULE));
  assertEquals(suppress(loud).subarray(480), plain.subarray(0, plain.length - 480));
});

Deno.test("somebody who speaks up after a whisper is not cut at the first syllable", () => {
  const whisper = voiceAt(-65);
  const loud = voiceAt(-6);
  const both = new Float32Array(whisper.length + loud.length);
  both.set(whisper);
  both.set(loud, whisper.length);
  const output = suppress(both).subarray(whisper.length + RAISED_DELAY_FRAMES);
  const kept = energy(output) / energy(loud.subarray(0, output.length));
  assert(kept > 0.9 && kept < 1.05, `${kept}`);
});

Deno.test("samples that are not finite are silence and spoil nothing that follows", () => {
  const voice = voiceAt(-40);
  const spoiled = voice.slice();
  spoiled.set([NaN, Infinity, -Infinity], 5_000);
  const output = suppress(spoiled);
  assert(output.every(Number.isFinite));
  assert(energy(output) > 0.9 * energy(voice));
});

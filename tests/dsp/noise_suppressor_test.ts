import { assert, assertEquals } from "../assert.ts";
import {
  NoiseSuppressor,
  SUPPRESSOR_DELAY_FRAMES,
  SUPPRESSOR_FRAMES,
} from "../../dsp/noise_suppressor.ts";
import { builtUrl } from "../../ffi/bundle/manifest.ts";
import { makeConversation } from "../../scripts/stage/conversation.ts";
import { whiteNoise } from "./signals.ts";

const MODULE = new WebAssembly.Module(Deno.readFileSync(builtUrl("rnnoise.wasm")));

function suppress(samples: Float32Array, suppressor = new NoiseSuppressor(MODULE)): Float32Array {
  const output = samples.slice(0, samples.length - samples.length % SUPPRESSOR_FRAMES);
  for (let at = 0; at < output.length; at += SUPPRESSOR_FRAMES) {
    suppressor.process(output.subarray(at, at + SUPPRESSOR_FRAMES));
  }
  return output;
}

function rmsOf(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

/** How alike two signals are, −1 to 1, when the second is `delay` frames late. */
function likeness(one: Float32Array, other: Float32Array, delay: number): number {
  let [product, ones, others] = [0, 0, 0];
  for (let i = 48_000; i + delay < other.length; i++) {
    const [a, b] = [one[i] ?? 0, other[i + delay] ?? 0];
    product += a * b;
    ones += a * a;
    others += b * b;
  }
  return product / Math.sqrt(ones * others);
}

Deno.test("noise goes down by 20 dB and more", () => {
  const noise = whiteNoise(5 * 48_000, 0.02);
  const quiet = suppress(noise).subarray(2 * 48_000);
  assert(rmsOf(quiet) < 0.1 * rmsOf(noise), `${20 * Math.log10(rmsOf(quiet) / rmsOf(noise))} dB`);
});

Deno.test("a voice comes out as it went in, by exactly the delay that is told", () => {
  const { near } = makeConversation(6);
  const output = suppress(near);
  const told = likeness(near, output, SUPPRESSOR_DELAY_FRAMES);
  assert(told > 0.95, `${told}`);
  // Its own high-pass turns the phase of the lowest tones by about a sample.
  for (const off of [-20, 20]) {
    assert(likeness(near, output, SUPPRESSOR_DELAY_FRAMES + off) < told);
  }
});

Deno.test("the same samples give the same result, also after a reset and beside another one", () => {
  const { near } = makeConversation(2);
  const expected = suppress(near);
  const suppressor = new NoiseSuppressor(MODULE);
  suppress(whiteNoise(48_000, 0.3), suppressor);
  suppressor.reset();
  assertEquals(suppress(near, suppressor), expected);
});

Deno.test("what is no number, huge, constant or tiny does not poison what follows", () => {
  const { near } = makeConversation(4);
  for (const bad of [NaN, Infinity, -1e30, 1, 1e-40]) {
    const samples = near.slice();
    samples.fill(bad, 0, 48_000);
    const output = suppress(samples);
    assert(output.every(Number.isFinite), `${bad}`);
    assert(likeness(near, output, SUPPRESSOR_DELAY_FRAMES) > 0.9, `${bad}`);
  }
});

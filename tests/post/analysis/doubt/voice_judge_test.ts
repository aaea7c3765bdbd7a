import { makeConversation } from "../../../../scripts/stage/conversation.ts";
import { builtUrl } from "../../../../ffi/bundle/manifest.ts";
import { assert, assertEquals } from "../../../assert.ts";
import { Resampler } from "../../../../dsp/resampler.ts";
import { VoiceJudge } from "../../../../post/analysis/doubt/voice_judge.ts";
import { whiteNoise } from "../../../dsp/signals.ts";

const URL = builtUrl("rnnoise.wasm").href;

function at(rateHz: number, samples: Float32Array): Float32Array {
  if (rateHz === 48_000) return samples;
  const resampler = new Resampler({
    inRateHz: 48_000,
    outRateHz: rateHz,
    channels: 1,
    maxBlockFrames: samples.length,
  });
  return resampler.process(samples, samples.length).slice();
}

Deno.test("speech is heard at any rate and however quiet, noise is not", () => {
  const { near } = makeConversation(5);
  const noise = whiteNoise(2 * 48_000, 0.01);
  for (const rateHz of [44_100, 48_000, 96_000]) {
    const judge = new VoiceJudge(rateHz, URL);
    const loud = judge.voiceSeconds(at(rateHz, near), rateHz);
    assert(loud > 0.5, `${rateHz} Hz: ${loud} s`);
    // The rate makes no difference to that, and RNNoise takes its time.
    if (rateHz !== 48_000) continue;
    const quiet = judge.voiceSeconds(at(rateHz, near.map((x) => 1e-3 * x)), rateHz);
    assert(Math.abs(loud - quiet) < 0.5, `${rateHz} Hz: ${quiet} s of ${loud}`);
    assert(judge.voiceSeconds(at(rateHz, noise), rateHz) < 0.2);
  }
});

Deno.test("where RNNoise cannot be asked, what may be speech is speech", () => {
  for (const url of [undefined, "file:///nowhere/rnnoise.wasm"]) {
    assertEquals(new VoiceJudge(48_000, url).voiceSeconds(new Float32Array(72_000), 24_000), 1);
  }
});

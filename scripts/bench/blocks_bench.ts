/** What each block of `dsp/` takes for one second of sound, so that "iter/s" reads as times real time. */
import { BandLevel } from "../../dsp/band_level.ts";
import { Biquad, highPass } from "../../dsp/biquad.ts";
import { ClipCounter } from "../../dsp/clip_counter.ts";
import { DeadRun } from "../../dsp/dead_run.ts";
import { FoldDown } from "../../dsp/fold_down.ts";
import { Gate } from "../../dsp/gate.ts";
import { limitHops } from "../../dsp/hop_limiter.ts";
import { HumMeter } from "../../dsp/hum_meter.ts";
import { KWeightedPower } from "../../dsp/k_weighting.ts";
import { Leveller } from "../../dsp/leveller.ts";
import { Limiter } from "../../dsp/limiter.ts";
import { IntegratedLoudness } from "../../dsp/loudness.ts";
import { LevelMeter } from "../../dsp/level_meter.ts";
import { NoiseSuppressor, SUPPRESSOR_FRAMES } from "../../dsp/noise_suppressor.ts";
import { TalkMeter } from "../../dsp/talk_meter.ts";
import { truePeak } from "../../dsp/true_peak.ts";
import { builtUrl } from "../../ffi/bundle/manifest.ts";
import { CONVERSATION_RATE_HZ, makeConversation } from "../stage/conversation.ts";

const RATE_HZ = CONVERSATION_RATE_HZ;
const SECONDS = 60;
const HOPS = 100;
const HOP_FRAMES = RATE_HZ / HOPS;
const BLOCK_FRAMES = 480;
const { near, far } = makeConversation(SECONDS);
const second = near.slice(0, RATE_HZ);
const stereo = Float32Array.from({ length: 2 * RATE_HZ }, (_, i) => far[RATE_HZ + (i >> 1)] ?? 0);
/** Mean squares of hops of 10 ms. */
const powers = Float64Array.from({ length: SECONDS * HOPS }, (_, hop) => {
  const samples = near.subarray(hop * HOP_FRAMES, (hop + 1) * HOP_FRAMES);
  return samples.reduce((sum, x) => sum + x * x, 0) / HOP_FRAMES;
});

/** Hands a second on in blocks, as a device does. */
function inBlocks(samples: Float32Array, channels: number, take: (block: Float32Array) => void) {
  const length = BLOCK_FRAMES * channels;
  const blocks = Array.from(
    { length: samples.length / length },
    (_, i) => samples.subarray(i * length, (i + 1) * length),
  );
  return () => blocks.forEach(take);
}

/** The powers of another second each time. */
function byHops(take: (power: number) => void): () => void {
  let at = 0;
  return () => {
    for (let hop = 0; hop < HOPS; hop++) take(powers[at + hop] ?? 0);
    at = (at + HOPS) % powers.length;
  };
}

function rumbleFilter(): () => void {
  const filter = new Biquad(highPass(80, RATE_HZ));
  const samples = new Float32Array(RATE_HZ);
  return () => {
    samples.set(second);
    filter.process(samples);
  };
}

function hopLimiting(): () => void {
  const excessDb = Float64Array.from({ length: HOPS }, (_, hop) => 6 * Math.sin(hop / 5));
  const gains = new Float32Array(HOPS + 1);
  return () => limitHops(gains.fill(1), excessDb);
}

function limiting(): () => void {
  const limiter = new Limiter({
    rateHz: RATE_HZ,
    channels: 2,
    ceilingDb: -1.5,
    maxFrames: RATE_HZ,
  });
  const frames = limiter.beforeFrames + RATE_HZ + limiter.afterFrames;
  const loud = Float32Array.from({ length: 2 * frames }, (_, i) => 16 * (far[i >> 1] ?? 0));
  const samples = new Float32Array(loud.length);
  return () => {
    samples.set(loud);
    limiter.process(samples);
  };
}

function suppression(): () => void {
  const suppressor = new NoiseSuppressor(
    new WebAssembly.Module(Deno.readFileSync(builtUrl("rnnoise.wasm"))),
  );
  const frame = new Float32Array(SUPPRESSOR_FRAMES);
  return () => {
    for (let at = 0; at < RATE_HZ; at += SUPPRESSOR_FRAMES) {
      frame.set(second.subarray(at, at + SUPPRESSOR_FRAMES));
      suppressor.process(frame);
    }
  };
}

const band = new BandLevel({ rateHz: RATE_HZ, hopFrames: HOP_FRAMES, lowHz: 200, highHz: 1_500 });
const weighting = new KWeightedPower({ rateHz: RATE_HZ, channels: 2, hopFrames: HOP_FRAMES });
const hopPowers = new Float64Array(4);
const gate = new Gate({ hopsPerSecond: HOPS, threshold: "auto" });
const leveller = new Leveller({ hopsPerSecond: HOPS });
const loudness = new IntegratedLoudness(HOPS / 10);
const surround = new Float32Array(8 * RATE_HZ).fill(0.1);
const fold = new FoldDown({
  inChannels: 8,
  outChannels: 2,
  rateHz: 48_000,
  maxBlockFrames: BLOCK_FRAMES,
});
const clips = new ClipCounter(2);
const dead = new DeadRun(2);
const talk = new TalkMeter(RATE_HZ, 2);
const hum = new HumMeter(RATE_HZ);
const level = new LevelMeter();

Deno.bench("high-pass", rumbleFilter());
Deno.bench(
  "level in the band of the voice",
  inBlocks(second, 1, (x) => band.process(x, hopPowers)),
);
Deno.bench("gate", byHops((power) => gate.push(power)));
Deno.bench("leveller", byHops((power) => leveller.push(power, -19)));
Deno.bench("limiter of a track", hopLimiting());
Deno.bench("K-weighting, stereo", inBlocks(stereo, 2, (x) => weighting.process(x, hopPowers)));
Deno.bench("loudness", byHops((power) => loudness.push(power)));
Deno.bench(
  "true peak, stereo",
  inBlocks(stereo, 2, (x) => {
    for (const channel of [0, 1]) truePeak(x, 2, channel, 0, BLOCK_FRAMES);
  }),
);
Deno.bench("true-peak limiter, stereo", limiting());
Deno.bench("noise suppression", suppression());
Deno.bench("fold down, 8 to 2", inBlocks(surround, 8, (x) => fold.process(x, BLOCK_FRAMES)));
Deno.bench("clip counter, stereo", inBlocks(stereo, 2, (x) => clips.process(x, BLOCK_FRAMES)));
Deno.bench("dead run, stereo", inBlocks(stereo, 2, (x) => dead.process(x, BLOCK_FRAMES)));
Deno.bench("talk meter, stereo", inBlocks(stereo, 2, (x) => talk.process(x, BLOCK_FRAMES)));
Deno.bench("hum meter", inBlocks(second, 1, (x) => hum.process(x, BLOCK_FRAMES)));
Deno.bench("level meter", inBlocks(second, 1, (x) => level.add(x)));

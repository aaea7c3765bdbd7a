/** What timeline and resampler take for one second of a stereo track: "iter/s" reads as times real time; the bar is 100. */
import { Aligner } from "../../capture/timeline/aligner.ts";
import { Timeline } from "../../capture/timeline/timeline.ts";
import { Resampler } from "../../dsp/resampler.ts";

const RATE = 48000;
const BLOCK = 480;
const samples = Float32Array.from({ length: BLOCK * 2 }, (_, i) => 0.5 * Math.sin(i / 20));
/** A device that runs 100 ppm fast. */
const blockNs = BLOCK * 1e9 / (RATE * 1.0001);

function secondOf(inRateHz: number, outRateHz: number, correctionPpm: number): () => void {
  const resampler = new Resampler({ inRateHz, outRateHz, channels: 2, maxBlockFrames: BLOCK });
  resampler.correctionPpm = correctionPpm;
  return () => {
    for (let frames = 0; frames < inRateHz; frames += BLOCK) resampler.process(samples, BLOCK);
  };
}

function alignedSecond(): () => void {
  const aligner = new Aligner({
    rateHz: RATE,
    sourceRateHz: RATE,
    channels: 2,
    zeroNs: 0,
    write: () => {},
  });
  let block = 0;
  return () => {
    for (let i = 0; i < RATE / BLOCK; i++) {
      const position = block++ * BLOCK;
      // Late by up to 3 ms, now and then by 50.
      const hostNs = block * blockNs + (block % 100 === 0 ? 50e6 : (block * 7 % 31) * 1e5);
      aligner.push({ position, frames: BLOCK, samples, hostNs });
      aligner.advance(hostNs);
    }
  };
}

function anchoredSecond(): () => void {
  const timeline = new Timeline({ rateHz: RATE, sourceRateHz: RATE, zeroNs: 0 });
  let block = 0;
  let cursor = 0;
  return () => {
    for (let i = 0; i < RATE / BLOCK; i++) {
      const position = block++ * BLOCK;
      timeline.push({ position, frames: BLOCK, hostNs: block * blockNs + (block * 7 % 31) * 1e5 });
      for (let p = timeline.next(cursor); p !== undefined; p = timeline.next(cursor)) {
        cursor = (p.jump?.toFrame ?? cursor) +
          (p.frames - p.skipFrames) * (1 + p.correctionPpm * 1e-6);
      }
    }
  };
}

Deno.bench("track: timeline, resampler, fades", { baseline: true }, alignedSecond());
Deno.bench("timeline alone", anchoredSecond());
Deno.bench("resampler: bypass", secondOf(RATE, RATE, 0));
Deno.bench("resampler: 48 kHz corrected", secondOf(RATE, RATE, 100));
Deno.bench("resampler: 44.1 to 48 kHz", secondOf(44100, RATE, 0));
Deno.bench("resampler: 96 to 48 kHz", secondOf(96000, RATE, 0));

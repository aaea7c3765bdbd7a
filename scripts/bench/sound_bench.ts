/** What the stations from stem to file take for one second of sound, so that "iter/s" reads as times real time. */
import { makeRenderJob } from "../../post/plan/order_render.ts";
import { CutFinder } from "../../post/plan/cut_finder.ts";
import type { ProgrammeOptions } from "../../post/ground/options.ts";
import { type ProgrammeSound, soundOf } from "../../post/ground/sound.ts";
import { SOUND_OPTIONS } from "../stage/sound_options.ts";
import { makePlan } from "../../post/plan/plan.ts";
import { EchoCanceller } from "../../dsp/echo/echo_canceller.ts";
import { ProgrammeMeter } from "../../post/render/programme_meter.ts";
import { Renderer } from "../../post/render/renderer.ts";
import { TrackAnalyser } from "../../post/analysis/track_analyser.ts";
import { TrackAnalysis } from "../../post/analysis/track_analysis.ts";
import { CONVERSATION_RATE_HZ, makeConversation } from "../stage/conversation.ts";

const RATE_HZ = CONVERSATION_RATE_HZ;
const SECONDS = 60;
const { near, far } = makeConversation(SECONDS);
const stems = {
  mic: near,
  system: Float32Array.from({ length: 2 * far.length }, (_, i) => far[i >> 1] ?? 0),
};
const CHANNELS = { mic: 1, system: 2 } as const;
type Track = keyof typeof stems;

function sound(changes: Partial<ProgrammeOptions> = {}): ProgrammeSound {
  return soundOf({ ...SOUND_OPTIONS, ...changes });
}

function analysis(track: Track, o: ProgrammeSound): () => void {
  const analyser = new TrackAnalyser({ track, options: o });
  const block = CHANNELS[track] * RATE_HZ;
  let second = 0;
  return () => {
    const at = (second++ % SECONDS) * block;
    analyser.push(stems[track].subarray(at, at + block));
    analyser.take();
  };
}

function rendering(o: ProgrammeSound): () => Float32Array {
  const analyses = (["mic", "system"] as const).map((track) => {
    const analyser = new TrackAnalyser({ track, options: o });
    const result = new TrackAnalysis(track, RATE_HZ);
    analyser.push(stems[track]);
    analyser.finish();
    result.append(analyser.take());
    return result;
  });
  const plan = makePlan(analyses, o, new CutFinder(o.trim));
  const reader = (track: Track) => ({
    read: (frame: number, frames: number, into = new Float32Array(frames * CHANNELS[track])) => {
      const channels = CHANNELS[track];
      const samples = stems[track].subarray(frame * channels, (frame + frames) * channels);
      into.set(samples);
      return into.subarray(0, samples.length);
    },
  });
  const job = makeRenderJob(plan, analyses, 0, plan.frames);
  const renderer = new Renderer(job, { mic: reader("mic"), system: reader("system") });
  let second = 0;
  return () => renderer.read((second++ % (SECONDS - 1)) * RATE_HZ, RATE_HZ);
}

/** What is rendered is measured on its way to the encoder. */
function measuring(o: ProgrammeSound): () => void {
  const render = rendering(o);
  const borders = [0, Infinity];
  const meter = new ProgrammeMeter({ rateHz: RATE_HZ, channels: 2, fromFrame: 0, borders });
  return () => meter.push(render());
}

/** The call is heard again by the microphone, or it is not. */
function cancelling(part: number): () => void {
  const canceller = new EchoCanceller(RATE_HZ);
  const delay = RATE_HZ / 50;
  const mic = near.map((sample, i) => sample + part * (far[i - delay] ?? 0));
  let at = 0;
  const push = () => {
    for (const end = at + RATE_HZ; at < end;) {
      const to = Math.min(end, at + canceller.roomFrames);
      canceller.push(far.subarray(at, to), mic.subarray(at, to));
      at = to;
    }
    at %= SECONDS * RATE_HZ;
  };
  for (let second = 0; second < SECONDS; second++) push();
  return push;
}

Deno.bench("analysis: microphone", analysis("mic", sound()));
Deno.bench("analysis: microphone, loudness", analysis("mic", sound({ normalize: "loudness" })));
Deno.bench("analysis: system", analysis("system", sound()));
Deno.bench("analysis: system, loudness", analysis("system", sound({ normalize: "loudness" })));
const render = rendering(sound());
const renderLoudness = rendering(sound({ normalize: "loudness" }));
Deno.bench("render: stereo", () => void render());
Deno.bench("render: stereo, loudness", () => void renderLoudness());
const renderCut = rendering(sound({ trim: "all" }));
Deno.bench("render: stereo, silence cut", () => void renderCut());
Deno.bench("render and measure: stereo", measuring(sound()));
Deno.bench("echo: there is none", cancelling(0));
Deno.bench("echo: there is one", cancelling(0.2));

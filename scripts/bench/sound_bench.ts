/** What the stations from stem to file take for one second of sound, so that "iter/s" reads as times real time. */
import { makeRenderJob } from "../../post/plan/order_render.ts";
import { CutFinder } from "../../post/plan/cut_finder.ts";
import type { ProgrammeOptions } from "../../post/ground/options.ts";
import { type ProgrammeSound, soundOf } from "../../post/ground/sound.ts";
import { SOUND_OPTIONS } from "../stage/sound_options.ts";
import { makePlan } from "../../post/plan/plan.ts";
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

function rendering(o: ProgrammeSound): () => void {
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
  return () => void renderer.read((second++ % (SECONDS - 1)) * RATE_HZ, RATE_HZ);
}

Deno.bench("analysis: microphone", analysis("mic", sound()));
Deno.bench("analysis: microphone, loudness", analysis("mic", sound({ normalize: "loudness" })));
Deno.bench("analysis: system", analysis("system", sound()));
Deno.bench("analysis: system, loudness", analysis("system", sound({ normalize: "loudness" })));
Deno.bench("render: stereo", rendering(sound()));
Deno.bench("render: stereo, loudness", rendering(sound({ normalize: "loudness" })));
Deno.bench("render: stereo, silence cut", rendering(sound({ trim: "all" })));

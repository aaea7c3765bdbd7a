// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/**
 * `deno run -A scripts/plots/plot_sound.ts`: draws what the chain does to an item of the corpus, for `docs/sound.md`: levels
 * (docs/sound_levels.svg) and spectra (docs/sound_spectra.png), before and after.
 */
import { makeRenderJob } from "../../post/plan/order_render.ts";
import { join } from "node:path";
import { builtUrl } from "../../ffi/bundle/manifest.ts";
import type { ProgrammeOptions } from "../../post/ground/options.ts";
import { soundOf } from "../../post/ground/sound.ts";
import { SOUND_OPTIONS } from "../stage/sound_options.ts";
import { makePlan } from "../../post/plan/plan.ts";
import { Renderer } from "../../post/render/renderer.ts";
import { TrackAnalyser } from "../../post/analysis/track_analyser.ts";
import { TrackAnalysis } from "../../post/analysis/track_analysis.ts";
import { CORPUS_RATE_HZ, type CorpusRecipe, makeItem } from "../corpus/corpus.ts";
import { speakAll } from "../corpus/corpus_voices.ts";
import { project } from "../project/folders.ts";
import { rnnoise } from "../corpus/gate_rivals.ts";
import { grayPng } from "./gray_png.ts";
import { runTool } from "../project/tool.ts";
import { spectrogram } from "./spectrogram.ts";

const SECONDS = 16;
/** Quiet speech in pink noise 15 dB below it, and a bump against the table at full scale. */
const RECIPE: CorpusRecipe = {
  ...{ seed: 8, voice: 1, speechDb: -38, snrDb: 15, seconds: SECONDS },
  noise: "pink",
  extra: "bump",
};

/** The microphone's side of a mono programme. */
function programmeOf(mic: Float32Array, changes: Partial<ProgrammeOptions> = {}): Float32Array {
  const options = soundOf({ ...SOUND_OPTIONS, channels: "mono", ...changes });
  const analyser = new TrackAnalyser({ track: "mic", options });
  analyser.push(mic);
  analyser.finish();
  const analysis = new TrackAnalysis("mic", CORPUS_RATE_HZ);
  analysis.append(analyser.take());
  const plan = makePlan([analysis], options);
  const reader = {
    read: (from: number, frames: number) => mic.slice(from, from + frames),
  };
  const job = makeRenderJob(plan, [analysis], 0, plan.frames);
  return new Renderer(job, { mic: reader }).read(0, plan.frames).slice();
}

/** Highest sample of each 50 ms, dBFS, not below −80. */
function levelsDb(samples: Float32Array): number[] {
  const frames = CORPUS_RATE_HZ / 20;
  return Array.from({ length: Math.floor(samples.length / frames) }, (_, i) => {
    let peak = 1e-4;
    for (let j = i * frames; j < (i + 1) * frames; j++) {
      peak = Math.max(peak, Math.abs(samples[j]!));
    }
    return 20 * Math.log10(peak);
  });
}

function levelsSvg(before: Float32Array, after: Float32Array): string {
  const [width, height, left, top] = [760, 130, 44, 22];
  const panel = (title: string, samples: Float32Array, y: number, colour: string) => {
    const levels = levelsDb(samples);
    const x = (i: number) => (left + (i * (width - left)) / levels.length).toFixed(1);
    const at = (db: number) => (y + top - (db * (height - top)) / 80).toFixed(1);
    const points = levels.map((db, i) => `${x(i)},${at(db)}`).join(" ");
    const lines = [0, -20, -40, -60].map((db) =>
      `<line x1="${left}" x2="${width}" y1="${at(db)}" y2="${at(db)}" stroke="#ddd"/>` +
      `<text x="${left - 6}" y="${Number(at(db)) + 4}" text-anchor="end">${
        db === 0 ? "0 dBFS" : `−${-db}`
      }</text>`
    );
    return `<text x="${left}" y="${y + 14}">${title}</text>${lines.join("")}` +
      `<polyline fill="none" stroke="${colour}" points="${points}"/>`;
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${2 * height + 20}" ` +
    `font-family="sans-serif" font-size="11" fill="#444">\n` +
    `<rect width="100%" height="100%" fill="white"/>\n` +
    panel("As the microphone heard it: peaks of 50 ms", before, 0, "#c0504d") + "\n" +
    panel("In the finished file", after, height + 10, "#1f6fb4") + "\n</svg>\n";
}

const voices = await speakAll(CORPUS_RATE_HZ);
const { mixture } = makeItem(RECIPE, voices);
const after = programmeOf(mixture);
const wasm = new WebAssembly.Module(await Deno.readFile(builtUrl("rnnoise.wasm")));
const denoised = programmeOf(rnnoise(mixture, wasm).output.slice(0, mixture.length), {
  gateDepth: 20,
});
const docs = join(project, "docs");
await Deno.writeTextFile(join(docs, "sound_levels.svg"), levelsSvg(mixture, after));
await runTool(Deno.execPath(), ["fmt", "--quiet", join(docs, "sound_levels.svg")]);
// As loud as the others, so that noise can be compared with noise.
const gain = 10 ** (-7 / 20) / mixture.slice(0, 7 * CORPUS_RATE_HZ)
  .reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
const panels = [mixture.map((sample) => sample * gain), after, denoised]
  .map((samples) => spectrogram(samples, 640, 96));
const border = () => new Uint8Array(640).fill(15);
const rows = panels.flatMap((panel) => [...panel, border(), border()]).slice(0, -2);
await Deno.writeFile(join(docs, "sound_spectra.png"), grayPng(rows));

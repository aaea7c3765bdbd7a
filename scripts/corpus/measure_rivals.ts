// deno-lint-ignore-file no-non-null-assertion -- hops are counted from the lengths of the arrays
/** Compares gates, levels and noise suppression on a part of the corpus: the tables of `docs/sound.md`. */
import { builtUrl } from "../../ffi/bundle/manifest.ts";
import { soundOf } from "../../post/ground/sound.ts";
import { SOUND_OPTIONS } from "../stage/sound_options.ts";
import { TrackAnalyser } from "../../post/analysis/track_analyser.ts";
import { CORPUS_RATE_HZ, type CorpusItem, corpusRecipes, hopPower, makeItem } from "./corpus.ts";
import { speakAll } from "./corpus_voices.ts";
import { agateGains, confrecGains, originalGains, rnnoise } from "./gate_rivals.ts";
import { GateScore } from "./gate_score.ts";

/** Two of six voices, half a minute each: a tenth of the whole corpus. */
const VOICES = [1, 4];
const SECONDS = 30;

/** Segmental SNR over the hops of speech, each held within −10 to 35 dB, as is usual. */
function segmentalSnrDb(item: CorpusItem, heard: Float32Array): number {
  let sum = 0;
  let hops = 0;
  const noise = heard.map((sample, i) => sample - item.speech[i]!);
  for (let hop = 0; hop < item.spoken.length; hop++) {
    if (!item.spoken[hop]) continue;
    const db = 10 * Math.log10(hopPower(item.speech, hop) / Math.max(1e-20, hopPower(noise, hop)));
    sum += Math.max(-10, Math.min(35, db));
    hops++;
  }
  return sum / hops;
}

/** The level that peak normalisation goes by, dBFS. */
function levelDb(mixture: Float32Array): number {
  const analyser = new TrackAnalyser({ track: "mic", options: soundOf(SOUND_OPTIONS) });
  analyser.push(mixture);
  analyser.finish();
  return analyser.take().levelDb;
}

function peakDb(mixture: Float32Array): number {
  return 20 * Math.log10(mixture.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
}

const voices = await speakAll(CORPUS_RATE_HZ);
const module = new WebAssembly.Module(await Deno.readFile(builtUrl("rnnoise.wasm")));
const scores = new Map<string, GateScore>();
const suppression = new Map<string, [before: number, after: number, items: number]>();
const levels = { bumps: 0, moved: 0, movedMost: 0, peakMoved: 0 };
let [ms, items] = [0, 0];
const note = (row: string, item: CorpusItem, gains: Float64Array) => {
  const score = scores.get(row) ?? new GateScore();
  scores.set(row, score);
  score.add(item, gains);
};
const without = new Map<string, [level: number, peak: number]>();
for (const extra of ["none", "bump"] as const) {
  for (const recipe of corpusRecipes(voices.length, extra, SECONDS)) {
    if (!VOICES.includes(recipe.voice)) continue;
    const item = makeItem(recipe, voices);
    const row = (name: string) => `| ${name} | ${extra} | ${recipe.snrDb} dB |`;
    note(row("confrec"), item, confrecGains(item.mixture));
    note(row("original: fixed threshold"), item, originalGains(item.mixture));
    note(row("ffmpeg agate, −40 dBFS"), item, await agateGains(item.mixture));
    const clean = rnnoise(item.mixture, module);
    note(row("RNNoise voice probability"), item, clean.gains);
    ms += clean.msPerSecond;
    items++;
    const name = `${recipe.seed}`;
    if (extra === "none") {
      without.set(name, [levelDb(item.mixture), peakDb(item.mixture)]);
      const key = `| ${recipe.noise} | ${recipe.snrDb} dB |`;
      const sums = suppression.get(key) ?? [0, 0, 0];
      sums[0] += segmentalSnrDb(item, item.mixture);
      sums[1] += segmentalSnrDb(item, clean.output);
      sums[2]++;
      suppression.set(key, sums);
      continue;
    }
    const [level, peak] = without.get(name)!;
    const moved = Math.abs(levelDb(item.mixture) - level);
    levels.bumps++;
    levels.moved += moved;
    levels.movedMost = Math.max(levels.movedMost, moved);
    levels.peakMoved += Math.abs(peakDb(item.mixture) - peak);
  }
}
console.log("| gate | disturbance | SNR | speech kept | words begun | rest silent |");
console.log("|---|---|---|---|---|---|");
for (const row of [...scores.keys()].sort()) console.log(`${row} ${scores.get(row)!.cells} |`);
console.log("\n| noise | SNR | segmental SNR before | with --denoise |\n|---|---|---|---|");
for (const [key, [before, after, count]] of suppression) {
  console.log(`${key} ${(before / count).toFixed(1)} dB | ${(after / count).toFixed(1)} dB |`);
}
console.log(`\nRNNoise: ${(ms / items).toFixed(0)} ms for each second`);
const { bumps, moved, movedMost, peakMoved } = levels;
console.log(
  `A bump moves the level by ${(moved / bumps).toFixed(2)} dB (at most ${movedMost.toFixed(2)}); ` +
    `the highest sample by ${(peakMoved / bumps).toFixed(1)} dB`,
);

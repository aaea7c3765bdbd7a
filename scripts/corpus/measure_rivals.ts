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

/** What came of all recordings, table by table. */
class Comparison {
  readonly #scores = new Map<string, GateScore>();
  readonly #suppression = new Map<string, [before: number, after: number, items: number]>();
  /** The level, and the highest sample, of a recording before something bumps against the table. */
  readonly #undisturbed = new Map<number, [levelDb: number, peakDb: number]>();
  readonly #moved = { bumps: 0, level: 0, levelMost: 0, peak: 0 };
  #rnnoiseMs = 0;
  #items = 0;

  /** Lets all gates listen to a recording, and RNNoise clean it. */
  async add(item: CorpusItem, module: WebAssembly.Module): Promise<void> {
    const { extra, snrDb, seed } = item.recipe;
    const row = (name: string) => `| ${name} | ${extra} | ${snrDb} dB |`;
    this.#score(row("confrec"), item, confrecGains(item.mixture));
    this.#score(row("original: fixed threshold"), item, originalGains(item.mixture));
    this.#score(row("ffmpeg agate, −40 dBFS"), item, await agateGains(item.mixture));
    const clean = rnnoise(item.mixture, module);
    this.#score(row("RNNoise voice probability"), item, clean.gains);
    this.#rnnoiseMs += clean.msPerSecond;
    this.#items++;
    const levels: [number, number] = [levelDb(item.mixture), peakDb(item.mixture)];
    if (extra === "none") {
      this.#undisturbed.set(seed, levels);
      this.#addSuppression(item, clean.output);
    } else this.#addBump(levels, this.#undisturbed.get(seed)!);
  }

  print(): void {
    console.log("| gate | disturbance | SNR | speech kept | words begun | rest silent |");
    console.log("|---|---|---|---|---|---|");
    for (const row of [...this.#scores.keys()].sort()) {
      console.log(`${row} ${this.#scores.get(row)!.cells} |`);
    }
    console.log("\n| noise | SNR | segmental SNR before | with --denoise |\n|---|---|---|---|");
    for (const [key, [before, after, count]] of this.#suppression) {
      console.log(`${key} ${(before / count).toFixed(1)} dB | ${(after / count).toFixed(1)} dB |`);
    }
    console.log(`\nRNNoise: ${(this.#rnnoiseMs / this.#items).toFixed(0)} ms for each second`);
    const { bumps, level, levelMost, peak } = this.#moved;
    console.log(
      `A bump moves the level by ${(level / bumps).toFixed(2)} dB ` +
        `(at most ${levelMost.toFixed(2)}); the highest sample by ${(peak / bumps).toFixed(1)} dB`,
    );
  }

  #score(row: string, item: CorpusItem, gains: Float64Array): void {
    const score = this.#scores.get(row) ?? new GateScore();
    this.#scores.set(row, score);
    score.add(item, gains);
  }

  #addSuppression(item: CorpusItem, cleaned: Float32Array): void {
    const key = `| ${item.recipe.noise} | ${item.recipe.snrDb} dB |`;
    const [before, after, items] = this.#suppression.get(key) ?? [0, 0, 0];
    this.#suppression.set(key, [
      before + segmentalSnrDb(item, item.mixture),
      after + segmentalSnrDb(item, cleaned),
      items + 1,
    ]);
  }

  #addBump([level, peak]: [number, number], [levelBefore, peakBefore]: [number, number]): void {
    const moved = Math.abs(level - levelBefore);
    this.#moved.bumps++;
    this.#moved.level += moved;
    this.#moved.levelMost = Math.max(this.#moved.levelMost, moved);
    this.#moved.peak += Math.abs(peak - peakBefore);
  }
}

const voices = await speakAll(CORPUS_RATE_HZ);
const module = new WebAssembly.Module(await Deno.readFile(builtUrl("rnnoise.wasm")));
const comparison = new Comparison();
for (const extra of ["none", "bump"] as const) {
  for (const recipe of corpusRecipes(voices.length, extra, SECONDS)) {
    if (VOICES.includes(recipe.voice)) await comparison.add(makeItem(recipe, voices), module);
  }
}
comparison.print();

// deno-lint-ignore-file no-non-null-assertion -- hops are counted from the lengths of the arrays
/** Measures on the corpus how much speech the gate keeps and how much of the rest it silences: a table for people. */
import { TrackAnalyser } from "../post/track_analyser.ts";
import { DEFAULT_PROGRAMME_OPTIONS } from "../post/options.ts";
import { TrackAnalysis } from "../post/track_analysis.ts";
import { type CorpusItem, corpusRecipes, EXTRAS, hopPower, makeItem } from "./corpus.ts";
import { CORPUS_RATE_HZ } from "./corpus.ts";
import { speakAll } from "./corpus_voices.ts";

/** What a gate may keep around speech: its look-back, its hold and the fades. */
const BEFORE_HOPS = 26;
const AFTER_HOPS = 77;

/** Of a word's first 100 ms at least this part of the energy must be kept. */
const KEPT_OF_BEGINNING = 0.9;

interface Figures {
  keptEnergy: number;
  items: number;
  words: number;
  wordsKept: number;
  restHops: number;
  silentHops: number;
}

/** The microphone's gain at the beginning of every hop. */
function gainsOf(mixture: Float32Array): Float64Array {
  // The gate alone: normalising would level too.
  const options = {
    ...DEFAULT_PROGRAMME_OPTIONS,
    rateHz: CORPUS_RATE_HZ,
    normalize: "off",
  } as const;
  const analyser = new TrackAnalyser({ track: "mic", options });
  const analysis = new TrackAnalysis("mic", CORPUS_RATE_HZ);
  analyser.push(mixture);
  analyser.finish();
  analysis.append(analyser.take());
  return Float64Array.from(analysis.gainCurve(0, mixture.length).gains);
}

function addTo(figures: Figures, item: CorpusItem): void {
  const gains = gainsOf(item.mixture);
  let energy = 0;
  let kept = 0;
  const keptOf = (hop: number) => hopPower(item.speech, hop) * gains[hop]! ** 2;
  for (let hop = 0; hop < item.spoken.length; hop++) {
    energy += hopPower(item.speech, hop);
    kept += keptOf(hop);
    if (item.spoken.subarray(Math.max(0, hop - AFTER_HOPS), hop + BEFORE_HOPS + 1).includes(1)) {
      continue;
    }
    figures.restHops++;
    if (gains[hop]! < 1e-3) figures.silentHops++;
  }
  figures.keptEnergy += kept / energy;
  figures.items++;
  for (const word of item.wordHops) {
    const hops = Array.from({ length: 10 }, (_, i) => word + i);
    const all = hops.reduce((sum, hop) => sum + hopPower(item.speech, hop), 0);
    const heard = hops.reduce((sum, hop) => sum + keptOf(hop), 0);
    figures.words++;
    if (heard >= KEPT_OF_BEGINNING * all) figures.wordsKept++;
  }
}

if (import.meta.main) {
  const voices = await speakAll(CORPUS_RATE_HZ);
  const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(2)} %`.padStart(8);
  console.log("| disturbance | SNR | noise | speech kept | words begun | rest silent |");
  console.log("|---|---|---|---|---|---|");
  for (const extra of EXTRAS) {
    const table = new Map<string, Figures>();
    for (const recipe of corpusRecipes(voices.length, extra)) {
      const row = `| ${extra} | ${recipe.snrDb} dB | ${recipe.noise} |`;
      const figures = table.get(row) ??
        { keptEnergy: 0, items: 0, words: 0, wordsKept: 0, restHops: 0, silentHops: 0 };
      table.set(row, figures);
      addTo(figures, makeItem(recipe, voices));
    }
    for (const [row, f] of table) {
      const kept = percent(f.keptEnergy, f.items);
      const words = percent(f.wordsKept, f.words);
      console.log(`${row} ${kept} | ${words} | ${percent(f.silentHops, f.restHops)} |`);
    }
  }
}

/**
 * Measures on the corpus how much speech the gate keeps and how much of the rest it silences: a table for people.
 *
 * With `--held-out` other voices say other words, with which nothing was tuned.
 */
import { parseArgs } from "node:util";
import { corpusRecipes, EXTRAS, makeItem } from "./corpus.ts";
import { CORPUS_RATE_HZ } from "./corpus.ts";
import { HELD_OUT, speakAll } from "./corpus_voices.ts";
import { confrecGains } from "./gate_rivals.ts";
import { GateScore } from "./gate_score.ts";

/** Length of a recording, s. */
const SECONDS = 120;

if (import.meta.main) {
  const { values } = parseArgs({ options: { "held-out": { type: "boolean", default: false } } });
  const [cast, firstSeed] = values["held-out"] ? [HELD_OUT, 1_000] : [undefined, 1];
  const voices = await speakAll(CORPUS_RATE_HZ, cast);
  console.log("| disturbance | SNR | noise | speech kept | words begun | rest silent |");
  console.log("|---|---|---|---|---|---|");
  for (const extra of EXTRAS) {
    const table = new Map<string, GateScore>();
    for (const recipe of corpusRecipes(voices.length, extra, SECONDS, firstSeed)) {
      const row = `| ${extra} | ${recipe.snrDb} dB | ${recipe.noise} |`;
      const score = table.get(row) ?? new GateScore();
      table.set(row, score);
      const item = makeItem(recipe, voices);
      score.add(item, confrecGains(item.mixture));
    }
    for (const [row, score] of table) console.log(`${row} ${score.cells} |`);
  }
}

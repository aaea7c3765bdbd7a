/** Measures on the corpus how much speech the gate keeps and how much of the rest it silences: a table for people. */
import { corpusRecipes, EXTRAS, makeItem } from "./corpus.ts";
import { CORPUS_RATE_HZ } from "./corpus.ts";
import { speakAll } from "./corpus_voices.ts";
import { confrecGains } from "./gate_rivals.ts";
import { GateScore } from "./gate_score.ts";

if (import.meta.main) {
  const voices = await speakAll(CORPUS_RATE_HZ);
  console.log("| disturbance | SNR | noise | speech kept | words begun | rest silent |");
  console.log("|---|---|---|---|---|---|");
  for (const extra of EXTRAS) {
    const table = new Map<string, GateScore>();
    for (const recipe of corpusRecipes(voices.length, extra)) {
      const row = `| ${extra} | ${recipe.snrDb} dB | ${recipe.noise} |`;
      const score = table.get(row) ?? new GateScore();
      table.set(row, score);
      const item = makeItem(recipe, voices);
      score.add(item, confrecGains(item.mixture));
    }
    for (const [row, score] of table) console.log(`${row} ${score.cells} |`);
  }
}

/** Measures how much the gate keeps of what it must not take for noise: a table for people. */
import { CORPUS_HOP_FRAMES, CORPUS_RATE_HZ, hopPower } from "./corpus.ts";
import { HELD_OUT, speakAll } from "./corpus_voices.ts";
import { confrecGains } from "./gate_rivals.ts";
import { type HardCase, hardCases } from "./hard_cases.ts";

/** Recordings of each case. */
const SEEDS = 6;

/** By how much the energy of what is wanted is kept, 0 to 1. */
function keptOf({ wanted, mixture }: HardCase): number {
  const gains = confrecGains(mixture);
  let [all, kept] = [0, 0];
  for (let hop = 0; hop * CORPUS_HOP_FRAMES < wanted.length; hop++) {
    const power = hopPower(wanted, hop);
    all += power;
    kept += power * (gains[hop] ?? 0) ** 2;
  }
  return kept / all;
}

if (import.meta.main) {
  const kept = new Map<string, number[]>();
  for (const cast of [undefined, HELD_OUT]) {
    const voices = await speakAll(CORPUS_RATE_HZ, cast);
    for (let seed = 1; seed <= SEEDS; seed++) {
      for (const item of hardCases(voices, seed)) {
        kept.set(item.name, [...kept.get(item.name) ?? [], keptOf(item)]);
      }
    }
  }
  console.log("| input | kept | of the worst |\n|---|---|---|");
  for (const [name, parts] of kept) {
    const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length;
    const percent = (part: number) => `${(100 * part).toFixed(2)} %`;
    console.log(`| ${name} | ${percent(mean)} | ${percent(Math.min(...parts))} |`);
  }
}

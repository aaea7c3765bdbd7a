/**
 * `deno task fuzz [--runs 100000] [--seconds 60] [--seed 1]`: damaged bytes for everything that reads what others wrote.
 *
 * Checks what each reader promises for any input: an end within a second, one clear error or a result that fits the input,
 * and no growing memory. What fails is kept in a file that the message names; the seed repeats the run.
 */
import { parseArgs } from "node:util";
import { fuzzFormats } from "./fuzz_formats.ts";
import { fuzzNames } from "./fuzz_names.ts";
import { fuzzWords } from "./fuzz_words.ts";

const RUNNERS = [["files", fuzzFormats], ["words", fuzzWords], ["names", fuzzNames]] as const;

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "100000" },
      seconds: { type: "string", default: "60" },
      seed: { type: "string", default: "1" },
    },
  });
  const limits = {
    runs: Number(values.runs) / RUNNERS.length,
    seconds: Number(values.seconds) / RUNNERS.length,
    seed: Number(values.seed),
  };
  for (const [what, run] of RUNNERS) {
    const { runs, refused, slowestMs, grownBytes } = run(limits);
    console.log(
      `${runs} damaged ${what}: ${refused} refused with a clear error, the others read; ` +
        `slowest ${slowestMs.toFixed(1)} ms, memory ${(grownBytes / 2 ** 20).toFixed(1)} MiB more`,
    );
  }
}

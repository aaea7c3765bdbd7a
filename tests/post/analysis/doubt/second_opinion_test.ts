import { SecondOpinion } from "../../../../post/analysis/doubt/second_opinion.ts";
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";

const [RATE_HZ, HOPS_PER_SECOND] = [48_000, 100];
const silence = (_from: number, frames: number) => new Float32Array(frames);

/** An opinion on passages of so many seconds, a minute apart, of which `voice` are speech where they are asked about. */
function opinionOn(passages: readonly { readonly seconds: number; readonly voice: number }[]) {
  let now = 0;
  const judge = { voiceSeconds: () => passages[now]?.voice ?? 0 };
  const it = new SecondOpinion(judge, { rateHz: RATE_HZ, hopFrames: RATE_HZ / HOPS_PER_SECOND });
  return passages.map(({ seconds }, i) => {
    now = i;
    const fromHop = (i + 1) * 60 * HOPS_PER_SECOND;
    it.ask({ fromHop, toHop: fromHop + seconds * HOPS_PER_SECOND }, silence);
    return [it.voiceSeconds, it.leastVoiceSeconds] as const;
  });
}

Deno.test("of what there was no time to ask about there is as much speech as of the rest", () => {
  const [first, second] = opinionOn([{ seconds: 4, voice: 2 }, { seconds: 60, voice: 60 }]);
  assertEquals(first, [2, 2]);
  assertAlmostEquals(second?.[0] ?? NaN, 2 * 64 / 4, 1e-9);
});

Deno.test("so little speech that nobody can be sure is none", () => {
  assertEquals(opinionOn([{ seconds: 5, voice: 0.4 }])[0]?.[0], 0);
});

Deno.test("the estimate may fall as more is heard, but never below what is certain", () => {
  const seen = opinionOn([
    ...[{ seconds: 6, voice: 4 }, { seconds: 60, voice: 60 }],
    ...[{ seconds: 2, voice: 0 }, { seconds: 2, voice: 0 }],
  ]);
  const estimates = seen.map(([estimate]) => estimate);
  assertLess(estimates.at(-1) ?? NaN, estimates[1] ?? NaN);
  const certain = seen.map(([, least]) => least);
  assertEquals(certain, certain.toSorted((a, b) => a - b));
  for (const [, least] of seen) assert(estimates.every((estimate) => estimate >= least));
});

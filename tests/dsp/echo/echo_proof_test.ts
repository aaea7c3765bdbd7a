import { assertEquals } from "@std/assert";
import { EchoProof, PROOF_REACH } from "../../../dsp/echo/echo_proof.ts";

type Block = readonly [number, number, number];

/** Answers to blocks of `[mic, error, echo]`, for the block that each is about. */
function answers(blocks: readonly Block[]): boolean[] {
  const proof = new EchoProof();
  const late = Array.from({ length: PROOF_REACH }, () => [0, 0, 0] as const);
  return [...blocks, ...late].map((block) => proof.push(...block)).slice(PROOF_REACH);
}

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}

/** Power of 1 before; 6 dB less is 0.251. */
const SEVEN_DB = [1, 0.2, 0.8] as const;
const FIVE_DB = [1, 0.316, 0.7] as const;
const LITTLE = [1, 0.95, 0.05] as const;
const WORSE = [1, 1.5, 0.5] as const;

Deno.test("a result is taken where the echo falls by more than 6 dB, and not where it falls by less", () => {
  assertEquals(answers(times(30, SEVEN_DB)), times(30, true));
  assertEquals(answers(times(30, FIVE_DB)), times(30, false));
});

Deno.test("once it is proven, it is taken under somebody who speaks, as long as it makes nothing louder", () => {
  const taken = answers([...times(30, SEVEN_DB), ...times(60, LITTLE), ...times(60, WORSE)]);
  assertEquals(taken.slice(0, 70), times(70, true));
  assertEquals(taken.slice(105), times(45, false));
});

Deno.test("without any echo nothing is taken", () => {
  assertEquals(answers(times(50, [1, 1, 0])), times(50, false));
});

Deno.test("a proof does not hold for ever", () => {
  const taken = answers([...times(20, SEVEN_DB), ...times(1_200, LITTLE)]);
  assertEquals(taken.at(-1), false);
});

Deno.test("what is taken off and has nothing to do with what came in means that the way has changed", () => {
  const proof = new EchoProof();
  const blocks: Block[] = [...times(40, SEVEN_DB), ...times(20, [1, 2, 1] as const)];
  const seen = blocks.map((block) => {
    proof.push(...block);
    return proof.takeBreak();
  });
  assertEquals(seen.slice(0, 40), times(40, false));
  assertEquals(seen.slice(40).filter((isBreak) => isBreak).length, 1);
});

import { progressOfRest } from "../../../meeting/ground/progress_of_rest.ts";
import { assertEquals } from "@std/assert";

function at(chunksDone: number, chunksTotal: number) {
  return { chunksDone, chunksTotal, waiting: chunksTotal - chunksDone };
}

Deno.test("what was done before the stop does not count", () => {
  const share = progressOfRest(1_190);
  assertEquals([at(1_190, 1_200), at(1_195, 1_200), at(1_200, 1_200)].map(share), [0, 0.5, 1]);
});

Deno.test("where the end makes chunks stale, they are left to do as well", () => {
  const share = progressOfRest(1_190);
  assertEquals([at(0, 1_200), at(600, 1_200)].map(share), [0, 0.5]);
});

Deno.test("of nothing nothing is done", () => {
  assertEquals(progressOfRest()(at(0, 0)), 0);
});

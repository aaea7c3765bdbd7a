import { assertEquals } from "@std/assert";
import { SampleQueue } from "../../../capture/timeline/sample_queue.ts";

Deno.test("what goes in comes out in order, also around the end of the buffer", () => {
  const queue = new SampleQueue(5, 2);
  const out: number[] = [];
  let next = 0;
  for (const [frames, taken] of [[3, 2], [4, 1], [0, 3], [2, 2], [5, 9]] as const) {
    const samples = Float32Array.from({ length: frames * 2 }, () => next++);
    while (queue.frames + frames > 5) out.push(...queue.take(1));
    queue.push(samples, frames);
    out.push(...queue.take(taken));
  }
  while (queue.frames > 0) out.push(...queue.take(5));
  assertEquals(out, Array.from({ length: next }, (_, i) => i));
});

Deno.test("only the frames that are said go in", () => {
  const queue = new SampleQueue(4, 1);
  queue.push(Float32Array.of(1, 2, 3, 4), 2);
  assertEquals(queue.frames, 2);
  assertEquals([...queue.take(4)], [1, 2]);
  assertEquals([...queue.take(4)], []);
});

Deno.test("a queue that is emptied again and again uses no more memory than that takes", () => {
  const queue = new SampleQueue(1_000, 2);
  for (let i = 0; i < 500; i++) {
    queue.push(Float32Array.of(i, i, i, i, i, i), 3);
    queue.take(2);
    queue.push(Float32Array.of(i, i), 1);
    const view = queue.take(2);
    assertEquals([...view], [i, i, i, i]);
    assertEquals(view.byteOffset + view.byteLength <= 4 * 2 * 4, true);
  }
});

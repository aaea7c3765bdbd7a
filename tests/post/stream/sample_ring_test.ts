import { assertEquals } from "@std/assert";
import { SampleRing } from "../../../post/stream/sample_ring.ts";

const ramp = (from: number, count: number) =>
  Float32Array.from({ length: count }, (_, i) => from + i);

Deno.test("a ring gives back what it remembers, silence for what it forgot, and no more than came", () => {
  const ring = new SampleRing(2, 5);
  for (let frame = 0; frame < 9; frame += 3) ring.push(ramp(1 + 2 * frame, 6));
  assertEquals(ring.frames, 9);
  assertEquals([...ring.read(4, 3)], [9, 10, 11, 12, 13, 14]);
  assertEquals([...ring.read(2, 4)], [0, 0, 0, 0, 9, 10, 11, 12]);
  assertEquals([...ring.read(8, 4)], [17, 18]);
  assertEquals([...ring.read(9, 4)], []);
});

Deno.test("a ring fills an array that is given, with something in it or not", () => {
  const ring = new SampleRing(1, 4);
  ring.push(ramp(1, 3));
  ring.push(ramp(4, 3));
  assertEquals([...ring.read(0, 6, new Float32Array(6).fill(7))], [0, 0, 3, 4, 5, 6]);
});

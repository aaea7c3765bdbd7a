import { assertEquals } from "../../assert.ts";
import { clip } from "../../../post/render/clip.ts";

Deno.test("samples within full scale, ±1 included, are left alone", () => {
  const samples = new Float32Array([0, -0, 1, -1, 0.5, 1e-40, -0.999]);
  const before = samples.slice();
  clip(samples);
  assertEquals(samples, before);
});

Deno.test("what is beyond full scale comes back to it", () => {
  const samples = new Float32Array([1.0000001, -1.5, 3e38, 0.5]);
  clip(samples);
  assertEquals(Array.from(samples), [1, -1, 1, 0.5]);
});

Deno.test("infinity is full scale, what is not a number is silence", () => {
  const samples = new Float32Array([Infinity, -Infinity, NaN, -NaN, 0.25]);
  clip(samples);
  assertEquals(Array.from(samples), [1, -1, 0, 0, 0.25]);
});

Deno.test("a part of a larger array is clipped alone", () => {
  const all = new Float32Array([2, 2, 2, 2]);
  clip(all.subarray(1, 3));
  assertEquals(Array.from(all), [2, 1, 1, 2]);
});

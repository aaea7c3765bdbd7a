import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { writeAll, writeAllSync } from "../../formats/write_all.ts";

/** Takes at most three bytes at a time, and fails when it is full. */
class SmallWriter {
  readonly written: number[] = [];

  constructor(readonly capacity = Infinity) {}

  writeSync(bytes: Uint8Array): number {
    if (this.written.length >= this.capacity) throw new Error("full");
    const taken = bytes.subarray(0, Math.min(3, this.capacity - this.written.length));
    this.written.push(...taken);
    return taken.length;
  }

  write(bytes: Uint8Array): Promise<number> {
    return Promise.try(() => this.writeSync(bytes));
  }
}

const BYTES = Uint8Array.from({ length: 11 }, (_, i) => i);

Deno.test("all bytes arrive once and in order at a writer that takes a few at a time", async () => {
  const [atOnce, later] = [new SmallWriter(), new SmallWriter()];
  writeAllSync(atOnce, BYTES);
  await writeAll(later, BYTES);
  assertEquals([atOnce.written, later.written], [[...BYTES], [...BYTES]]);
});

Deno.test("of no bytes nothing is written", async () => {
  const writer = new SmallWriter(0);
  writeAllSync(writer, new Uint8Array());
  await writeAll(writer, new Uint8Array());
});

Deno.test("a writer that fails is not asked again, and what it took is counted", async () => {
  const counts: number[] = [];
  const [atOnce, later] = [new SmallWriter(7), new SmallWriter(7)];
  assertThrows(() => writeAllSync(atOnce, BYTES, (count) => counts.push(count)), Error, "full");
  await assertRejects(() => writeAll(later, BYTES), Error, "full");
  assertEquals([counts, atOnce.written.length, later.written.length], [[3, 3, 1], 7, 7]);
});

import { ChangedStem } from "../../../post/ground/changed_stem.ts";
import { assertEquals } from "@std/assert";
import { readerOf } from "../programme_signals.ts";

const count = (from: number, to: number) =>
  Float32Array.from({ length: to - from }, (_, i) => from + i);

Deno.test("a stem is read as one, wherever a read begins and ends", () => {
  // Ten frames, changed from the sixth on.
  const stem = new ChangedStem(
    readerOf(count(0, 8), "mic"),
    readerOf(count(105, 110), "mic"),
    5,
  );
  const whole = [0, 1, 2, 3, 4, 105, 106, 107, 108, 109];
  for (let from = 0; from <= 12; from++) {
    for (let frames = 0; frames <= 12; frames++) {
      assertEquals([...stem.read(from, frames)], whole.slice(from, from + frames));
      const into = new Float32Array(12);
      const read = stem.read(from, frames, into);
      assertEquals([read.buffer, read.byteOffset], [into.buffer, 0]);
      assertEquals([...read], whole.slice(from, from + frames));
    }
  }
});

Deno.test("where what was recorded has become too short, nothing of what follows comes too early", () => {
  const stem = new ChangedStem(readerOf(count(0, 3), "mic"), readerOf(count(105, 110), "mic"), 5);
  assertEquals([...stem.read(1, 8)], [1, 2]);
});

import { assertEquals, assertThrows } from "@std/assert";
import { StateTape } from "../../../dsp/echo/state_tape.ts";

Deno.test("numbers and arrays come back in the order in which they were handed over", () => {
  const tape = StateTape.toRecord();
  assertEquals(tape.number(-Infinity), -Infinity);
  tape.array(Float32Array.of(0.1, 2));
  const played = StateTape.toPlay(tape.state);
  assertEquals(played.number(5), -Infinity);
  const values = new Float32Array(2);
  played.array(values);
  assertEquals(values, Float32Array.of(0.1, 2));
});

Deno.test("a tape that was recorded by something smaller says so", () => {
  assertThrows(() => StateTape.toPlay(new Float64Array(1)).array(new Float64Array(2)), RangeError);
});

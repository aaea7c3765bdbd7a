import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { EchoCanceller } from "../../../dsp/echo/echo_canceller.ts";
import { StateTape } from "../../../dsp/echo/state_tape.ts";
import { random, whiteNoise } from "../signals.ts";
import { chatter, heard, levelDb, plus, RATE_HZ, wayOf } from "./echo_signals.ts";

interface Sides {
  readonly far: Float32Array<ArrayBuffer>;
  readonly mic: Float32Array<ArrayBuffer>;
}

/** All that comes out, as long as what went in; in pieces of at most so many frames. */
function cancel(
  { far, mic }: Sides,
  mostFrames = 100_000,
  change = (canceller: EchoCanceller, _at: number) => canceller,
): { output: Float32Array; canceller: EchoCanceller } {
  let canceller = new EchoCanceller(RATE_HZ);
  const next = random(mostFrames);
  const blocks: Float32Array[] = [];
  const total = mic.length + canceller.delayFrames + 2_048;
  for (let at = 0; at < total;) {
    canceller = change(canceller, at);
    const frames = Math.min(canceller.roomFrames, 1 + Math.floor(next() * mostFrames), total - at);
    const piece = (track: Float32Array) => {
      const samples = new Float32Array(frames);
      samples.set(track.subarray(at, at + frames));
      return samples;
    };
    const block = canceller.push(piece(far), piece(mic));
    if (block) blocks.push(block.slice());
    at += frames;
  }
  const output = new Float32Array(blocks.length * 1_024);
  blocks.forEach((block, i) => output.set(block, i * 1_024));
  return { output: output.subarray(0, mic.length), canceller };
}

function room(seconds: number, nearFrom = Infinity): Sides & { near: Float32Array } {
  const far = chatter(seconds, 1);
  const near = heard(chatter(seconds, 9), [[0, 0.6]]);
  near.fill(0, 0, Math.min(near.length, nearFrom * RATE_HZ));
  const noise = whiteNoise(far.length, 10 ** (-72 / 20));
  return { far, near, mic: plus(plus(heard(far, wayOf(2_000, 2)), near), noise) };
}

function assertSame(output: Float32Array, mic: Float32Array): void {
  assertEquals(output.length, mic.length);
  const bits = (track: Float32Array) => new Uint32Array(track.slice().buffer);
  const [one, other] = [bits(output), bits(mic)];
  // Long arrays: what differs is not to be printed.
  assertEquals(one.findIndex((value, i) => value !== other[i]), -1);
}

Deno.test("a microphone without an echo comes out to the bit: headset, one silent side, or both", () => {
  const silence = new Float32Array(6 * RATE_HZ);
  const [far, near] = [chatter(6, 1), chatter(6, 9)];
  for (const sides of [{ far, mic: near }, { far: silence, mic: near }, { far, mic: silence }]) {
    const { output, canceller } = cancel(sides);
    assertSame(output, sides.mic);
    assertEquals(canceller.tally.echoSeconds, 0);
  }
  assertSame(cancel({ far: silence, mic: silence }).output, silence);
});

Deno.test("the far side alone goes by 30 dB and more, from the third second on", () => {
  const sides = room(7);
  const { output, canceller } = cancel(sides);
  assert(levelDb(sides.mic, 2, 7) - levelDb(output, 2, 7) > 30);
  const { echoDb, leftDb, echoSeconds, leftAloneSeconds } = canceller.tally;
  assert(echoDb - leftDb > 25);
  assertAlmostEquals(echoSeconds, 7, 1);
  assert(leftAloneSeconds < 1);
});

Deno.test("somebody who speaks at the same time keeps the level within 0.5 dB and loses the echo", () => {
  const sides = room(10, 4);
  const { output } = cancel(sides);
  const error = plus(output, sides.near.map((sample) => -sample));
  const before = plus(sides.mic, sides.near.map((sample) => -sample));
  assert(levelDb(before, 4, 10) - levelDb(error, 4, 10) > 10);
  const along = output.reduce((sum, sample, i) => sum + sample * (sides.near[i] ?? 0), 0);
  const power = sides.near.reduce((sum, sample) => sum + sample * sample, 0);
  assertAlmostEquals(20 * Math.log10(along / power), 0, 0.5);
});

Deno.test("after the far side has fallen silent every sample is as it was", () => {
  const sides = room(8, 0);
  sides.far.fill(0, 4 * RATE_HZ);
  const mic = plus(heard(sides.far, wayOf(2_000, 2)), sides.near);
  const { output } = cancel({ far: sides.far, mic });
  assertSame(output.subarray(6 * RATE_HZ), mic.subarray(6 * RATE_HZ));
});

Deno.test("a microphone that is muted while the call goes on stays silent, and what was learned stays", () => {
  const sides = room(10);
  sides.mic.fill(0, 4 * RATE_HZ, 6 * RATE_HZ);
  const { output, canceller } = cancel(sides);
  assertAlmostEquals(canceller.tally.echoSeconds, 8, 0.7);
  assert(canceller.tally.leftAloneSeconds < 0.5, `${canceller.tally.leftAloneSeconds} s`);
  const [from, to] = [4.1 * RATE_HZ, 5.9 * RATE_HZ];
  assertSame(output.subarray(from, to), sides.mic.subarray(from, to));
  assert(levelDb(sides.mic, 6.5, 9) - levelDb(output, 6.5, 9) > 30);
});

Deno.test("an echo that comes 30 to 75 ms earlier, or later, than it did is learned again", () => {
  const far = chatter(10, 1);
  for (const moved of [-3_600, -1_440, 1_440, 3_600]) {
    const mic = heard(far, wayOf(6_000, 2));
    mic.set(heard(far, wayOf(6_000 + moved, 2)).subarray(4 * RATE_HZ), 4 * RATE_HZ);
    const { output } = cancel({ far, mic });
    const less = levelDb(mic, 7, 10) - levelDb(output, 7, 10);
    assert(less > 25, `${moved} frames: ${less} dB`);
  }
});

Deno.test("in one piece or in thousands, the same samples come out", () => {
  const sides = room(4, 3);
  const whole = cancel(sides).output;
  assertSame(cancel(sides, 700).output, whole);
});

Deno.test("it goes on from what was written down of it as if nothing had happened", () => {
  const sides = room(5, 3);
  let restored = 0;
  const { output } = cancel(sides, 100_000, (canceller, at) => {
    if (at < 3.5 * RATE_HZ || restored++ > 0) return canceller;
    const tape = StateTape.toRecord();
    canceller.carry(tape);
    const other = new EchoCanceller(RATE_HZ);
    other.carry(StateTape.toPlay(tape.state));
    return other;
  });
  assertSame(output, cancel(sides).output);
});

import { assert, assertEquals } from "@std/assert";
import { BufferedOutput } from "../../../capture/timeline/buffered_output.ts";

const RATE = 48000;
const FADE = 240;

function make(channels = 1) {
  const written: number[] = [];
  const output = new BufferedOutput({
    rateHz: RATE,
    channels,
    write: (samples) => samples.forEach((x) => written.push(x)),
  });
  return { output, written };
}

Deno.test("the last 5 ms wait, for they may have to be faded", () => {
  const { output, written } = make();
  output.append(new Float32Array(1000).fill(1));
  output.release(Infinity);
  assertEquals(written.length, 1000 - FADE);
  output.flush();
  assertEquals(written, Array.from({ length: 1000 }, () => 1));
});

Deno.test("frames are not written before their instant has passed", () => {
  const { output, written } = make();
  output.append(new Float32Array(1000).fill(1));
  output.release(300.9);
  assertEquals(written.length, 300);
  output.release(-5);
  assertEquals(written.length, 300);
});

Deno.test("sound on both sides of silence is faded, at the very beginning it is not", () => {
  const { output, written } = make(2);
  output.append(new Float32Array(2 * 1000).fill(1));
  output.silence(50);
  output.append(new Float32Array(2 * 1000).fill(1));
  output.flush();
  assertEquals(written.length, 2 * 2050);
  assertEquals(written[0], 1);
  assert(written.slice(2 * 1000, 2 * 1050).every((x) => x === 0));
  for (const side of [2 * 999, 2 * 1050]) {
    assert((written[side] ?? 1) > 0 && (written[side] ?? 1) < 1e-4);
    assertEquals(written[side], written[side + 1]);
  }
  assertEquals(written[2 * (1000 - FADE - 1)], 1);
  assertEquals(written[2 * (1050 + FADE)], 1);
});

Deno.test("a fade goes on across blocks, and sound shorter than two fades gets both", () => {
  const whole = make();
  const pieces = make();
  for (const { output } of [whole, pieces]) output.silence(10);
  whole.output.append(new Float32Array(300).fill(1));
  for (let i = 0; i < 300; i++) pieces.output.append(Float32Array.of(1));
  for (const { output } of [whole, pieces]) output.silence(10);
  assertEquals(pieces.written, whole.written);
  assertEquals(whole.written.length, 320);
  assert(Math.max(...whole.written) < 1);
});

Deno.test("nothing is written from the end on; an end in the past is now", () => {
  const { output, written } = make();
  output.append(new Float32Array(1000).fill(1));
  output.release(500);
  assertEquals(output.endAt(600), 600);
  output.flush();
  output.silence(1000);
  assertEquals(written.length, 600);
  assertEquals(output.written, 600);
  assertEquals(output.endAt(100), 600);
});

Deno.test("it holds no more than 3 s, however far ahead the sound is", () => {
  const { output, written } = make();
  const second = new Float32Array(RATE).fill(1);
  for (let i = 0; i < 10; i++) output.append(second);
  assert(output.frames - written.length <= 3 * RATE);
  output.flush();
  assertEquals(written.length, 10 * RATE);
});

Deno.test("long silence is handed over as a number, up to the end that is known", () => {
  const silences: number[] = [];
  let written = 0;
  const output = new BufferedOutput({
    rateHz: RATE,
    channels: 1,
    write: (samples) => written += samples.length,
    silence: (frames) => silences.push(frames),
  });
  output.append(new Float32Array(1000).fill(1));
  output.silence(RATE - 1);
  assertEquals([written, silences], [1000 + RATE - 1, []]);
  output.silence(7200 * RATE);
  assertEquals([output.written, output.frames], [1000 + 7201 * RATE - 1, 1000 + 7201 * RATE - 1]);
  output.endAt(8000 * RATE);
  output.silence(7200 * RATE);
  assertEquals(silences, [7200 * RATE, 799 * RATE - 999]);
  assertEquals([written, output.written], [1000 + RATE - 1, 8000 * RATE]);
});

Deno.test("sound behind an end waits for that to become a later one, however much it is", () => {
  const { output, written } = make();
  const sound = Float32Array.from({ length: 5 * RATE }, (_, i) => 0.1 + (i % 100) / 1_000);
  output.append(sound.subarray(0, 1_000));
  assertEquals(output.endAt(500), 500);
  output.release(900);
  output.flush();
  assertEquals([written.length, output.written, output.frames], [500, 500, 1_000]);
  output.append(sound.subarray(1_000));
  assertEquals([written.length, output.written, output.frames], [500, 500, 5 * RATE]);
  assertEquals(output.endAt(700), 700);
  output.flush();
  assertEquals(output.endAt(4 * RATE), 4 * RATE);
  output.flush();
  assertEquals([...written], [...sound.subarray(0, 4 * RATE)]);
});

Deno.test("silence behind an end that becomes a later one is silence, and what follows keeps its place", () => {
  const { output, written } = make();
  output.append(new Float32Array(500).fill(1));
  assertEquals(output.endAt(600), 600);
  output.silence(500);
  assertEquals([written.length, output.written, output.frames], [600, 600, 1_000]);
  output.append(new Float32Array(1_000).fill(0.5));
  assertEquals(output.endAt(2_000), 2_000);
  output.flush();
  assertEquals([written.length, output.written, output.frames], [2_000, 2_000, 2_000]);
  assert(written.slice(500, 1_000).every((x) => x === 0));
  assert(written.slice(1_240).every((x) => x === 0.5));
});

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { TalkMeter } from "../../dsp/talk_meter.ts";
import { randomPieces, sine, whiteNoise } from "./signals.ts";

const RATE_HZ = 16_000;

/** Syllables: a tone that is on for 0.2 s and off for 0.2 s, over noise of −70 dBFS. */
function talk(seconds: number, peakDb: number): Float32Array<ArrayBuffer> {
  const frames = seconds * RATE_HZ;
  const tone = sine({ hz: 200, rateHz: RATE_HZ, frames, amplitude: 10 ** (peakDb / 20) });
  const noise = whiteNoise(frames, 10 ** (-70 / 20));
  return tone.map((x, i) => (Math.floor(i / (0.2 * RATE_HZ)) % 2 === 0 ? x : 0) + (noise[i] ?? 0));
}

Deno.test("talk stands out from the room, and both have their levels", () => {
  const meter = new TalkMeter(RATE_HZ, 1);
  assert(!meter.isFull);
  meter.process(talk(10, -20), 10 * RATE_HZ);
  assert(meter.isFull);
  const { floorDb, loudDb, nowDb, talkShare } = meter.levels();
  assertAlmostEquals(floorDb, -70, 0.5);
  // A sine's RMS is 3.01 dB below its peak.
  assertAlmostEquals(loudDb, -23.01, 0.1);
  assertAlmostEquals(nowDb, -23.01, 0.1);
  assertAlmostEquals(talkShare, 0.5, 0.05);
});

Deno.test("steady noise is a room in which nobody talks", () => {
  const meter = new TalkMeter(RATE_HZ, 1);
  meter.process(whiteNoise(10 * RATE_HZ, 10 ** (-50 / 20)), 10 * RATE_HZ);
  const { loudDb, talkShare } = meter.levels();
  assertAlmostEquals(loudDb, -50, 0.5);
  assertEquals([talkShare, meter.quietSeconds], [0, 0]);
});

Deno.test("the time without a signal is counted until there is one again", () => {
  const meter = new TalkMeter(RATE_HZ, 2);
  const silence = whiteNoise(2 * 3 * RATE_HZ, 10 ** (-80 / 20));
  meter.process(silence, 3 * RATE_HZ);
  assertAlmostEquals(meter.quietSeconds, 3, 1e-9);
  meter.process(whiteNoise(2 * RATE_HZ, 0.1), RATE_HZ);
  assertEquals(meter.quietSeconds, 0);
  assertAlmostEquals(meter.levels().nowDb, -20, 0.5);
});

Deno.test("before anything has come there is nothing but the least level", () => {
  const meter = new TalkMeter(RATE_HZ, 1);
  assertEquals(meter.levels(), { floorDb: -96, loudDb: -96, nowDb: -96, talkShare: 0 });
  meter.process(new Float32Array(RATE_HZ), RATE_HZ);
  assertEquals(meter.levels(), { floorDb: -96, loudDb: -96, nowDb: -96, talkShare: 0 });
});

Deno.test("however talk is cut into blocks, the levels are the same", () => {
  const signal = talk(9, -30);
  const whole = new TalkMeter(RATE_HZ, 1);
  whole.process(signal, signal.length);
  const cut = new TalkMeter(RATE_HZ, 1);
  for (const [from, to] of randomPieces(signal.length, 2_000)) {
    cut.process(signal.subarray(from, to), to - from);
  }
  assertEquals(cut.levels(), whole.levels());
  cut.reset();
  assertEquals(cut.quietSeconds, 0);
});

Deno.test("what is no number is silence", () => {
  const meter = new TalkMeter(RATE_HZ, 1);
  const signal = talk(9, -30);
  const damaged = signal.map((x, i) =>
    i % 1_000 === 0 ? [NaN, Infinity, -Infinity][i % 3] ?? 0 : x
  );
  meter.process(damaged, damaged.length);
  const clean = new TalkMeter(RATE_HZ, 1);
  clean.process(signal.map((x, i) => i % 1_000 === 0 ? 0 : x), signal.length);
  assertEquals(meter.levels(), clean.levels());
});

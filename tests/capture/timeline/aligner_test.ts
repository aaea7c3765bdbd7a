// deno-lint-ignore-file no-non-null-assertion -- loops over signals index within bounds
import type { Gap } from "../../../capture/timeline/anchor.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Aligner } from "../../../capture/timeline/aligner.ts";
import { randomFrom } from "../../../scripts/stage/simulated_device.ts";

const RATE = 48000;
const ZERO = 1e15;
const FADE = 240;

/** An aligner, what it wrote, and the time that it is told. */
class Bench {
  readonly gaps: Gap[] = [];
  readonly aligner: Aligner;
  #written: Float32Array[] = [];
  #position = 0;

  constructor(options: { sourceRateHz?: number; channels?: number; exact?: boolean } = {}) {
    this.aligner = new Aligner({
      rateHz: RATE,
      sourceRateHz: RATE,
      channels: 1,
      zeroNs: ZERO,
      ...options,
      write: (samples) => this.#written.push(samples.slice()),
      onGap: (gap) => this.gaps.push(gap),
    });
  }

  /** What was written, in one piece. */
  get stem(): Float32Array {
    const length = this.#written.reduce((sum, each) => sum + each.length, 0);
    const stem = new Float32Array(length);
    let at = 0;
    for (const samples of this.#written) {
      stem.set(samples, at);
      at += samples.length;
    }
    return stem;
  }

  /** Delivers blocks of 10 ms full of `value`, captured from one session time on, each at `heardAt` or at its end. */
  deliver(
    fromSeconds: number,
    seconds: number,
    o: { value?: number; heardAt?: number } = {},
  ): void {
    const blocks = Math.round(seconds * 100);
    for (let i = 1; i <= blocks; i++) {
      const host = Math.max(fromSeconds + i / 100, (o.heardAt ?? 0) + i * 50e-6);
      this.aligner.advance(ZERO + host * 1e9);
      this.block(new Float32Array(480).fill(o.value ?? 0.5), host);
    }
  }

  block(samples: Float32Array, hostSeconds: number, frames = samples.length): void {
    const hostNs = ZERO + hostSeconds * 1e9;
    this.aligner.push({ position: this.#position, frames, samples, hostNs });
    this.#position += frames;
  }

  /** Frames that are counted and do not come. */
  drop(frames: number): void {
    this.#position += frames;
  }

  /** Positions begin anew. */
  restart(): void {
    this.#position = 0;
  }

  /** Nothing comes from one time to another. */
  wait(fromSeconds: number, toSeconds: number): void {
    for (let s = fromSeconds; s <= toSeconds; s += 0.02) this.aligner.advance(ZERO + s * 1e9);
  }
}

/** First and last frame that is not silence. */
function soundOf(stem: Float32Array, from = 0, to = stem.length): [number, number] {
  let [first, last] = [to, from];
  for (let i = from; i < to; i++) {
    if (stem[i] === 0) continue;
    first = Math.min(first, i);
    last = i;
  }
  return [first, last];
}

function noise(samples: number, seed: number): Float32Array {
  const random = randomFrom(seed);
  return Float32Array.from({ length: samples }, () => random() * 2 - 1);
}

for (const exact of [true, false]) {
  Deno.test(`a file's samples come out bit by bit, and as many (exact: ${exact})`, () => {
    const random = randomFrom(1);
    const bench = new Bench({ channels: 2, exact });
    const input = noise(2 * 150001, 2);
    for (let at = 0; at < 150001;) {
      const frames = Math.min(1 + Math.floor(random() * 4000), 150001 - at);
      bench.block(input.slice(at * 2, (at + frames) * 2), (at + frames) / RATE, frames);
      at += frames;
    }
    assertEquals(bench.aligner.drain("ended"), 150001);
    assertEquals(bench.aligner.finish(150001), 150001);
    assertEquals(bench.stem, input);
    assertEquals(bench.gaps, []);
    const { ppm, ...report } = bench.aligner.report;
    assertAlmostEquals(ppm, 0, 0.001);
    assertEquals(report, {
      frames: 150001,
      startOffsetSeconds: 0,
      gaps: { count: 0, frames: 0 },
      unplacedFrames: 0,
    });
  });
}

Deno.test("a file that ends before the session is whole, and silence follows", () => {
  const bench = new Bench({ exact: true });
  const input = noise(RATE, 3);
  bench.block(input, 1);
  assertEquals(bench.aligner.drain("ended"), RATE);
  bench.wait(1, 5);
  assert(bench.stem.length > 4.8 * RATE); // it follows the time at once
  assertEquals(bench.aligner.finish(6 * RATE), 6 * RATE);
  assertEquals(bench.stem.subarray(0, RATE), input);
  assertEquals(soundOf(bench.stem, RATE), [6 * RATE, RATE]);
  assertEquals(bench.gaps, [{ atFrame: RATE, frames: 5 * RATE, cause: "ended" }]);
});

Deno.test("a file of another rate comes out as long as it lasts", () => {
  for (const sourceRateHz of [16000, 44100, 96000]) {
    const bench = new Bench({ sourceRateHz, exact: true });
    for (let s = 1; s <= 10; s++) bench.block(noise(sourceRateHz, s), s);
    assertEquals(bench.aligner.drain("ended"), 10 * RATE);
    assertEquals(bench.aligner.finish(10 * RATE), 10 * RATE);
  }
});

Deno.test("however a file of another rate is cut, the same samples come out", () => {
  const input = noise(2 * 44100, 8);
  const stemOf = (size: () => number) => {
    const bench = new Bench({ sourceRateHz: 44100, channels: 2, exact: true });
    for (let at = 0; at < 44100;) {
      const frames = Math.min(size(), 44100 - at);
      bench.block(input.slice(at * 2, (at + frames) * 2), (at + frames) / 44100, frames);
      at += frames;
    }
    bench.aligner.finish(RATE);
    return bench.stem;
  };
  const random = randomFrom(9);
  assertEquals(stemOf(() => 1 + Math.floor(random() * 300)), stemOf(() => 44100));
});

Deno.test("what was captured before zero is left out, and is missing nowhere", () => {
  const bench = new Bench({ exact: true });
  const input = noise(RATE, 4);
  bench.block(input, 0.75);
  assertEquals(bench.aligner.finish(0.75 * RATE), 0.75 * RATE);
  assertEquals(bench.stem, input.slice(RATE / 4));
  assertEquals(bench.aligner.report.unplacedFrames, 0);
  assertEquals(bench.gaps, []);
});

Deno.test("a late source begins with silence of exactly its delay", () => {
  const bench = new Bench();
  bench.wait(0, 63);
  bench.deliver(63.5, 3);
  bench.aligner.finish(66.5 * RATE);
  assertEquals(soundOf(bench.stem)[0], 63.5 * RATE);
  assertEquals(bench.gaps, [{ atFrame: 0, frames: 63.5 * RATE, cause: "late-start" }]);
  assertEquals(bench.aligner.report.startOffsetSeconds, 63.5);
  assertEquals(bench.aligner.report.gaps.count, 0);
});

Deno.test("a source that never starts gives a silent stem of the session's length", () => {
  const bench = new Bench();
  bench.wait(0, 30);
  assertEquals(bench.aligner.finish(30 * RATE), 30 * RATE);
  assertEquals(soundOf(bench.stem), [30 * RATE, 0]);
  assertEquals(bench.gaps, [{ atFrame: 0, frames: 30 * RATE, cause: "late-start" }]);
});

Deno.test("a stall that loses frames is silence of its length, faded over 5 ms at both edges", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  bench.wait(5, 7.3);
  bench.deliver(7.3, 5);
  bench.aligner.finish(590400);
  assertEquals(bench.gaps, [{ atFrame: 5 * RATE, frames: 110400, cause: "stall" }]);
  assertEquals(bench.aligner.report.gaps, { count: 1, frames: 110400 });
  const { stem } = bench;
  assertEquals(soundOf(stem, 5 * RATE, 350400), [350400, 5 * RATE]);
  for (let i = 0; i < FADE; i++) {
    const gain = 0.5 - 0.5 * Math.cos(Math.PI * (i + 0.5) / FADE);
    assertAlmostEquals(stem[5 * RATE - 1 - i]!, 0.5 * gain, 1e-6);
    assertAlmostEquals(stem[350400 + i]!, 0.5 * gain, 1e-6);
  }
  assertEquals(stem[5 * RATE - 1 - FADE], 0.5);
  assertEquals(stem[350400 + FADE], 0.5);
});

Deno.test("a stall after which everything comes in a burst is no gap", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  bench.wait(5, 9);
  bench.deliver(5, 4, { heardAt: 9 });
  bench.deliver(9, 2);
  bench.aligner.finish(11 * RATE);
  assertEquals(bench.gaps, []);
  assert(bench.stem.every((x) => x === 0.5));
});

Deno.test("what comes more than 10 s late finds silence in its place, and is counted; the rest is placed", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  bench.wait(5, 19);
  bench.deliver(5, 14, { heardAt: 19 });
  bench.deliver(19, 2);
  bench.aligner.finish(21 * RATE);
  const [gap] = bench.gaps;
  assertEquals(bench.gaps.length, 1);
  assertEquals(gap?.atFrame, 5 * RATE);
  assertAlmostEquals(gap!.frames / RATE, 4, 0.05);
  assertEquals(bench.aligner.report.unplacedFrames, gap!.frames);
  assert(bench.stem.subarray(9.1 * RATE).every((x) => x === 0.5));
});

Deno.test("of what began before zero and came too late, only what is missing after zero counts", () => {
  const bench = new Bench();
  bench.wait(0, 11);
  bench.deliver(-0.5, 11.5, { heardAt: 11 });
  bench.deliver(11, 2);
  bench.aligner.finish(13 * RATE);
  assertAlmostEquals(bench.aligner.report.unplacedFrames / RATE, 1, 0.05);
});

Deno.test("what another device hears while the first is still recorded is missing nowhere", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  bench.aligner.replaced({ sourceRateHz: RATE, hostNs: ZERO + 5e9 });
  bench.restart();
  bench.deliver(4.5, 5);
  bench.aligner.finish(9.5 * RATE);
  assertEquals(bench.aligner.report.unplacedFrames, 0);
});

Deno.test("frames that our ring dropped are silence of exactly their number", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  bench.drop(4321);
  bench.deliver(5 + 4321 / RATE, 3);
  bench.aligner.finish(8 * RATE + 4321);
  assertEquals(bench.gaps, [{ atFrame: 5 * RATE, frames: 4321, cause: "overrun" }]);
});

Deno.test("frames that vanish while callbacks go on are a skip", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  bench.deliver(5.03, 5);
  bench.aligner.finish(Math.round(10.03 * RATE));
  assertEquals(bench.gaps, [{ atFrame: 5 * RATE, frames: 0.03 * RATE, cause: "skip" }]);
});

Deno.test("two minutes' sleep is two minutes of silence, and is told as sleep", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  bench.deliver(125, 5);
  bench.aligner.finish(130 * RATE);
  assertEquals(bench.gaps, [{ atFrame: 5 * RATE, frames: 120 * RATE, cause: "sleep" }]);
  assertEquals(bench.stem.length, 130 * RATE);
});

Deno.test("what was kept while we slept for long is taken, and only the rest is a gap", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  bench.wait(5, 5);
  bench.wait(19, 19);
  bench.deliver(5, 10, { heardAt: 19 });
  bench.deliver(19.05, 5);
  bench.aligner.finish(24 * RATE);
  assertEquals(bench.gaps.map(({ cause }) => cause), ["sleep"]);
  assertAlmostEquals(bench.gaps[0]!.frames / RATE, 4, 0.06);
  assertEquals(bench.aligner.report.unplacedFrames, 0);
});

Deno.test("a sleep is told as such, also when the stream had to be opened again after it", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  bench.wait(5, 5);
  bench.wait(125, 145);
  bench.aligner.replaced({ sourceRateHz: RATE, hostNs: ZERO + 145e9 });
  bench.restart();
  bench.deliver(145, 5);
  bench.aligner.finish(150 * RATE);
  assertEquals(bench.gaps.map(({ cause }) => cause), ["sleep"]);
});

Deno.test("a replaced device goes on where the clock says, also at another rate", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  bench.wait(5, 8);
  bench.aligner.replaced({ sourceRateHz: 16000, hostNs: ZERO + 8e9 });
  bench.restart();
  for (let i = 1; i <= 300; i++) bench.block(new Float32Array(160).fill(0.25), 8.4 + i / 100);
  bench.aligner.finish(Math.round(11.4 * RATE));
  assertEquals(bench.gaps, [{ atFrame: 5 * RATE, frames: 163200, cause: "replaced" }]);
  assertAlmostEquals(bench.stem[10 * RATE]!, 0.25, 1e-6);
});

Deno.test("positions that begin anew are another stream, although nobody said so", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  bench.restart();
  bench.deliver(6, 3);
  bench.aligner.finish(9 * RATE);
  assertEquals(bench.gaps, [{ atFrame: 5 * RATE, frames: RATE, cause: "replaced" }]);
});

Deno.test("a device that dies is silence up to 10 s ago while it may still speak, and to the end at the end", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  bench.wait(5, 60);
  assertAlmostEquals(bench.aligner.report.frames / RATE, 50, 0.05);
  assertEquals(bench.aligner.finish(60 * RATE), 60 * RATE);
  assertEquals(bench.gaps, [{ atFrame: 5 * RATE, frames: 55 * RATE, cause: "stall" }]);
});

Deno.test("an end that is told in time is kept to the frame, though sound beyond it has come", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  const end = 5 * RATE - 100;
  assertEquals(bench.aligner.endAt(end), end);
  bench.deliver(5, 1);
  assertEquals(bench.aligner.finish(end), end);
  assertEquals(bench.stem.length, end);
});

Deno.test("an end that is told too late is the end of what has been written", () => {
  const bench = new Bench();
  bench.deliver(0, 5);
  const end = bench.aligner.finish(RATE);
  assertEquals(bench.stem.length, end);
  assert(end > 4.9 * RATE && end <= 5 * RATE);
});

Deno.test("a minute delivered at once is taken without loss", () => {
  const bench = new Bench({ exact: true });
  const input = noise(60 * RATE, 9);
  bench.block(input, 60);
  bench.aligner.finish(60 * RATE);
  assertEquals(bench.stem, input);
});

Deno.test("an empty session is an empty stem", () => {
  const bench = new Bench();
  assertEquals(bench.aligner.finish(0), 0);
  assertEquals(bench.stem.length, 0);
  assertEquals(bench.gaps, []);
});

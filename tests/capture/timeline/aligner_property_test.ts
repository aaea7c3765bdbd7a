// deno-lint-ignore-file no-non-null-assertion -- loops over signals index within bounds
import type { Gap } from "../../../capture/timeline/anchor.ts";
import { assert, assertEquals, assertLess } from "@std/assert";
import { Aligner } from "../../../capture/timeline/aligner.ts";
import {
  type Incident,
  randomFrom,
  simulateDevice,
} from "../../../scripts/stage/simulated_device.ts";

/** Low, so that a thousand seconds take one. */
const RATE = 8000;
/** Each sample's value is the true time of its capture plus this, so that it can never look like silence. */
const BIAS = 10;
/** A fade, and the filter's reach beyond it. */
const EDGE = Math.ceil(0.008 * RATE);
const HISTORIES = 40;

interface Span {
  from: number;
  to: number;
}

/** A device's life, drawn at random: rate, wander, jitter, blocks, start, and what goes wrong. */
function history(random: () => number) {
  const pick = <T>(...values: T[]) => values[Math.floor(random() * values.length)]!;
  const startSeconds = random() < 0.3 ? random() * 5 : random() * 0.3;
  const incidents: Incident[] = [];
  let at = startSeconds + 3 + random() * 3;
  while (at < 35) {
    const kind = pick("lose", "drop", "hold", "sleep");
    const seconds = {
      lose: random() < 0.5 ? 0.005 + random() * 0.1 : 0.1 + random() * 4,
      drop: 0.02 + random() * 0.5,
      hold: 0.05 + random() * 2.5,
      sleep: 4 + random() * 20,
    }[kind];
    incidents.push({ atSeconds: at, kind, seconds });
    at += seconds + 3 + random() * 8;
  }
  const ppm = (random() * 2 - 1) * 300;
  const wander = random() * 20;
  const jitter = pick(0.0003, 0.002, 0.005);
  const spikes = random() < 0.5 ? 0.01 : 0;
  const frames = pick(64, 80, 160, 200);
  const irregular = random() < 0.3;
  return {
    rateHz: RATE,
    ppm: (seconds: number) => ppm + wander * Math.sin(2 * Math.PI * seconds / 600),
    blockFrames: () => irregular ? 1 + Math.floor(random() * frames * 2) : frames,
    lateSeconds: () => random() < spikes ? 0.05 : jitter * random(),
    startSeconds,
    endSeconds: at + 2,
    incidents,
  };
}

for (let seed = 1; seed <= HISTORIES; seed++) {
  Deno.test(`history ${seed}: every sample is within 3 ms of its instant, and the length is the session's`, () => {
    const gaps: Gap[] = [];
    const written: Float32Array[] = [];
    const aligner = new Aligner({
      rateHz: RATE,
      sourceRateHz: RATE,
      channels: 1,
      zeroNs: 0,
      write: (samples) => written.push(samples.slice()),
      onGap: (gap) => gaps.push(gap),
    });
    let now = 0;
    let previous = { to: 0, late: false };
    /** Late blocks just before frames were lost: nothing tells on which side of the loss they belong. */
    const unknowable: Span[] = [];
    let lateFrom: number | undefined;
    for (const block of simulateDevice(history(randomFrom(seed)))) {
      const { position, frames, hostNs, fromSeconds, toSeconds } = block;
      if (block.slept) now = Math.max(now, fromSeconds);
      while (now + 0.02 < hostNs / 1e9) aligner.advance((now += 0.02) * 1e9);
      if (fromSeconds - previous.to > 1e-6 && previous.late && lateFrom !== undefined) {
        unknowable.push({ from: lateFrom, to: fromSeconds });
      }
      const late = hostNs / 1e9 - toSeconds > 0.002;
      if (!late) lateFrom = undefined;
      else lateFrom ??= fromSeconds;
      previous = { to: toSeconds, late };
      const step = (toSeconds - fromSeconds) / frames;
      const samples = Float32Array.from(
        { length: frames },
        (_, i) => BIAS + fromSeconds + i * step,
      );
      aligner.push({ position, frames, samples, hostNs });
    }
    const length = Math.round(now * RATE);
    assertEquals(aligner.finish(length), length);
    assertEquals(aligner.report.frames, length);
    const stem = new Float32Array(length);
    let at = 0;
    for (const samples of written) {
      stem.set(samples, at);
      at += samples.length;
    }
    assertEquals(at, length);

    const isEdge = new Uint8Array(length);
    const mark = (from: number, to: number) =>
      isEdge.fill(1, Math.max(0, Math.floor(from)), Math.max(0, Math.ceil(to)));
    for (const { from, to } of unknowable) mark(from * RATE - EDGE, to * RATE + EDGE);
    for (const gap of gaps) {
      const end = Math.min(length, gap.atFrame + gap.frames);
      for (let i = gap.atFrame; i < end; i++) {
        assertEquals(stem[i], 0, `${gap.cause} at ${i / RATE}`);
      }
      mark(gap.atFrame - EDGE, end + EDGE);
    }
    mark(length - 0.3 * RATE, length);
    let worst = 0;
    let sound = 0;
    for (let i = 0; i < length; i++) {
      if (isEdge[i] === 1) continue;
      sound++;
      worst = Math.max(worst, Math.abs(stem[i]! - BIAS - i / RATE));
    }
    assert(sound > 10 * RATE);
    assertLess(worst, 0.003);
  });
}

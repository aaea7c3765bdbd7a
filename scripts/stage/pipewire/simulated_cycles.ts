/** A stream of PipeWire's as its PulseAudio server counts it, for tests of the timeline. Nothing here takes real time. */
import type { SimulatedBlock } from "../simulated_device.ts";

/** What a {@link simulateCycles} is made of. Times are true ones, seconds since the host clock's zero. */
export interface SimulatedCyclesOptions {
  rateHz: number;
  /** Frames of the cycle that begins at a time: what the graph renders then, for the time until the next. */
  cycleFrames: (seconds: number) => number;
  /** When the stream joins the graph, and its end. */
  startSeconds: number;
  endSeconds: number;
  /** By how many cycles the server's counters lag behind the graph. */
  lagCycles?: (seconds: number) => number;
  /** Whether this stream loses the cycle that begins at a time. */
  loses?: (seconds: number) => boolean;
  /** For how long the graph stops before the cycle that begins at a time, seconds. */
  pauseSeconds?: (seconds: number) => number;
  /** How late an answer is besides, seconds. */
  lateSeconds?: (seconds: number) => number;
  /** What is handed over at a time, frames. */
  fragmentFrames?: number;
}

/** PipeWire's own: 2,048 frames. */
const FRAGMENT_FRAMES = 2_048;
/** As `ffi/native/pulse/pipewire_clock.c` learns how long a cycle is. */
const STEPS = 24;
const ENOUGH_STEPS = 8;
const EVERY_ANSWER = 4;

/**
 * The blocks of a stream that hears one output. Cycle k begins at T_k and renders d_k frames, T_k+1 = T_k + d_k, so the
 * output's frame n is always rendered for the same instant; that is what `fromSeconds` says. But the whole cycle is counted
 * at its beginning: the longer it is, the earlier.
 */
export function* simulateCycles(o: SimulatedCyclesOptions): Generator<SimulatedBlock> {
  const { rateHz, fragmentFrames = FRAGMENT_FRAMES } = o;
  /** What was counted after each cycle, and from which frame of the stream on each instant of the output stands where. */
  const counts: number[] = [0];
  const pieces: { position: number; seconds: number }[] = [];
  const steps: number[] = [];
  let [time, counted, seen, read, answers] = [0, 0, 0, 0, 0];
  let askAgain = false;
  const note = (visible: number) => {
    if (visible !== seen) steps.push(visible - seen);
    seen = visible;
  };
  const secondsOf = (position: number) => {
    const piece = pieces.findLast((each) => each.position <= position);
    return piece === undefined ? 0 : piece.seconds + (position - piece.position) / rateHz;
  };
  while (time < o.endSeconds) {
    time += o.pauseSeconds?.(time) ?? 0;
    const frames = o.cycleFrames(time);
    if (time >= o.startSeconds && o.loses?.(time) !== true) {
      pieces.push({ position: counted, seconds: time });
      counted += frames;
    }
    counts.push(counted);
    const visible = counts[Math.max(0, counts.length - 1 - (o.lagCycles?.(time) ?? 0))] ?? 0;
    if (askAgain) note(visible);
    askAgain = false;
    for (; visible - read >= fragmentFrames; read += fragmentFrames) {
      note(visible);
      askAgain = ++answers % EVERY_ANSWER === 0;
      const last = steps.slice(-STEPS);
      const lateSeconds = o.lateSeconds?.(time) ?? 0;
      const heldSeconds = (visible - read - fragmentFrames) / rateHz;
      yield {
        position: read,
        frames: fragmentFrames,
        hostNs: (time + lateSeconds - heldSeconds) * 1e9,
        fromSeconds: secondsOf(read),
        toSeconds: secondsOf(read + fragmentFrames),
        slept: false,
        cycleFrames: last.length < ENOUGH_STEPS ? 1 : last.reduce(divisor),
      };
    }
    time += frames / rateHz;
  }
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

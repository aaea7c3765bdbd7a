// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** How well an echo was taken out of a scene. */
import { EchoCanceller } from "../../dsp/echo/echo_canceller.ts";
import { powerOf, type Scene, SCENE_PLAN, SCENE_RATE_HZ } from "./scenes.ts";

/** What comes out of a microphone, as long as it, and the processor's time that it took. */
export interface Cancelled {
  readonly output: Float32Array;
  readonly msPerSecond: number;
}

/** Our own canceller. `cpuMs` tells the time that this program has used. */
export function cancelEcho(far: Float32Array, mic: Float32Array, cpuMs: () => number): Cancelled {
  const began = cpuMs();
  const canceller = new EchoCanceller(SCENE_RATE_HZ);
  const output = new Float32Array(mic.length);
  const silence = new Float32Array(canceller.roomFrames);
  let made = 0;
  for (let at = 0; made < output.length;) {
    const count = at < mic.length
      ? Math.min(canceller.roomFrames, mic.length - at)
      : canceller.roomFrames;
    const part = (track: Float32Array) => {
      return at < mic.length ? track.subarray(at, at + count) : silence.subarray(0, count);
    };
    const block = canceller.push(part(far), part(mic))?.subarray(0, output.length - made);
    at += count;
    if (!block) continue;
    output.set(block, made);
    made += block.length;
  }
  return { output, msPerSecond: (cpuMs() - began) / (mic.length / SCENE_RATE_HZ) };
}

/** What a table says of a scene. */
export interface EchoScore {
  /** Echo return loss enhancement, dB, noise of the room included: from second 1 to 5, and after that where the far side is alone. */
  readonly soonDb: number;
  readonly laterDb: number;
  /** The third to fifth second after the way has changed. */
  readonly movedDb: number;
  /** The near voice's signal to distortion ratio while both talk, dB; its level afterwards over before. */
  readonly sdrBeforeDb: number;
  readonly sdrDb: number;
  readonly levelDb: number;
  readonly isSame: boolean;
}

/** Judges an output. */
export function scoreOf({ mic, near }: Scene, output: Float32Array): EchoScore {
  const frames = (seconds: number) => Math.round(seconds * SCENE_RATE_HZ);
  const loss = (...spans: readonly (readonly [number, number])[]) => {
    const sum = (track: Float32Array) =>
      spans.reduce((all, [from, to]) => {
        return all + (to - from) * powerOf(track, frames(from), frames(to));
      }, 0);
    return decibels(sum(mic) / sum(output));
  };
  const { both, near: alone, again, moved, end } = SCENE_PLAN;
  const [from, to] = [frames(both), frames(alone)];
  let [voice, before, after, along] = [0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    voice += near[i]! ** 2;
    before += (mic[i]! - near[i]!) ** 2;
    after += (output[i]! - near[i]!) ** 2;
    along += output[i]! * near[i]!;
  }
  return {
    soonDb: loss([1, 5]),
    laterDb: loss([5, both], [again, end]),
    movedDb: loss([moved + 3, moved + 5]),
    sdrBeforeDb: decibels(voice / before),
    sdrDb: decibels(voice / after),
    levelDb: 2 * decibels(along / voice),
    isSame: output.every((sample, i) => sample === mic[i]),
  };
}

function decibels(ratio: number): number {
  return 10 * Math.log10(ratio);
}

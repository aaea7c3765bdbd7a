/** Signals for tests: made from formulas, the same on every run. */
import { randomNumbers as random } from "../../scripts/stage/random_numbers.ts";

export { random };

export interface SineOptions {
  hz: number;
  rateHz: number;
  frames: number;
  /** Peak, linear. */
  amplitude: number;
}

/** A sine that begins at zero phase. */
export function sine({ hz, rateHz, frames, amplitude }: SineOptions): Float32Array<ArrayBuffer> {
  const angle = (2 * Math.PI * hz) / rateHz;
  return Float32Array.from({ length: frames }, (_, i) => amplitude * Math.sin(angle * i));
}

/** White noise, evenly distributed, of the given RMS (linear). */
export function whiteNoise(frames: number, rms: number, seed = 1): Float32Array<ArrayBuffer> {
  const next = random(seed);
  const peak = rms * Math.sqrt(3);
  return Float32Array.from({ length: frames }, () => peak * (2 * next() - 1));
}

/** Cuts `total` frames into pieces of random length: `[from, to)` pairs without a gap. */
export function randomPieces(total: number, longest: number, seed = 1): [number, number][] {
  const next = random(seed);
  const pieces: [number, number][] = [];
  for (let from = 0; from < total;) {
    const to = Math.min(total, from + 1 + Math.floor(next() * longest));
    pieces.push([from, to]);
    from = to;
  }
  return pieces;
}

/** Keeps the true peak of the whole programme under a ceiling. */
import { Limiter } from "../../dsp/limiter.ts";

/** What comes before the limiter. */
export interface ProgrammeSource {
  read(fromFrame: number, output: Float32Array): void;
}

/** Frames limited at a time: half a second at 48 kHz. */
const BLOCK_FRAMES = 24_000;

/** Frames of the programme that the limiter looks at before and after a range. */
export interface LimiterReach {
  readonly beforeFrames: number;
  readonly afterFrames: number;
}

/** How far the limiter looks; not at all when there is none. */
export function limiterReach(rateHz: number, truePeakDb: number): LimiterReach {
  if (truePeakDb === Infinity) return { beforeFrames: 0, afterFrames: 0 };
  const limiter = makeLimiter(rateHz, 1, truePeakDb, 0);
  // Ranges are widened to whole cells.
  return {
    beforeFrames: limiter.beforeFrames + limiter.cellFrames,
    afterFrames: limiter.afterFrames + limiter.cellFrames,
  };
}

/** Keeps the programme's true peak under a ceiling; any range in any order gives the same samples. */
export class ProgrammeLimiter implements ProgrammeSource {
  readonly #source: ProgrammeSource;
  readonly #channels: number;
  readonly #limiter: Limiter;
  readonly #samples: Float32Array;

  constructor(
    { rateHz, channels, truePeakDb }: { rateHz: number; channels: number; truePeakDb: number },
    source: ProgrammeSource,
  ) {
    this.#source = source;
    this.#channels = channels;
    this.#limiter = makeLimiter(rateHz, channels, truePeakDb, BLOCK_FRAMES);
    const { beforeFrames, afterFrames, cellFrames } = this.#limiter;
    const frames = beforeFrames + BLOCK_FRAMES + 2 * cellFrames + afterFrames;
    this.#samples = new Float32Array(frames * channels);
  }

  /** Writes limited programme frames from `fromFrame` on to `output`. */
  read(fromFrame: number, output: Float32Array): void {
    const block = BLOCK_FRAMES * this.#channels;
    for (let at = 0; at < output.length; at += block) {
      this.#limit(fromFrame + at / this.#channels, output.subarray(at, at + block));
    }
  }

  #limit(fromFrame: number, output: Float32Array): void {
    const { beforeFrames, afterFrames, cellFrames } = this.#limiter;
    const endFrame = fromFrame + output.length / this.#channels;
    const firstCell = Math.floor(fromFrame / cellFrames) * cellFrames;
    const cellsEnd = Math.ceil(endFrame / cellFrames) * cellFrames;
    const frames = beforeFrames + cellsEnd - firstCell + afterFrames;
    const samples = this.#samples.subarray(0, frames * this.#channels);
    this.#source.read(firstCell - beforeFrames, samples);
    this.#limiter.process(samples);
    const start = (beforeFrames + fromFrame - firstCell) * this.#channels;
    output.set(samples.subarray(start, start + output.length));
  }
}

function makeLimiter(
  rateHz: number,
  channels: number,
  ceilingDb: number,
  blockFrames: number,
): Limiter {
  const cellFrames = Math.round(rateHz / 1_000);
  return new Limiter({ rateHz, channels, ceilingDb, maxFrames: blockFrames + 2 * cellFrames });
}

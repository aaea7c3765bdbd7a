/** From a render job and stems to samples of the programme. */
import type { HeardPeaks } from "../ground/heard_peaks.ts";
import type { StemReaders } from "../ground/stem_readers.ts";
import { clip } from "./clip.ts";
import { Mixdown } from "./mixdown.ts";
import { ProgrammeLimiter, type ProgrammeSource } from "./programme_limiter.ts";
import { RateChange } from "./rate_change.ts";
import type { RenderJob } from "./render_job.ts";

/**
 * Turns a render job and the stems into samples of the programme.
 *
 * What a frame sounds like depends on the job and on the stems around that frame alone, never on where a read begins or
 * how long it is: so chunks can be rendered in any order, in any worker, again and again, with the same bytes.
 */
export class Renderer {
  readonly #job: RenderJob;
  readonly #mixdown: Mixdown;
  readonly #source: ProgrammeSource;
  #output = new Float32Array(0);

  constructor(job: RenderJob, readers: StemReaders) {
    this.#job = job;
    const mixdown = new Mixdown(job, readers);
    this.#mixdown = mixdown;
    const source = job.stemRateHz === job.rateHz ? mixdown : new RateChange(job, mixdown);
    this.#source = job.truePeakDb === Infinity ? source : new ProgrammeLimiter(job, source);
  }

  /** What each track has given to all that was read so far. */
  get peaks(): HeardPeaks {
    return this.#mixdown.peaks;
  }

  /** Together the tracks have gone beyond ±1, or what is between their samples may. */
  get #mayBeBeyond(): boolean {
    const { mic = 0, system = 0 } = this.peaks;
    return !(mic + system <= 1) || this.#job.stemRateHz !== this.#job.rateHz;
  }

  /**
   * Programme frames `fromFrame` to `fromFrame + frames`, interleaved, within ±1; zero outside the programme and
   * where a stem has ended. The range must lie within the job's. The array is valid until the next read.
   */
  read(fromFrame: number, frames: number): Float32Array {
    const samples = frames * this.#job.channels;
    if (this.#output.length < samples) this.#output = new Float32Array(samples);
    const output = this.#output.subarray(0, samples);
    this.#source.read(fromFrame, output);
    if (this.#mayBeBeyond) clip(output);
    return output;
  }
}

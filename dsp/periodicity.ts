// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** How much sound repeats itself: what tells a note or a vowel from noise. */
export interface PeriodicityOptions {
  /** Of the samples that are pushed. */
  rateHz: number;
  /** Samples in each push. */
  hopFrames: number;
}

/** Samples are averaged down to no less than this: twice the highest frequency of the gate's band, and some more. */
const LEAST_RATE_HZ = 4_000;

/** What is compared with itself, and how far it is moved: the periods of voices and instruments from 50 to 400 Hz. */
const WINDOW_SECONDS = 0.05;
const LEAST_PERIOD_SECONDS = 1 / 400;
const MOST_PERIOD_SECONDS = 1 / 50;

/**
 * How much the last 50 ms repeat themselves: the highest normalised autocorrelation over the periods of a voice.
 *
 * A note or a vowel comes near 1, noise stays below 0.5, a fan with its hum below 0.75. A higher note is found by a
 * multiple of its period.
 */
export class Periodicity {
  readonly #group: number;
  readonly #hop: number;
  readonly #window: number;
  readonly #leastLag: number;
  readonly #mostLag: number;
  /** The newest sample is the last. */
  readonly #samples: Float64Array;

  constructor({ rateHz, hopFrames }: PeriodicityOptions) {
    let group = Math.max(1, Math.floor(rateHz / LEAST_RATE_HZ));
    while (hopFrames % group !== 0) group--;
    const rate = rateHz / group;
    this.#group = group;
    this.#hop = hopFrames / group;
    this.#window = 4 * Math.round(WINDOW_SECONDS * rate / 4);
    this.#leastLag = Math.floor(LEAST_PERIOD_SECONDS * rate);
    this.#mostLag = Math.ceil(MOST_PERIOD_SECONDS * rate);
    this.#samples = new Float64Array(Math.max(this.#window + this.#mostLag, this.#hop));
  }

  /** Takes the samples of the next hop. */
  push(hop: Float64Array): void {
    const samples = this.#samples;
    samples.copyWithin(0, this.#hop);
    const first = samples.length - this.#hop;
    for (let i = 0; i < this.#hop; i++) {
      let sum = 0;
      for (let k = i * this.#group; k < (i + 1) * this.#group; k++) sum += hop[k]!;
      samples[first + i] = sum / this.#group;
    }
  }

  /** 0 for silence, up to 1 for what repeats itself exactly. It is worked out at each call. */
  get value(): number {
    const samples = this.#samples;
    const end = samples.length;
    const start = end - this.#window;
    let power = 0;
    for (let i = start; i < end; i++) power += samples[i]! * samples[i]!;
    if (!(power > 0)) return 0;
    let earlier = 0;
    for (let i = start; i < end; i++) earlier += samples[i - this.#leastLag]! ** 2;
    let most = 0;
    for (let lag = this.#leastLag; lag <= this.#mostLag; lag++) {
      // Four sums at once: each addition waits for the one before it, which is most of the time otherwise.
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let i = start; i < end; i += 4) {
        a += samples[i]! * samples[i - lag]!;
        b += samples[i + 1]! * samples[i + 1 - lag]!;
        c += samples[i + 2]! * samples[i + 2 - lag]!;
        d += samples[i + 3]! * samples[i + 3 - lag]!;
      }
      const product = a + b + c + d;
      if (product > 0 && earlier > 0) most = Math.max(most, product / Math.sqrt(power * earlier));
      const gone = samples[end - 1 - lag]!;
      const come = samples[start - 1 - lag] ?? 0;
      earlier = Math.max(0, earlier + come * come - gone * gone);
    }
    return Math.min(1, most);
  }

  /** Forgets everything. */
  reset(): void {
    this.#samples.fill(0);
  }
}

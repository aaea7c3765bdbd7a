// deno-lint-ignore-file no-non-null-assertion -- hot loops run within the bounds of arrays made here
/** Knows how much of an echo a canceller usually leaves, and so where nothing but that is left. */
import type { Carried, StateTape } from "./state_tape.ts";

/** A frame's spectra: what is left, and what was taken off. */
export interface ResidualFrame {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly echoRe: Float64Array;
  readonly echoIm: Float64Array;
}

/** Edges of the bands, Hz: a third of an octave and more. */
const EDGES_HZ = [
  ...[0, 150, 250, 350, 450, 570, 700, 840, 1_000, 1_170, 1_370, 1_600, 1_850, 2_150, 2_500],
  ...[2_900, 3_400, 4_000, 4_800, 5_800, 7_000, 8_500, 10_500, 13_500, 18_000],
];
/** What is left of the echo at first, as far as one knows, and at least and at most (power). */
const FIRST = 0.1;
const LEAST = 1e-5;
const MOST = 0.7;
/** How fast the estimate rises and falls with what is seen, and rises where that cannot be the far side alone, by frame. */
const RISE = 10 ** (0.05);
const FALL = 10 ** (-0.05);
const CREEP = 10 ** (0.002);
/** Power over what is expected, in the whole frame and in one band, with which it is still the far side alone. */
const ALONE = 3.5;
const FRAME_ALONE = 6;
const BAND_ALONE = 40;
/** How much of the sound in a room is left a frame later. */
const ROOM_KEEP = 0.7;
/** What is left of all, at most, where the far side leads. */
const LEADS = 0.5;
/** Frames in which the quietest is noise: 2 s twice. */
const NOISE_FRAMES = 94;
const NOISE_BIAS = 1.1;
const NOISE_KEEP = 0.6;
const TINY = 1e-12;

/** Judges frame by frame; its answers come some frames late. */
export class ResidualJudge implements Carried {
  readonly #bandOf: Uint8Array;
  readonly #bands: number;
  readonly #left: Float64Array;
  readonly #echo: Float64Array;
  readonly #residual: Float64Array;
  readonly #smooth: Float64Array;
  readonly #noise: Float64Array;
  readonly #noiseNow: Float64Array;
  readonly #gains: Float64Array;
  /** Of the frames that wait, oldest first: by band, and whether they are the far side alone. */
  readonly #powers: Float64Array[];
  readonly #lefts: Float64Array;
  readonly #expecteds: Float64Array;
  readonly #echoes: Float64Array;
  /** What is expected to be left, by band: it dies away as the sound in a room does. */
  readonly #expected: Float64Array;
  #frames = 0;

  /** @param ahead frames that are looked at before one is decided on */
  constructor(bins: number, rateHz: number, ahead: number) {
    const bandOf = (bin: number) =>
      EDGES_HZ.findLastIndex((hz) => bin * rateHz / 2 >= hz * (bins - 1));
    this.#bandOf = Uint8Array.from({ length: bins }, (_, bin) => bandOf(bin));
    this.#bands = EDGES_HZ.length;
    const ofBands = () => new Float64Array(this.#bands);
    [this.#left, this.#echo, this.#smooth] = [ofBands(), ofBands(), ofBands()];
    this.#residual = ofBands().fill(FIRST);
    this.#noise = ofBands();
    this.#noiseNow = ofBands().fill(Infinity);
    this.#gains = new Float64Array(bins);
    this.#powers = Array.from({ length: ahead + 1 }, ofBands);
    // One frame before, the frame, and those after it.
    const ofFrames = () => new Float64Array(ahead + 2);
    [this.#lefts, this.#expecteds, this.#echoes] = [ofFrames(), ofFrames(), ofFrames()];
    this.#expected = ofBands();
  }

  /** A frame from which nothing was taken off. */
  seeNothing(): void {
    this.#left.fill(0);
    this.#echo.fill(0);
    this.#push();
  }

  /** Takes the next frame. */
  see(o: ResidualFrame): void {
    const left = this.#left.fill(0), echo = this.#echo.fill(0);
    const bandOf = this.#bandOf;
    for (let k = 0; k < bandOf.length; k++) {
      const band = bandOf[k]!;
      left[band]! += o.re[k]! * o.re[k]! + o.im[k]! * o.im[k]!;
      echo[band]! += o.echoRe[k]! * o.echoRe[k]! + o.echoIm[k]! * o.echoIm[k]!;
    }
    this.#seeNoise();
    this.#expect();
    this.#push();
    const last = this.#lefts.length - 1;
    this.#learn(this.#lefts[last]! < ALONE * this.#expecteds[last]!);
  }

  /** Gain of each bin of the frame that was seen `ahead` frames before; nothing where it stays as it is. */
  gains(floor: number): Float64Array | undefined {
    if (!this.#isAlone()) return undefined;
    const powers = this.#powers[0]!;
    const gains = this.#gains;
    for (let k = 0; k < gains.length; k++) {
      const band = this.#bandOf[k]!;
      const power = powers[band]! + TINY;
      // Negative: somebody is in that band.
      gains[k] = power < 0
        ? 1
        : Math.min(1, Math.max(floor, Math.sqrt(this.#noise[band]! / power)));
    }
    return gains;
  }

  carry(tape: StateTape): void {
    for (
      const values of [this.#residual, this.#smooth, this.#noise, this.#noiseNow, this.#expected]
    ) {
      tape.array(values);
    }
    for (const values of [...this.#powers, this.#lefts, this.#expecteds, this.#echoes]) {
      tape.array(values);
    }
    this.#frames = tape.number(this.#frames);
  }

  /** What the echo leaves as a rule, what a room still holds of that before, and noise. */
  #expect(): void {
    for (let band = 0; band < this.#bands; band++) {
      const now = this.#residual[band]! * this.#echo[band]!;
      this.#expected[band] = Math.max(now, ROOM_KEEP * this.#expected[band]!);
    }
  }

  #push(): void {
    const oldest = this.#powers.shift()!;
    this.#powers.push(oldest);
    let left = 0;
    let expected = 0;
    let echo = 0;
    for (let band = 0; band < this.#bands; band++) {
      const all = this.#expected[band]! + this.#noise[band]!;
      const power = this.#left[band]!;
      oldest[band] = power > BAND_ALONE * all ? -1 : power;
      if (band === 0) continue;
      left += power;
      expected += all;
      echo += this.#echo[band]!;
    }
    for (
      const [sums, sum] of [[this.#lefts, left], [this.#expecteds, expected], [
        this.#echoes,
        echo,
      ]] as const
    ) {
      sums.copyWithin(0, 1);
      sums[sums.length - 1] = sum;
    }
  }

  /** The quietest of the last seconds is noise (Martin, 2001, doi:10.1109/89.928915). */
  #seeNoise(): void {
    const turn = ++this.#frames % NOISE_FRAMES === 0;
    for (let band = 0; band < this.#bands; band++) {
      const smooth = NOISE_KEEP * this.#smooth[band]! + (1 - NOISE_KEEP) * this.#left[band]!;
      this.#smooth[band] = smooth;
      this.#noiseNow[band] = Math.min(this.#noiseNow[band]!, smooth);
      if (turn) {
        this.#noise[band] = NOISE_BIAS * this.#noiseNow[band]!;
        this.#noiseNow[band] = smooth;
      } else if (NOISE_BIAS * smooth < this.#noise[band]!) this.#noise[band] = NOISE_BIAS * smooth;
    }
  }

  #isAlone(): boolean {
    let left = 0;
    let expected = 0;
    let echo = 0;
    for (let i = 0; i < this.#lefts.length; i++) {
      if (this.#lefts[i]! > FRAME_ALONE * this.#expecteds[i]! || this.#lefts[i] === 0) return false;
      left += this.#lefts[i]!;
      expected += this.#expecteds[i]!;
      echo += this.#echoes[i]!;
    }
    return left < ALONE * expected && left < LEADS * (left + echo);
  }

  #learn(isAlone: boolean): void {
    for (let band = 0; band < this.#bands; band++) {
      const echo = this.#echo[band]!;
      if (echo <= this.#noise[band]!) continue;
      const part = (this.#left[band]! - this.#noise[band]!) / echo;
      const before = this.#residual[band]!;
      const step = part > before ? (isAlone ? RISE : CREEP) : FALL;
      this.#residual[band] = Math.max(LEAST, Math.min(MOST, before * step));
    }
  }
}

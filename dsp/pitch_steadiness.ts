// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** How steady the pitch of a passage is: what tells an instrument from a voice. */

/** The pitch is looked for in windows of this length, so far apart. */
const WINDOW_SECONDS = 0.04;
const APART_SECONDS = 0.04;
/** Periods from 50 to 400 Hz; a higher note is found by a multiple of its period. */
const LEAST_PERIOD_SECONDS = 1 / 400;
const MOST_PERIOD_SECONDS = 1 / 50;
/** What repeats itself so well has a pitch. */
const PERIODIC = 0.65;
/** Of several periods that fit nearly as well the shortest is meant. */
const NEARLY = 0.95;
/** A pitch that moves by less stays: 7 cents. */
const STEADY = 0.004;
/** What is further below the loudest window is an echo, or noise, dB. */
const LOUD_POWER = 10 ** -1.5;
/** Fewer pairs of windows say nothing. */
const LEAST_PAIRS = 5;

/**
 * In which part of a passage the pitch stays where it is for 40 ms, 0 to 1.
 *
 * A voice always glides: 0.23 at most in real recordings and those of a synthesiser of speech. A note stays: 0.3 and
 * more for keys, plucked strings and bells, also for chords; a violin with its vibrato glides as a voice does (measured,
 * docs/measurements/speech.md).
 *
 * @param samples in the band of the voice, at 10 kHz or more
 * @returns undefined where there is hardly any pitch
 */
export function pitchSteadiness(samples: Float64Array, rateHz: number): number | undefined {
  const window = Math.round(WINDOW_SECONDS * rateHz);
  const apart = Math.round(APART_SECONDS * rateHz);
  const first = window + Math.ceil(MOST_PERIOD_SECONDS * rateHz) + 1;
  const ends: number[] = [];
  for (let end = first; end <= samples.length; end += apart) ends.push(end);
  const powers = ends.map((end) => powerOf(samples, end - window, end));
  const least = LOUD_POWER * Math.max(0, ...powers);
  let pairs = 0;
  let steady = 0;
  let before: number | undefined;
  ends.forEach((end, i) => {
    const isLoud = powers[i]! > 0 && powers[i]! >= least;
    const period = isLoud ? periodOf(samples, end, window, rateHz) : undefined;
    if (period !== undefined && before !== undefined) {
      pairs++;
      if (Math.abs(Math.log(period / before)) < STEADY) steady++;
    }
    before = period;
  });
  return pairs < LEAST_PAIRS ? undefined : steady / pairs;
}

function powerOf(samples: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += samples[i]! * samples[i]!;
  return sum;
}

/** In samples, between which it is interpolated; undefined where nothing repeats itself. */
function periodOf(
  samples: Float64Array,
  end: number,
  window: number,
  rateHz: number,
): number | undefined {
  const least = Math.floor(LEAST_PERIOD_SECONDS * rateHz);
  const most = Math.ceil(MOST_PERIOD_SECONDS * rateHz);
  const start = end - window;
  const power = powerOf(samples, start, end);
  const likeness = new Float64Array(most + 2);
  let earlier = powerOf(samples, start - least + 1, end - least + 1);
  let highest = 0;
  for (let lag = least - 1; lag <= most + 1; lag++) {
    // Four sums at once: each addition waits for the one before it, which is most of the time otherwise.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = start;
    for (; i + 3 < end; i += 4) {
      a += samples[i]! * samples[i - lag]!;
      b += samples[i + 1]! * samples[i + 1 - lag]!;
      c += samples[i + 2]! * samples[i + 2 - lag]!;
      d += samples[i + 3]! * samples[i + 3 - lag]!;
    }
    for (; i < end; i++) a += samples[i]! * samples[i - lag]!;
    likeness[lag] = earlier > 0 ? (a + b + c + d) / Math.sqrt(power * earlier) : 0;
    if (lag >= least && lag <= most) highest = Math.max(highest, likeness[lag]!);
    const gone = samples[end - 1 - lag]!;
    const come = samples[start - 1 - lag] ?? 0;
    earlier = Math.max(0, earlier + come * come - gone * gone);
  }
  if (highest < PERIODIC) return undefined;
  for (let lag = least; lag <= most; lag++) {
    const left = likeness[lag - 1]!;
    const here = likeness[lag]!;
    const right = likeness[lag + 1]!;
    if (here < NEARLY * highest || here < left || here < right) continue;
    const bend = left - 2 * here + right;
    return bend < 0 ? lag + (left - right) / (2 * bend) : lag;
  }
  return undefined;
}

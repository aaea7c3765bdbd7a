// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Background noises for the corpus of speech, made from formulas. */

/** Kinds of noise; `babble` needs voices to be made of. */
export const NOISES = ["white", "pink", "brown", "fan", "babble"] as const;

/** The noises that can be made. */
export type NoiseKind = typeof NOISES[number];

/** RMS of all samples; 0 for none. */
export function rmsOf(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]! * samples[i]!;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** Noise of one kind with an RMS of 1. `voices` are recordings of speech, any number of them. */
export function makeNoise(
  kind: NoiseKind,
  frames: number,
  rateHz: number,
  random: () => number,
  voices: readonly Float32Array[],
): Float32Array {
  const white = () => random() + random() + random() + random() - 2;
  const noise = kind === "babble"
    ? babble(frames, random, voices)
    : Float32Array.from({ length: frames }, MAKERS[kind](white, rateHz));
  const rms = rmsOf(noise) || 1;
  return noise.map((sample) => sample / rms);
}

type Maker = (white: () => number, rateHz: number) => (_: unknown, frame: number) => number;

const MAKERS: Record<Exclude<NoiseKind, "babble">, Maker> = {
  white: (white) => () => white(),
  pink: (white) => {
    // P. Kellet's economy filter: three one-pole filters in parallel, within 0.5 dB of −3 dB per octave above 10 Hz.
    let [a, b, c] = [0, 0, 0];
    return () => {
      const next = white();
      a = 0.99765 * a + next * 0.0990460;
      b = 0.963 * b + next * 0.2965164;
      c = 0.57 * c + next * 1.0526913;
      return a + b + c + next * 0.1848;
    };
  },
  brown: (white, rateHz) => onePole(white, 10, rateHz),
  /** Air above 200 Hz, swelling slowly with the blades, and the hum of the motor. */
  fan: (white, rateHz) => {
    const air = onePole(white, 200, rateHz);
    return (_, frame) => {
      const turn = (hz: number) => Math.sin((2 * Math.PI * hz * frame) / rateHz);
      return air(_, frame) * (1 + 0.15 * turn(3.1)) + 3 * turn(120) + 2 * turn(240);
    };
  },
};

/** Noise that falls by 6 dB per octave above `cutoffHz`. */
function onePole(white: () => number, cutoffHz: number, rateHz: number) {
  const keep = Math.exp((-2 * Math.PI * cutoffHz) / rateHz);
  let last = 0;
  return (_: unknown, _frame: number) => last = keep * last + white();
}

/** Twelve people who talk at once and do not stop. */
function babble(frames: number, random: () => number, voices: readonly Float32Array[]) {
  const sum = new Float32Array(frames);
  if (!voices.some((voice) => voice.length > 0)) return sum;
  for (let talker = 0; talker < 12; talker++) {
    for (let at = -Math.floor(random() * 150_000); at < frames;) {
      const voice = voices[Math.floor(random() * voices.length)]!;
      const from = Math.max(0, -at);
      for (let i = from; i < voice.length && at + i < frames; i++) sum[at + i]! += voice[i]!;
      at += voice.length;
    }
  }
  return sum;
}

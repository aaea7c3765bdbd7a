// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** What a gate may take for noise although somebody wants to hear it: each case, with all of it that must be kept. */
import { randomNumbers } from "../stage/random_numbers.ts";
import { CORPUS_HOP_FRAMES, CORPUS_RATE_HZ, hopPower } from "./corpus.ts";
import { rmsOf } from "./corpus_noise.ts";

/** A recording, and what of it is wanted. */
export interface HardCase {
  readonly name: string;
  readonly wanted: Float32Array;
  readonly mixture: Float32Array;
}

type Sentences = readonly Float32Array[];

/** Length of a recording, and what it is made in turn from. */
const SECONDS = 40;
const FRAMES = SECONDS * CORPUS_RATE_HZ;
const SPEECH_DB = -25;

/** All cases; the same for the same seed. */
export function* hardCases(spokenBy: readonly Sentences[], seed: number): Generator<HardCase> {
  const random = randomNumbers(seed * 7919);
  const voice = spokenBy[seed % spokenBy.length]!;
  for (const peakDb of [-54, -57, -60, -62.5, -65]) {
    const wanted = peaking(talk(voice, random, 8), peakDb);
    yield mixed(`voice that peaks at ${peakDb} dBFS`, wanted, white(random), -95);
  }
  for (const kind of ["even", "tremolo", "breath"] as const) {
    const wanted = notes(kind, random);
    yield { name: `held notes (${kind}), digital silence between`, wanted, mixture: wanted };
  }
  const tone = beeps(random);
  yield { name: "440 Hz, 1 s of 3", wanted: tone, mixture: tone };
  for (const snrDb of [0, 3]) {
    const wanted = atRms(talk(voice, random, 3), SPEECH_DB);
    const noise = lowPassed(white(random), 500);
    yield mixed(`low-passed noise, ${snrDb} dB below`, wanted, noise, SPEECH_DB - snrDb);
  }
  const wanted = atRms(talk(voice, random, 3), SPEECH_DB);
  const others = [1, 2, 3, 4].map((i) =>
    talk(spokenBy[(seed + i) % spokenBy.length]!, random, 0.4)
  );
  const crowd = others[0]!.map((_, i) => others.reduce((sum, other) => sum + other[i]!, 0));
  yield mixed("four others, as loud together", wanted, crowd, SPEECH_DB);
  yield mixed(
    "traffic, as loud",
    atRms(talk(voice, random, 3), SPEECH_DB),
    traffic(random),
    SPEECH_DB,
  );
}

function talk(sentences: Sentences, random: () => number, mostPauseSeconds: number): Float32Array {
  const speech = new Float32Array(FRAMES);
  for (let at = Math.floor(2 * random() * CORPUS_RATE_HZ);;) {
    const sentence = sentences[Math.floor(random() * sentences.length)]!;
    if (at + sentence.length > FRAMES) return speech;
    speech.set(sentence, at);
    at += sentence.length + Math.floor((0.2 + mostPauseSeconds * random() ** 2) * CORPUS_RATE_HZ);
  }
}

function notes(kind: "even" | "tremolo" | "breath", random: () => number): Float32Array {
  const samples = new Float32Array(FRAMES);
  for (let at = -Math.floor(9 * random() * CORPUS_RATE_HZ); at < FRAMES;) {
    const hz = 110 + 330 * random();
    for (let i = 0; i < 8 * CORPUS_RATE_HZ; i++) {
      if (at + i < 0 || at + i >= FRAMES) continue;
      const seconds = i / CORPUS_RATE_HZ;
      let sum = kind === "breath" ? 0.2 * (random() - 0.5) : 0;
      for (let k = 1; k <= 6; k++) sum += Math.sin(2 * Math.PI * k * hz * seconds) / k;
      if (kind !== "even") sum *= 1 + 0.25 * Math.sin(2 * Math.PI * 5 * seconds);
      samples[at + i] = 0.05 * sum * Math.min(1, seconds / 0.03, (8 - seconds) / 0.05);
    }
    at += Math.floor((8.5 + 2 * random()) * CORPUS_RATE_HZ);
  }
  return samples;
}

function beeps(random: () => number): Float32Array {
  const offset = 3 * random();
  return Float32Array.from({ length: FRAMES }, (_, i) => {
    const seconds = i / CORPUS_RATE_HZ + offset;
    return seconds % 3 < 1 ? 0.1 * Math.sin(2 * Math.PI * 440 * seconds) : 0;
  });
}

function white(random: () => number): Float32Array {
  return Float32Array.from({ length: FRAMES }, () => random() + random() + random() + random() - 2);
}

function lowPassed(samples: Float32Array, cutoffHz: number): Float32Array {
  const keep = Math.exp(-2 * Math.PI * cutoffHz / CORPUS_RATE_HZ);
  let [one, two] = [0, 0];
  return samples.map((sample) => {
    one = keep * one + (1 - keep) * sample;
    two = keep * two + (1 - keep) * one;
    return two;
  });
}

/** Low noise that swells when a car passes. */
function traffic(random: () => number): Float32Array {
  const cars = Array.from({ length: 7 }, () => {
    return { at: SECONDS * random(), wide: 0.8 + 2 * random(), loud: 0.5 + 3 * random() };
  });
  return lowPassed(white(random), 250).map((sample, i) => {
    const swell = cars.reduce(
      (sum, { at, wide, loud }) => sum + loud / (1 + ((i / CORPUS_RATE_HZ - at) / wide) ** 2),
      0.4,
    );
    return swell * sample;
  });
}

function mixed(name: string, wanted: Float32Array, noise: Float32Array, noiseDb: number): HardCase {
  const gain = 10 ** (noiseDb / 20) / rmsOf(noise);
  return { name, wanted, mixture: wanted.map((sample, i) => sample + gain * noise[i]!) };
}

function peaking(samples: Float32Array, peakDb: number): Float32Array {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return samples.map((sample) => sample * 10 ** (peakDb / 20) / peak);
}

/** RMS over the hops in which somebody speaks: within 40 dB of the loudest. */
function atRms(samples: Float32Array, rmsDb: number): Float32Array {
  const hops = Math.floor(samples.length / CORPUS_HOP_FRAMES);
  const powers = Array.from({ length: hops }, (_, hop) => hopPower(samples, hop));
  const most = powers.reduce((one, other) => Math.max(one, other), 0);
  const spoken = powers.filter((power) => power > 1e-4 * most);
  const mean = spoken.reduce((sum, power) => sum + power, 0) / Math.max(1, spoken.length);
  const gain = 10 ** (rmsDb / 20) / Math.sqrt(mean || 1);
  return samples.map((sample) => gain * sample);
}

// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Speech in noise of which everything is known: what the gate and its rivals are measured with. */
import { makeNoise, type NoiseKind, NOISES } from "./corpus_noise.ts";
import { randomNumbers } from "../stage/random_numbers.ts";

/** Sample rate of everything in the corpus. */
export const CORPUS_RATE_HZ = 48_000;

/** Truth is told for hops of 10 ms. */
export const CORPUS_HOP_FRAMES = CORPUS_RATE_HZ / 100;

/** What disturbs beside the noise: nothing, one bump against the table at full scale, or typing. */
export const EXTRAS = ["none", "bump", "keys"] as const;

/** What is added to speech and noise. */
export type Extra = typeof EXTRAS[number];

/** How loud the speech is, and how far the noise lies below it. */
export interface CorpusRecipe {
  readonly seed: number;
  readonly voice: number;
  readonly noise: NoiseKind;
  /** RMS of the speech while it sounds, dBFS. */
  readonly speechDb: number;
  /** Speech over noise, both RMS, dB. */
  readonly snrDb: number;
  readonly extra: Extra;
  readonly seconds: number;
}

/** A recording whose truth is known. */
export interface CorpusItem {
  readonly recipe: CorpusRecipe;
  /** The speech alone. */
  readonly speech: Float32Array;
  /** Speech, noise and the rest: what a microphone would hear. */
  readonly mixture: Float32Array;
  /** 1 for each hop in which speech sounds: within 40 dB of the voice's loudest hop. */
  readonly spoken: Uint8Array;
  /** Hops at which a word begins after at least 150 ms of silence. */
  readonly wordHops: readonly number[];
}

/**
 * The recipes of the whole corpus: every noise with every voice at 25, 15 and 6 dB, speech from −45 to −15 dBFS.
 *
 * @param firstSeed other seeds make other pauses and other noise
 */
export function corpusRecipes(
  voices: number,
  extra: Extra = "none",
  seconds = 120,
  firstSeed = 1,
): CorpusRecipe[] {
  const recipes: CorpusRecipe[] = [];
  for (const snrDb of [25, 15, 6]) {
    for (const noise of NOISES) {
      for (let voice = 0; voice < voices; voice++) {
        const speechDb = -15 - 6 * voice;
        recipes.push({
          seed: firstSeed + recipes.length,
          voice,
          noise,
          speechDb,
          snrDb,
          extra,
          seconds,
        });
      }
    }
  }
  return recipes;
}

/** Makes an item from all sentences of all voices; the same for the same recipe. */
export function makeItem(
  recipe: CorpusRecipe,
  spokenBy: readonly (readonly Float32Array[])[],
): CorpusItem {
  const random = randomNumbers(recipe.seed * 7919);
  const frames = recipe.seconds * CORPUS_RATE_HZ;
  const speech = talk(frames, spokenBy[recipe.voice] ?? [], random);
  const { spoken, wordHops } = listen(speech);
  const level = 10 ** (recipe.speechDb / 20) / rmsWhere(speech, spoken);
  const noise = makeNoise(recipe.noise, frames, CORPUS_RATE_HZ, random, spokenBy.flat());
  const noiseLevel = 10 ** ((recipe.speechDb - recipe.snrDb) / 20);
  const mixture = new Float32Array(frames);
  for (let i = 0; i < frames; i++) {
    speech[i]! *= level;
    mixture[i] = speech[i]! + noiseLevel * noise[i]!;
  }
  if (recipe.extra === "bump") addBump(mixture, Math.floor(frames / 2));
  if (recipe.extra === "keys") {
    for (let at = 0; at < frames; at += (0.1 + 0.4 * random()) * CORPUS_RATE_HZ) {
      addKey(mixture, Math.floor(at), 4 * noiseLevel, random);
    }
  }
  return { recipe, speech, mixture, spoken, wordHops };
}

/** Sentences with pauses of 0.3 to 8 s between, short ones more often. */
function talk(frames: number, sentences: readonly Float32Array[], random: () => number) {
  const speech = new Float32Array(frames);
  let at = Math.floor(2 * random() * CORPUS_RATE_HZ);
  for (let i = Math.floor(random() * sentences.length);; i++) {
    const sentence = sentences[i % sentences.length];
    if (!sentence || at + sentence.length > frames) return speech;
    speech.set(sentence, at);
    at += sentence.length + Math.floor((0.3 + 7.7 * random() ** 2) * CORPUS_RATE_HZ);
  }
}

function listen(speech: Float32Array): { spoken: Uint8Array; wordHops: number[] } {
  const hops = Math.floor(speech.length / CORPUS_HOP_FRAMES);
  const powers = Float64Array.from({ length: hops }, (_, hop) => hopPower(speech, hop));
  const least = powers.reduce((most, power) => Math.max(most, power), 0) * 1e-4;
  const spoken = Uint8Array.from(powers, (power) => power > least ? 1 : 0);
  const wordHops: number[] = [];
  let last = -Infinity;
  for (let hop = 0; hop < hops; hop++) {
    if (!spoken[hop]) continue;
    if (hop - last > 15) wordHops.push(hop);
    last = hop;
  }
  return { spoken, wordHops };
}

/** Mean square of a hop. */
export function hopPower(samples: Float32Array, hop: number): number {
  let sum = 0;
  const end = Math.min(samples.length, (hop + 1) * CORPUS_HOP_FRAMES);
  for (let i = hop * CORPUS_HOP_FRAMES; i < end; i++) sum += samples[i]! * samples[i]!;
  return sum / CORPUS_HOP_FRAMES;
}

function rmsWhere(samples: Float32Array, spoken: Uint8Array): number {
  let sum = 0;
  let hops = 0;
  for (let hop = 0; hop < spoken.length; hop++) {
    if (!spoken[hop]) continue;
    sum += hopPower(samples, hop);
    hops++;
  }
  return Math.sqrt(sum / Math.max(1, hops)) || 1;
}

/** A knock at full scale: 90 Hz that is 20 dB down after 30 ms. */
function addBump(samples: Float32Array, at: number): void {
  for (let i = 0; i < 0.06 * CORPUS_RATE_HZ && at + i < samples.length; i++) {
    const seconds = i / CORPUS_RATE_HZ;
    const sample = Math.cos(2 * Math.PI * 90 * seconds) * Math.exp(-77 * seconds);
    samples[at + i] = Math.max(-1, Math.min(1, samples[at + i]! + sample));
  }
}

/** A key: 5 ms of noise that dies away. */
function addKey(samples: Float32Array, at: number, level: number, random: () => number): void {
  for (let i = 0; i < 0.005 * CORPUS_RATE_HZ && at + i < samples.length; i++) {
    samples[at + i]! += level * 4 * (random() - 0.5) * Math.exp(-i / 60);
  }
}

// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** What a room and a computer play while nobody speaks, made from formulas: music, doors, keys, fans, bells. */
import { randomNumbers } from "../stage/random_numbers.ts";
import { CORPUS_RATE_HZ } from "./corpus.ts";
import { makeNoise, rmsOf } from "./corpus_noise.ts";

/** The kinds that can be made. */
export const NO_SPEECH = [
  ...["white noise", "fan", "typing", "door", "hum", "ringing"] as const,
  ...["piano", "organ", "strings", "guitar and drums", "synthesiser"] as const,
];

/** One of them. */
export type NoSpeech = typeof NO_SPEECH[number];

/** Of the noise that is under everything, dBFS. */
const ROOM_DB = -70;

/**
 * So many seconds of one kind over the noise of a room, mono at `CORPUS_RATE_HZ`; the same for the same seed.
 *
 * @param levelDb RMS of the whole, dBFS
 */
export function makeNoSpeech(
  kind: NoSpeech,
  seconds: number,
  levelDb: number,
  seed: number,
): Float32Array {
  const random = randomNumbers(seed * 7919);
  const frames = Math.round(seconds * CORPUS_RATE_HZ);
  const samples = MAKERS[kind](frames, random);
  const gain = 10 ** (levelDb / 20) / (rmsOf(samples) || 1);
  const room = makeNoise("pink", frames, CORPUS_RATE_HZ, random, []);
  const roomGain = 10 ** (ROOM_DB / 20);
  return samples.map((sample, i) => clipped(gain * sample + roomGain * room[i]!));
}

function clipped(sample: number): number {
  return Math.max(-1, Math.min(1, sample));
}

type Maker = (frames: number, random: () => number) => Float32Array;

const MAKERS: Record<NoSpeech, Maker> = {
  "white noise": (frames, random) => makeNoise("white", frames, CORPUS_RATE_HZ, random, []),
  fan: (frames, random) => makeNoise("fan", frames, CORPUS_RATE_HZ, random, []),
  typing,
  door,
  hum: (frames) =>
    Float32Array.from({ length: frames }, (_, i) => {
      const turn = (hz: number) => Math.sin(2 * Math.PI * hz * i / CORPUS_RATE_HZ);
      return turn(50) + 0.5 * turn(100) + 0.4 * turn(150) + 0.2 * turn(250) + 0.1 * turn(350);
    }),
  ringing,
  piano: (frames, random) => melody(frames, random, PIANO),
  organ: (frames, random) => melody(frames, random, ORGAN),
  strings: (frames, random) => melody(frames, random, STRINGS),
  "guitar and drums": (frames, random) => {
    const guitar = melody(frames, random, GUITAR);
    const drums = beat(frames, random);
    return guitar.map((sample, i) => sample + drums[i]!);
  },
  synthesiser: (frames, random) => melody(frames, random, SYNTHESISER),
};

/** Keys in bursts: each a click, the body of the desk under it, and a softer click when it comes up. */
function typing(frames: number, random: () => number): Float32Array {
  const samples = new Float32Array(frames);
  for (let at = 0; at < frames;) {
    const keys = 5 + Math.floor(40 * random());
    for (let key = 0; key < keys; key++) {
      const level = 0.5 + random();
      knock(samples, Math.floor(at), level, 0.004, 2_500, random);
      knock(samples, Math.floor(at), 0.4 * level, 0.02, 300, random);
      knock(samples, Math.floor(at + 0.07 * CORPUS_RATE_HZ), 0.3 * level, 0.003, 3_000, random);
      at += (0.08 + 0.2 * random()) * CORPUS_RATE_HZ;
    }
    at += (0.5 + 4 * random()) * CORPUS_RATE_HZ;
  }
  return samples;
}

/** A door that slams, a latch, some steps; every few seconds. */
function door(frames: number, random: () => number): Float32Array {
  const samples = new Float32Array(frames);
  for (let at = random() * CORPUS_RATE_HZ; at < frames; at += (2 + 6 * random()) * CORPUS_RATE_HZ) {
    knock(samples, Math.floor(at), 4, 0.15, 70 + 60 * random(), random);
    knock(samples, Math.floor(at), 2, 0.06, 350, random);
    knock(samples, Math.floor(at + 0.12 * CORPUS_RATE_HZ), 0.8, 0.02, 1_500, random);
    for (let step = 1; step <= 4; step++) {
      const later = at + (0.3 + 0.5 * step) * CORPUS_RATE_HZ;
      knock(samples, Math.floor(later), 0.5 + 0.3 * random(), 0.05, 110 + 40 * random(), random);
    }
  }
  return samples;
}

/** A resonance that is struck, with noise in it. */
function knock(
  samples: Float32Array,
  at: number,
  level: number,
  decaySeconds: number,
  hz: number,
  random: () => number,
): void {
  const length = Math.floor(6 * decaySeconds * CORPUS_RATE_HZ);
  for (let i = 0; i < length && at + i < samples.length; i++) {
    const seconds = i / CORPUS_RATE_HZ;
    const body = Math.sin(2 * Math.PI * hz * seconds) + 0.6 * (random() - 0.5);
    samples[at + i]! += level * body * Math.exp(-seconds / decaySeconds);
  }
}

/** A telephone: two notes in turn, and a pause. */
function ringing(frames: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, i) => {
    const seconds = i / CORPUS_RATE_HZ;
    if (seconds % 4 > 1.6) return 0;
    const hz = seconds % 0.1 < 0.05 ? 1_000 : 1_250;
    return Math.sin(2 * Math.PI * hz * seconds) + 0.3 * Math.sin(6 * Math.PI * hz * seconds);
  });
}

/** How an instrument sounds. */
interface Instrument {
  readonly lowNote: number;
  readonly noteSeconds: number;
  readonly voices: number;
  readonly harmonics: number;
  /** Amplitude of the n-th harmonic, n from 1. */
  amplitude(n: number): number;
  /** Of a note, over time; its length comes with it. */
  envelope(seconds: number, length: number): number;
  readonly vibratoCents: number;
}

const PIANO: Instrument = {
  ...{ lowNote: 45, noteSeconds: 0.3, voices: 3, harmonics: 10, vibratoCents: 0 },
  amplitude: (n) => 1 / n ** 1.3,
  envelope: (seconds) => Math.min(1, seconds / 0.005) * Math.exp(-seconds / 0.5),
};
const ORGAN: Instrument = {
  ...{ lowNote: 48, noteSeconds: 0.9, voices: 4, harmonics: 8, vibratoCents: 0 },
  amplitude: (n) => (n & (n - 1)) === 0 ? 1 / Math.sqrt(n) : 0.1,
  envelope: (seconds, length) => Math.min(1, seconds / 0.03, (length - seconds) / 0.05),
};
const STRINGS: Instrument = {
  ...{ lowNote: 43, noteSeconds: 1.1, voices: 4, harmonics: 14, vibratoCents: 25 },
  amplitude: (n) => 1 / n,
  envelope: (seconds, length) => Math.min(1, seconds / 0.12, (length - seconds) / 0.15),
};
const GUITAR: Instrument = {
  ...{ lowNote: 40, noteSeconds: 0.25, voices: 2, harmonics: 12, vibratoCents: 0 },
  amplitude: (n) => Math.abs(Math.sin(0.6 * n)) / n,
  envelope: (seconds) => Math.min(1, seconds / 0.003) * Math.exp(-seconds / 0.35),
};
const SYNTHESISER: Instrument = {
  ...{ lowNote: 57, noteSeconds: 0.15, voices: 1, harmonics: 20, vibratoCents: 5 },
  amplitude: (n) => n % 2 === 1 ? 1 / n : 0,
  envelope: (seconds, length) => Math.min(1, seconds / 0.005, (length - seconds) / 0.02),
};

/** Notes of a scale, several at once, with a rest now and then. */
function melody(frames: number, random: () => number, instrument: Instrument): Float32Array {
  const samples = new Float32Array(frames);
  const scale = [0, 2, 4, 5, 7, 9, 11];
  for (let voice = 0; voice < instrument.voices; voice++) {
    let degree = Math.floor(7 * random());
    for (let at = 0; at < frames;) {
      const length = instrument.noteSeconds * [0.5, 1, 1, 1, 2][Math.floor(5 * random())]!;
      degree = Math.max(0, Math.min(13, degree + Math.floor(5 * random()) - 2));
      const note = instrument.lowNote + 12 * Math.floor(degree / 7) + scale[degree % 7]! +
        5 * voice;
      if (random() > 0.12) play(samples, Math.floor(at), note, length, 0.6 + 0.4 * random());
      at += length * CORPUS_RATE_HZ;
    }
  }
  return samples;

  function play(into: Float32Array, at: number, note: number, length: number, level: number) {
    const hz = 440 * 2 ** ((note - 69) / 12);
    const rings = instrument.envelope(length, length) > 0.01 ? length + 0.6 : length;
    let phase = 0;
    for (let i = 0; i < rings * CORPUS_RATE_HZ && at + i < into.length; i++) {
      const seconds = i / CORPUS_RATE_HZ;
      const cents = instrument.vibratoCents * Math.sin(2 * Math.PI * 5.5 * seconds);
      phase += 2 * Math.PI * hz * 2 ** (cents / 1_200) / CORPUS_RATE_HZ;
      let sum = 0;
      for (let n = 1; n <= instrument.harmonics && n * hz < 16_000; n++) {
        sum += instrument.amplitude(n) * Math.sin(n * phase);
      }
      into[at + i]! += level * sum * Math.max(0, instrument.envelope(seconds, length));
    }
  }
}

/** Bass drum, snare and hi-hat, 110 beats a minute. */
function beat(frames: number, random: () => number): Float32Array {
  const samples = new Float32Array(frames);
  const half = 30 / 110 * CORPUS_RATE_HZ;
  for (let k = 0; k * half < frames; k++) {
    const at = Math.floor(k * half);
    if (k % 4 === 0) knock(samples, at, 3, 0.12, 60, random);
    if (k % 4 === 2) noiseBurst(samples, at, 2, 0.07, random);
    noiseBurst(samples, at, 0.5, 0.02, random);
  }
  return samples;
}

function noiseBurst(
  samples: Float32Array,
  at: number,
  level: number,
  decaySeconds: number,
  random: () => number,
): void {
  for (let i = 0; i < 5 * decaySeconds * CORPUS_RATE_HZ && at + i < samples.length; i++) {
    const decay = Math.exp(-i / CORPUS_RATE_HZ / decaySeconds);
    samples[at + i]! += level * 2 * (random() - 0.5) * decay;
  }
}

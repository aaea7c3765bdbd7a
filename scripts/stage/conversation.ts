/** Two people talking, made of sines: what the demo and the benchmarks record. */

/** Sample rate of the conversation, Hz. */
export const CONVERSATION_RATE_HZ = 48_000;

/** One side's way of speaking. */
interface Voice {
  /** Pitch at the middle of a phrase, Hz. */
  readonly pitchHz: number;
  /** Syllables in a second. */
  readonly syllablesPerSecond: number;
  /** Peak level, dBFS. */
  readonly peakDb: number;
}

const NEAR: Voice = { pitchHz: 115, syllablesPerSecond: 4.2, peakDb: -18 };
const FAR: Voice = { pitchHz: 205, syllablesPerSecond: 4.8, peakDb: -12 };

/** First two formants of five vowels, Hz (Peterson & Barney 1952, men's averages, rounded). */
const VOWELS: readonly (readonly [number, number])[] = [
  [730, 1090],
  [530, 1840],
  [270, 2290],
  [570, 840],
  [300, 870],
];

/** A turn of the talk: seconds from its start, and how long it lasts. */
const TURN_SECONDS = 2.6;
const PAUSE_SECONDS = 0.5;

/**
 * Both sides of a conversation: they speak in turns, with half a second between, and the near one sits in a room.
 *
 * @param seconds length
 * @param glide by which part the pitch of each syllable falls: 0 sings, as the demo does; a voice has some tenths
 * @returns mono samples for each side at `CONVERSATION_RATE_HZ`, the same at every call
 */
export function makeConversation(
  seconds: number,
  glide = 0,
): { near: Float32Array; far: Float32Array } {
  const frames = Math.round(seconds * CONVERSATION_RATE_HZ);
  const near = new Float32Array(frames);
  const far = new Float32Array(frames);
  const random = makeRandom(7);
  for (let turn = 0, start = 0.3; start < seconds; turn++, start += TURN_SECONDS + PAUSE_SECONDS) {
    speak(turn % 2 === 0 ? near : far, turn % 2 === 0 ? NEAR : FAR, start, random, glide);
  }
  const roomNoise = 10 ** (-58 / 20) * Math.sqrt(3);
  for (let i = 0; i < frames; i++) near[i] = (near[i] ?? 0) + roomNoise * (2 * random() - 1);
  return { near, far };
}

/** Adds one turn of speech: syllables of harmonics under two formants, the pitch falling towards the end. */
function speak(
  into: Float32Array,
  voice: Voice,
  start: number,
  random: () => number,
  glide: number,
): void {
  const syllable = 1 / voice.syllablesPerSecond;
  const syllables = Math.floor(TURN_SECONDS / syllable);
  for (let k = 0; k < syllables; k++) {
    const pitchHz = voice.pitchHz * (1.12 - (0.24 * k) / syllables) * (0.97 + 0.06 * random());
    const [first, second] = VOWELS[Math.floor(random() * VOWELS.length)] ?? [500, 1500];
    const loudness = 10 ** (voice.peakDb / 20) * (0.6 + 0.4 * random());
    const from = Math.round((start + k * syllable) * CONVERSATION_RATE_HZ);
    const length = Math.round(0.85 * syllable * CONVERSATION_RATE_HZ);
    const harmonics = harmonicsOf(pitchHz, first, second);
    for (let i = 0; i < length && from + i < into.length; i++) {
      const steady = (2 * Math.PI * pitchHz * i) / CONVERSATION_RATE_HZ;
      const angle = steady * (1 - glide * i / (2 * length));
      let sample = 0;
      for (let h = 0; h < harmonics.length; h++) {
        sample += (harmonics[h] ?? 0) * Math.sin((h + 1) * angle);
      }
      const envelope = Math.sin((Math.PI * i) / length) ** 0.6;
      into[from + i] = (into[from + i] ?? 0) + loudness * envelope * sample;
    }
  }
}

/** Amplitudes of the harmonics below 4 kHz under two resonances, their sum 1, so that no sample exceeds 1. */
function harmonicsOf(pitchHz: number, firstHz: number, secondHz: number): number[] {
  const amplitudes = Array.from({ length: Math.floor(4000 / pitchHz) }, (_, h) => {
    const hz = pitchHz * (h + 1);
    const resonance = (centreHz: number, widthHz: number) =>
      1 / (1 + ((hz - centreHz) / widthHz) ** 2);
    return (resonance(firstHz, 110) + 0.5 * resonance(secondHz, 160) + 0.02) / Math.sqrt(h + 1);
  });
  const sum = amplitudes.reduce((a, b) => a + b, 0);
  return amplitudes.map((amplitude) => amplitude / sum);
}

/** Numbers in 0…1 that are the same each time (linear congruential, Numerical Recipes' constants). */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

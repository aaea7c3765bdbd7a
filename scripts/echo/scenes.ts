// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Meetings with loudspeakers of which everything is known: what the canceller and its rivals are measured with. */
import { randomNumbers } from "../stage/random_numbers.ts";
import { boxRoom, hearThrough, type RoomRecipe, tailRoom } from "./rooms.ts";

/** Sample rate of the scenes. */
export const SCENE_RATE_HZ = 48_000;

/** What is special about a scene. */
export const SCENE_KINDS = [
  ...["linear", "distorting", "moved", "levelled", "headset"] as const,
  ...["far silent", "near silent", "both silent"] as const,
] as const;
/** One of them. */
export type SceneKind = typeof SCENE_KINDS[number];

/** Who talks when, in seconds: the far side alone, both, the near side alone, the far side alone again. */
export const SCENE_PLAN = { both: 12, near: 24, again: 30, moved: 34, end: 44 } as const;

/** What a scene is made from; the same for the same recipe. */
export interface SceneRecipe {
  readonly seed: number;
  readonly kind: SceneKind;
  readonly t60Seconds: number;
  readonly delaySeconds: number;
  /** Rooms of another making than those that the canceller was made with. */
  readonly isUnseen?: boolean;
  /** RMS while they sound, dBFS. */
  readonly echoDb?: number;
  readonly nearDb?: number;
  readonly noiseDb?: number;
}

/** What was played, what the microphone heard, and of what that consists. */
export interface Scene {
  readonly recipe: SceneRecipe;
  readonly far: Float32Array;
  readonly mic: Float32Array;
  /** As they are in the microphone: its level control has worked on them. */
  readonly echo: Float32Array;
  readonly near: Float32Array;
}

/** Makes a scene of sentences by two voices. */
export function makeScene(
  recipe: SceneRecipe,
  farVoice: readonly Float32Array[],
  nearVoice: readonly Float32Array[],
): Scene {
  const random = randomNumbers(recipe.seed * 7919 + 17);
  for (let i = 0; i < 8; i++) random();
  const { both, near: nearAt, again, moved, end } = SCENE_PLAN;
  const { kind } = recipe;
  const frames = end * SCENE_RATE_HZ;
  const far = new Float32Array(frames);
  const near = new Float32Array(frames);
  if (kind !== "far silent" && kind !== "both silent") {
    talk(far, 0, nearAt, farVoice, random);
    talk(far, again, end, farVoice, random);
  }
  const saysNothing = kind === "near silent" || kind === "both silent";
  if (!saysNothing) talk(near, both, again, nearVoice, random);
  levelTo(far, -24);
  levelTo(near, recipe.nearDb ?? -22);
  const played = kind === "distorting" ? distorted(far) : far;
  const rooms = { ...recipe, rateHz: SCENE_RATE_HZ, directDb: 0, random };
  const makeRoom = (o: RoomRecipe) => recipe.isUnseen ? boxRoom(o) : tailRoom(o);
  const echo = hearThrough(makeRoom(rooms), played);
  if (kind === "moved") {
    const other = hearThrough(
      makeRoom({ ...rooms, delaySeconds: rooms.delaySeconds + 0.002 }),
      played,
    );
    const from = moved * SCENE_RATE_HZ;
    const fade = 0.05 * SCENE_RATE_HZ;
    for (let i = from; i < frames; i++) {
      const part = Math.min(1, (i - from) / fade);
      echo[i] = echo[i]! * (1 - part) + other[i]! * part;
    }
  }
  levelTo(echo, recipe.echoDb ?? -26);
  if (kind === "headset") echo.fill(0);
  const gain = kind === "levelled" ? levelControl(frames, random) : undefined;
  const noise = 10 ** ((recipe.noiseDb ?? -62) / 20);
  const mic = new Float32Array(frames);
  const isDigital = kind === "near silent" || kind === "both silent";
  for (let i = 0; i < frames; i++) {
    const level = gain?.[i] ?? 1;
    echo[i]! *= level;
    near[i]! *= level;
    const hiss = noise * level * 1.732 * (random() + random() + random() + random() - 2);
    mic[i] = kind === "near silent" || isDigital ? 0 : echo[i]! + near[i]! + hiss;
  }
  return { recipe, far, mic, echo, near };
}

/** Sentences with pauses of 0.15 to 1 s between. */
function talk(
  track: Float32Array,
  fromSecond: number,
  toSecond: number,
  sentences: readonly Float32Array[],
  random: () => number,
): void {
  const to = toSecond * SCENE_RATE_HZ;
  let at = Math.floor((fromSecond + 0.2 * random()) * SCENE_RATE_HZ);
  for (let i = Math.floor(random() * sentences.length); at < to; i++) {
    const sentence = withoutEnds(sentences[i % sentences.length]!);
    track.set(sentence.subarray(0, to - at), at);
    at += sentence.length + Math.floor((0.15 + 0.85 * random() ** 2) * SCENE_RATE_HZ);
  }
}

/** espeak-ng puts silence around what it says. */
function withoutEnds(sentence: Float32Array): Float32Array {
  const isHeard = (sample: number) => Math.abs(sample) > 1e-3;
  return sentence.subarray(sentence.findIndex(isHeard), sentence.findLastIndex(isHeard) + 1);
}

/** Sets the RMS of the hops that sound. */
function levelTo(track: Float32Array, db: number): void {
  const hop = SCENE_RATE_HZ / 100;
  const powers = [];
  for (let at = 0; at + hop <= track.length; at += hop) powers.push(powerOf(track, at, at + hop));
  const least = Math.max(...powers) * 1e-4;
  const heard = powers.filter((power) => power > least);
  if (heard.length === 0) return;
  const rms = Math.sqrt(heard.reduce((sum, power) => sum + power, 0) / heard.length);
  const gain = 10 ** (db / 20) / rms;
  for (let i = 0; i < track.length; i++) track[i]! *= gain;
}

/** Mean square of frames `from` up to `to`. */
export function powerOf(track: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += track[i]! * track[i]!;
  return sum / Math.max(1, to - from);
}

/** A loudspeaker driven too hard: tanh, so far that a tone at the voice's RMS gets 5 % of harmonics. */
function distorted(track: Float32Array): Float32Array {
  // Of tanh(x) = x − x³/3 …, a tone a·sin has a³/12 of the third harmonic: a part of a²/12, 5 % at a = 0.8 with what follows.
  let energy = 0;
  let heard = 0;
  for (const sample of track) {
    if (Math.abs(sample) < 1e-4) continue;
    energy += sample * sample;
    heard++;
  }
  const drive = 0.8 / (Math.SQRT2 * Math.sqrt(energy / Math.max(1, heard)));
  return track.map((sample) => Math.tanh(sample * drive) / drive);
}

/** A gain that wanders over ±10 dB, a new aim every 1 to 3 s. */
function levelControl(frames: number, random: () => number): Float32Array {
  const gains = new Float32Array(frames);
  let [from, to, at, length] = [0, 0, 0, 1];
  for (let i = 0; i < frames; i++) {
    if (i >= at + length) {
      [from, to, at] = [to, -10 + 20 * random(), i];
      length = (1 + 2 * random()) * SCENE_RATE_HZ;
    }
    const db = from + (to - from) * (0.5 - 0.5 * Math.cos(Math.PI * (i - at) / length));
    gains[i] = 10 ** (db / 20);
  }
  return gains;
}

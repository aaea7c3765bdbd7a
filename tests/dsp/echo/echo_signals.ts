/** Both sides of a meeting with a loudspeaker, made from formulas. */
import { random } from "../signals.ts";

/** Rate of the signals. */
export const RATE_HZ = 48_000;

/** Something like a voice: dull noise in syllables of 0.1 to 0.3 s, with pauses between. Mean square about 0.003. */
export function chatter(seconds: number, seed: number): Float32Array<ArrayBuffer> {
  const next = random(seed * 31 + 7);
  const track = new Float32Array(seconds * RATE_HZ);
  for (let at = 0; at < track.length;) {
    const frames = Math.floor((0.1 + 0.2 * next()) * RATE_HZ);
    const level = 0.3 + 0.7 * next();
    const keep = 0.5 + 0.45 * next();
    let dull = 0;
    for (let i = 0; i < frames && at + i < track.length; i++) {
      dull = keep * dull + (1 - keep) * (next() - 0.5);
      track[at + i] = level * dull * Math.sin((Math.PI * i) / frames);
    }
    at += frames + Math.floor((next() < 0.1 ? 0.5 : 0.05) * next() * RATE_HZ);
  }
  return track;
}

/** A way through a room: `delay` frames, then a first sound and reflections that die away over 50 ms. */
export function wayOf(delay: number, seed: number): readonly (readonly [number, number])[] {
  const next = random(seed * 101 + 3);
  const taps: [number, number][] = [[delay, 0.5]];
  for (let i = 1; i < 40; i++) {
    const frame = Math.floor(0.05 * RATE_HZ * next());
    taps.push([delay + frame, 0.2 * (next() - 0.5) * 10 ** (-1.5 * frame / (0.05 * RATE_HZ))]);
  }
  return taps;
}

/** What is heard of a signal at the end of a way. */
export function heard(
  signal: Float32Array,
  way: readonly (readonly [number, number])[],
): Float32Array<ArrayBuffer> {
  const track = new Float32Array(signal.length);
  for (const [delay, gain] of way) {
    for (let i = Math.max(0, delay); i < track.length + Math.min(0, delay); i++) {
      track[i] = (track[i] ?? 0) + gain * (signal[i - delay] ?? 0);
    }
  }
  return track;
}

/** One signal more; none is changed. */
export function plus(a: Float32Array, b: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(a, (sample, i) => sample + (b[i] ?? 0));
}

/** Power of a stretch, dB. */
export function levelDb(track: Float32Array, fromSecond: number, toSecond: number): number {
  const part = track.subarray(fromSecond * RATE_HZ, toSecond * RATE_HZ);
  return 10 * Math.log10(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
}

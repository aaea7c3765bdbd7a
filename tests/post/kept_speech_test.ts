/** What must not be missing: sounds that a gate may take for noise, each from random places on. */
import { makePlan } from "../../post/plan/plan.ts";
import { assert, assertEquals } from "../assert.ts";
import { random, whiteNoise } from "../dsp/signals.ts";
import { analyse, options } from "./programme_signals.ts";

const RATE_HZ = 48_000;
const HOP = RATE_HZ / 100;

/** By how much the energy of `speech` is kept when the gate hears `mixture`, 0 to 1. */
function kept(speech: Float32Array, mixture: Float32Array): number {
  const gains = gainsOf(mixture);
  let [all, heard] = [0, 0];
  for (let i = 0; i < speech.length; i++) {
    const power = (speech[i] ?? 0) ** 2;
    all += power;
    heard += power * (gains[Math.floor(i / HOP)] ?? 0) ** 2;
  }
  return heard / all;
}

function gainsOf(mixture: Float32Array): Float32Array {
  const choices = options({ normalize: "off" }, 80);
  return analyse("mic", mixture, choices).gainCurve(0, mixture.length).gains;
}

/** Something like talk: syllables on a gliding pitch, sentences of 1 to 4 s, pauses of up to `pauseSeconds`. */
function voice(seconds: number, seed: number, pauseSeconds = 3): Float32Array {
  const next = random(seed * 7_919);
  const samples = new Float32Array(seconds * RATE_HZ);
  const pitch = 100 + 120 * next();
  let phase = 0;
  for (let at = Math.floor(next() * RATE_HZ); at < samples.length;) {
    const end = Math.min(samples.length, at + (1 + 3 * next()) * RATE_HZ);
    while (at < end) {
      const frames = Math.floor((0.12 + 0.15 * next()) * RATE_HZ);
      const [first, second, loud] = [300 + 500 * next(), 900 + 1_200 * next(), 0.3 + 0.7 * next()];
      for (let i = 0; i < frames && at < end; i++, at++) {
        const hz = pitch * (1 + 0.15 * Math.sin(at / 9_000));
        phase += 2 * Math.PI * hz / RATE_HZ;
        let sum = 0;
        for (let k = 1; k <= 20; k++) {
          const near = (formant: number, width: number) =>
            1 / (1 + ((k * hz - formant) / width) ** 2);
          sum += (near(first, 90) + 0.4 * near(second, 130) + 0.02) * Math.sin(k * phase);
        }
        samples[at] = loud * Math.sin(Math.PI * i / frames) ** 2 * sum;
      }
      at += Math.floor(0.04 * next() * RATE_HZ);
    }
    at += Math.floor((0.2 + pauseSeconds * next()) * RATE_HZ);
  }
  return samples;
}

/** White noise through two first-order low-passes. */
function lowPassedNoise(frames: number, cutoffHz: number, seed: number): Float32Array {
  const noise = whiteNoise(frames, 1, seed);
  const keep = Math.exp(-2 * Math.PI * cutoffHz / RATE_HZ);
  let [one, two] = [0, 0];
  return noise.map((sample) => {
    one = keep * one + (1 - keep) * sample;
    two = keep * two + (1 - keep) * one;
    return two;
  });
}

/** RMS over what is not silence. */
function loudness(samples: Float32Array): number {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  let [sum, frames] = [0, 0];
  for (let at = 0; at + HOP <= samples.length; at += HOP) {
    const power = samples.subarray(at, at + HOP).reduce((total, x) => total + x * x, 0) / HOP;
    if (power < 1e-4 * loudest ** 2) continue;
    sum += power;
    frames++;
  }
  return Math.sqrt(sum / frames);
}

function scaled(samples: Float32Array, rmsDb: number): Float32Array {
  const gain = 10 ** (rmsDb / 20) / loudness(samples);
  return samples.map((sample) => gain * sample);
}

function sum(...parts: Float32Array[]): Float32Array {
  return (parts[0] ?? new Float32Array()).map((_, i) =>
    parts.reduce((total, part) => total + (part[i] ?? 0), 0)
  );
}

function assertKept(speech: Float32Array, mixture: Float32Array, what: string): void {
  const share = kept(speech, mixture);
  assert(share >= 0.99, `${what}: ${(100 * share).toFixed(2)} % kept`);
}

Deno.test("a voice that peaks at −54 to −65 dBFS over noise at −95 dBFS is kept", () => {
  for (const [seed, peakDb] of [-54, -57, -60, -62.5, -65].entries()) {
    const loud = voice(30, seed + 1);
    const most = loud.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
    const speech = loud.map((sample) => sample * 10 ** (peakDb / 20) / most);
    const noise = whiteNoise(speech.length, 10 ** (-95 / 20), seed + 1);
    assertKept(speech, sum(speech, noise), `${peakDb} dBFS`);
  }
});

Deno.test("held notes of 8 s with digital silence between them are kept, from wherever one listens", () => {
  const next = random(77);
  for (const levelDb of [-15, -35, -55]) {
    for (const tremolo of [0, 0.1, 0.3]) {
      const amplitude = 10 ** (levelDb / 20);
      const offset = 10 * next();
      const notes = Float32Array.from({ length: 40 * RATE_HZ }, (_, i) => {
        const seconds = i / RATE_HZ + offset;
        const within = seconds % 10;
        if (within >= 8) return 0;
        const swell = 1 + tremolo * Math.sin(2 * Math.PI * 5 * seconds);
        const phase = 2 * Math.PI * (110 + 40 * Math.floor(seconds / 10)) * seconds;
        const tone = Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.3 * Math.sin(3 * phase);
        return amplitude * Math.min(1, within / 0.03, (8 - within) / 0.03) * swell * tone;
      });
      assertKept(notes, notes, `${levelDb} dBFS, tremolo ${tremolo}, from ${offset.toFixed(2)} s`);
    }
  }
});

Deno.test("440 Hz in one second of three, digital silence between, is kept from wherever one listens", () => {
  const next = random(440);
  for (let trial = 0; trial < 8; trial++) {
    const offset = 3 * next();
    const tone = Float32Array.from({ length: 20 * RATE_HZ }, (_, i) => {
      const seconds = i / RATE_HZ + offset;
      return seconds % 3 < 1 ? 0.1 * Math.sin(2 * Math.PI * 440 * seconds) : 0;
    });
    assertKept(tone, tone, `from ${offset.toFixed(2)} s`);
  }
});

Deno.test("speech in low-passed noise as loud as itself, or 3 dB below it, is kept", () => {
  for (const [seed, snrDb] of [0, 0, 0, 3, 3, 3].entries()) {
    const speech = scaled(voice(30, seed + 10), -25);
    const noise = scaled(lowPassedNoise(speech.length, 500, seed + 10), -25 - snrDb);
    assertKept(speech, sum(speech, noise), `${snrDb} dB, seed ${seed}`);
  }
});

Deno.test("speech as loud as four others who talk is kept", () => {
  for (const seed of [20, 30, 40]) {
    const speech = scaled(voice(30, seed), -25);
    const others = sum(...[1, 2, 3, 4].map((other) => voice(30, seed + other, 0.2)));
    assertKept(speech, sum(speech, scaled(others, -25)), `seed ${seed}`);
  }
});

Deno.test("speech in traffic that swells and is as loud as itself is kept", () => {
  for (const seed of [50, 60, 70]) {
    const speech = scaled(voice(30, seed), -25);
    const next = random(seed);
    const cars = Array.from({ length: 8 }, () => [30 * next(), 1 + 2 * next(), 0.5 + 3 * next()]);
    const road = lowPassedNoise(speech.length, 250, seed).map((sample, i) => {
      const swell = cars.reduce(
        (total, [at = 0, width = 1, loud = 0]) =>
          total + loud / (1 + ((i / RATE_HZ - at) / width) ** 2),
        0.4,
      );
      return swell * sample;
    });
    assertKept(speech, sum(speech, scaled(road, -25)), `seed ${seed}`);
  }
});

Deno.test("a headset that gates by itself loses nothing to our gate", () => {
  for (const seed of [80, 81]) {
    const speech = scaled(voice(30, seed), -30);
    const noise = scaled(lowPassedNoise(speech.length, 4_000, seed), -45);
    let open = 0;
    const gated = sum(speech, noise).map((sample, i) => {
      open = speech[i] === 0 ? open - 1 : RATE_HZ / 5;
      return open > 0 ? sample : 0;
    });
    assertKept(speech, gated, `seed ${seed}`);
  }
});

Deno.test("pauses in which there is only noise are silent, and so is noise alone, also after digital silence", () => {
  const silentPart = (gains: Float32Array) =>
    gains.filter((gain) => gain === 0).length / gains.length;
  for (const cutoffHz of [500, 20_000]) {
    for (const levelDb of [-35, -60, -90]) {
      const noise = scaled(lowPassedNoise(20 * RATE_HZ, cutoffHz, 3), levelDb);
      assert(silentPart(gainsOf(noise)) > 0.98, `${cutoffHz} Hz, ${levelDb} dB`);
      noise.fill(0, 0, 5 * RATE_HZ);
      assert(silentPart(gainsOf(noise)) > 0.98, `${cutoffHz} Hz, ${levelDb} dB after silence`);
    }
    const speech = scaled(voice(30, 90, 6), -25);
    const gains = gainsOf(sum(speech, scaled(lowPassedNoise(speech.length, cutoffHz, 4), -50)));
    for (let hop = 0; hop < gains.length; hop++) {
      const near = speech.subarray(Math.max(0, hop - 80) * HOP, (hop + 30) * HOP);
      if (near.every((sample) => sample === 0)) assert(gains[hop] === 0, `hop ${hop}`);
    }
  }
});

Deno.test("a very quiet voice is raised by the most that a track may be, and the plan says that it stays below", () => {
  for (const normalize of ["peak", "loudness"] as const) {
    const loud = voice(10, 5);
    const most = loud.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
    const speech = loud.map((sample) => sample * 10 ** (-65 / 20) / most);
    const choices = options({ normalize }, 80);
    const noise = whiteNoise(speech.length, 10 ** (-95 / 20), 5);
    const plan = makePlan([analyse("mic", sum(speech, noise), choices)], choices);
    assertEquals([plan.gainSteps.mic, plan.boostLimited], [800, ["mic"]], normalize);
  }
});

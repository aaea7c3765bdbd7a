// deno-lint-ignore-file no-non-null-assertion -- the loop runs within the bounds of its array
import { VoiceEar } from "../../../../post/analysis/voices/voice_ear.ts";
import { assert, assertEquals } from "../../../assert.ts";
import { sine, whiteNoise } from "../../../dsp/signals.ts";

const RATE_HZ = 48_000;
const HOP = 480;

/** Where an ear hears voices, in hops; and how many of the hops each kind was told of. */
function heard(samples: Float32Array, channels: 1 | 2 = 1) {
  const told: boolean[] = [];
  const ear = new VoiceEar({
    ...{ rateHz: RATE_HZ, hopFrames: HOP, channels },
    onHop: (hop, mayBeSpeech) => {
      assertEquals(hop, told.length);
      told.push(mayBeSpeech);
    },
  });
  const turns: number[] = [];
  let mostBehind = 0;
  for (let at = 0; at < samples.length; at += HOP * channels) {
    const hop = samples.subarray(at, at + HOP * channels);
    ear.process(hop);
    ear.endHop(hop.every((sample) => sample === 0));
    turns.push(...ear.takeTurns());
    mostBehind = Math.max(mostBehind, at / HOP / channels + 1 - ear.knownHops);
  }
  ear.finish();
  turns.push(...ear.takeTurns());
  return { turns, told, mostBehind, known: ear.knownHops };
}

/** Noise of −70 dBFS with a note from and to these seconds. */
function note(seconds: number, from: number, to: number, amplitude = 0.01): Float32Array {
  const samples = whiteNoise(seconds * RATE_HZ, 10 ** (-70 / 20), 3);
  const tone = sine({ hz: 300, rateHz: RATE_HZ, frames: (to - from) * RATE_HZ, amplitude });
  tone.forEach((sample, i) => samples[from * RATE_HZ + i]! += sample);
  return samples;
}

Deno.test("a voice is heard from where it begins to where it ends, not as long as a gate stays open", () => {
  for (const amplitude of [0.3, 0.01]) {
    const { turns: [from = 0, to = 0, ...rest], told } = heard(note(10, 3, 5, amplitude));
    assertEquals(rest, []);
    assert(Math.abs(from - 300) <= 12 && Math.abs(to - 500) <= 3, `${from} to ${to}`);
    assert(told[400]);
  }
});

Deno.test("voices at the beginning and at the end are heard from the first hop, and to the last", () => {
  assertEquals(heard(note(8, 0, 3)).turns[0], 0);
  assertEquals(heard(note(8, 5, 8)).turns.length, 1);
});

Deno.test("noise and digital silence are nobody", () => {
  assertEquals(heard(whiteNoise(6 * RATE_HZ, 0.01, 9)).turns, []);
  assertEquals(heard(new Float32Array(6 * RATE_HZ)).turns, []);
  assertEquals(heard(new Float32Array(0)).turns, []);
});

Deno.test("a voice in counterphase is heard as well", () => {
  const mono = note(10, 3, 5);
  const both = Float32Array.from(
    { length: 2 * mono.length },
    (_, i) => (i % 2 === 0 ? 1 : -1) * (mono[i >> 1] ?? 0),
  );
  const [from = 0, to = 0] = heard(both, 2).turns;
  assert(Math.abs(from - 300) <= 12 && Math.abs(to - 500) <= 3, `${from} to ${to}`);
});

Deno.test("it is told of every hop in the end, and until then some seconds later", () => {
  const { told, known, mostBehind } = heard(note(10, 3, 5));
  assertEquals([told.length, known], [1_000, 1_000]);
  assert(mostBehind < 400, `${mostBehind} hops`);
});

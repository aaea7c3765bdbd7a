/** Loudness and true peak of a programme, measured in pieces: as by another program, ffmpeg's `ebur128`. */
import { assertAlmostEquals, assertEquals } from "../../assert.ts";
import { randomPieces, whiteNoise } from "../../dsp/signals.ts";
import { truePeakDb } from "../../dsp/true_peak_db.ts";
import { levelsOf } from "../../../post/ground/measured_sound.ts";
import { ProgrammeMeter } from "../../../post/render/programme_meter.ts";
import { TestFolder, tool } from "../../formats/tool.ts";

/** A meeting: voices that come and go, on two channels. */
function voices(seconds: number, rateHz: number): Float32Array {
  const noise = whiteNoise(seconds * rateHz * 2, 0.4, 3);
  return noise.map((sample, i) => {
    const second = Math.floor(i / 2) / rateHz;
    return sample * (second % 4 < 2.5 ? 1 : 0.01) * (i % 2 === 0 ? 1 : 0.4);
  });
}

/** Pushed in pieces of any length, as stretches between borders. */
function metered(samples: Float32Array, rateHz: number, borders: readonly number[]) {
  const meter = new ProgrammeMeter({ rateHz, channels: 2, fromFrame: 0, borders });
  for (const [from, to] of randomPieces(samples.length / 2, 20_000)) {
    meter.push(samples.subarray(2 * from, 2 * to));
  }
  return meter.finish();
}

/** Loudness, LUFS, by ffmpeg. */
function ebur128(samples: Float32Array, rateHz: number): number {
  using folder = new TestFolder();
  const path = folder.file("samples.f32", new Uint8Array(samples.buffer));
  const { err } = tool("ffmpeg", [
    ...["-hide_banner", "-nostats", "-f", "f32le", "-ar", `${rateHz}`, "-ac", "2", "-i", path],
    ...["-af", "ebur128", "-f", "null", "-"],
  ]);
  return Number(/I:\s+(\S+) LUFS/.exec(err.split("Summary:").at(-1) ?? "")?.[1]);
}

for (const rateHz of [44_100, 48_000]) {
  Deno.test(`at ${rateHz} Hz stretches add up to the loudness that ffmpeg measures of the whole`, () => {
    const samples = voices(20, rateHz);
    const end = samples.length / 2;
    const whole = levelsOf(metered(samples, rateHz, [0, end]), rateHz);
    const parts = levelsOf(metered(samples, rateHz, [0, 288_000, 288_001, 600_123, end]), rateHz);
    assertAlmostEquals(whole.loudnessLufs, ebur128(samples, rateHz), 0.1);
    assertAlmostEquals(parts.loudnessLufs, whole.loudnessLufs, 1e-4);
    assertAlmostEquals(whole.truePeakDb, truePeakDb(samples, 2), 1e-6);
    assertAlmostEquals(parts.truePeakDb, whole.truePeakDb, 1e-6);
  });
}

Deno.test("a sine at a quarter of the rate rises 3 dB above its samples", () => {
  const rateHz = 48_000;
  const frames = 48_000;
  // An eighth of a turn behind zero, so that no sample falls on the top of the wave.
  const samples = Float32Array.from({ length: 2 * frames }, (_, i) => {
    return 0.5 * Math.sin(Math.PI / 2 * (i >> 1) + Math.PI / 4);
  });
  const { truePeakDb, peakDb } = levelsOf(metered(samples, rateHz, [0, frames]), rateHz);
  assertAlmostEquals(peakDb, 20 * Math.log10(0.5 * Math.SQRT1_2), 0.01);
  assertAlmostEquals(truePeakDb, 20 * Math.log10(0.5), 0.2);
});

Deno.test("two channels that hold the same measure what both do alone, also where they begin to differ", () => {
  const samples = voices(8, 48_000);
  const twins = samples.map((_, i) => samples[i - i % 2] ?? 0);
  const later = twins.map((sample, i) => i < 2 * 200_000 || i % 2 === 0 ? sample : sample * 0.3);
  const end = samples.length / 2;
  for (const each of [twins, later]) {
    const { loudnessLufs, truePeakDb: found } = levelsOf(metered(each, 48_000, [0, end]), 48_000);
    assertAlmostEquals(loudnessLufs, ebur128(each, 48_000), 0.1);
    assertAlmostEquals(found, truePeakDb(each, 2), 1e-6);
  }
});

Deno.test("what lies before the first border, and outside the span, does not count", () => {
  const rateHz = 48_000;
  const samples = voices(8, rateHz);
  const quiet = samples.map((sample, i) => i < 2 * 96_000 ? 1 : sample);
  const [found] = [metered(quiet, rateHz, [100_800, samples.length / 2])];
  const [wanted] = [metered(samples, rateHz, [100_800, samples.length / 2])];
  const span = { fromFrame: 240_000, toFrame: 336_000 };
  assertAlmostEquals(
    levelsOf(found, rateHz, span).loudnessLufs,
    levelsOf(wanted, rateHz, span).loudnessLufs,
    1e-3,
  );
});

Deno.test("of what nobody hears the true peak is the highest sample", () => {
  const samples = Float32Array.from(
    { length: 96_000 },
    (_, i) => 5e-5 * Math.sin(Math.PI / 2 * (i >> 1) + Math.PI / 4),
  );
  const { truePeakDb, peakDb } = levelsOf(metered(samples, 48_000, [0, 48_000]), 48_000);
  assertEquals(truePeakDb, peakDb);
});

Deno.test("silence, and nothing at all, have no loudness", () => {
  const silence = levelsOf(metered(new Float32Array(96_000), 48_000, [0, 48_000]), 48_000);
  assertEquals(Object.values(silence), [-Infinity, -Infinity, -Infinity]);
  assertEquals(Object.values(levelsOf([], 48_000)), [-Infinity, -Infinity, -Infinity]);
});

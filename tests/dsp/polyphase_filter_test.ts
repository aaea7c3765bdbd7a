import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { PolyphaseFilter } from "../../dsp/polyphase_filter.ts";
import { sine, whiteNoise } from "./signals.ts";

const RATE_HZ = 48_000;
const SAME_RATE = { inRateHz: RATE_HZ, outRateHz: RATE_HZ };

/** The signal's value at frame `index + fraction`, for each channel. */
function valueAt(
  filter: PolyphaseFilter,
  signal: Float64Array,
  index: number,
  fraction: number,
  channels = 1,
): number[] {
  const output = new Float32Array(channels);
  const position = {
    indices: Int32Array.of(index),
    fractions: Float64Array.of(fraction),
    count: 1,
  };
  filter.apply(signal, position, output, 0);
  return Array.from(output);
}

Deno.test("between its frames a sine goes on as a sine, up to 18 kHz", () => {
  const filter = new PolyphaseFilter({ ...SAME_RATE, channels: 1 });
  for (const hz of [50, 1_000, 16_000, 18_000]) {
    const signal = Float64Array.from(
      { length: 400 },
      (_, i) => Math.sin(2 * Math.PI * hz * i / RATE_HZ),
    );
    for (let step = 0; step < 100; step++) {
      const position = 150 + step * 0.7313;
      const index = Math.floor(position);
      const [value = NaN] = valueAt(filter, signal, index, position - index);
      assertAlmostEquals(value, Math.sin(2 * Math.PI * hz * position / RATE_HZ), 1e-4, `${hz} Hz`);
    }
  }
});

Deno.test("what lies above the lower of both rates is gone", () => {
  const filter = new PolyphaseFilter({ inRateHz: 96_000, outRateHz: 48_000, channels: 1 });
  const tone = sine({ hz: 30_000, rateHz: 96_000, frames: 1_000, amplitude: 1 });
  for (let i = 0; i < 100; i++) {
    const [value = NaN] = valueAt(filter, Float64Array.from(tone), 400 + i, (i * 0.37) % 1);
    assert(Math.abs(value) < 1e-4);
  }
});

Deno.test("each of any number of channels is what it would be alone", () => {
  const alone = new PolyphaseFilter({ ...SAME_RATE, channels: 1 });
  for (const channels of [2, 3, 8]) {
    const sides = Array.from({ length: channels }, (_, i) => whiteNoise(200, 0.1, i + 1));
    const together = Float64Array.from(
      { length: 200 * channels },
      (_, i) => sides[i % channels]?.[Math.floor(i / channels)] ?? 0,
    );
    const filter = new PolyphaseFilter({ ...SAME_RATE, channels });
    const expected = sides.flatMap((side) => valueAt(alone, Float64Array.from(side), 100, 0.3));
    assertEquals(valueAt(filter, together, 100, 0.3, channels), expected);
  }
});

Deno.test("only the frames that it names are looked at: what is no number elsewhere does no harm", () => {
  const filter = new PolyphaseFilter({ ...SAME_RATE, channels: 1 });
  const signal = new Float64Array(200).fill(NaN);
  signal.fill(0.5, 100 - (filter.taps / 2 - 1), 101 + filter.taps / 2);
  const [value = NaN] = valueAt(filter, signal, 100, 0.999);
  assertAlmostEquals(value, 0.5, 1e-4);
});

Deno.test("frames that follow one another are to the bit what they are one by one", () => {
  for (const channels of [1, 2, 3]) {
    const filter = new PolyphaseFilter({ ...SAME_RATE, channels });
    const signal = Float64Array.from({ length: 100 * channels }, (_, i) => Math.sin(i * i));
    // Two of one phase, one of another, one that skips a frame, two of one phase that skip one, one alone.
    const indices = Int32Array.of(40, 41, 42, 44, 45, 47, 48);
    const fractions = Float64Array.of(0.3, 0.30002, 0.31, 0.31, 0.4, 0.4, 0.999);
    const together = new Float32Array(9 * channels);
    filter.apply(signal, { indices, fractions, count: 7 }, together, 1);
    const alone = [...indices].flatMap((index, i) =>
      valueAt(filter, signal, index, fractions[i] ?? NaN, channels)
    );
    const silence = Array(channels).fill(0);
    assertEquals([...together], [...silence, ...alone, ...silence]);
  }
});

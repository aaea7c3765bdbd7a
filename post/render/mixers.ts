// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds that their caller has checked
/** How each track goes into each layout of channels. */
import type { TrackName } from "../../capture/ground/tracks.ts";
import type { ChannelLayout } from "../ground/options.ts";

/**
 * Adds `count` frames of a stem to the output, from frame `inputAt` and `outputAt` of the arrays.
 * Frame i gets the gain `gain + slope × (step + i)`: computed from the hop's begin each time, never summed up, so that
 * a hop cut in two sounds the same. What a track gives is rounded to a float before it is added.
 *
 * Returns the higher of `peak` and the highest sample that was added.
 */
type Mixer = (
  input: Float32Array,
  inputAt: number,
  output: Float32Array,
  outputAt: number,
  count: number,
  gain: number,
  slope: number,
  step: number,
  peak: number,
) => number;

const addMonoToMono: Mixer = (input, inputAt, output, outputAt, count, gain, slope, step, peak) => {
  for (let i = 0; i < count; i++) {
    const sample = Math.fround(input[inputAt + i]! * (gain + slope * (step + i)));
    output[outputAt + i]! += sample;
    const size = Math.abs(sample);
    if (size > peak) peak = size;
  }
  return peak;
};

const addMonoToBoth: Mixer = (input, inputAt, output, outputAt, count, gain, slope, step, peak) => {
  let at = outputAt * 2;
  for (let i = 0; i < count; i++, at += 2) {
    const sample = Math.fround(input[inputAt + i]! * (gain + slope * (step + i)));
    output[at]! += sample;
    output[at + 1]! += sample;
    const size = Math.abs(sample);
    if (size > peak) peak = size;
  }
  return peak;
};

const addMonoToLeft: Mixer = (input, inputAt, output, outputAt, count, gain, slope, step, peak) => {
  let at = outputAt * 2;
  for (let i = 0; i < count; i++, at += 2) {
    const sample = Math.fround(input[inputAt + i]! * (gain + slope * (step + i)));
    output[at]! += sample;
    const size = Math.abs(sample);
    if (size > peak) peak = size;
  }
  return peak;
};

/** The mean of both channels, to one channel of so many. */
function addMean(outChannels: 1 | 2, channel: 0 | 1): Mixer {
  return (input, inputAt, output, outputAt, count, gain, slope, step, peak) => {
    let from = inputAt * 2;
    let at = outputAt * outChannels + channel;
    for (let i = 0; i < count; i++, from += 2, at += outChannels) {
      const sum = input[from]! + input[from + 1]!;
      const sample = Math.fround(sum * 0.5 * (gain + slope * (step + i)));
      output[at]! += sample;
      const size = Math.abs(sample);
      if (size > peak) peak = size;
    }
    return peak;
  };
}

/** The same with a weight for each channel, which moves over the hop in a straight line. */
type FoldingMixer = (
  ...args: [
    ...Parameters<Mixer>,
    left: number,
    leftSlope: number,
    right: number,
    rightSlope: number,
  ]
) => number;

/** @param outChannels of the output, and which of them, from 0 */
function addFolded(outChannels: 1 | 2, channel: 0 | 1): FoldingMixer {
  return (
    ...[
      input,
      inputAt,
      output,
      outputAt,
      count,
      gain,
      slope,
      step,
      peak,
      left,
      leftSlope,
      right,
      rightSlope,
    ]
  ) => {
    let from = inputAt * 2;
    let at = outputAt * outChannels + channel;
    for (let i = 0; i < count; i++, from += 2, at += outChannels) {
      const moved = step + i;
      const sum = input[from]! * (left + leftSlope * moved) +
        input[from + 1]! * (right + rightSlope * moved);
      const sample = Math.fround(sum * (gain + slope * moved));
      output[at]! += sample;
      const size = Math.abs(sample);
      if (size > peak) peak = size;
    }
    return peak;
  };
}

const addStereoToStereo: Mixer = (
  ...[input, inputAt, output, outputAt, count, gain, slope, step, peak]
) => {
  let from = inputAt * 2;
  let at = outputAt * 2;
  for (let i = 0; i < count; i++, from += 2, at += 2) {
    const frameGain = gain + slope * (step + i);
    const left = Math.fround(input[from]! * frameGain);
    const right = Math.fround(input[from + 1]! * frameGain);
    output[at]! += left;
    output[at + 1]! += right;
    const size = Math.max(Math.abs(left), Math.abs(right));
    if (size > peak) peak = size;
  }
  return peak;
};

/**
 * How each track goes into each layout: the microphone stands in the middle at unity on both sides, as in the original
 * program; two channels become one as their mean, which cannot be louder than either.
 */
export const MIXERS: Readonly<Record<ChannelLayout, Readonly<Record<TrackName, Mixer>>>> = {
  mono: { mic: addMonoToMono, system: addMean(1, 0) },
  stereo: { mic: addMonoToBoth, system: addStereoToStereo },
  split: { mic: addMonoToLeft, system: addMean(2, 1) },
};

/** The system's two channels where their mean would lose something; both stay where the layout has two for them. */
export const FOLDING_MIXERS: Readonly<Partial<Record<ChannelLayout, FoldingMixer>>> = {
  mono: addFolded(1, 0),
  split: addFolded(2, 1),
};

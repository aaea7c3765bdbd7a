/** Two sides that hear one output of PipeWire's: how far apart they stand, whatever its cycles do. */
import { followBlocks, type Followed } from "../../../scripts/stage/follow_device.ts";
import {
  simulateCycles,
  type SimulatedCyclesOptions,
} from "../../../scripts/stage/pipewire/simulated_cycles.ts";
import { randomFrom } from "../../../scripts/stage/simulated_device.ts";

const RATE = 48_000;
/** Frames of PipeWire's longest cycle. */
export const LONG = 2_048;
const SECONDS = 40;

/**
 * Where each block of a side stands, which begins after a second and ends after 40; answers are up to 0.2 ms late.
 *
 * @param seed two sides have two
 */
export function sideOf(options: Partial<SimulatedCyclesOptions>, seed = 1): Followed[] {
  const random = randomFrom(seed);
  const blocks: Followed[] = [];
  followBlocks(
    RATE,
    simulateCycles({
      rateHz: RATE,
      cycleFrames: () => LONG,
      startSeconds: 1,
      endSeconds: SECONDS,
      lateSeconds: () => 0.2e-3 * random(),
      ...options,
    }),
    (block) => blocks.push(block),
  );
  return blocks;
}

/** The most that two sides are apart from a time on, ms. */
export function apartMs(
  a: readonly Followed[],
  b: readonly Followed[],
  fromSeconds: number,
): number {
  let most = 0;
  let i = 0;
  for (const { seconds, offsetSeconds } of a) {
    if (seconds < fromSeconds) continue;
    while (i + 1 < b.length && (b[i + 1]?.seconds ?? Infinity) <= seconds) i++;
    const other = b[i]?.offsetSeconds ?? NaN;
    most = Math.max(most, Math.abs(1_000 * (offsetSeconds - other)));
  }
  return most;
}

/** When gaps were told after the start, seconds. */
export const gapsOf = (blocks: readonly Followed[]): number[] =>
  blocks.slice(1).flatMap(({ jump, seconds }) => jump === undefined ? [] : [seconds]);

/** A simulated device beside a timeline: where each block stands, and where it should. */
import { type Placement, Timeline } from "../../capture/timeline/timeline.ts";
import {
  type SimulatedBlock,
  type SimulatedDeviceOptions,
  simulateDevice,
} from "./simulated_device.ts";

/** A block that has been placed. */
export interface Followed {
  /** True time of its first frame, seconds since the session's zero. */
  seconds: number;
  /** By how much it stands later than that, seconds. */
  offsetSeconds: number;
  /** When it was placed, seconds since the session's zero: with which block's coming. */
  placedSeconds: number;
  /** By how much it would, had the device's frames been counted at their nominal rate since its first. */
  uncorrectedSeconds: number;
  /** The timeline's estimate, parts per million. */
  ppm: number;
  correctionPpm: number;
  jump: Placement["jump"];
}

/** Feeds a simulated device's anchors (no samples) to a timeline and calls `visit` for each block that is placed. */
export function followDevice(
  device: SimulatedDeviceOptions,
  visit: (block: Followed) => void,
): void {
  followBlocks(device.rateHz, simulateDevice(device), visit);
}

/** The same for blocks of any origin. */
export function followBlocks(
  rateHz: number,
  blocks: Iterable<SimulatedBlock>,
  visit: (block: Followed) => void,
): void {
  const timeline = new Timeline({ rateHz, sourceRateHz: rateHz, zeroNs: 0 });
  const waiting: SimulatedBlock[] = [];
  let cursor = 0;
  let first = 0;
  let now = 0;
  const place = () => {
    for (let p = timeline.next(cursor); p !== undefined; p = timeline.next(cursor)) {
      const block = waiting.shift();
      if (block === undefined) throw new Error("Cannot place a block that was never given");
      if (p.jump !== undefined) cursor = p.jump.toFrame;
      if (block.position === 0) first = block.fromSeconds;
      const skipped = p.skipFrames / rateHz;
      visit({
        seconds: block.fromSeconds,
        placedSeconds: now,
        offsetSeconds: cursor / rateHz - block.fromSeconds - skipped,
        uncorrectedSeconds: first + block.position / rateHz - block.fromSeconds,
        ppm: timeline.ppm,
        correctionPpm: p.correctionPpm,
        jump: p.jump,
      });
      cursor += (p.frames - p.skipFrames) * (1 + p.correctionPpm * 1e-6);
    }
  };
  for (const block of blocks) {
    waiting.push(block);
    now = block.hostNs / 1e9;
    timeline.push(block);
    place();
  }
  timeline.settle();
  place();
}

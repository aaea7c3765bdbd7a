/** A device with a clock, a mind and a past of its own, for tests of the timeline. Nothing here takes real time. */

/** Pseudo-random numbers in [0, 1) that are the same in every run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Something that happens to the device. */
export interface Incident {
  /** True time, seconds since the host clock's zero: it happens at the first block boundary from there on. */
  atSeconds: number;
  /**
   * `lose`: no frames are captured for `seconds`, and none are counted. `drop`: frames of `seconds` are captured and
   * counted, but do not arrive (our ring is full). `hold`: nothing is delivered for `seconds`, then all of it at once.
   * `sleep`: as `lose`, and nobody is awake to look at the clock.
   */
  kind: "lose" | "drop" | "hold" | "sleep";
  seconds: number;
}

/** What a {@link simulateDevice} is made of. */
export interface SimulatedDeviceOptions {
  /** What the device says. */
  rateHz: number;
  /** Its true rate error at a true time (seconds), parts per million. */
  ppm: (seconds: number) => number;
  /** Frames of the next block. */
  blockFrames: () => number;
  /** How late the next callback is, seconds; negative for a block that was rendered ahead. */
  lateSeconds: () => number;
  /** True times of its first frame and its end, seconds. */
  startSeconds: number;
  endSeconds: number;
  incidents?: readonly Incident[];
}

/** A block as the host sees it, with what only the simulator knows. */
export interface SimulatedBlock {
  position: number;
  frames: number;
  hostNs: number;
  /** True times of the first frame and of the end, seconds. */
  fromSeconds: number;
  toSeconds: number;
  /** The machine slept before this block. */
  slept: boolean;
  /** As an `Anchor` has it. */
  cycleFrames?: number;
}

/** Two callbacks that have waited for each other are this far apart. */
const BURST_SECONDS = 50e-6;

/** The device's life, block by block. */
export function* simulateDevice(o: SimulatedDeviceOptions): Generator<SimulatedBlock> {
  const incidents = [...(o.incidents ?? [])].sort((a, b) => a.atSeconds - b.atSeconds);
  let time = o.startSeconds;
  let position = 0;
  let heldUntil = 0;
  let lastHost = 0;
  let slept = false;
  while (time < o.endSeconds) {
    for (
      let next = incidents[0];
      next !== undefined && next.atSeconds <= time;
      next = incidents[0]
    ) {
      incidents.shift();
      if (next.kind === "hold") {
        heldUntil = time + next.seconds;
        continue;
      }
      if (next.kind === "drop") position += Math.round(next.seconds * o.rateHz);
      if (next.kind === "sleep") slept = true;
      time += next.kind === "drop" ? dropped(next.seconds, o, time) : next.seconds;
    }
    const frames = o.blockFrames();
    const to = time + frames / (o.rateHz * (1 + o.ppm(time) * 1e-6));
    const host = Math.max(to + o.lateSeconds(), heldUntil, lastHost + BURST_SECONDS);
    yield {
      position,
      frames,
      hostNs: host * 1e9,
      fromSeconds: time,
      toSeconds: to,
      slept,
    };
    slept = false;
    lastHost = host;
    time = to;
    position += frames;
  }
}

/** True duration of the frames that the device counts in nominal `seconds`. */
function dropped(seconds: number, o: SimulatedDeviceOptions, time: number): number {
  return Math.round(seconds * o.rateHz) / (o.rateHz * (1 + o.ppm(time) * 1e-6));
}

/** As others, but one callback in `every` comes up to 20 ms too early. */
export function eagerCallbacks(
  random: () => number,
  every: number,
  others: () => number,
): () => number {
  return () => (random() * every < 1 ? -0.02 * random() : others());
}

/** Callbacks as the issue describes them: up to 5 ms late, and one in a hundred 50 ms. */
export function roughCallbacks(random: () => number): () => number {
  return () => (random() < 0.01 ? 0.05 : 0.005 * random());
}

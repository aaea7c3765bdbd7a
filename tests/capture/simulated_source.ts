/** A clock and a device that do what a test says; nothing here takes real time. */
import type { Clock } from "../../capture/ground/clock.ts";
import type { Muted, Source, SourceBlock, SourceState } from "../../capture/source/source.ts";

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #ns: number;

  constructor(seconds = 1_000) {
    this.#ns = seconds * 1e9;
  }

  nowNs(): number {
    return this.#ns;
  }

  advance(seconds: number): void {
    this.#ns += seconds * 1e9;
  }
}

export interface SimulatedSourceOptions {
  readonly name?: string;
  readonly rateHz?: number;
  readonly channels?: number;
  /** Frames of a block; 10 ms without it. */
  readonly blockFrames?: number;
  /** PipeWire's cycle; none elsewhere. */
  readonly cycleFrames?: number;
  /** Value of every sample. */
  readonly value?: number;
  /** What is heard instead, by the host time of each frame, ns. */
  readonly sound?: (hostNs: number) => number;
  /** As a file is. */
  readonly exact?: boolean;
}

/** As of PipeWire, whose first blocks are gathered for 0.8 s. */
export const PIPEWIRE: SimulatedSourceOptions = { blockFrames: 2_048, cycleFrames: 2_048 };

/** A device that delivers a block each time its end has passed on the clock. */
export class SimulatedSource implements Source {
  readonly name: string;
  readonly rateHz: number;
  readonly channels: number;
  readonly exact: boolean;
  readonly endNs = undefined;
  state: SourceState = "running";
  framesDropped = 0;
  /** What `isOutdated` says. */
  outdated = false;
  /** Calls no more, as a device does that hangs. */
  mute = false;
  isDisposed = false;
  /** What the system has muted. */
  muted: Muted | undefined;
  startedNs = Infinity;
  /** Thrown by the next `start`. */
  startError: Error | undefined;
  readonly #clock: Clock;
  readonly #blockFrames: number;
  readonly #cycleFrames: number;
  readonly #value: number;
  readonly #sound: ((hostNs: number) => number) | undefined;
  #position = 0;

  constructor(clock: Clock, options: SimulatedSourceOptions = {}) {
    this.#clock = clock;
    this.exact = options.exact ?? false;
    this.name = options.name ?? "Simulated";
    this.rateHz = options.rateHz ?? 48_000;
    this.channels = options.channels ?? 1;
    this.#blockFrames = options.blockFrames ?? this.rateHz / 100;
    this.#cycleFrames = options.cycleFrames ?? 0;
    this.#value = options.value ?? 0.5;
    this.#sound = options.sound;
  }

  start(): void {
    if (this.startError !== undefined) throw this.startError;
    this.startedNs = this.#clock.nowNs();
  }

  /** Its positions begin anew, though nobody has opened it again. */
  restart(): void {
    this.startedNs = this.#clock.nowNs();
    this.#position = 0;
  }

  isOutdated(): boolean {
    return this.outdated;
  }

  read(): SourceBlock | undefined {
    if (this.isDisposed) throw new TypeError("Cannot use a stream after it was closed");
    if (this.mute || this.state === "gone") return undefined;
    const frames = this.#blockFrames;
    const hostNs = this.startedNs + (this.#position + frames) * 1e9 / this.rateHz;
    if (hostNs > this.#clock.nowNs()) return undefined;
    const position = this.#position;
    this.#position += frames;
    const samples = new Float32Array(frames * this.channels).fill(this.#value);
    const { channels, rateHz } = this;
    for (let i = 0; this.#sound !== undefined && i < samples.length; i++) {
      const frame = position + Math.floor(i / channels);
      samples[i] = this.#sound(this.startedNs + frame * 1e9 / rateHz);
    }
    return { position, frames, samples, hostNs, cycleFrames: this.#cycleFrames };
  }

  [Symbol.dispose](): void {
    this.isDisposed = true;
  }
}

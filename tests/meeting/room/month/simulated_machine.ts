/** A machine for months: its clocks, its devices, its calls and its disk do what a test says. */
import { setImmediate } from "node:timers";
import type { CallSource } from "../../../../capture/calls/call_list.ts";
import type { TrackName } from "../../../../capture/ground/tracks.ts";
import { Session } from "../../../../capture/session/session.ts";
import type { SessionOptions } from "../../../../capture/session/session_types.ts";
import { DeviceError } from "../../../../ffi/device_error.ts";
import type { RoomWorld } from "../../../../meeting/room/room_world.ts";
import type { FileMaker, LiveSession, ProgrammeRequest } from "../../../../meeting/world/world.ts";
import { ManualTimers } from "../../../capture/session/manual_timers.ts";
import { ManualClock } from "../../../capture/simulated_source.ts";
import { DEVICES, FakeWorld } from "../../../cli/fake_recording.ts";
import { RATE_HZ } from "./heard_seconds.ts";
import { JoinedStems } from "./joined_stems.ts";
import { SimulatedDevices } from "./simulated_workers.ts";

/** Longest real time that something is waited for, ms. */
const PATIENCE_MS = 30_000;
/** The event loop gets its turn after so much simulated time, s. */
const TURN_SECONDS = 0.25;

/** The first day begins at this local time. */
const MORNING = new Date(2026, 9, 12, 8).getTime();

/** Room, meetings and sessions are real, and so are their stems, journals and locks. */
export class SimulatedMachine extends FakeWorld implements RoomWorld {
  /** Somebody is in a call. */
  isInCall = false;
  /** By how much the clock on the wall was set, or went on while the machine slept, ms. */
  setMs = 0;
  /** So many files cannot be made. */
  failures = 0;
  readonly #clock = new ManualClock(0);
  readonly #timers = new ManualTimers(this.#clock);
  readonly #devices = new SimulatedDevices(this.#clock, this.#timers);
  readonly #cache: string;
  #serverFrom = 0;

  constructor(cache: string) {
    super();
    this.#cache = cache;
    this.list = () => {
      if (this.seconds < this.#serverFrom) throw noServer();
      return DEVICES;
    };
  }

  /** Since the machine was first switched on; it goes on while it sleeps. */
  get seconds(): number {
    return this.#clock.nowNs() / 1e9;
  }

  nowMs(): number {
    return this.#clock.nowNs() / 1e6;
  }

  override now(): Date {
    return new Date(MORNING + this.nowMs() + this.setMs);
  }

  override cacheFolder(): string {
    return this.#cache;
  }

  readonly after = this.#timers.after;

  calls(): Promise<CallSource> {
    return Promise.resolve({
      look: () => {
        if (this.seconds < this.#serverFrom) throw noServer();
        return this.isInCall ? [{ program: "Meet", pid: 1 }] : [];
      },
      [Symbol.dispose]: () => {},
    });
  }

  override startSession(options: SessionOptions): Promise<LiveSession> {
    return Session.start({ ...options, rateHz: RATE_HZ }, this.#devices.dependencies());
  }

  programme(request: ProgrammeRequest): FileMaker {
    return new JoinedStems(request, () => {
      if (this.failures === 0) return;
      this.failures--;
      throw new Error("the disk says no");
    });
  }

  /** A device is unplugged for so long. */
  loseDevice(track: TrackName, seconds: number): void {
    this.#devices.lose(track, seconds);
  }

  /** The sound server ends, and is there again after a while. */
  restartServer(seconds: number): void {
    this.#serverFrom = this.seconds + seconds;
    this.loseDevice("mic", seconds);
    this.loseDevice("system", seconds);
  }

  /** The disk is full for so long. */
  fillDisk(seconds: number): void {
    const until = this.seconds + seconds;
    this.freeBytes = () => this.seconds < until ? 0 : undefined;
  }

  /** So much time goes by. */
  async pass(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= TURN_SECONDS) {
      await this.#timers.run(Math.min(left, TURN_SECONDS));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** So much time goes by at once: whatever was due in it happens at its end, once. */
  async leap(seconds: number): Promise<void> {
    this.#clock.advance(seconds);
    await this.pass(1);
  }

  /** Waits for what the disk takes its time for, while the clocks hardly go. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const startMs = performance.now();
    while (!isSo()) {
      if (performance.now() - startMs > PATIENCE_MS) throw new Error(`In vain until ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      await this.#timers.run(0.01);
    }
  }
}

function noServer(): DeviceError {
  return new DeviceError("gone", "Cannot ask the sound server: it stopped");
}

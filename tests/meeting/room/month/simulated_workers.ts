/** The workers of a session, real ones, in simulated time: their messages take a while, and their devices come and go. */
import type { TrackName } from "../../../../capture/ground/tracks.ts";
import type { SessionDependencies } from "../../../../capture/session/session_dependencies.ts";
import { StemFile } from "../../../../capture/stem/stem_file.ts";
import { StemRecorder } from "../../../../capture/track/stem_recorder.ts";
import type { FromTrack, ToTrack } from "../../../../capture/track/track_protocol.ts";
import type { WorkerLink } from "../../../../capture/track/worker_link.ts";
import { DeviceError } from "../../../../ffi/device_error.ts";
import type { ManualTimers } from "../../../capture/session/manual_timers.ts";
import type { ManualClock } from "../../../capture/simulated_source.ts";
import { CodedSource } from "./coded_source.ts";

/** Between two polls of a worker, and the way of a message, ms. */
const POLL_MS = 100;
const WAY_MS = 3;

/** The devices of a machine. */
export class SimulatedDevices {
  readonly #clock: ManualClock;
  readonly #timers: ManualTimers;
  readonly #zeroNs: number;
  readonly #open: Record<TrackName, Set<CodedSource>> = { mic: new Set(), system: new Set() };
  /** When a device can be opened again, ns. */
  readonly #presentNs = { mic: 0, system: 0 };

  constructor(clock: ManualClock, timers: ManualTimers) {
    this.#clock = clock;
    this.#timers = timers;
    this.#zeroNs = clock.nowNs();
  }

  /** A device is unplugged, and there again after a while. */
  lose(track: TrackName, seconds: number): void {
    this.#presentNs[track] = this.#clock.nowNs() + seconds * 1e9;
    for (const source of this.#open[track]) source.state = "gone";
  }

  /** Whether all can be opened. */
  get arePresent(): boolean {
    const now = this.#clock.nowNs();
    return Object.values(this.#presentNs).every((ns) => ns <= now);
  }

  /** What a session needs of this machine. */
  dependencies(): SessionDependencies {
    return {
      clock: this.#clock,
      after: this.#timers.after,
      openLink: (track, receive) => this.#work(track, receive),
      [Symbol.dispose]: () => {},
    };
  }

  #openSource(track: TrackName): CodedSource {
    if (this.#clock.nowNs() < this.#presentNs[track]) {
      throw new DeviceError("missing", `Cannot record: the ${track} is not there`);
    }
    const source = new CodedSource(track, this.#clock, this.#zeroNs);
    this.#open[track].add(source);
    source[Symbol.dispose] = () => void this.#open[track].delete(source);
    return source;
  }

  #work(track: TrackName, receive: (message: FromTrack) => void): WorkerLink {
    let recorder: StemRecorder | undefined;
    let isClosed = false;
    const after = (ms: number, action: () => void) => this.#timers.after(ms, action);
    const send = (message: FromTrack) => void after(WAY_MS, () => receive(message));
    const close = () => {
      if (isClosed) return;
      isClosed = true;
      recorder?.close();
      send({ type: "closed" });
    };
    const handle = (message: ToTrack) => {
      const nowNs = this.#clock.nowNs();
      if (message.type !== "open") recorder?.handle(message, nowNs);
      else {
        const { rateHz, fence } = message;
        const shared = fence && new Int32Array(fence);
        const made = recorder = new StemRecorder({
          open: message,
          openSource: () => this.#openSource(track),
          createStem: ({ stemPath, resume }) => {
            const make = resume === undefined ? StemFile.create : StemFile.resume;
            return make(stemPath, rateHz, track, shared);
          },
          nextStem: () => {
            throw new Error("nobody splits this");
          },
          send,
        });
        made.open(nowNs);
        const poll = () => {
          made.poll(this.#clock.nowNs());
          if (made.isDone) close();
          else after(POLL_MS, poll);
        };
        poll();
      }
      if (recorder?.isDone) close();
    };
    return { send: (message) => void after(WAY_MS, () => handle(message)), terminate: () => {} };
  }
}

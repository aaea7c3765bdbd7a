/** How a session goes, once a second in a file: for people, scripts and health checks. */
import { mapTracks } from "../../capture/ground/tracks.ts";
import type { MeetingEvent } from "../events/events.ts";
import { writeBeside } from "./small_file.ts";
import type { SteerStatus } from "./steer_protocol.ts";

/** Failures in a row before somebody is told: a reader may keep the file for a moment (Windows). */
const FAILURES_TO_TELL = 5;

/** Writes `status.json`; whatever fails there is of no concern to the recording. */
export class StatusFile {
  readonly #path: string;
  readonly #now: () => Date;
  readonly #warn: (message: string) => void;
  #status: Omit<SteerStatus, "time">;
  #failures = 0;

  /** @param warn hears once that it cannot be written */
  constructor(path: string, out: string, now: () => Date, warn: (message: string) => void) {
    this.#path = path;
    this.#now = now;
    this.#warn = warn;
    this.#status = {
      ...{ format: 1, out, state: "recording", seconds: 0, tracks: {}, chunksWaiting: 0 },
      pid: Deno.pid,
    };
  }

  /** Takes in what happened; nothing is written. */
  take(event: MeetingEvent): void {
    if (event.event === "stopping") this.#status = { ...this.#status, state: "finishing" };
    if (event.event !== "progress") return;
    const { seconds, chunksWaiting, secondsLeft } = event;
    const tracks = mapTracks(event.tracks, ({ peakDb, rmsDb }) => ({ peakDb, rmsDb }));
    const { secondsLeft: _before, ...status } = this.#status;
    const space = secondsLeft === undefined ? {} : { secondsLeft };
    this.#status = { ...status, seconds, tracks, chunksWaiting, ...space };
  }

  /** Writes what is known; never rejects. */
  async write(): Promise<void> {
    const status: SteerStatus = { ...this.#status, time: this.#now().toISOString() };
    try {
      await writeBeside(this.#path, JSON.stringify(status));
      this.#failures = 0;
    } catch (error) {
      if (++this.#failures !== FAILURES_TO_TELL) return;
      this.#warn(`Cannot write ${this.#path}: ${String(error)}; the recording goes on`);
    }
  }
}

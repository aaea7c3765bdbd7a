/** How a session goes, once a second in a file: for people, scripts and health checks. */
import { mapTracks, TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
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
  #hasNews = false;

  /** @param warn hears once that it cannot be written */
  constructor(
    path: string,
    { out, durationSeconds }: { readonly out: string; readonly durationSeconds?: number },
    now: () => Date,
    warn: (message: string) => void,
  ) {
    this.#path = path;
    this.#now = now;
    this.#warn = warn;
    this.#status = {
      ...{ format: 1, out, state: "recording", seconds: 0, tracks: {}, chunksWaiting: 0 },
      ...{ muted: [], pid: Deno.pid },
      ...(durationSeconds === undefined ? {} : { endSeconds: durationSeconds }),
    };
  }

  /** Whether something has changed since it was written that nobody should wait for: not only levels and times. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  /** Takes in what happened; nothing is written. */
  take(event: MeetingEvent): void {
    const { secondsLeft: _before, ...status } = this.#status;
    const { muted } = status;
    switch (event.event) {
      case "started":
        for (const track of TRACK_NAMES) {
          const { name, isSpare } = event.tracks[track] ?? {};
          if (name !== undefined) this.#spare(track, isSpare ? name : undefined);
        }
        return;
      case "track":
        return this.#spare(event.track, event.isSpare ? event.name : undefined);
      case "stopping":
        return this.#put({ state: "finishing" });
      case "paused":
        return this.#put({ state: "paused" });
      case "resumed":
        return this.#put({ state: "recording" });
      case "muted":
        return this.#put({ muted: [...muted, event.track] });
      case "unmuted":
        return this.#put({ muted: muted.filter((track) => track !== event.track) });
      case "extended":
        return this.#put({ endSeconds: event.endSeconds });
      case "marked":
        return this.#put({ mark: { atSeconds: event.atSeconds, text: event.text } });
      case "progress": {
        const { seconds, chunksWaiting, secondsLeft } = event;
        const tracks = mapTracks(event.tracks, ({ peakDb, rmsDb }) => ({ peakDb, rmsDb }));
        const space = secondsLeft === undefined ? {} : { secondsLeft };
        this.#status = { ...status, seconds, tracks, chunksWaiting, ...space };
      }
    }
  }

  #spare(track: TrackName, name: string | undefined): void {
    const { [track]: _before, ...others } = this.#status.spares ?? {};
    const { spares: _, ...status } = this.#status;
    const spares = name === undefined ? others : { ...others, [track]: name };
    this.#status = Object.keys(spares).length === 0 ? status : { ...status, spares };
    this.#hasNews = true;
  }

  #put(news: Partial<SteerStatus>): void {
    this.#status = { ...this.#status, ...news };
    this.#hasNews = true;
  }

  /** Writes what is known; never rejects. */
  async write(): Promise<void> {
    this.#hasNews = false;
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

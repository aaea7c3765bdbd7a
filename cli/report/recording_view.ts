/** Shows a recording while it runs: one line on a terminal, events for programs, warnings for both. */
import { type PerTrack, TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import type { SessionEvent, TrackProgress } from "../../capture/session/session_types.ts";
import { type EventStream, jsonDb, jsonSeconds } from "./event_stream.ts";
import { clockTime, shortTime, timeSpan } from "../../meeting/ground/figures.ts";
import type { OutputFile } from "../../meeting/output/output_path.ts";
import { ShareView } from "./progress_view.ts";
import { endWords, shortWords, troubleWords } from "./sound_words.ts";
import { recordingLine, type StatusLine } from "../terminal/status_line.ts";
import { reasonWords, TrackRecord } from "../../meeting/report/track_record.ts";

/** What the programme tells while it grows. */
export interface ProgrammeState {
  readonly chunksWaiting: number;
}

/** What a recording is going to be. */
export interface About {
  readonly output: OutputFile;
  /** What is to be recorded, whether it delivers or not. */
  readonly tracks: readonly TrackName[];
  /** Devices that were named, so that none takes their place when they are gone. */
  readonly awaited: PerTrack<string>;
  readonly rateHz: number;
  /** Of the finished file. */
  readonly bytesPerSecond: number;
  /** People are told of nothing but trouble. */
  readonly quiet: boolean;
  /** How much longer it can go on before the disk is full, seconds; undefined when nobody knows. */
  secondsLeft(): number | undefined;
}

/** Programs are told how it goes once a second; people see it move. */
const EVENT_INTERVAL_MS = 1_000;
/** Short silences while a device settles concern nobody. */
const WORTH_TELLING_SECONDS = 0.05;

/** What is seen and told of one recording; also remembers what the report at the end needs. */
export class RecordingView {
  /** What is known of each side. */
  readonly records: Readonly<Record<TrackName, TrackRecord>> = {
    mic: new TrackRecord(),
    system: new TrackRecord(),
  };
  readonly #about: About;
  readonly #status: StatusLine;
  readonly #events: EventStream;
  readonly #finishing: ShareView;
  #lastEventMs = -Infinity;

  constructor(about: About, status: StatusLine, events: EventStream) {
    this.#about = about;
    this.#status = status;
    this.#events = events;
    this.#finishing = new ShareView("Finishing", status, events);
  }

  /** Takes in what the session tells. */
  show(event: SessionEvent, programme: ProgrammeState): void {
    switch (event.type) {
      case "started":
        return this.#started(event);
      case "progress":
        return this.#progress(event.seconds, event.tracks, programme);
      case "gap":
        return this.#gap(event);
      case "track-lost":
        this.records[event.track].lost();
        this.#trackEvent(event.track, "lost", event.atSeconds, undefined, event.reason);
        return this.warn(
          `${event.track} is lost at ${clockTime(event.atSeconds)}: ${
            reasonWords(event.reason)
          }; ` +
            this.#plan(event.track),
        );
      case "track-back":
        this.records[event.track].back();
        this.#trackEvent(event.track, "back", event.atSeconds, event.name);
        return this.warn(
          `${event.track} is back at ${clockTime(event.atSeconds)}: ${event.name}`,
        );
      case "track-moved":
        this.#trackEvent(event.track, "moved", event.atSeconds, event.name);
        return this.say(
          `${event.track} goes on from ${event.name} at ${clockTime(event.atSeconds)}`,
        );
      case "sound":
        return this.#sound(event);
      case "track-ended":
        return this.#trackEvent(event.track, "ended", event.atSeconds);
    }
  }

  /** The session has ended, and so much of the rest is done. */
  finishing(share: number): void {
    this.#finishing.show(share);
  }

  /** A line that is no trouble; not said to those who want quiet. */
  say(line: string): void {
    if (!this.#about.quiet) this.#status.say(line);
  }

  /** Trouble that does not end the recording. */
  warn(message: string): void {
    this.#status.say(`confrec: ${message}`);
    this.#events.emit({ event: "warning", message });
  }

  #started({ tracks }: Extract<SessionEvent, { type: "started" }>): void {
    this.#events.emit({
      event: "started",
      format: 1,
      out: this.#about.output.path,
      rateHz: this.#about.rateHz,
      tracks,
      ...this.#room(),
    });
    const names = TRACK_NAMES.flatMap((track) => {
      return tracks[track] ? [`${track} from ${tracks[track].name}`] : [];
    });
    const left = this.#about.secondsLeft();
    const room = left === undefined ? "" : `; room for ${timeSpan(left)}`;
    this.say(`Recording ${names.join(", ")}${room}; Ctrl+C stops`);
  }

  #progress(
    seconds: number,
    tracks: PerTrack<TrackProgress>,
    { chunksWaiting }: ProgrammeState,
  ): void {
    for (const track of this.#about.tracks) {
      const progress = tracks[track];
      if (progress) this.records[track].progress(progress);
    }
    const bytes = Math.round(seconds * this.#about.bytesPerSecond);
    const peaksDb = Object.fromEntries(
      this.#about.tracks.map((track) => [track, this.records[track].nowPeakDb]),
    );
    this.#status.show((columns) => {
      const secondsLeft = this.#about.secondsLeft();
      const { awaited } = this.#about;
      const troubles = this.#troubles();
      return recordingLine(
        { seconds, peaksDb, awaited, troubles, bytes, chunksWaiting, secondsLeft },
        columns,
      );
    });
    if (!this.#due(performance.now())) return;
    this.#events.emit({
      event: "progress",
      seconds: jsonSeconds(seconds),
      bytes,
      chunksWaiting,
      ...this.#room(),
      tracks: Object.fromEntries(this.#about.tracks.flatMap((track) => {
        const one = tracks[track];
        return one ? [[track, progressFacts(one)]] : [];
      })),
    });
  }

  #room(): { secondsLeft?: number } {
    const left = this.#about.secondsLeft();
    return left === undefined ? {} : { secondsLeft: Math.max(0, Math.floor(left)) };
  }

  #gap(event: Extract<SessionEvent, { type: "gap" }>): void {
    const { track, atSeconds, seconds, cause } = event;
    this.records[track].gap(event);
    this.#events.emit({
      event: "gap",
      track,
      atSeconds: jsonSeconds(atSeconds),
      seconds: jsonSeconds(seconds),
      cause,
    });
    if (cause === "ended" || cause === "late-start" || seconds < WORTH_TELLING_SECONDS) return;
    this.warn(
      `${track} was not heard for ${shortTime(seconds)} at ${clockTime(atSeconds)} (${cause}); ` +
        "silence stands there",
    );
  }

  #trackEvent(
    track: TrackName,
    state: "lost" | "back" | "moved" | "ended",
    atSeconds: number,
    name?: string,
    reason?: string,
  ): void {
    this.#events.emit({
      event: "track",
      track,
      state,
      atSeconds: jsonSeconds(atSeconds),
      ...(name === undefined ? {} : { name }),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  /** What becomes of a side that is lost. */
  #plan(track: TrackName): string {
    const name = this.#about.awaited[track];
    return name === undefined ? "the rest goes on" : `waiting for ${name}, the rest goes on`;
  }

  #sound(event: Extract<SessionEvent, { type: "sound" }>): void {
    this.records[event.track].sound(event);
    const { track, kind, state, gentle, levelDb, hz, seconds = 0 } = event;
    const atSeconds = jsonSeconds(event.atSeconds);
    const message = state === "begun" ? troubleWords(event) : endWords(event);
    if (gentle) this.say(message);
    else this.#status.say(`confrec: ${message}`);
    if (state === "ended") {
      this.#events.emit({
        event: "warning-ended",
        message,
        kind,
        track,
        atSeconds,
        seconds: jsonSeconds(seconds),
      });
      return;
    }
    this.#events.emit({
      event: "warning",
      message,
      kind,
      track,
      atSeconds,
      ...(gentle === undefined ? {} : { gentle }),
      ...(levelDb === undefined ? {} : { levelDb: jsonDb(levelDb) }),
      ...(hz === undefined ? {} : { hz }),
    });
  }

  /** What is wrong at this moment, for the status line. */
  #troubles(): string[] {
    return this.#about.tracks.flatMap((track) => {
      const [worst] = this.records[track].presentTroubles;
      return worst === undefined ? [] : [`${track}: ${shortWords(worst)}`];
    });
  }

  #due(nowMs: number): boolean {
    if (nowMs - this.#lastEventMs < EVENT_INTERVAL_MS) return false;
    this.#lastEventMs = nowMs;
    return true;
  }
}

function progressFacts({ peakDb, rmsDb, ppm, dropped }: TrackProgress) {
  return {
    peakDb: jsonDb(peakDb),
    rmsDb: jsonDb(rmsDb),
    ppm: Math.round(ppm * 100) / 100,
    droppedFrames: dropped,
  };
}

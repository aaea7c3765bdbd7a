/** What a session reports, as a meeting's events; what the report at the end needs is remembered. */
import {
  type HushedStretches,
  hushedStretches,
  type PlacedHush,
} from "../../capture/ground/hush.ts";
import { mapTracks, type PerTrack, TRACK_NAMES } from "../../capture/ground/tracks.ts";
import type { Mark, SessionEvent, TrackProgress } from "../../capture/session/session_types.ts";
import { type DeviceFacts, DeviceNews } from "./device_news.ts";
import { eventDb, eventSeconds, type Listener, warning } from "./events.ts";
import { MonitorNews } from "./monitor_news.ts";
import { clockTime, shortTime } from "../ground/figures.ts";
import { SIDE_FIRST } from "../report/side_words.ts";
import { GAP_WORDS } from "../report/gap_words.ts";
import type { StoryGap } from "../facts/file_story.ts";
import type { TrackRecords } from "../report/meeting_report.ts";
import { soundEvent } from "./sound_event.ts";
import { TrackRecord } from "../report/track_record.ts";

/** What a recording is going to be. */
export interface RecordingFacts extends DeviceFacts {
  /** The finished file, absolute. */
  readonly out: string;
  /** When it ends by itself, seconds since the first frame, unless it is extended. */
  readonly durationSeconds?: number;
  readonly rateHz: number;
  /** Of the finished file. */
  readonly bytesPerSecond: number;
}

/** What else is known at a moment. */
export interface ProgressFacts {
  readonly chunksWaiting: number;
  /** How much longer it can go on before the disk is full, seconds; undefined when nobody knows. */
  readonly secondsLeft: number | undefined;
}

/** Short silences while a device settles concern nobody. */
const WORTH_REPORTING_SECONDS = 0.05;

type EventOf<T extends SessionEvent["type"]> = Extract<SessionEvent, { type: T }>;

/** Turns each thing that a session reports into events. */
export class SessionNews {
  /** What is known of each side. */
  readonly records: TrackRecords = { mic: new TrackRecord(), system: new TrackRecord() };
  /** What was marked so far. */
  readonly marks: Mark[] = [];
  /** Silences that stand for what was not heard so far. */
  readonly gaps: StoryGap[] = [];
  /** Pauses, mutes and their ends so far, in order. */
  readonly hushes: PlacedHush[] = [];
  /** Where the file ends before the session does, as nobody has spoken any more; Infinity where it does not. */
  tailFrame = Infinity;
  readonly #facts: RecordingFacts;
  readonly #emit: Listener;
  readonly #devices: DeviceNews;
  readonly #monitor: MonitorNews;

  constructor(facts: RecordingFacts, emit: Listener) {
    this.#facts = facts;
    this.#emit = emit;
    this.#devices = new DeviceNews(facts, this.records, emit);
    this.#monitor = new MonitorNews(emit);
  }

  /** What was off the record so far, and which side was muted when. */
  get hushed(): HushedStretches {
    return hushedStretches(this.hushes);
  }

  /** Takes in one of them. */
  take(event: SessionEvent, moment: ProgressFacts): void {
    switch (event.type) {
      case "started":
        return this.#started(event, moment);
      case "progress":
        return this.#progress(event, moment);
      case "gap":
        return this.#gap(event);
      case "track-lost":
        return this.#devices.lost(event);
      case "track-back":
        return this.#devices.back(event);
      case "track-moved":
        return this.#devices.moved(event);
      case "track-ended":
        return this.#devices.ended(event);
      case "sound":
        return this.#sound(event);
      case "monitor":
        return this.#monitor.hear(event.monitor);
      case "marked":
        return this.#marked(event);
      case "paused":
      case "resumed":
      case "muted":
      case "unmuted":
        return this.#hushed(event);
      case "tail":
        this.tailFrame = Math.round(event.atSeconds * this.#facts.rateHz);
        return;
      case "extended": {
        const { atSeconds, endSeconds } = event;
        return this.#emit({
          event: "extended",
          atSeconds: eventSeconds(atSeconds),
          endSeconds: eventSeconds(endSeconds),
        });
      }
    }
  }

  #started(event: EventOf<"started">, moment: ProgressFacts): void {
    const { tracks, agoSeconds = 0 } = event;
    const { out, rateHz, durationSeconds: endSeconds } = this.#facts;
    this.#emit({
      ...{ event: "started", format: 1, out, rateHz, tracks },
      agoSeconds: eventSeconds(agoSeconds),
      ...(endSeconds === undefined ? {} : { endSeconds: eventSeconds(endSeconds) }),
      ...spaceOf(moment),
    });
    this.#devices.started(event);
  }

  #progress(
    { seconds, tracks, silentSeconds }: EventOf<"progress">,
    moment: ProgressFacts,
  ): void {
    const facts: PerTrack<ReturnType<typeof progressFacts>> = {};
    for (const track of this.#facts.tracks) {
      const progress = tracks[track];
      if (!progress) continue;
      this.records[track].progress(progress);
      facts[track] = progressFacts(progress);
    }
    this.#emit({
      event: "progress",
      seconds: eventSeconds(seconds),
      bytes: Math.round(seconds * this.#facts.bytesPerSecond),
      chunksWaiting: moment.chunksWaiting,
      ...spaceOf(moment),
      ...(silentSeconds === undefined
        ? {}
        : { silentSeconds: eventSeconds(Math.max(0, silentSeconds)) }),
      tracks: facts,
    });
  }

  #gap(gap: EventOf<"gap">): void {
    const { track, atSeconds, seconds, cause } = gap;
    // It began within half a millisecond of the recording: nothing is missing.
    if (cause === "late-start" && eventSeconds(seconds) === 0) return;
    this.records[track].gap(gap);
    this.gaps.push({ track, atSeconds, seconds, cause });
    this.#emit({
      event: "gap",
      track,
      atSeconds: eventSeconds(atSeconds),
      seconds: eventSeconds(seconds),
      cause,
    });
    if (cause === "ended" || cause === "late-start" || seconds < WORTH_REPORTING_SECONDS) return;
    const isBack = cause === "replaced" && this.#devices.isOnItsOwn(track);
    const what = isBack
      ? `came back after ${shortTime(seconds)}, at ${clockTime(atSeconds + seconds)}`
      : `lacks ${shortTime(seconds)} at ${clockTime(atSeconds)} (${GAP_WORDS[cause]})`;
    this.#warn(`${SIDE_FIRST[track]} ${what}; the file is silent for that time`);
  }

  #sound(event: EventOf<"sound">): void {
    this.records[event.track].sound(event);
    this.#emit(soundEvent(event));
  }

  #marked({ atSeconds, text }: Mark): void {
    this.marks.push({ atSeconds, text });
    this.#emit({ event: "marked", atSeconds: eventSeconds(atSeconds), text });
  }

  #hushed(event: EventOf<"paused" | "resumed" | "muted" | "unmuted">): void {
    const atFrame = Math.round(event.atSeconds * this.#facts.rateHz);
    const atSeconds = eventSeconds(event.atSeconds);
    if (event.type === "muted" || event.type === "unmuted") {
      const { track } = event;
      this.hushes.push({ type: event.type === "muted" ? "mute" : "unmute", track, atFrame });
      this.#emit({ event: event.type, track, atSeconds });
    } else {
      this.hushes.push({ type: event.type === "paused" ? "pause" : "resume", atFrame });
      this.#emit({ event: event.type, atSeconds });
    }
    const { pauses, mutes } = this.hushed;
    for (const track of TRACK_NAMES) {
      this.records[track].hushed([...pauses, ...mutes[track]], this.#facts.rateHz);
    }
  }

  #warn(message: string): void {
    this.#emit(warning(message));
  }
}

function spaceOf({ secondsLeft }: ProgressFacts): { secondsLeft?: number } {
  return secondsLeft === undefined ? {} : { secondsLeft: Math.max(0, Math.floor(secondsLeft)) };
}

function progressFacts({ frames, peakDb, rmsDb, ppm, dropped }: TrackProgress) {
  return {
    frames,
    peakDb: eventDb(peakDb),
    rmsDb: eventDb(rmsDb),
    ppm: Math.round(ppm * 100) / 100,
    droppedFrames: dropped,
  };
}

/** The frames that are on disk, by track. */
export function framesOf({ tracks }: EventOf<"progress">): PerTrack<number> {
  return mapTracks(tracks, ({ frames }) => frames);
}

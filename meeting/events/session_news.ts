/** What a session reports, as a meeting's events; what the report at the end needs is remembered. */
import {
  type HushedStretches,
  hushedStretches,
  type PlacedHush,
} from "../../capture/ground/hush.ts";
import {
  mapTracks,
  type PerTrack,
  TRACK_NAMES,
  type TrackName,
} from "../../capture/ground/tracks.ts";
import type { Mark, SessionEvent, TrackProgress } from "../../capture/session/session_types.ts";
import { eventDb, eventSeconds, type Listener, warning } from "./events.ts";
import { absentWords, spareWords, waitingWords } from "./device_words.ts";
import { MonitorNews } from "./monitor_news.ts";
import { clockTime, shortTime } from "../ground/figures.ts";
import { SIDE_FIRST } from "../report/side_words.ts";
import { GAP_WORDS } from "../report/gap_words.ts";
import type { StoryGap } from "../facts/file_story.ts";
import type { TrackRecords } from "../report/meeting_report.ts";
import { soundEvent } from "./sound_event.ts";
import { TrackRecord } from "../report/track_record.ts";

/** What a recording is going to be. */
export interface RecordingFacts {
  /** The finished file, absolute. */
  readonly out: string;
  /** What is to be recorded, whether it delivers or not. */
  readonly tracks: readonly TrackName[];
  /** Devices that were named, so that none takes their place when they are gone. */
  readonly awaited: PerTrack<string>;
  /** Sides that have a spare device. */
  readonly spared: readonly TrackName[];
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
  /** Sides whose source does not deliver at this moment. */
  readonly #away = new Set<TrackName>();
  /** Sides whose spare device delivers, and why a side was lost last. */
  readonly #onSpare = new Set<TrackName>();
  readonly #lostReason: PerTrack<string> = {};
  readonly #monitor: MonitorNews;

  constructor(facts: RecordingFacts, emit: Listener) {
    this.#facts = facts;
    this.#emit = emit;
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
        return this.#lost(event);
      case "track-back":
        return this.#back(event);
      case "track-moved":
        return this.#moved(event);
      case "track-ended":
        return this.#track(event, "ended");
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

  #started({ tracks, agoSeconds = 0 }: EventOf<"started">, moment: ProgressFacts): void {
    const { out, rateHz, durationSeconds: endSeconds } = this.#facts;
    this.#emit({
      ...{ event: "started", format: 1, out, rateHz, tracks },
      agoSeconds: eventSeconds(agoSeconds),
      ...(endSeconds === undefined ? {} : { endSeconds: eventSeconds(endSeconds) }),
      ...spaceOf(moment),
    });
    for (const track of TRACK_NAMES) {
      const { name, isSpare } = tracks[track] ?? {};
      if (name === undefined || !isSpare) continue;
      this.#delivers({ type: "track-moved", track, name, isSpare, atSeconds: 0 });
      this.#warn(
        `${SIDE_FIRST[track]}: ${spareWords(name, absentWords(this.#facts.awaited[track]))}`,
      );
    }
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
    const isBack = cause === "replaced" && !this.#onSpare.has(track) && !this.#away.has(track);
    const what = isBack
      ? `came back after ${shortTime(seconds)}, at ${clockTime(atSeconds + seconds)}`
      : `lacks ${shortTime(seconds)} at ${clockTime(atSeconds)} (${GAP_WORDS[cause]})`;
    this.#warn(`${SIDE_FIRST[track]} ${what}; the file is silent for that time`);
  }

  #lost(event: EventOf<"track-lost">): void {
    const { track, atSeconds, reason } = event;
    this.#away.add(track);
    this.#track(event, "lost", { reason });
    this.#lostReason[track] = reason;
    this.records[track].spares.from(atSeconds, undefined);
    const waiting = this.#facts.spared.includes(track)
      ? "trying the other microphone; "
      : waitingWords(this.#facts.awaited[track]);
    const other = this.#facts.tracks.find((one) => !this.#away.has(one));
    const rest = other === undefined
      ? "nothing is recorded until a device is back"
      : `still recording ${other === "mic" ? "you" : "the call"}`;
    this.#warn(`${SIDE_FIRST[track]}: ${reason} (at ${clockTime(atSeconds)}); ${waiting}${rest}`);
  }

  #back(event: EventOf<"track-back">): void {
    const { track, name, isSpare, atSeconds } = event;
    this.#away.delete(track);
    this.#track(event, "back", { name, ...(isSpare ? { isSpare } : {}) });
    this.#delivers(event);
    const at = clockTime(atSeconds);
    this.#warn(
      isSpare
        ? `${SIDE_FIRST[track]}: ${spareWords(name, this.#lostReason[track])} from ${at} on`
        : `${SIDE_FIRST[track]}: ${name} is back at ${at}`,
    );
  }

  #moved(event: EventOf<"track-moved">): void {
    const { track, name, isSpare, atSeconds } = event;
    const wasSpare = this.#onSpare.has(track);
    this.#track(event, "moved", { name, ...(isSpare ? { isSpare } : {}) });
    this.#delivers(event);
    if (wasSpare && !isSpare) {
      this.#warn(
        `${SIDE_FIRST[track]}: ${name} is there, and recorded from ${clockTime(atSeconds)} on`,
      );
    }
  }

  /** Whether the device that delivers is the spare one. */
  #delivers({ track, name, isSpare, atSeconds }: EventOf<"track-back" | "track-moved">): void {
    if (isSpare) this.#onSpare.add(track);
    else this.#onSpare.delete(track);
    this.records[track].spares.from(atSeconds, isSpare ? name : undefined);
  }

  #track(
    { track, atSeconds }: { readonly track: TrackName; readonly atSeconds: number },
    state: "lost" | "back" | "moved" | "ended",
    more: { readonly name?: string; readonly reason?: string; readonly isSpare?: true } = {},
  ): void {
    this.#emit({ event: "track", track, state, atSeconds: eventSeconds(atSeconds), ...more });
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

/** What a session is given, what it reports, and what it comes to. */
import type { PlacedHush } from "../ground/hush.ts";
import type { JsonValue } from "../ground/json_value.ts";
import type { PerTrack, TrackName } from "../ground/tracks.ts";
import type { GapCause } from "../timeline/anchor.ts";
import type { SoundNews } from "../sound/sound_watch.ts";
import type { MonitorState, SourceChoice } from "../source/source.ts";
import type { Spool } from "../spool/spool.ts";

export type { JsonValue };

/** What to record. */
export interface SessionOptions {
  /** Sample rate of the stems, Hz. */
  readonly rateHz: number;
  /** At least one track. */
  readonly tracks: PerTrack<SourceChoice>;
  /** Where stems and journal go; locked by this process. Without one there must be `later`. */
  readonly spool?: Spool;
  /** The native library (see `ffi/bundle/embedded.ts`); not opened when all tracks are files. */
  readonly libraryPath: string;
  /** How many times faster than real time; above 0, and 1 when a device is recorded. */
  readonly pace: number;
  /** The session ends by itself after exactly this long, seconds; without it, when `stop` is called. */
  readonly durationSeconds?: number;
  /** A side that gives no signal for so long while the other talks is reported; Infinity for never. */
  readonly warnSilenceSeconds?: number;
  /** Listens for speech, and ends the session when there is none. */
  readonly speech?: SpeechWish;
  /** Sources are listened to, and nothing is recorded until there is a reason to. */
  readonly later?: LaterStart;
  /** What the finished file is to be; journalled as it is, for whoever has to finish it. */
  readonly settings?: Readonly<Record<string, JsonValue>>;
  /** Called for every event, in order, on the main thread; must not throw. */
  onEvent(event: SessionEvent): void;
}

/**
 * Waits before anything is recorded: for a device, and then for speech, for a word from outside, or for what comes first. With
 * neither of these it begins as soon as a device is there.
 */
export interface LaterStart {
  /** Where no source can be opened, waits until one can; otherwise that is an error. */
  readonly awaitDevices?: boolean;
  /** The recording begins so long before what was said first, or before the word, seconds. */
  readonly preRollSeconds: number;
  /** Whether speech begins it, also what was said a moment before that is so; `speech` must be there too. */
  readonly onSpeech: boolean | (() => boolean);
  /** Twice a second: frames that each side has heard so far. */
  onListening?(frames: PerTrack<number>): void;
  /** Begins it when it resolves, with how long ago its reason was, seconds (0 for now). */
  readonly begin?: Promise<number>;
  /** Gives up waiting: its reason is thrown, and nothing is left. */
  readonly signal?: AbortSignal;
  /** It begins: makes what the session is recorded to, whose first frame was so many seconds ago, real time. */
  makePlace(agoSeconds: number): Promise<SessionPlace>;
}

/** Where a session is recorded to. */
export interface SessionPlace {
  readonly spool: Spool;
  readonly settings: Readonly<Record<string, JsonValue>>;
}

/** What is to be done about speech, and how it is found. */
export interface SpeechWish {
  /** URL of RNNoise's WebAssembly. */
  readonly rnnoiseUrl: string;
  /** The session ends after so many seconds in which neither side has spoken. */
  readonly stopSilenceSeconds?: number;
}

/** Why a session came to its end without a `stop`. */
export type SessionEnd = "sources-ended" | "duration" | "all-lost" | "silence";

/** Something that happened. Times are seconds since the session's first frame. */
export type SessionEvent =
  /**
   * Recording; sent once, before anything else but what is reported while it waits. The first frame was `agoSeconds` ago, real
   * time.
   */
  | {
    readonly type: "started";
    readonly tracks: PerTrack<StartedTrack>;
    readonly agoSeconds?: number;
  }
  /**
   * Listening, and nothing is recorded yet; sent once. Until `started` tracks that go away, come back and move are reported,
   * too, at 0 s, and the monitor; nothing else.
   */
  | { readonly type: "waiting"; readonly tracks: PerTrack<StartedTrack> }
  /** No source can be opened, each for its reason; one of them is waited for. Sent once, before all else. */
  | { readonly type: "awaiting"; readonly reasons: PerTrack<string> }
  /** About four times a second. */
  | {
    readonly type: "progress";
    readonly seconds: number;
    readonly tracks: PerTrack<TrackProgress>;
    /** For how long neither side has spoken, without pauses; of a session that ends for that. */
    readonly silentSeconds?: number;
  }
  /** Silence was put where nothing was heard. */
  | {
    readonly type: "gap";
    readonly track: TrackName;
    readonly atSeconds: number;
    readonly seconds: number;
    readonly cause: GapCause;
  }
  /** A source does not deliver; silence stands for it from `atSeconds` on. */
  | {
    readonly type: "track-lost";
    readonly track: TrackName;
    readonly atSeconds: number;
    readonly reason: string;
  }
  /** A source that was away delivers again. */
  | {
    readonly type: "track-back";
    readonly track: TrackName;
    readonly atSeconds: number;
    readonly name: string;
    /** It is the spare one. */
    readonly isSpare?: true;
  }
  /** The default device has changed, or the one is there that a spare stood in for, and another is recorded from now on. */
  | {
    readonly type: "track-moved";
    readonly track: TrackName;
    readonly atSeconds: number;
    readonly name: string;
    readonly isSpare?: true;
  }
  /** The microphone is played to headphones while it is recorded, or is not any more. */
  | { readonly type: "monitor"; readonly monitor: MonitorState }
  /** Something is wrong with the sound of a side, or is not any more. */
  | { readonly type: "sound" } & SoundNews
  /** Somebody marked a moment. */
  | { readonly type: "marked" } & Mark
  /** Both sides are off the record from here on, or on it again. */
  | { readonly type: "paused" | "resumed"; readonly atSeconds: number }
  /** One side is silent from here on, or no longer. */
  | { readonly type: "muted" | "unmuted"; readonly track: TrackName; readonly atSeconds: number }
  /** The end that was known is later. */
  | { readonly type: "extended"; readonly atSeconds: number; readonly endSeconds: number }
  /** Nobody has spoken for long: the session ends, and the file at `atSeconds`, behind the last speech. */
  | { readonly type: "tail"; readonly atSeconds: number }
  /** A file source has come to its end. */
  | { readonly type: "track-ended"; readonly track: TrackName; readonly atSeconds: number };

/** A moment that somebody marked. */
export interface Mark {
  /** Since the session's first frame, seconds. */
  readonly atSeconds: number;
  /** What was said of it; may be empty. */
  readonly text: string;
}

/** A track as it started. */
export interface StartedTrack {
  readonly name: string;
  /** The source's own rate, Hz, and channels. */
  readonly rateHz: number;
  readonly channels: number;
  /** It stands in for the one that was chosen. */
  readonly isSpare?: true;
}

/** A track while it is recorded. */
export interface TrackProgress {
  /** Stem frames on disk. */
  readonly frames: number;
  /** Levels of the last quarter of a second, dBFS; −Infinity for digital zero. */
  readonly peakDb: number;
  readonly rmsDb: number;
  /** Clock of the device against the machine's, parts per million. */
  readonly ppm: number;
  /** Device frames that were dropped because the buffer was full. */
  readonly dropped: number;
}

/** What a session came to. */
export interface SessionReport {
  readonly rateHz: number;
  /** Length of every stem. */
  readonly frames: number;
  readonly tracks: PerTrack<TrackReport>;
}

/** What a track came to. */
export interface TrackReport {
  readonly name: string;
  /** Stem frames; 0 when there is no stem, because the source never opened. */
  readonly frames: number;
  readonly dropped: number;
  /**
   * Device frames that came so late (more than 10 s) that silence had been written in their place; the gaps count the
   * same seconds. Frames from before the session's zero do not count. Not known of a session that was cut short, or that
   * an older confrec recorded.
   */
  readonly unplacedFrames?: number | undefined;
  readonly gaps: { readonly count: number; readonly seconds: number };
  readonly ppm: number;
  /** Silence before the source's first sound, seconds. */
  readonly startOffsetSeconds: number;
  /** Set when the source never started or was not there at the end: why. */
  readonly lost?: string;
}

/** An event of one track, without the track and the time. */
export type EventOfTrack = WithoutPlace<
  Exclude<
    Extract<SessionEvent, { atSeconds: number }>,
    { type: "sound" | "marked" | HushEvent | "extended" | "tail" }
  >
>;
type HushEvent = `${PlacedHush["type"]}d`;
type WithoutPlace<E> = E extends unknown ? Omit<E, "track" | "atSeconds"> : never;

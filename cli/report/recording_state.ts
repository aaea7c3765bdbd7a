/** How a recording is at this moment, put together from its events. */
import type { TrackName } from "../../capture/ground/tracks.ts";
import { TROUBLES } from "../../capture/sound/sound_trouble.ts";
import type { MeetingEvent } from "../../meeting/events/events.ts";
import type { RecordingFacts } from "../../meeting/events/session_news.ts";
import { shortWords } from "../../meeting/report/sound_words.ts";
import type { ShownLevel } from "../terminal/level_bar.ts";

type EventOf<K extends MeetingEvent["event"]> = Extract<MeetingEvent, { event: K }>;
type Trouble = typeof TROUBLES[number];

/** How long a peak is held, and how long it is shown that one was clipped, s. */
const HELD_SECONDS = 1.5;
const CLIP_SECONDS = 3;
/** The top of the scale, dBFS, as far as two decimals tell. */
const FULL_DB = -0.05;

/** One side of it. */
export class SideState {
  /** The device or file. */
  name = "";
  level: ShownLevel = { levelDb: -Infinity, heldDb: -Infinity, isClipped: false };
  rmsDb = -Infinity;
  ppm = 0;
  droppedFrames = 0;
  /** Whether its source does not deliver. */
  isAway = false;
  isMuted = false;
  /** What is wrong with its sound. */
  readonly troubles = new Map<Trouble, EventOf<"warning">>();
  readonly track: TrackName;
  #heldSince = 0;
  #clippedAt = -Infinity;

  constructor(track: TrackName) {
    this.track = track;
  }

  /** Takes in how it sounds. */
  hear(progress: NonNullable<EventOf<"progress">["tracks"][TrackName]>, atSeconds: number): void {
    const levelDb = progress.peakDb ?? -Infinity;
    let { heldDb } = this.level;
    if (levelDb >= heldDb || atSeconds - this.#heldSince > HELD_SECONDS) {
      heldDb = levelDb;
      this.#heldSince = atSeconds;
    }
    if (levelDb >= FULL_DB) this.#clippedAt = atSeconds;
    this.level = { levelDb, heldDb, isClipped: atSeconds - this.#clippedAt < CLIP_SECONDS };
    this.rmsDb = progress.rmsDb ?? -Infinity;
    this.ppm = progress.ppm;
    this.droppedFrames = progress.droppedFrames;
  }

  /** What is wrong with its sound, the worst first, in few words. */
  get worst(): string | undefined {
    const kind = TROUBLES.find((one) => this.troubles.has(one));
    const event = kind && this.troubles.get(kind);
    if (!kind || !event) return undefined;
    // Which of the two it is, device or stream, was said with its name.
    if (kind === "muted") return "muted by the system";
    const { levelDb, hz } = event;
    return shortWords({
      track: this.track,
      kind,
      ...(typeof levelDb === "number" ? { levelDb } : {}),
      ...(hz === undefined ? {} : { hz }),
    });
  }
}

/** All of it. */
export class RecordingState {
  readonly awaited: RecordingFacts["awaited"];
  readonly sides: readonly SideState[];
  phase: "starting" | "waiting" | "recording" | "paused" | "stopping" = "starting";
  /** Of one that waits: whether it has no source yet. */
  awaitsDevice = false;
  seconds = 0;
  bytes = 0;
  chunksWaiting = 0;
  secondsLeft: number | undefined;
  /** Where it ends by itself. */
  endSeconds: number | undefined;
  marks = 0;
  lastMark: { readonly atSeconds: number; readonly text: string } | undefined;

  constructor({ awaited, tracks, durationSeconds }: RecordingFacts) {
    this.awaited = awaited;
    this.sides = tracks.map((track) => new SideState(track));
    this.endSeconds = durationSeconds;
  }

  /** A side, if it is recorded. */
  side(track: TrackName): SideState | undefined {
    return this.sides.find((side) => side.track === track);
  }

  /** Takes in what happened. */
  take(event: MeetingEvent): void {
    switch (event.event) {
      case "waiting":
        this.phase = "waiting";
        this.awaitsDevice = event.missing !== undefined;
        return this.#name(event.tracks);
      case "started":
        return this.#started(event);
      case "progress":
        return this.#progress(event);
      case "track":
        return this.#track(event);
      case "warning":
        if (event.kind && event.track) this.side(event.track)?.troubles.set(event.kind, event);
        return;
      case "warning-ended":
        this.side(event.track)?.troubles.delete(event.kind);
        return;
      case "marked":
        this.marks++;
        this.lastMark = event;
        return;
      case "paused":
        this.phase = "paused";
        return;
      case "resumed":
        this.phase = "recording";
        return;
      case "muted":
      case "unmuted":
        return this.#mute(event);
      case "extended":
        this.endSeconds = event.endSeconds;
        return;
      case "stopping":
        this.phase = "stopping";
        return;
      default:
        return;
    }
  }

  #started({ tracks, secondsLeft, endSeconds }: EventOf<"started">): void {
    this.phase = "recording";
    this.secondsLeft = secondsLeft;
    // Who has waited for a while ends sooner after the first frame.
    this.endSeconds = endSeconds ?? this.endSeconds;
    this.#name(tracks);
  }

  #name(tracks: EventOf<"started">["tracks"]): void {
    for (const side of this.sides) side.name = tracks[side.track]?.name ?? side.name;
  }

  #progress({ seconds, bytes, chunksWaiting, secondsLeft, tracks }: EventOf<"progress">): void {
    Object.assign(this, { seconds, bytes, chunksWaiting, secondsLeft });
    for (const side of this.sides) {
      const progress = tracks[side.track];
      if (progress) side.hear(progress, seconds);
    }
  }

  #track({ track, state, name }: EventOf<"track">): void {
    const side = this.side(track);
    if (!side) return;
    if (state === "lost") side.isAway = true;
    if (state === "back") side.isAway = false;
    if (name !== undefined) side.name = name;
  }

  #mute({ event, track }: EventOf<"muted"> | EventOf<"unmuted">): void {
    const side = this.side(track);
    if (side) side.isMuted = event === "muted";
  }
}

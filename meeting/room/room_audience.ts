/** Who hears of a room. */
import type { MeetingEvent } from "../events/events.ts";
import type { RecordingFacts } from "../events/session_news.ts";
import type { MeetingOutcome } from "./finishing.ts";

/** Hears what happens; `meeting` says in which one, counted from 1; undefined for the room as a whole. */
export type RoomListener = (event: MeetingEvent, meeting?: number) => void;

/** Who hears of a room. */
export interface RoomAudience {
  readonly hear: RoomListener;
  /** A meeting is about to be recorded. */
  onBegin(meeting: number, about: RecordingFacts): void;
  /** The room is awake and knows who is in a call; while a meeting is recorded its progress says as much. */
  onSign(): void;
  /** What came of a meeting, for those who asked it to stop. */
  onOutcome(outcome: MeetingOutcome): void;
}

/** The same audience, of which nobody can stop a room by failing. */
export function careful(audience: RoomAudience): RoomAudience {
  const guarded = <A extends unknown[]>(tell: (...args: A) => void) => (...args: A) => {
    try {
      tell(...args);
    } catch {
      // Who hears of a room is no part of it.
    }
  };
  return {
    hear: guarded((...args) => audience.hear(...args)),
    onBegin: guarded((...args) => audience.onBegin(...args)),
    onSign: guarded(() => audience.onSign()),
    onOutcome: guarded((outcome) => audience.onOutcome(outcome)),
  };
}

/** What is wrong with the sound of a side, or is not any more, as an event. */
import type { SessionEvent } from "../../capture/session/session_types.ts";
import { endWords, troubleWords } from "../report/sound_words.ts";
import { eventDb, eventSeconds, type MeetingEvent } from "./events.ts";

/** The event that says so. */
export function soundEvent(event: Extract<SessionEvent, { type: "sound" }>): MeetingEvent {
  const { track, kind, state, gentle, levelDb, hz, seconds = 0 } = event;
  const atSeconds = eventSeconds(event.atSeconds);
  if (state === "ended") {
    const message = endWords(event);
    const lasted = eventSeconds(seconds);
    return { event: "warning-ended", message, kind, track, atSeconds, seconds: lasted };
  }
  return {
    event: "warning",
    message: troubleWords(event),
    kind,
    track,
    atSeconds,
    ...(gentle === undefined ? {} : { gentle }),
    ...(levelDb === undefined ? {} : { levelDb: eventDb(levelDb) }),
    ...(hz === undefined ? {} : { hz }),
  };
}

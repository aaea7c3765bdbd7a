/** What a session reports while it waits, as a meeting's events. */
import { SIDE_FIRST } from "../report/side_words.ts";
import type { PerTrack, TrackName } from "../../capture/ground/tracks.ts";
import type { SessionEvent } from "../../capture/session/session_types.ts";
import { type Listener, warning } from "./events.ts";
import { MonitorNews } from "./monitor_news.ts";
import { soundEvent } from "./sound_event.ts";
import { waitingWords } from "./device_words.ts";
import type { RecordingFacts } from "./session_news.ts";

/** Turns each thing that is reported before anything is recorded into events; nothing of it counts for the report. */
export class WaitingNews {
  readonly #facts: RecordingFacts;
  readonly #emit: Listener;
  readonly #monitor: MonitorNews;
  /** Sides whose source does not deliver at this moment. */
  readonly #away = new Set<TrackName>();

  constructor(facts: RecordingFacts, emit: Listener) {
    this.#facts = facts;
    this.#emit = emit;
    this.#monitor = new MonitorNews(emit);
  }

  /** Takes in one of them. */
  hear(event: SessionEvent): void {
    switch (event.type) {
      case "awaiting":
        return this.#awaiting(event.reasons);
      case "waiting":
        return this.#emit({
          event: "waiting",
          format: 1,
          out: this.#facts.out,
          tracks: event.tracks,
        });
      case "track-lost":
        return this.#lost(event.track, event.reason);
      case "track-back":
        this.#away.delete(event.track);
        this.#track(event.track, "back", event);
        return this.#emit(
          warning(
            `${SIDE_FIRST[event.track]}: ${event.name} is ${
              event.isSpare ? "listened to instead" : "back"
            }`,
          ),
        );
      case "track-moved":
        return this.#track(event.track, "moved", event);
      case "sound":
        return this.#emit(soundEvent({ ...event, atSeconds: 0 }));
      case "monitor":
        return this.#monitor.hear(event.monitor);
    }
  }

  #awaiting(missing: PerTrack<string>): void {
    this.#emit({ event: "waiting", format: 1, out: this.#facts.out, tracks: {}, missing });
  }

  #lost(track: TrackName, reason: string): void {
    this.#away.add(track);
    this.#track(track, "lost", { reason });
    const waiting = waitingWords(this.#facts.awaited[track]);
    const other = this.#facts.tracks.find((one) => !this.#away.has(one));
    const rest = other === undefined
      ? "nobody is heard until a device is back"
      : `still listening to ${other === "mic" ? "you" : "the call"}`;
    this.#emit(warning(`${SIDE_FIRST[track]}: ${reason}; ${waiting}${rest}`));
  }

  #track(
    track: TrackName,
    state: "lost" | "back" | "moved",
    { name, isSpare, reason }: {
      readonly name?: string;
      readonly isSpare?: true;
      readonly reason?: string;
    },
  ): void {
    this.#emit({
      ...{ event: "track", track, state, atSeconds: 0 },
      ...(name === undefined ? {} : { name }),
      ...(isSpare === undefined ? {} : { isSpare }),
      ...(reason === undefined ? {} : { reason }),
    });
  }
}

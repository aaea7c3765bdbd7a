/** What is said of the devices that are recorded: one is gone, another is there. */
import type { PerTrack, TrackName } from "../../capture/ground/tracks.ts";
import type { SessionEvent } from "../../capture/session/session_types.ts";
import { clockTime } from "../ground/figures.ts";
import type { TrackRecords } from "../report/meeting_report.ts";
import { SIDE_FIRST } from "../report/side_words.ts";
import { absentWords, spareWords, waitingWords } from "./device_words.ts";
import { eventSeconds, type Listener, warning } from "./events.ts";

/** Which devices were asked for. */
export interface DeviceFacts {
  /** What is to be recorded, whether it delivers or not. */
  readonly tracks: readonly TrackName[];
  /** Devices that were named, so that none takes their place when they are gone. */
  readonly awaited: PerTrack<string>;
  /** Sides that have a spare device. */
  readonly spared: readonly TrackName[];
}

type EventOf<T extends SessionEvent["type"]> = Extract<SessionEvent, { type: T }>;

/** Says which device each side is recorded from, and why it is another one. */
export class DeviceNews {
  readonly #facts: DeviceFacts;
  readonly #records: TrackRecords;
  readonly #emit: Listener;
  /** Sides whose source does not deliver at this moment. */
  readonly #away = new Set<TrackName>();
  /** Sides whose spare device delivers, and why a side was lost last. */
  readonly #onSpare = new Set<TrackName>();
  readonly #lostReason: PerTrack<string> = {};

  /** @param records where it is noted which device delivered when */
  constructor(facts: DeviceFacts, records: TrackRecords, emit: Listener) {
    this.#facts = facts;
    this.#records = records;
    this.#emit = emit;
  }

  /** Whether a side is recorded from the device that was asked for. */
  isOnItsOwn(track: TrackName): boolean {
    return !this.#onSpare.has(track) && !this.#away.has(track);
  }

  /** What each side begins with. */
  started({ tracks }: EventOf<"started">): void {
    for (const track of this.#facts.tracks) {
      const { name, isSpare } = tracks[track] ?? {};
      if (name === undefined || !isSpare) continue;
      this.#delivers({ track, name, isSpare, atSeconds: 0 });
      this.#warn(track, spareWords(name, absentWords(this.#facts.awaited[track])));
    }
  }

  lost({ track, atSeconds, reason }: EventOf<"track-lost">): void {
    this.#away.add(track);
    this.#report(track, "lost", atSeconds, { reason });
    this.#lostReason[track] = reason;
    this.#records[track].spares.from(atSeconds, undefined);
    const waiting = this.#facts.spared.includes(track)
      ? "trying the other microphone; "
      : waitingWords(this.#facts.awaited[track]);
    const other = this.#facts.tracks.find((one) => !this.#away.has(one));
    const rest = other === undefined
      ? "nothing is recorded until a device is back"
      : `still recording ${other === "mic" ? "you" : "the call"}`;
    this.#warn(track, `${reason} (at ${clockTime(atSeconds)}); ${waiting}${rest}`);
  }

  back(event: EventOf<"track-back">): void {
    const { track, name, isSpare, atSeconds } = event;
    this.#away.delete(track);
    this.#report(track, "back", atSeconds, { name, ...(isSpare ? { isSpare } : {}) });
    this.#delivers(event);
    const at = clockTime(atSeconds);
    this.#warn(
      track,
      isSpare
        ? `${spareWords(name, this.#lostReason[track])} from ${at} on`
        : `${name} is back at ${at}`,
    );
  }

  moved(event: EventOf<"track-moved">): void {
    const { track, name, isSpare, atSeconds } = event;
    const wasSpare = this.#onSpare.has(track);
    this.#report(track, "moved", atSeconds, { name, ...(isSpare ? { isSpare } : {}) });
    this.#delivers(event);
    if (!wasSpare || isSpare) return;
    this.#warn(track, `${name} is there, and recorded from ${clockTime(atSeconds)} on`);
  }

  ended({ track, atSeconds }: EventOf<"track-ended">): void {
    this.#report(track, "ended", atSeconds);
  }

  /** Remembers whether the device that delivers is the spare one. */
  #delivers(
    { track, name, isSpare, atSeconds }: Omit<EventOf<"track-back" | "track-moved">, "type">,
  ): void {
    if (isSpare) this.#onSpare.add(track);
    else this.#onSpare.delete(track);
    this.#records[track].spares.from(atSeconds, isSpare ? name : undefined);
  }

  #report(
    track: TrackName,
    state: "lost" | "back" | "moved" | "ended",
    atSeconds: number,
    more: { readonly name?: string; readonly reason?: string; readonly isSpare?: true } = {},
  ): void {
    this.#emit({ event: "track", track, state, atSeconds: eventSeconds(atSeconds), ...more });
  }

  #warn(track: TrackName, words: string): void {
    this.#emit(warning(`${SIDE_FIRST[track]}: ${words}`));
  }
}

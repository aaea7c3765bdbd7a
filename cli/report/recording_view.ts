/** Shows a recording to a person: lines about what happens, and on a terminal one that moves. */
import { TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import type { MeetingEvent } from "../../meeting/events/events.ts";
import type { RecordingFacts } from "../../meeting/events/session_news.ts";
import { clockTime, timeSpan } from "../../meeting/ground/figures.ts";
import { incompleteWords } from "../../meeting/report/meeting_report.ts";
import { shortWords } from "../../meeting/report/sound_words.ts";
import { TROUBLES } from "../../capture/sound/sound_trouble.ts";
import { hushedLine } from "./hushed_line.ts";
import { markedLine } from "./marked_line.ts";
import { recordingLine, type StatusLine } from "../terminal/status_line.ts";
import { ProgressView } from "./progress_view.ts";
import { summaryLines } from "./summary_lines.ts";

type EventOf<K extends MeetingEvent["event"]> = Extract<MeetingEvent, { event: K }>;
type Trouble = typeof TROUBLES[number];

/** Listens to a meeting. */
export class RecordingView {
  readonly #about: RecordingFacts;
  readonly #status: StatusLine;
  readonly #quiet: boolean;
  readonly #finishing: ProgressView;
  /** Sides whose source does not deliver at this moment. */
  readonly #away = new Set<TrackName>();
  /** What is wrong with the sound at this moment. */
  readonly #present: Record<TrackName, Map<Trouble, EventOf<"warning">>> = {
    mic: new Map(),
    system: new Map(),
  };

  /** @param quiet people hear of nothing but trouble */
  constructor(about: RecordingFacts, status: StatusLine, quiet: boolean) {
    this.#about = about;
    this.#status = status;
    this.#quiet = quiet;
    this.#finishing = new ProgressView("Finishing", status);
  }

  /** Takes in what happened. */
  show(event: MeetingEvent): void {
    switch (event.event) {
      case "waiting":
        return this.say("Listening; recording begins when somebody speaks; Ctrl+C leaves");
      case "started":
        return this.#started(event);
      case "progress":
        return this.#progress(event);
      case "track":
        return this.#track(event);
      case "warning":
        return this.#warning(event);
      case "warning-ended":
        return this.#warningEnded(event);
      case "marked":
        return this.say(markedLine(event));
      case "paused":
        return this.say(hushedLine({ type: "pause", atSeconds: event.atSeconds }));
      case "resumed":
        return this.say(hushedLine({ type: "resume", atSeconds: event.atSeconds }));
      case "muted":
        return this.say(hushedLine({ ...event, type: "mute" }));
      case "unmuted":
        return this.say(hushedLine({ ...event, type: "unmute" }));
      case "extended":
        return this.say(`Ends at ${clockTime(event.endSeconds)} of the recording`);
      case "finishing":
        return this.#finishing.show(event.share);
      case "finished":
        return this.#finished(event);
      default:
        return;
    }
  }

  /** A line that is no trouble; not said to those who want quiet. */
  say(line: string): void {
    if (!this.#quiet) this.#status.say(line);
  }

  #started({ tracks, secondsLeft }: EventOf<"started">): void {
    const names = TRACK_NAMES.flatMap((track) => {
      return tracks[track] ? [`${track} from ${tracks[track].name}`] : [];
    });
    const space = secondsLeft === undefined ? "" : `; disk space for ${timeSpan(secondsLeft)}`;
    this.say(`Recording ${names.join(", ")}${space}; Ctrl+C stops`);
  }

  #progress({ seconds, bytes, chunksWaiting, secondsLeft, tracks }: EventOf<"progress">): void {
    const { awaited } = this.#about;
    const peaksDb = Object.fromEntries(
      this.#about.tracks.map((track) => {
        const peakDb = tracks[track]?.peakDb ?? -Infinity;
        return [track, this.#away.has(track) ? undefined : peakDb];
      }),
    );
    const troubles = this.#troubles();
    this.#status.show((columns) => {
      return recordingLine(
        { seconds, peaksDb, awaited, troubles, bytes, chunksWaiting, secondsLeft },
        columns,
      );
    });
  }

  #track({ track, state, atSeconds, name }: EventOf<"track">): void {
    if (state === "lost") this.#away.add(track);
    if (state === "back") this.#away.delete(track);
    if (state === "moved") this.say(`${track} goes on from ${name} at ${clockTime(atSeconds)}`);
  }

  #warning(event: EventOf<"warning">): void {
    const { message, kind, track, gentle } = event;
    if (kind !== undefined && track !== undefined) this.#present[track].set(kind, event);
    this.#tell(message, gentle);
  }

  #warningEnded({ message, kind, track }: EventOf<"warning-ended">): void {
    const begun = this.#present[track].get(kind);
    this.#present[track].delete(kind);
    this.#tell(message, begun?.gentle);
  }

  #finished({ report }: EventOf<"finished">): void {
    this.#status.clear();
    for (const line of summaryLines(report, "Recorded")) this.say(line);
    const missing = incompleteWords(report);
    if (missing !== undefined) this.#tell(missing);
  }

  #tell(message: string, gentle = false): void {
    if (gentle) this.say(message);
    else this.#status.say(`confrec: ${message}`);
  }

  /** The worst of each side, for the status line. */
  #troubles(): string[] {
    return this.#about.tracks.flatMap((track) => {
      const worst = TROUBLES.find((kind) => this.#present[track].has(kind));
      const event = worst && this.#present[track].get(worst);
      if (!worst || !event) return [];
      const { levelDb, hz } = event;
      return [`${track}: ${
        shortWords({
          track,
          kind: worst,
          ...(typeof levelDb === "number" ? { levelDb } : {}),
          ...(hz === undefined ? {} : { hz }),
        })
      }`];
    });
  }
}

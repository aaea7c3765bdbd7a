/** Shows a room to a person: the meeting that is recorded as any recording, and between meetings what it waits for. */
import type { MeetingEvent } from "../../meeting/events/events.ts";
import type { RecordingFacts } from "../../meeting/events/session_news.ts";
import { plainText } from "../../meeting/ground/plain_line.ts";
import { RecordingView, type ViewOptions } from "../report/recording_view.ts";
import { summaryLines } from "../report/summary_lines.ts";
import type { StatusLine } from "../terminal/status_line.ts";
import { whole } from "../terminal/wrap_words.ts";

type EventOf<K extends MeetingEvent["event"]> = Extract<MeetingEvent, { event: K }>;

const AWAITED = {
  call: "a call",
  speech: "somebody to speak",
  always: "the next meeting",
} as const;
/** What is said of a meeting of which nothing is recorded any more. */
const AFTERWARDS: readonly MeetingEvent["event"][] = ["warning", "finished"];

/** Listens to a room. */
export class RoomView {
  readonly #status: StatusLine;
  readonly #options: ViewOptions;
  readonly #meetings = new Map<number, RecordingView>();

  constructor(status: StatusLine, options: ViewOptions) {
    this.#status = status;
    this.#options = options;
  }

  /** A meeting is about to begin. */
  begin(meeting: number, about: RecordingFacts): void {
    this.#meetings.set(meeting, new RecordingView(about, this.#status, this.#options));
  }

  /** Takes in what happened, in a meeting or to the room. */
  show(event: MeetingEvent, meeting?: number): void {
    if (meeting === undefined) return this.#room(event);
    // That no device is there is a warning of the room's.
    if (event.event === "waiting" && event.missing !== undefined) return;
    const isShown = meeting === this.#shown || AFTERWARDS.includes(event.event);
    if (isShown) this.#meetings.get(meeting)?.show(event);
    if (event.event === "stopping") this.#status.clear();
  }

  /** The one that is recorded, or listened for: the first of those that record still. */
  get #shown(): number | undefined {
    return [...this.#meetings].find(([, { state }]) => state.phase !== "stopping")?.[0];
  }

  /** The file of a meeting is there, or there will be none now. */
  end(meeting: number): void {
    this.#meetings.delete(meeting);
  }

  #room(event: MeetingEvent): void {
    switch (event.event) {
      case "room":
        return this.#state(event);
      case "warning":
        return this.#status.say(`confrec: ${event.message}`);
      case "pruned":
        return this.#say(`Removed ${whole(event.out)}: ${event.why}`);
      case "recovered":
        for (const line of summaryLines(event.report, "Recovered")) this.#say(line);
    }
  }

  #state({ state, trigger, programs = [] }: EventOf<"room">): void {
    if (state === "waiting") this.#say(`Waiting for ${AWAITED[trigger]}; Ctrl+C ends`);
    if (state === "meeting" && programs.length > 0) {
      const is = programs.length === 1 ? "is" : "are";
      this.#say(`${plainText(programs.join(", "))} ${is} in a call`);
    }
  }

  #say(line: string): void {
    if (!this.#options.quiet) this.#status.say(line);
  }
}

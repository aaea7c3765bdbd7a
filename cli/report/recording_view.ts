/** Shows a recording to a person: lines about what happens, and on a terminal some that move. */
import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import type { MeetingEvent } from "../../meeting/events/events.ts";
import type { RecordingFacts } from "../../meeting/events/session_news.ts";
import { clockTime, fileSize, timeSpan } from "../../meeting/ground/figures.ts";
import { SIDE, SIDE_FIRST, SIDE_LABEL } from "../../meeting/report/side_words.ts";
import { incompleteWords } from "../../meeting/report/meeting_report.ts";
import { hushedLine } from "./hushed_line.ts";
import type { StatusLine } from "../terminal/status_line.ts";
import { styledLine } from "../terminal/styled_text.ts";
import { usableColumns } from "../terminal/terminal_text.ts";
import { whole } from "../terminal/wrap_words.ts";
import { liveLines, markPrompt, type Panel, PLAIN_PANEL } from "./live_lines.ts";
import { markedLine } from "./marked_line.ts";
import { ProgressView } from "./progress_view.ts";
import { EXPLAINED_KEYS, haveKeysSpace } from "./key_words.ts";
import { recordingLine } from "./recording_line.ts";
import { RecordingState } from "./recording_state.ts";
import { summaryLines } from "./summary_lines.ts";

type EventOf<K extends MeetingEvent["event"]> = Extract<MeetingEvent, { event: K }>;

/** Nobody should have to wait for hours of sound to be encoded. */
const LEAVING = "Ctrl+C again: later, with confrec recover";

/** How a view looks. */
export interface ViewOptions {
  /** People hear of nothing but trouble. */
  readonly quiet: boolean;
  readonly colour: boolean;
}

/** Listens to a meeting. */
export class RecordingView {
  /** How the recording is. */
  readonly state: RecordingState;
  readonly #status: StatusLine;
  readonly #options: ViewOptions;
  readonly #finishing: ProgressView;
  #panel = PLAIN_PANEL;
  #isFinishing = false;

  constructor(about: RecordingFacts, status: StatusLine, options: ViewOptions) {
    this.state = new RecordingState(about);
    this.#status = status;
    this.#options = options;
    this.#finishing = new ProgressView("Finishing", status, LEAVING);
  }

  /** Takes in what happened. */
  show(event: MeetingEvent): void {
    const gentle = event.event === "warning-ended" && this.#wasGentle(event);
    this.state.take(event);
    switch (event.event) {
      case "waiting":
        return this.#waiting(event);
      case "started":
        return this.#started(event);
      case "track":
        return this.#track(event);
      case "warning":
        this.#tell(event.message, event.gentle);
        return this.#drawWaiting();
      case "warning-ended":
        return this.#tell(event.message, gentle);
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
      case "split":
        return this.say(`From ${clockTime(event.atSeconds)} on: ${whole(event.out)}`);
      case "finishing":
        this.#isFinishing = true;
        return this.#finishing.show(event.share);
      case "finished":
        return this.#finished(event);
      case "pruned":
        return this.say(
          `Removed ${whole(event.out)} (${fileSize(event.bytes)}): ${event.why}`,
        );
      default:
        // Before the first level there is nothing to see.
        if (event.event === "progress" || this.state.seconds > 0) this.#draw();
    }
  }

  /** A line that is no trouble; not said to those who want quiet. */
  say(line: string): void {
    if (!this.#options.quiet) this.#status.say(line);
  }

  /** What a person has asked to see. */
  get panel(): Panel {
    return this.#panel;
  }

  /** Shows something else of it. */
  set panel(panel: Panel) {
    const asksForKeys = panel.explainsKeys && !this.#panel.explainsKeys;
    this.#panel = panel;
    // What has no space below stands above, once.
    if (asksForKeys && !haveKeysSpace(this.#status.size)) {
      EXPLAINED_KEYS.forEach((line) => this.say(line));
    }
    if (this.state.seconds > 0) this.#draw();
  }

  /** Draws after somebody else had the terminal. */
  drawAnew(): void {
    this.#status.drawAnew();
  }

  #waiting({ missing }: EventOf<"waiting">): void {
    if (missing === undefined) {
      this.say("Listening; recording begins when somebody speaks; Ctrl+C leaves");
    } else {
      for (const track of TRACK_NAMES) {
        if (missing[track] !== undefined) this.#tell(`${SIDE_FIRST[track]}: ${missing[track]}`);
      }
      this.say("Waiting for a device; recording begins when one is there; Ctrl+C leaves");
    }
    this.#drawWaiting();
  }

  #started({ tracks, secondsLeft }: EventOf<"started">): void {
    const names = TRACK_NAMES.flatMap((track) => {
      return tracks[track]
        ? [`${track === "mic" ? "you" : "the call"} (${tracks[track].name})`]
        : [];
    });
    const space = secondsLeft === undefined ? "" : `; disk space for ${timeSpan(secondsLeft)}`;
    const { endSeconds } = this.state;
    const end = endSeconds === undefined ? "" : `, for ${clockTime(Math.ceil(endSeconds))}`;
    this.say(`Recording ${names.join(" and ")}${end}${space}; Ctrl+C stops`);
  }

  #draw(): void {
    if (this.#isFinishing) return;
    if (this.state.phase === "waiting") return this.#drawWaiting();
    this.#status.show((columns, rows) => {
      const lines = liveLines(this.state, this.#panel, columns, rows);
      if (lines === undefined) return this.#oneLine(columns);
      return lines.map((spans) => {
        return styledLine(spans, usableColumns(columns), this.#options.colour);
      });
    });
  }

  /** Nothing moves, but who is listened to. */
  #drawWaiting(): void {
    const { phase, sides } = this.state;
    if (phase !== "waiting") return;
    const heard = sides.filter(({ isAway }) => !isAway).map(({ track }) => SIDE[track]);
    const away = sides.filter(({ isAway }) => isAway).map(({ track }) =>
      `; ${SIDE[track]} is away`
    );
    const line = this.state.awaitsDevice
      ? "Waiting for a device"
      : `Listening to ${heard.join(" and ") || "nobody"}${away.join("")}`;
    this.#status.show((columns) => line.slice(0, usableColumns(columns)));
  }

  #oneLine(columns: number): string {
    const { markText } = this.#panel;
    if (markText !== undefined) {
      const space = usableColumns(columns);
      return styledLine(markPrompt(markText, space), space, false);
    }
    const { phase, sides, seconds, bytes, chunksWaiting, secondsLeft, awaited } = this.state;
    return recordingLine({
      ...{ seconds, bytes, chunksWaiting, secondsLeft, awaited },
      state: phase === "paused" || phase === "stopping" ? phase : undefined,
      muted: sides.flatMap(({ isMuted, track }) => isMuted ? [track] : []),
      peaksDb: Object.fromEntries(sides.map(({ track, isAway, level }) => {
        return [track, isAway ? undefined : level.levelDb];
      })),
      troubles: sides.flatMap(({ track, worst }) =>
        worst === undefined ? [] : `${SIDE_LABEL[track]}: ${worst}`
      ),
    }, columns);
  }

  #track({ track, state, atSeconds, name }: EventOf<"track">): void {
    const isWaiting = this.state.phase === "waiting";
    const where = isWaiting ? "" : ` at ${clockTime(atSeconds)}`;
    if (state === "moved") this.say(`${SIDE_FIRST[track]} goes on from ${name}${where}`);
    if (isWaiting) this.#draw();
  }

  #wasGentle({ kind, track }: EventOf<"warning-ended">): boolean | undefined {
    return this.state.side(track)?.troubles.get(kind)?.gentle;
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
}

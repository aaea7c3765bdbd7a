/** What `--json` prints: one object a line, described in docs/events.md. */
import * as z from "zod";
import { EVENT_SHAPES, type MeetingEvent } from "../../meeting/events/events.ts";
import { type JsonEvent, jsonEvent } from "../../meeting/events/json_event.ts";
import { incompleteWords } from "../../meeting/report/meeting_report.ts";
import { exitCodeOf } from "../process/exit_code.ts";
import type { Output } from "../terminal/stream_output.ts";

const time = z.iso.datetime();
const exitCode = z.literal([0, 4]);
/** In a room: in which of its meetings, counted from 1. */
const meeting = z.int().positive().optional();

function line<K extends keyof typeof EVENT_SHAPES>(event: K) {
  return z.object({ event: z.literal(event), time, meeting, ...EVENT_SHAPES[event] });
}

/** Every line of `--json`. */
export const lineSchema = z.discriminatedUnion("event", [
  line("waiting"),
  line("started"),
  line("progress"),
  line("gap"),
  line("track"),
  line("warning"),
  line("warning-ended"),
  line("marked"),
  line("paused"),
  line("resumed"),
  line("muted"),
  line("unmuted"),
  line("extended"),
  line("split"),
  line("part-finished"),
  line("stopping"),
  line("finishing"),
  line("finished").extend({ exitCode }),
  line("recovered").extend({ exitCode }),
  line("room"),
  line("pruned"),
  z.object({
    event: z.literal("error"),
    time,
    exitCode: z.int(),
    message: z.string(),
    spool: z.string().optional(),
  }),
]);

/** A line as it is printed. */
export type JsonLine = z.output<typeof lineSchema>;

/** A failure as its line says it. */
export type ErrorLine = Omit<Extract<JsonLine, { event: "error" }>, "time">;

/** How it goes is printed once a second; people see it move. */
const INTERVAL_MS = 1_000;

/** Writes events as they come; a reader that has gone away is of no concern. */
export class JsonLines {
  readonly #output: Output;
  readonly #now: () => Date;
  readonly #enabled: boolean;
  readonly #clock: () => number;
  #lastMs = { progress: -Infinity, finishing: -Infinity };
  /** By meeting: a room makes the file of one while the next ends. */
  readonly #shares = new Map<number | undefined, number>();
  #meeting: number | undefined;

  /** @param clock milliseconds that only go forward */
  constructor(
    output: Output,
    now: () => Date,
    enabled: boolean,
    clock = () => performance.now(),
  ) {
    this.#output = output;
    this.#now = now;
    this.#enabled = enabled;
    this.#clock = clock;
  }

  /** Another piece of work begins, whose progress is its own. */
  begin(): void {
    this.#lastMs = { progress: -Infinity, finishing: -Infinity };
    this.#shares.delete(this.#meeting);
  }

  /** Prints what has happened; in a room, in which of its meetings. */
  show(event: MeetingEvent, meeting?: number): void {
    if (!this.#enabled) return;
    this.#meeting = meeting;
    switch (event.event) {
      case "progress":
        // A reader that sleeps misses progress, and nothing else.
        if (!this.#output.busy && this.#isDue("progress")) this.#write(event);
        return;
      case "finishing": {
        // What was done once stays done, even if more work has turned up.
        const done = Math.round(event.share * 1_000) / 1_000;
        const share = Math.max(this.#shares.get(meeting) ?? 0, done);
        this.#shares.set(meeting, share);
        if (this.#isDue("finishing")) this.#write({ event: "finishing", share });
        return;
      }
      case "stopping":
        this.begin();
        return this.#write(event);
      case "part-finished":
        return this.#write(jsonEvent(event));
      case "finished":
      case "recovered": {
        this.#shares.delete(meeting);
        const message = incompleteWords(event.report);
        if (message !== undefined) this.#write({ event: "warning", message });
        this.#write({ ...jsonEvent(event), exitCode: exitCodeOf(event.report) });
        return;
      }
      default:
        this.#write(event);
    }
  }

  /** Prints that the command failed. */
  fail(error: ErrorLine): void {
    this.#meeting = undefined;
    if (this.#enabled) this.#write(error);
  }

  #isDue(kind: "progress" | "finishing"): boolean {
    const nowMs = this.#clock();
    if (nowMs - this.#lastMs[kind] < INTERVAL_MS) return false;
    this.#lastMs[kind] = nowMs;
    return true;
  }

  #write(event: (JsonEvent & { readonly exitCode?: number }) | ErrorLine): void {
    const { event: name, ...rest } = event;
    const place = this.#meeting === undefined ? {} : { meeting: this.#meeting };
    const line = { event: name, time: this.#now().toISOString(), ...place, ...rest };
    this.#output.write(`${JSON.stringify(line)}\n`);
  }
}

/** Shows how far a piece of work is: a bar on a terminal, an event now and then for programs. */
import type { EventStream } from "./events.ts";
import { progressLine, type StatusLine } from "./status_line.ts";

const EVENT_INTERVAL_MS = 1_000;
/** Before this much is done nobody can say how long the rest takes. */
const TELLING_SHARE = 0.02;
/** What is over sooner needs no bar. */
const SHORT_MS = 300;

/** One piece of work, from 0 to 1. */
export class ShareView {
  readonly #label: string;
  readonly #status: StatusLine;
  readonly #events: EventStream;
  #sinceMs: number | undefined;
  #lastEventMs = -Infinity;
  #share = 0;

  constructor(label: string, status: StatusLine, events: EventStream) {
    this.#label = label;
    this.#status = status;
    this.#events = events;
  }

  /**
   * @param share how much is done, 0 to 1; what was done once stays done, even if more work has turned up
   * @param nowMs milliseconds that only go forward
   */
  show(share: number, nowMs: number): void {
    this.#sinceMs ??= nowMs;
    this.#share = Math.max(this.#share, share);
    const done = this.#share;
    const elapsedSeconds = (nowMs - this.#sinceMs) / 1_000;
    if (nowMs - this.#sinceMs >= SHORT_MS) {
      const left = done > TELLING_SHARE ? elapsedSeconds * (1 - done) / done : undefined;
      this.#status.show((columns) => progressLine(this.#label, done, left, columns));
    }
    if (nowMs - this.#lastEventMs < EVENT_INTERVAL_MS) return;
    this.#lastEventMs = nowMs;
    this.#events.emit({ event: "finishing", share: Math.round(done * 1_000) / 1_000 });
  }
}

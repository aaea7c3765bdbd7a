/** Hands each event to all who listen. */
import { type Listener, type MeetingEvent, warning } from "./events.ts";

/** Events that wait for a reader that does not come. */
const MOST_WAITING = 10_000;

/**
 * One stream of events with any number of listeners.
 *
 * A listener that fails disturbs neither the recording nor the others. What has happened before anybody read the stream
 * with `for await` waits for the first who does.
 */
export class EventHub implements AsyncIterable<MeetingEvent> {
  readonly #listeners = new Set<Listener>();
  readonly #readers = new Set<Reader>();
  #early: MeetingEvent[] | undefined = [];
  #ended = false;
  #hasFailed = false;

  /** Hears all from now on; disposing of what is returned ends that. */
  listen(listener: Listener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Hands an event out; after the end nobody hears of anything. */
  emit(event: MeetingEvent): void {
    if (this.#ended) return;
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        this.#reportFailure(error);
      }
    }
    if (this.#early !== undefined) hold(this.#early, event);
    for (const reader of this.#readers) reader.push(event);
  }

  /** No event follows. */
  end(): void {
    this.#ended = true;
    for (const reader of this.#readers) reader.end();
  }

  /** The events, to be read one after the other. */
  async *[Symbol.asyncIterator](): AsyncGenerator<MeetingEvent> {
    const reader = new Reader(this.#early ?? []);
    this.#early = undefined;
    this.#readers.add(reader);
    if (this.#ended) reader.end();
    try {
      for (let event = await reader.next(); event; event = await reader.next()) yield event;
    } finally {
      this.#readers.delete(reader);
    }
  }

  /** Once: what failed will fail again. */
  #reportFailure(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const message = `Cannot show how the recording goes: ${String(error)}; it goes on`;
    this.emit(warning(message));
  }
}

/** What tells the end, and what came of it: never left out. */
const LAST_EVENTS: readonly MeetingEvent["event"][] = ["stopping", "finished", "recovered"];

/** One who reads, at a pace of its own. */
class Reader {
  readonly #waiting: MeetingEvent[];
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(waiting: MeetingEvent[]) {
    this.#waiting = waiting;
  }

  push(event: MeetingEvent): void {
    hold(this.#waiting, event);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async next(): Promise<MeetingEvent | undefined> {
    while (this.#waiting.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return this.#waiting.shift();
  }
}

/** Keeps an event for later: of progress the last is enough, and where there is no space it goes first. */
function hold(waiting: MeetingEvent[], event: MeetingEvent): void {
  if (event.event === "progress" && waiting.at(-1)?.event === "progress") waiting.pop();
  if (waiting.length >= MOST_WAITING) {
    const least = waiting.findIndex((one) => one.event === "progress");
    if (least >= 0) waiting.splice(least, 1);
    else if (!LAST_EVENTS.includes(event.event)) return;
  }
  waiting.push(event);
}

/** Steers a meeting through the spool of the part that is recorded, from part to part. */
import type { MeetingEvent } from "../events/events.ts";
import { RemoteControl, type Steerable } from "./remote_control.ts";

/** What the status of a part that begins later must know, and what takes it back. */
const LASTING: Readonly<Partial<Record<MeetingEvent["event"], string>>> = {
  ...{ started: "device", track: "device", paused: "pause", resumed: "pause" },
  ...{ muted: "mute", unmuted: "mute", extended: "end", marked: "mark" },
};

/** Steers one meeting. */
export class Steering {
  readonly #meeting: Steerable;
  readonly #now: () => Date;
  readonly #remotes: RemoteControl[] = [];
  /** The last event of each kind that holds until the next, in their order. */
  readonly #lasting = new Map<string, MeetingEvent>();

  /** @param now wall clock */
  constructor(meeting: Steerable, now: () => Date) {
    this.#meeting = meeting;
    this.#now = now;
    meeting.events.listen((event) => {
      const what = LASTING[event.event];
      if (what === undefined) return;
      const key = "track" in event ? `${what} ${event.track}` : what;
      this.#lasting.delete(key);
      this.#lasting.set(key, event);
    });
  }

  /** Requests to stop whose senders wait to hear what came of it. */
  get stopRequests(): readonly string[] {
    return this.#remotes.flatMap((remote) => remote.stopRequests);
  }

  /** From now on requests are looked for in this spool; the one before answers what it has found. */
  moveTo(spool: string, out: string): void {
    const { events, about, controls } = this.#meeting;
    const stop: Steerable["stop"] = (reason) => this.#meeting.stop(reason);
    const part = { events, controls, stop, about: { ...about, out } };
    const before = this.#remotes.at(-1);
    this.#remotes.push(new RemoteControl(part, spool, this.#now, this.#lasting.values()));
    void before?.end();
    // Of those before nothing is wanted but who asked them to stop.
    if (this.#remotes.length > 2 && this.#remotes[0]?.stopRequests.length === 0) {
      this.#remotes.shift();
    }
  }

  /** Obeys and answers nobody any more. */
  async end(): Promise<void> {
    await this.#remotes.at(-1)?.end();
  }
}

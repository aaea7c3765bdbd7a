/** Steers a meeting through the spool of the part that is recorded, from part to part. */
import { RemoteControl, type Steerable } from "./remote_control.ts";

/** Steers one meeting. */
export class Steering {
  readonly #meeting: Steerable;
  readonly #now: () => Date;
  readonly #remotes: RemoteControl[] = [];

  /** @param now wall clock */
  constructor(meeting: Steerable, now: () => Date) {
    this.#meeting = meeting;
    this.#now = now;
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
    this.#remotes.push(new RemoteControl(part, spool, this.#now));
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

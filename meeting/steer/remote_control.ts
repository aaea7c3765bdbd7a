/** Lets others steer a meeting while it runs: what they ask for is looked for, and how it goes is written down. */
import { afterMs } from "../../capture/ground/timers.ts";
import { mailIn, type SpoolMail } from "../../capture/spool/spool_mail.ts";
import { within } from "../../capture/ground/deadline.ts";
import { isGone } from "../../ffi/system/is_there.ts";
import type { EventHub } from "../events/event_hub.ts";
import { eventSeconds, type MeetingEvent, warning } from "../events/events.ts";
import type { AskedStop } from "../ground/stop_reason.ts";
import type { Controls } from "./controls.ts";
import { Mailbox, type Obeyed } from "./mailbox.ts";
import { StatusFile } from "./status_file.ts";
import type { SteerRequest } from "./steer_protocol.ts";

/**
 * Requests are looked for whenever a recording tells of its progress, four times a second, when the thread is awake anyway;
 * and so long after the last look, ms, where it tells nothing.
 */
const LOOK_MS = 300;
/** Looks between two of the status, and between two clearances of answers that nobody fetched. */
const LOOKS_PER_STATUS = 4;
const LOOKS_PER_CLEARANCE = 120;
/** How long a disk that does not answer is waited for at the end, ms. */
const END_MS = 500;

/** What is needed of a meeting. */
export interface Steerable {
  readonly events: EventHub;
  readonly about: { readonly out: string; readonly durationSeconds?: number };
  readonly controls: Pick<
    Controls,
    "mark" | "pause" | "resume" | "mute" | "unmute" | "split" | "extend"
  >;
  stop(reason: AskedStop): void;
}

/** Steers one meeting, from when it is made until `end`. Nothing that fails here reaches the recording. */
export class RemoteControl implements Disposable {
  /** Requests to stop whose senders wait to hear what came of it. */
  readonly stopRequests: string[] = [];
  readonly #meeting: Steerable;
  readonly #folder: string;
  readonly #mail: SpoolMail;
  readonly #mailbox: Mailbox;
  readonly #status: StatusFile;
  readonly #listening: Disposable;
  #cancel = () => {};
  #isOver = false;
  #looks = 0;
  readonly #answering = new Set<Promise<void>>();
  #tending: Promise<void> | undefined;

  /**
   * @param folder the spool
   * @param now wall clock, for the time of the status
   * @param before what the status has to know of what happened before
   */
  constructor(
    meeting: Steerable,
    folder: string,
    now: () => Date,
    before: Iterable<MeetingEvent> = [],
  ) {
    this.#meeting = meeting;
    this.#folder = folder;
    this.#mail = mailIn(folder);
    const warn = (message: string) => meeting.events.emit(warning(message));
    this.#mailbox = new Mailbox(this.#mail, (request) => this.#obey(request));
    this.#status = new StatusFile(this.#mail.statusPath, meeting.about, now, warn);
    for (const event of before) this.#status.take(event);
    this.#listening = meeting.events.listen((event) => {
      this.#status.take(event);
      if (event.event === "progress") this.#look();
    });
    try {
      this.#mailbox.open();
    } catch (error) {
      warn(`Cannot be steered from outside: ${String(error)}; the recording goes on`);
    }
    this.#look();
  }

  /** Obeys and answers nobody any more; what can be removed before the spool goes is removed. */
  async end(): Promise<void> {
    this[Symbol.dispose]();
    // Who asked at the last moment is answered, too.
    const underWay = Promise.all([...this.#answering, this.#tending]);
    await within(END_MS, underWay.then(() => this.#mailbox.end()).catch(() => {}), undefined);
    try {
      this.#mailbox.close();
    } catch {
      // It goes with the spool, or stays with it.
    }
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#cancel();
    this.#listening[Symbol.dispose]();
  }

  #look(): void {
    this.#cancel();
    if (this.#isOver) return;
    this.#cancel = afterMs(LOOK_MS, () => this.#look());
    // Whoever asks now is not to wait until a slow disk has what another has asked for.
    const answering = this.#mailbox.look().catch(() => this.#putBack());
    this.#answering.add(answering);
    void answering.finally(() => this.#answering.delete(answering));
    this.#tending ??= this.#tend().finally(() => this.#tending = undefined);
  }

  /** One at a time: on a disk that hangs each more would take a thread. */
  async #tend(): Promise<void> {
    const look = this.#looks++;
    if (look % LOOKS_PER_STATUS === 0 || this.#status.hasNews) await this.#status.write();
    if (look % LOOKS_PER_CLEARANCE === 0) await this.#mailbox.clear().catch(() => {});
  }

  /** Somebody may have removed the folders; a spool that was removed whole is put back by others. */
  #putBack(): void {
    try {
      const isGoneAlone = isGone(this.#mail.requestsFolder) && !isGone(this.#folder);
      if (isGoneAlone) this.#mailbox.open();
    } catch {
      // The next look tries again.
    }
  }

  async #obey(request: SteerRequest): Promise<Obeyed> {
    if (request.order !== "stop") return await obeyWith(this.#meeting.controls, request);
    if (request.wait) this.stopRequests.push(request.id);
    this.#meeting.stop(request.only === "meeting" ? "meeting-over" : "request");
    return {};
  }
}

/** Does what is asked, but for `stop`, which is no matter of these controls. */
export async function obeyWith(
  controls: Steerable["controls"],
  request: Exclude<SteerRequest, { order: "stop" }>,
): Promise<Obeyed> {
  switch (request.order) {
    case "mark":
      return at(await controls.mark(request.text, request.agoSeconds));
    case "pause":
    case "resume":
      return at(await controls[request.order]());
    case "mute":
    case "unmute":
      return at(await controls[request.order](request.track));
    case "split":
      return at(await controls.split());
    case "extend":
      return at(await controls.extend(request.seconds));
  }
}

/** As the event says it: the next second begins for both at once. */
function at(seconds: number): Obeyed {
  return { atSeconds: eventSeconds(seconds) };
}

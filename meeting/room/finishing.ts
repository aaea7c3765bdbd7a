/** Meetings whose files are being made while the room goes on. */
import { KeptSpoolError } from "../ground/kept_spool_error.ts";
import type { Meeting } from "../meeting.ts";
import type { MeetingReport } from "../report/meeting_report.ts";

/** What came of a meeting. */
export type MeetingOutcome =
  & { readonly meeting: number; readonly stopRequests: readonly string[] }
  & (
    | { readonly report: MeetingReport; readonly error?: undefined }
    | { readonly report?: undefined; readonly error: unknown }
  );

/** Who hears of it. */
export interface FinishingOptions {
  onOutcome(outcome: MeetingOutcome): void;
  onTrouble(error: unknown): void;
  /** A spool waits to be finished another time. */
  onLeft(spool: string): void;
  onChange(): void;
}

/** All of them. */
export class Finishing {
  readonly #o: FinishingOptions;
  readonly #meetings = new Map<Meeting, Promise<void>>();
  /** The last file that was made. */
  lastFile: string | undefined;
  /** Of the meeting that was said to be the last. */
  lastReport: MeetingReport | undefined;

  constructor(options: FinishingOptions) {
    this.#o = options;
  }

  /** Their spools. */
  get spools(): string[] {
    return [...this.#meetings.keys()].map(({ spoolFolder }) => spoolFolder);
  }

  /** Another one, counted from 1; `isLast` when none follows. */
  add(number: number, meeting: Meeting, isLast: boolean): void {
    const { onOutcome, onTrouble, onLeft, onChange } = this.#o;
    const done = meeting.finished.then((report) => {
      this.lastFile = report.output.path;
      if (isLast) this.lastReport = report;
      onOutcome({ meeting: number, report, stopRequests: meeting.stopRequests });
    }, (error) => {
      onTrouble(error);
      if (error instanceof KeptSpoolError) onLeft(error.spool);
      onOutcome({ meeting: number, error, stopRequests: meeting.stopRequests });
    }).finally(() => {
      this.#meetings.delete(meeting);
      onChange();
    });
    this.#meetings.set(meeting, done);
  }

  /** Resolves when all files are there, or their spools are kept; never rejects. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#meetings.values());
  }

  /** All spools are kept. */
  giveUp(why: string): void {
    for (const meeting of this.#meetings.keys()) meeting.giveUp(why);
  }
}

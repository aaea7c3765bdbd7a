/** Shows how far a piece of work is: a bar on a terminal. */
import { clockTime } from "../../meeting/ground/figures.ts";
import { levelBar, SILENCE_DB } from "../terminal/level_bar.ts";
import type { StatusLine } from "../terminal/status_line.ts";
import { columnsOf, cutText, usableColumns } from "../terminal/terminal_text.ts";

/** Before this much is done nobody can say how long the rest takes. */
const TELLING_SHARE = 0.02;
/** What is over sooner needs no bar. */
const SHORT_MS = 300;
const WIDEST_BAR = 30;
const NARROWEST_BAR = 4;

/** One piece of work, from 0 to 1. */
export class ProgressView {
  readonly #label: string;
  readonly #hint: string;
  readonly #status: StatusLine;
  readonly #now: () => number;
  #begunMs: number | undefined;
  /** Since when there is anything to show. */
  #sinceMs: number | undefined;
  #share = 0;
  /** When all of it would be done, as of what was done last. */
  #endMs = Infinity;

  /**
   * @param hint what stands behind the line where there is space
   * @param now milliseconds that only go forward
   */
  constructor(label: string, status: StatusLine, hint = "", now = () => performance.now()) {
    this.#label = label;
    this.#hint = hint;
    this.#status = status;
    this.#now = now;
  }

  /** Shows that something has begun, of which nobody knows yet how much there is to do. */
  prepare(): void {
    this.#begunMs ??= this.#now();
    this.#status.show((columns) => this.#line(columns));
  }

  /** @param share how much is done, 0 to 1; what was done once stays done, even if more work has turned up */
  show(share: number): void {
    const nowMs = this.#now();
    this.#begunMs ??= nowMs;
    this.#sinceMs ??= nowMs;
    if (share > this.#share) {
      this.#share = share;
      this.#endMs = this.#sinceMs + (nowMs - this.#sinceMs) / share;
    }
    this.#status.show((columns) => this.#line(columns));
  }

  /** Work comes in large pieces: between them the time that is left goes down by itself. */
  #line(columns: number): string {
    const nowMs = this.#now();
    if (nowMs - (this.#begunMs ?? nowMs) < SHORT_MS) return "";
    const isKnown = this.#share > TELLING_SHARE && this.#endMs > nowMs;
    const leftSeconds = isKnown ? (this.#endMs - nowMs) / 1_000 : undefined;
    const line = progressLine(this.#label, this.#share, leftSeconds, columns);
    const longer = `${line}  ${this.#hint}`;
    return this.#hint !== "" && columnsOf(longer) <= usableColumns(columns) ? longer : line;
  }
}

/** The line for work of known length: `Finishing ━━━━━━···· 62 %  0:12 left`. */
export function progressLine(
  label: string,
  share: number,
  secondsLeft: number | undefined,
  columns: number,
): string {
  const percent = `${String(Math.floor(Math.min(1, Math.max(0, share)) * 100)).padStart(3)} %`;
  const left = secondsLeft === undefined ? "" : `  ${clockTime(Math.ceil(secondsLeft))} left`;
  const space = usableColumns(columns);
  const bar = Math.min(WIDEST_BAR, space - label.length - 2 - percent.length - left.length);
  // The same scale as levels: empty at -60, full at 0.
  const drawn = bar < NARROWEST_BAR ? "" : `${levelBar(SILENCE_DB * (1 - share), bar)} `;
  return cutText(`${label} ${drawn}${percent}${left}`, space);
}

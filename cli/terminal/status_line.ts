/** The one line that a terminal shows while something runs. */
import { plainText } from "../../meeting/ground/plain_line.ts";
import { TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import { clockTime, counted, fileSize, timeSpan } from "../../meeting/ground/figures.ts";
import type { Output } from "./stream_output.ts";
import { columnsOf, cutText } from "./terminal_text.ts";

/** What the line shows while recording. */
export interface RecordingStatus {
  readonly seconds: number;
  /** Peak of the last moment, dBFS; a track that is not recorded has none, one that is gone has undefined. */
  readonly peaksDb: Readonly<Partial<Record<TrackName, number | undefined>>>;
  /** Devices that were named, by track: when one is gone, nothing takes its place. */
  readonly awaited?: Readonly<Partial<Record<TrackName, string>>>;
  /** What is wrong with the sound at this moment. */
  readonly troubles?: readonly string[];
  /** What has been encoded so far. */
  readonly bytes: number;
  readonly chunksWaiting: number;
  /** Until the disk is full, if anybody knows. */
  readonly secondsLeft?: number | undefined;
}

const SILENCE_DB = -60;
const WIDEST_BAR = 12;
const NARROWEST_BAR = 4;
/** One chunk is nearly always under way; more than this means that the machine does not keep up. */
const USUAL_WAITING = 2;
/** Disk space for more than this concerns nobody. */
const SHORT_SPACE_SECONDS = 3_600;

/** A terminal that tells of Ctrl+C writes `^C` behind the line, and the last column is left alone: it would wrap. */
const KEPT_FREE_COLUMNS = 3;
/** A device's name may take so much of the line, columns. */
const WIDEST_NAME = 24;

/** A part of the line; where there is no space a text is cut, and a figure is left out. */
interface Part {
  readonly text: string;
  readonly isText?: boolean;
}

/**
 * The line for a moment of a recording, shorter than the terminal is wide.
 *
 * Where space is short the bars shrink, then go, then what stands on the right goes.
 */
export function recordingLine(status: RecordingStatus, columns: number): string {
  const space = Math.max(0, columns - KEPT_FREE_COLUMNS);
  for (let bar = WIDEST_BAR; bar >= NARROWEST_BAR; bar--) {
    const line = partsOf(status, bar).map(({ text }) => text).join("  ");
    if (columnsOf(line) <= space) return line;
  }
  let line = "";
  for (const { text, isText = false } of partsOf(status, 0)) {
    const longer = line === "" ? text : `${line}  ${text}`;
    if (columnsOf(longer) > space) return isText || line === "" ? cutText(longer, space) : line;
    line = longer;
  }
  return line;
}

function partsOf(status: RecordingStatus, barColumns: number): Part[] {
  const parts: Part[] = [{ text: `● ${clockTime(status.seconds)}` }];
  for (const track of TRACK_NAMES) {
    if (!(track in status.peaksDb)) continue;
    const peakDb = status.peaksDb[track];
    const name = status.awaited?.[track];
    if (peakDb === undefined && name !== undefined) {
      const shown = cutText(plainText(name), WIDEST_NAME);
      parts.push({ text: `${track} waits for ${shown}`, isText: true });
      continue;
    }
    const bar = barColumns > 0 ? `${levelBar(peakDb ?? -Infinity, barColumns)} ` : "";
    parts.push({ text: `${track} ${bar}${peakDb === undefined ? "  gone" : decibels(peakDb)}` });
  }
  // Before all that may be cut off.
  for (const text of status.troubles ?? []) parts.push({ text, isText: true });
  parts.push({ text: fileSize(status.bytes) });
  if (status.chunksWaiting > USUAL_WAITING) {
    parts.push({ text: `${counted(status.chunksWaiting, "chunk")} waiting` });
  }
  const { secondsLeft = Infinity } = status;
  if (secondsLeft < SHORT_SPACE_SECONDS) {
    parts.push({ text: `disk space for ${timeSpan(secondsLeft)}` });
  }
  return parts;
}

/** A bar from −60 dBFS (empty) to 0 dBFS (full), in half columns. */
export function levelBar(levelDb: number, columns: number): string {
  const share = Math.min(1, Math.max(0, 1 - levelDb / SILENCE_DB));
  const halves = Math.round(share * columns * 2);
  const full = "━".repeat(halves >> 1);
  return `${full}${halves % 2 === 1 ? "╸" : ""}`.padEnd(columns, "·");
}

/** Six columns, so that what follows does not move. */
function decibels(levelDb: number): string {
  const shown = levelDb < -99 ? "-∞" : String(Math.round(levelDb));
  return `${shown.padStart(3)} dB`;
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
  const space = Math.max(0, columns - KEPT_FREE_COLUMNS);
  const bar = Math.min(30, space - label.length - 2 - percent.length - left.length);
  // The same scale as levels: empty at -60, full at 0.
  const drawn = bar < NARROWEST_BAR ? "" : `${levelBar(SILENCE_DB * (1 - share), bar)} `;
  return cutText(`${label} ${drawn}${percent}${left}`, space);
}

/** Does something again and again; gives what ends that. */
export type Ticker = (intervalMs: number, action: () => void) => () => void;

const TICK_MS = 500;

const realTicker: Ticker = (intervalMs, action) => {
  const timer = setInterval(action, intervalMs);
  return () => clearInterval(timer);
};

/**
 * Draws on the last line of a terminal; does nothing where there is none.
 *
 * Each drawing is one write that goes over what is there and clears only the rest, so that nothing flickers and the
 * cursor need not be hidden: a program that is killed leaves the terminal as it was.
 */
export class StatusLine {
  readonly #output: Output;
  readonly #enabled: boolean;
  readonly #ticker: Ticker;
  #line: ((columns: number) => string) | undefined;
  #stopTicking: (() => void) | undefined;
  #shown = "";

  /** @param enabled false for who wants quiet, or reads events, between which a line that moves would stand */
  constructor(output: Output, enabled: boolean, ticker: Ticker = realTicker) {
    this.#output = output;
    this.#enabled = enabled && output.isTerminal;
    this.#ticker = ticker;
  }

  /**
   * Shows a line, until another is shown or it is taken away.
   *
   * @param line makes it for the width of the terminal; asked again twice a second, since time passes and widths change
   */
  show(line: (columns: number) => string): void {
    if (!this.#enabled) return;
    this.#line = line;
    this.#stopTicking ??= this.#ticker(TICK_MS, () => this.#draw());
    this.#draw();
  }

  /** Writes lines that stay, above the status. */
  say(lines: string): void {
    const above = this.#shown === "" ? "" : "\r\x1b[K";
    // The terminal may have another width by now.
    if (above !== "") this.#shown = this.#line?.(this.#output.columns) ?? "";
    const plain = lines.split("\n").map(plainText).join("\n");
    this.#output.write(`${above}${plain}\n${this.#shown}`);
  }

  /** Takes the status away. */
  clear(): void {
    this.#stopTicking?.();
    this.#stopTicking = undefined;
    this.#line = undefined;
    if (this.#shown !== "") this.#output.write("\r\x1b[K");
    this.#shown = "";
  }

  #draw(): void {
    if (this.#output.busy) return;
    const text = this.#line?.(this.#output.columns) ?? "";
    if (text === this.#shown) return;
    this.#shown = text;
    this.#output.write(`\r${text}\x1b[K`);
  }
}

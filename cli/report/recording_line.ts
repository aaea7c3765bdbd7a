/** A moment of a recording in one line, for terminals with little space. */
import { TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import { clockTime, fileSize, timeSpan } from "../../meeting/ground/figures.ts";
import { SIDE_LABEL } from "../../meeting/report/side_words.ts";
import { plainText } from "../../meeting/ground/plain_line.ts";
import { decibels, levelBar } from "../terminal/level_bar.ts";
import { columnsOf, cutText, usableColumns } from "../terminal/terminal_text.ts";

/** What the line shows while recording. */
export interface RecordingStatus {
  readonly seconds: number;
  /** What goes on, where that is not recording: `paused`. */
  readonly state?: string | undefined;
  /** Sides of which nothing is kept at this moment. */
  readonly muted?: readonly TrackName[];
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

const WIDEST_BAR = 12;
const NARROWEST_BAR = 4;
/** One chunk is nearly always under way; more than this means that the machine does not keep up. */
export const USUAL_WAITING = 2;
/** What a chunk holds, s; at 44.1 kHz it is a little more. */
const CHUNK_SECONDS = 24;
/** Disk space for more than this concerns nobody. */
export const SHORT_SPACE_SECONDS = 3_600;

/** How far the encoder is behind, in words. */
export function encodingBehind(chunksWaiting: number): string {
  return `${timeSpan(chunksWaiting * CHUNK_SECONDS)} still to encode`;
}

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
  const space = usableColumns(columns);
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
  const { state } = status;
  const time = clockTime(status.seconds);
  const parts: Part[] = [{ text: state === undefined ? `● ${time}` : `○ ${time} ${state}` }];
  for (const track of TRACK_NAMES) {
    if (!(track in status.peaksDb)) continue;
    const peakDb = status.peaksDb[track];
    const label = SIDE_LABEL[track];
    const name = status.awaited?.[track];
    if (peakDb === undefined && name !== undefined) {
      const shown = cutText(plainText(name), WIDEST_NAME);
      parts.push({ text: `${label} waits for ${shown}`, isText: true });
      continue;
    }
    if (status.muted?.includes(track)) {
      parts.push({ text: `${label} muted` });
      continue;
    }
    const bar = barColumns > 0 ? `${levelBar(peakDb ?? -Infinity, barColumns)} ` : "";
    parts.push({ text: `${label} ${bar}${peakDb === undefined ? "  gone" : decibels(peakDb)}` });
  }
  // Before all that may be cut off.
  for (const text of status.troubles ?? []) parts.push({ text, isText: true });
  parts.push({ text: fileSize(status.bytes) });
  if (status.chunksWaiting > USUAL_WAITING) {
    parts.push({ text: encodingBehind(status.chunksWaiting) });
  }
  const { secondsLeft = Infinity } = status;
  if (secondsLeft < SHORT_SPACE_SECONDS) {
    parts.push({ text: `disk space for ${timeSpan(secondsLeft)}` });
  }
  return parts;
}

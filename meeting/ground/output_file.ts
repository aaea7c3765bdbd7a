/** The file that a meeting becomes. */
import type { TrackName } from "../../capture/ground/tracks.ts";

/** What can be written, by the ending of the name. */
export type OutputFormat = "mp3" | "wav";

/** All of them. */
export const OUTPUT_FORMATS: readonly OutputFormat[] = ["mp3", "wav"];

/** A file that may be written. */
export interface OutputFile {
  /** Absolute. */
  readonly path: string;
  /** As the person wrote it, placeholders filled in. */
  readonly shown: string;
  readonly format: OutputFormat;
  /** Where kept stems go, each side alone: `meeting.mic.wav`. */
  readonly stemPaths: Readonly<Record<TrackName, string>>;
  /** Why its folder cannot be written to now; nobody has looked at what is there. */
  readonly awayFor?: string;
}

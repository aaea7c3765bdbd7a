/** What of a session that was cut short was off the record, by its journal and its stems. */
import { WavReader } from "../../formats/wav_reader.ts";
import {
  type HushedStretches,
  hushedStretches,
  type PlacedHush,
  type Stretch,
} from "../ground/hush.ts";
import type { JournalRecord } from "../spool/journal.ts";

/** Frames read at a time. */
const BLOCK_FRAMES = 48_000;
/** A pause fades what it begins with, and a worker may hush a moment after it was asked, s. */
const EDGE_SECONDS = 0.5;

/**
 * What was off the record.
 *
 * The journal may have lost the end of the last pause, with a disk that was full: where a stem holds sound again, it had
 * ended, and what was said from then on is not cut. One that is damaged may have lost the end of any, and seem to have it
 * where the next one ends.
 *
 * @param stemPaths of those that there are
 * @param isDamaged whether anything in the journal could not be read
 */
export function leftHushed(
  records: readonly JournalRecord[],
  stemPaths: readonly string[],
  rateHz: number,
  isDamaged: boolean,
): HushedStretches {
  const stretches = hushedStretches(records.filter(isHush));
  const pauses = stretches.pauses.map((pause) => {
    if (pause.toFrame < Infinity && !isDamaged) return pause;
    const ends = stemPaths.map((path) => firstSound(path, pause, rateHz));
    return { ...pause, toFrame: Math.min(pause.toFrame, ...ends) };
  });
  return { ...stretches, pauses };
}

function isHush(record: JournalRecord): record is PlacedHush {
  return ["pause", "resume", "mute", "unmute"].includes(record.type);
}

/** The first frame that is not silent in a pause; Infinity when there is none. */
function firstSound(path: string, { fromFrame, toFrame }: Stretch, rateHz: number): number {
  using reader = WavReader.open(path);
  const { channels } = reader.info;
  const frames = Math.min(toFrame, reader.info.frames);
  const block = new Float32Array(BLOCK_FRAMES * channels);
  for (let at = fromFrame + Math.round(EDGE_SECONDS * rateHz); at < frames; at += BLOCK_FRAMES) {
    const samples = reader.read(at, Math.min(BLOCK_FRAMES, frames - at), block);
    const index = samples.findIndex((sample) => sample !== 0);
    if (index >= 0) return at + Math.floor(index / channels);
  }
  return Infinity;
}

/** Recordings of any form as stems. */
import {
  type PerTrack,
  STEM_CHANNELS,
  TRACK_NAMES,
  type TrackName,
} from "../../capture/ground/tracks.ts";
import { join } from "node:path";
import { Session } from "../../capture/session/session.ts";
import type { TrackProgress } from "../../capture/session/session_types.ts";
import type { SourceChoice } from "../../capture/source/source.ts";
import { Spool } from "../../capture/spool/spool.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { WavWriter } from "../../formats/wav_writer.ts";

/** As fast as the disk and the resampler allow. */
const CONVERSION_PACE = 1_000;

/** What is to be converted, and for whom. */
export interface Conversion {
  readonly inputs: PerTrack<string>;
  /** Of the session, Hz. */
  readonly rateHz: number;
  /** Where the converted stems go. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Called with how much is done, 0 to 1; never called when there is nothing to convert. */
  onProgress(share: number): void;
}

/**
 * Brings what is no stem yet to the session's rate and to a stem's channels, in the same way in which a session would
 * have: it is played to one.
 *
 * @returns the path of each stem: the input itself where it is one
 */
export async function convertInputs(
  { inputs, rateHz, folder, signal, onProgress }: Conversion,
): Promise<PerTrack<string>> {
  const stems = { ...inputs };
  const tracks: PerTrack<SourceChoice> = {};
  const wholeFrames: PerTrack<number> = {};
  for (const track of TRACK_NAMES) {
    const path = inputs[track];
    if (path === undefined) continue;
    using reader = WavReader.open(path);
    const { info } = reader;
    // Any encoding is read as it is.
    if (info.rateHz === rateHz && info.channels === STEM_CHANNELS[track]) continue;
    if (info.frames === 0) {
      stems[track] = emptyStem(join(folder, `${track}.wav`), track, rateHz);
      continue;
    }
    tracks[track] = { kind: "file", path, cutShort: true };
    wholeFrames[track] = info.frames * rateHz / info.rateHz;
  }
  if (Object.keys(tracks).length === 0) return stems;
  using spool = await Spool.create(join(folder, "converted"));
  const session = await Session.start({
    rateHz,
    tracks,
    spool,
    libraryPath: "",
    pace: CONVERSION_PACE,
    onEvent: (event) => {
      if (event.type === "progress") onProgress(progressOf(event.tracks, wholeFrames));
    },
  });
  const aborted = new Promise<"aborted">((resolve) => {
    signal.addEventListener("abort", () => resolve("aborted"), { once: true });
  });
  if (signal.aborted || await Promise.race([session.ended, aborted]) === "aborted") {
    await session.abandon();
    throw signal.reason;
  }
  const report = await session.stop();
  await session.closed;
  signal.throwIfAborted();
  for (const track of TRACK_NAMES) {
    const lost = report.tracks[track]?.lost;
    if (lost !== undefined) throw new Deno.errors.InvalidData(lost);
    if (tracks[track]) stems[track] = spool.stemPath(track);
  }
  return stems;
}

/** Of a recording without any sound, which nothing can play. */
function emptyStem(path: string, track: TrackName, rateHz: number): string {
  using writer = WavWriter.create(path, {
    rateHz,
    channels: STEM_CHANNELS[track],
    encoding: "float32",
  });
  writer.finish();
  return path;
}

/** That of the side which is furthest behind. */
function progressOf(tracks: PerTrack<TrackProgress>, wholeFrames: PerTrack<number>): number {
  const shares = TRACK_NAMES.flatMap((track) => {
    const whole = wholeFrames[track];
    return whole === undefined ? [] : Math.min(1, (tracks[track]?.frames ?? 0) / whole);
  });
  return Math.min(...shares);
}

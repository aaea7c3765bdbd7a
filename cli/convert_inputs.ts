/** Recordings of any form as stems. */
import { join } from "node:path";
import { Session } from "../capture/session.ts";
import type { PerTrack } from "../capture/session_types.ts";
import type { SourceChoice } from "../capture/source.ts";
import { Spool, TRACK_NAMES } from "../capture/spool.ts";
import { WavReader } from "../formats/wav_reader.ts";
import { STEM_CHANNELS } from "../post/options.ts";

/** As fast as the disk and the resampler allow. */
const CONVERSION_PACE = 1_000;

/**
 * Brings what is no stem yet to the session's rate and to a stem's channels, in the same way in which a session would
 * have: it is played to one.
 *
 * @param folder where the converted stems go
 * @returns the path of each stem: the input itself where it is one
 */
export async function convertInputs(
  inputs: PerTrack<string>,
  rateHz: number,
  folder: string,
  signal: AbortSignal,
): Promise<PerTrack<string>> {
  const stems = { ...inputs };
  const tracks: PerTrack<SourceChoice> = {};
  for (const track of TRACK_NAMES) {
    const path = inputs[track];
    if (path === undefined || isStem(path, rateHz, STEM_CHANNELS[track])) continue;
    tracks[track] = { kind: "file", path };
  }
  if (Object.keys(tracks).length === 0) return stems;
  using spool = await Spool.create(join(folder, "converted"));
  const session = await Session.start({
    rateHz,
    tracks,
    spool,
    libraryPath: "",
    pace: CONVERSION_PACE,
    onEvent: () => {},
  });
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([session.ended, aborted]);
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

/** Any encoding is read as it is. */
function isStem(path: string, rateHz: number, channels: number): boolean {
  using reader = WavReader.open(path);
  return reader.info.rateHz === rateHz && reader.info.channels === channels;
}

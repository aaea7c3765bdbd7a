/** Recovering as it really is: workers and ffmpeg, the same as for a session that is not cut short. */
import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { unpackEmbedded } from "../../ffi/bundle/embedded.ts";
import { Programme } from "../../post/programme.ts";
import {
  formOf,
  id3Of,
  programmeOptions,
  rnnoiseUrl,
} from "../../meeting/settings/programme_settings.ts";
import { shareOfRest } from "../../meeting/ground/progress_of_rest.ts";
import type { RecoverParts, RecoverRequest } from "./recover_parts.ts";
import { StopSignals } from "../process/stop_signals.ts";

/** All cores, at once. Chunks that the session finished are taken as they are. */
export const realRecoverParts: RecoverParts = {
  unpack: unpackEmbedded,
  signals: () => new StopSignals(),
  finish,
};

async function finish(request: RecoverRequest): Promise<number> {
  const { spool, report, sound, target, format, force, startedAt, ffmpegPath, advice } = request;
  const { rateHz, frames, tracks } = report;
  const recorded = TRACK_NAMES.filter((track) => tracks[track] !== undefined);
  const share = shareOfRest();
  await using programme = new Programme({
    stems: Object.fromEntries(recorded.map((track) => [track, spool.stemPath(track)])),
    options: programmeOptions(sound, format, rateHz),
    form: formOf(sound, format),
    chunksFolder: spool.chunksFolder,
    ffmpegPath,
    rnnoiseUrl: rnnoiseUrl(),
    mode: "offline",
    signal: request.signal,
    onProgress: (progress) => request.onShare(share(progress)),
  });
  const { bytes } = await programme.finish({
    frames,
    target,
    force,
    id3: id3Of(startedAt),
    advice,
  });
  return bytes;
}

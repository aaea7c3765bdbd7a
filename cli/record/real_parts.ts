/** The parts of a recording as they really are: devices, workers, ffmpeg. */
import { type PerTrack, TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { queryDevices } from "../../capture/source/devices.ts";
import { Session } from "../../capture/session/session.ts";
import type { SessionReport } from "../../capture/session/session_types.ts";
import { unpackEmbedded } from "../../ffi/bundle/embedded.ts";
import { userCacheFolder } from "../../ffi/system/private_folder.ts";
import { platform } from "../../ffi/system/platform.ts";
import type { ChunkProgress } from "../../post/chunks/chunk_board.ts";
import { Programme } from "../../post/programme.ts";
import type { LiveProgramme } from "../../meeting/meeting.ts";
import {
  formOf,
  id3Of,
  programmeOptions,
  rnnoiseUrl,
} from "../../meeting/settings/programme_settings.ts";
import type { ProgrammeRequest, RecordParts } from "./record_parts.ts";
import { shareOfRest } from "../../meeting/ground/progress_of_rest.ts";
import { StopSignals } from "../process/stop_signals.ts";

/** Devices of this machine, sessions and programmes with workers. */
export const realParts: RecordParts = {
  devices: async () => queryDevices(await unpackEmbedded("confrec_audio")),
  unpack: unpackEmbedded,
  signals: () => new StopSignals(),
  keepAwake: () => platform.keepAwake(),
  cacheFolder: () => userCacheFolder(),
  freeBytes: (folder) => platform.freeBytes(folder),
  largestFile: (folder) => platform.largestFile(folder),
  startSession: Session.start,
  programme: (request) => new SessionProgramme(request),
  recoverParts: async () => (await import("../recover/real_recover_parts.ts")).realRecoverParts,
};

/** The programme of a session, as the conductor sees it. */
class SessionProgramme implements LiveProgramme {
  readonly #request: ProgrammeRequest;
  readonly #programme: Programme;
  #onProgress: (progress: ChunkProgress) => void = () => {};

  constructor(request: ProgrammeRequest) {
    this.#request = request;
    const { options, output, spool, tracks, ffmpegPath } = request;
    const recorded = TRACK_NAMES.filter((track) => tracks[track] !== undefined);
    this.#programme = new Programme({
      stems: Object.fromEntries(recorded.map((track) => [track, spool.stemPath(track)])),
      options: programmeOptions(options, output.format),
      form: formOf(options, output.format),
      chunksFolder: spool.chunksFolder,
      ffmpegPath,
      rnnoiseUrl: rnnoiseUrl(),
      mode: "live",
      onProgress: (progress) => this.#onProgress(progress),
    });
  }

  get chunksWaiting(): number {
    return this.#programme.progress.waiting;
  }

  grow(frames: PerTrack<number>): void {
    this.#programme.grow(frames);
  }

  async close(): Promise<void> {
    await this.#programme[Symbol.asyncDispose]();
  }

  async finish({ frames }: SessionReport, onShare: (share: number) => void): Promise<number> {
    const share = shareOfRest(this.#programme.progress.chunksDone);
    this.#onProgress = (progress) => onShare(share(progress));
    const { output, force, startedAt, recovery } = this.#request;
    await using programme = this.#programme;
    const { bytes } = await programme.finish({
      frames,
      target: output.path,
      force,
      id3: id3Of(startedAt),
      advice: `finish it with: ${recovery()}`,
    });
    return bytes;
  }
}

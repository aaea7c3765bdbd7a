/** What mixing is made of. */
import type { PerTrack, TrackName } from "../../capture/ground/tracks.ts";
import type { EmbeddedName } from "../../ffi/bundle/manifest.ts";
import type { SoundOptions } from "../options/options.ts";
import type { OutputFile } from "../../meeting/output/output_path.ts";
import type { StopSignals } from "../process/stop_signals.ts";

/** The file that is to be made. */
export interface MixRequest {
  /** Paths of WAV files. */
  readonly inputs: PerTrack<string>;
  readonly output: OutputFile;
  readonly options: SoundOptions;
  readonly force: boolean;
  /** Empty when no MP3 is made. */
  readonly ffmpegPath: string;
  /** An empty folder for what is half made. */
  readonly folder: string;
  /** Gives up. */
  readonly signal: AbortSignal;
  /** Called with how much is done, 0 to 1. */
  onShare(share: number): void;
}

/** The file that was made. */
export interface Mixed {
  readonly frames: number;
  readonly rateHz: number;
  readonly bytes: number;
  /** Sides of which nothing is heard in it. */
  readonly silentTracks: readonly TrackName[];
}

/** Where the work is done: the real ones stand in real_mix_parts.ts. */
export interface MixParts {
  /** The path of an embedded file, whole. */
  unpack(name: EmbeddedName): Promise<string>;
  signals(): StopSignals;
  mix(request: MixRequest): Promise<Mixed>;
}

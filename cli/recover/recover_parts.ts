/** What recovering is made of. */
import type { SessionReport } from "../../capture/session/session_types.ts";
import type { Spool } from "../../capture/spool/spool.ts";
import type { EmbeddedName } from "../../ffi/bundle/manifest.ts";
import type { SoundOptions } from "../options/options.ts";
import type { OutputFormat } from "../../meeting/output/output_path.ts";
import type { StopSignals } from "../process/stop_signals.ts";

/** The file that is to be made of a spool. */
export interface RecoverRequest {
  readonly spool: Spool;
  readonly report: SessionReport;
  readonly sound: SoundOptions;
  readonly target: string;
  readonly format: OutputFormat;
  readonly force: boolean;
  /** The file's date. */
  readonly startedAt: Date;
  /** Empty when no MP3 is made. */
  readonly ffmpegPath: string;
  /** What to do when it fails, as the end of a message. */
  readonly advice: string;
  /** Gives up. */
  readonly signal: AbortSignal;
  /** Called with how much is done, 0 to 1. */
  onShare(share: number): void;
}

/** Where the work is done: the real ones stand in real_recover_parts.ts. */
export interface RecoverParts {
  /** The path of an embedded file, whole. */
  unpack(name: EmbeddedName): Promise<string>;
  signals(): StopSignals;
  /** @returns the file's length in bytes */
  finish(request: RecoverRequest): Promise<number>;
}

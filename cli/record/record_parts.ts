/** What a recording is made of. */
import type { PerTrack } from "../../capture/ground/tracks.ts";
import type { SessionOptions } from "../../capture/session/session_types.ts";
import type { SourceChoice } from "../../capture/source/source.ts";
import type { Spool } from "../../capture/spool/spool.ts";
import type { DeviceInfo } from "../../ffi/audio_context.ts";
import type { EmbeddedName } from "../../ffi/bundle/manifest.ts";
import type { LiveProgramme, LiveSession } from "../../meeting/meeting.ts";
import type { OutputFile } from "../../meeting/output/output_path.ts";
import type { SoundOptions } from "../options/options.ts";
import type { RecoverParts } from "../recover/recover_parts.ts";
import type { StopSignals } from "../process/stop_signals.ts";

/** What the finished file is to be made of and like. */
export interface ProgrammeRequest {
  readonly options: SoundOptions;
  readonly force: boolean;
  readonly output: OutputFile;
  readonly spool: Spool;
  readonly tracks: PerTrack<SourceChoice>;
  /** Empty when no MP3 is made. */
  readonly ffmpegPath: string;
  /** The file's date. */
  readonly startedAt: Date;
  /** The command that finishes what the spool holds. */
  recovery(): string;
}

/** Where the parts of a recording come from: the real ones stand in real_parts.ts. */
export interface RecordParts {
  /** @throws {DeviceError} when there is no sound server */
  devices(): Promise<readonly DeviceInfo[]>;
  /** The path of an embedded file, whole. */
  unpack(name: EmbeddedName): Promise<string>;
  signals(): StopSignals;
  /** Keeps the machine from going to sleep until disposed of. */
  keepAwake(): Disposable;
  /** The user's folder for what can be lost; undefined when there is none. */
  cacheFolder(): string | undefined;
  /** Bytes that can still be written into a folder; undefined when the system does not tell. */
  freeBytes(folder: string): number | undefined;
  /** The largest file that a folder which exists takes, bytes; undefined when that is large enough. */
  largestFile(folder: string): number | undefined;
  startSession(options: SessionOptions): Promise<LiveSession>;
  programme(request: ProgrammeRequest): LiveProgramme;
  /** What finishes what others have left. */
  recoverParts(): Promise<RecoverParts>;
}

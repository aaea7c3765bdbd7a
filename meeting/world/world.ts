/** What a meeting needs of the world outside: devices, workers, disks; tests give another. */
import type { HushOrder, Stretch } from "../../capture/ground/hush.ts";
import type { PerTrack } from "../../capture/ground/tracks.ts";
import type {
  SessionEnd,
  SessionOptions,
  SessionReport,
} from "../../capture/session/session_types.ts";
import type { NextPart } from "../../capture/parts/session_part.ts";
import type { DeviceInfo } from "../../ffi/audio_context.ts";
import type { EmbeddedName } from "../../ffi/bundle/manifest.ts";
import type { ChunkProgress } from "../../post/chunks/chunk_board.ts";
import type { PartPlace } from "../../post/ground/part_place.ts";
import type { FinishOptions, ProgrammeReport } from "../../post/programme_report.ts";
import type { ByteSink } from "../../post/stream/byte_queue.ts";
import type { StreamNews, StreamReport } from "../../post/sound_stream.ts";
import type { OutputFormat } from "../ground/output_file.ts";
import type { FileSound } from "../report/file_sound.ts";
import type { SoundSettings } from "../settings/sound_settings.ts";

/** What is needed of `Session`. */
export interface LiveSession {
  readonly ended: Promise<SessionEnd>;
  /** Resolves when, some time after `stop`, the devices are closed. */
  readonly closed: Promise<void>;
  /** @param reason is journalled for whoever makes the file */
  stop(reason?: string): Promise<SessionReport>;
  /** @returns the time of the mark, seconds, once it is on the disk */
  mark(text: string, agoSeconds?: number): Promise<number>;
  /** @returns where it begins or ends, seconds, once it is on the disk */
  hush(order: HushOrder): Promise<number>;
  /** Begins the next part. @returns what resolves when the one before can be finished */
  split(next: NextPart): Promise<{ readonly settled: Promise<void> }>;
  /** @returns where it ends then, seconds; undefined for one that does not end by itself */
  extend(seconds: number): number | undefined;
}

/** The file to be made of some stems. */
export interface ProgrammeRequest {
  /** Paths, for the tracks that there are. */
  readonly stems: PerTrack<string>;
  readonly sound: SoundSettings;
  readonly format: OutputFormat;
  /** Of the stems, Hz; as the settings say, unless it is known better. */
  readonly rateHz?: number;
  /** For what is half made. */
  readonly chunksFolder: string;
  /** Empty when no MP3 is made. */
  readonly ffmpegPath: string;
  /** Live: the stems grow. Offline: they are whole. Background: they are, and something else is recorded. */
  readonly mode: "live" | "offline" | "background";
  /** See `ProgrammeSettings`. */
  readonly tagBytes?: number;
  /** Where the file begins in its stems, if it is a part of a recording. */
  readonly part?: PartPlace;
  /** Gives up. */
  readonly signal?: AbortSignal;
  onProgress?(progress: ChunkProgress): void;
}

/** What is reported of a file that was made. */
export type MadeFile =
  & Pick<ProgrammeReport, "bytes" | "frames" | "rateHz" | "silentTracks" | keyof FileSound>
  & Partial<
    Pick<
      ProgrammeReport,
      "lastGainSteps" | "channels" | "chapters" | "levels" | "peaks" | "outline" | "sha256"
    >
  >;

/** What is needed of `Programme`. */
export interface FileMaker extends AsyncDisposable {
  readonly progress: ChunkProgress;
  /** So many frames of each stem are on disk, so much was off the record, and the part before ended with these gains. */
  grow(
    frames: PerTrack<number>,
    pauses: readonly Stretch[],
    gainSteps?: PerTrack<number>,
  ): void;
  /** The middle of the longest pause between two frames of the stems, if there is one. */
  longestPause(fromFrame: number, toFrame: number): number | undefined;
  /** Makes, verifies and publishes the file. */
  finish(options: FinishOptions): Promise<MadeFile>;
}

/** What is heard of a recording while it is made. */
export interface LiveStream extends AsyncDisposable {
  /** As `SoundStream.grow`. */
  grow(frames: PerTrack<number>, stems: PerTrack<string>, fromFrame: number): void;
  /** The stems are whole: gives the rest to the reader. */
  finish(): Promise<StreamReport>;
}

/** The stream to be made of a recording. */
export interface StreamRequest {
  readonly sound: SoundSettings;
  readonly format: OutputFormat;
  /** Empty when it is no MP3. */
  readonly ffmpegPath: string;
  readonly pace: number;
  readonly sink: ByteSink;
  tell(news: StreamNews): void;
}

/** Everything outside. */
export interface World {
  /** Wall clock, for names and dates. */
  now(): Date;
  hostName(): string;
  /** @throws {DeviceError} when there is no sound server */
  devices(): Promise<readonly DeviceInfo[]>;
  /** The path of an embedded file, whole. */
  unpack(name: EmbeddedName): Promise<string>;
  /** Keeps the machine from going to sleep until disposed of. */
  keepAwake(): Disposable;
  /** The user's folder for what can be lost; undefined when there is none. */
  cacheFolder(): string | undefined;
  /** Bytes that can still be written into a folder; undefined when the system does not tell. */
  freeBytes(folder: string): number | undefined;
  /** The largest file that a folder which exists takes, bytes; undefined when that is large enough. */
  largestFile(folder: string): number | undefined;
  startSession(options: SessionOptions): Promise<LiveSession>;
  programme(request: ProgrammeRequest): FileMaker;
  stream(request: StreamRequest): LiveStream;
}

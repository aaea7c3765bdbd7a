/** What a programme is made from, and how. */
import type { ChunkProgress } from "./chunks/chunk_board.ts";
import type { Mp3Settings } from "./encode/encode.ts";
import type { StemPaths } from "./ground/heard_stems.ts";
import type { ProgrammeOptions } from "./ground/options.ts";
import type { PartPlace } from "./ground/part_place.ts";

/** The form of the finished file; `mode`: its permissions as for chmod, without which it is its owner's alone. */
export type ProgrammeForm =
  & { readonly mode?: number }
  & ({ readonly type: "mp3"; readonly rate: Mp3Settings["rate"] } | Wav);
type Wav = { readonly type: "wav"; readonly bits: 16 | 24 };

/** What a programme is made from and how. */
export interface ProgrammeSettings {
  /** The stem of every track that the session has; a file may come later. */
  readonly stems: StemPaths;
  readonly options: ProgrammeOptions;
  readonly form: ProgrammeForm;
  /** A folder for chunks and the file while it grows: `Spool.chunksFolder`. */
  readonly chunksFolder: string;
  /** Not used for WAV. */
  readonly ffmpegPath: string;
  /**
   * URL of RNNoise's WebAssembly; needed to suppress noise. It is also asked where the gate is in doubt: without it all that
   * is doubtful counts as speech.
   */
  readonly rnnoiseUrl?: string;
  /**
   * `live`: a session is being recorded: chunks are made as they come, by few workers at a low priority.
   * `offline`: the stems are whole: all cores, as soon as the gains are known.
   * `background`: they are whole, and something else is being recorded: few workers at a low priority, to the end.
   */
  readonly mode: "live" | "offline" | "background";
  /** Most workers at once; by default what fits the mode. */
  readonly workers?: number;
  /** Called when something has changed; must not throw. */
  onProgress?(progress: ChunkProgress): void;
  /** Where the file begins, if it is a part of a recording whose stems begin before it. */
  readonly part?: PartPlace;
  /** Bytes of the tag in front of an MP3 without its chapters: known before, the sound need not be moved at the end. */
  readonly tagBytes?: number;
  /** Gives up everything when aborted; what is in the spool stays. */
  readonly signal?: AbortSignal;
  /** The workers' file; another one in tests only. */
  readonly workerModule?: string;
  /** MP3 frames of a chunk; less than 1,000 in tests only. */
  readonly chunkMp3Frames?: number;
}

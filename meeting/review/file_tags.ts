/** What a recording that exists says of itself, whoever made it. */
import { ByteFile } from "../../formats/byte_file.ts";
import { type FoundChapter, readId3Chapters } from "../../formats/id3_chapters.ts";
import { readId3Texts } from "../../formats/id3_text.ts";
import { scanMp3 } from "../../formats/mp3_scan.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { messageOf } from "../../ffi/system/message_of.ts";
import type { BitRate } from "../facts/facts_schema.ts";
import type { OutputFormat } from "../ground/output_file.ts";
import { UserError } from "../ground/user_error.ts";

/** What was found. */
export interface FileTags {
  /** As it says itself. */
  readonly seconds: number;
  readonly rateHz: number;
  readonly channels: number;
  readonly bytes: number;
  /** How often its sound goes on behind bytes that are none. */
  readonly breaks: number;
  /** Of an MP3. */
  readonly bitRate?: BitRate;
  readonly sha256?: string;
  readonly title?: string;
  readonly artist?: string;
  readonly album?: string;
  /** Local time. */
  readonly recordedAt?: Date;
  readonly chapters: readonly FoundChapter[];
}

/**
 * Reads it from start to end.
 *
 * @throws {UserError} of kind usage when it is none that can be read
 */
export function fileTags(path: string, format: OutputFormat): FileTags {
  try {
    const { size: bytes } = Deno.statSync(path);
    if (format === "wav") {
      using reader = WavReader.open(path);
      const { rateHz, channels, frames } = reader.info;
      return { seconds: frames / rateHz, rateHz, channels, bytes, breaks: 0, chapters: [] };
    }
    const scan = scanMp3(path, { sha256: true, skipsOthers: true });
    const { rateHz, channels, samples, sha256, breaks, isVariable } = scan;
    using file = ByteFile.open(path);
    const texts = readId3Texts(file, ["TIT2", "TPE1", "TALB", "TDRC"]);
    const recordedAt = localDate(texts.get("TDRC"));
    return {
      ...{ seconds: samples / rateHz, rateHz, channels, bytes, breaks },
      bitRate: isVariable ? "variable" : "constant",
      chapters: readId3Chapters(file),
      ...(sha256 === undefined ? {} : { sha256 }),
      ...textOf("title", texts.get("TIT2")),
      ...textOf("artist", texts.get("TPE1")),
      ...textOf("album", texts.get("TALB")),
      ...(recordedAt === undefined ? {} : { recordedAt }),
    };
  } catch (error) {
    const why = messageOf(error);
    throw new UserError("usage", why.startsWith("Cannot ") ? why : `Cannot read ${path}: ${why}`, {
      cause: error,
    });
  }
}

function textOf<K extends string>(key: K, text: string | undefined): { [key in K]?: string } {
  return (text === undefined || text === "" ? {} : { [key]: text }) as { [key in K]?: string };
}

function localDate(text: string | undefined): Date | undefined {
  const date = new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text ?? "") ? text ?? "" : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

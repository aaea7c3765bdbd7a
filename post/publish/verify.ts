/** Reads a finished file back: is it what it should be? */
import { messageOf } from "../../ffi/system/message_of.ts";
import { scanMp3 } from "../../formats/mp3_scan.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { mp3FrameCount } from "../chunks/chunk_shape.ts";
import { OutputError } from "./output_error.ts";

/** What a finished file has to be. */
export interface Expected {
  /** Frames of sound. */
  readonly frames: number;
  readonly rateHz: number;
  readonly channels: 1 | 2;
  /** Of an MP3; by default as many as such a programme has. */
  readonly mp3Frames?: number;
  /** Find out the file's SHA-256, if it is an MP3: other files are not read whole. */
  readonly sha256?: boolean;
}

/** What was found out beside. */
export interface Verified {
  /** In hexadecimal digits. */
  readonly sha256?: string;
}

/**
 * Reads a finished MP3 back, frame by frame, and compares.
 *
 * @param advice what the person can run when it is not whole
 * @throws {OutputError} when a frame is missing, damaged or too many, or a decoder would return another length
 */
export function verifyMp3(path: string, expected: Expected, advice: string): Verified {
  const { sha256: isWanted = false } = expected;
  const found = trusted(path, advice, () => scanMp3(path, { sha256: isWanted }));
  const complain = complaint(path, advice);
  if (found.truncated) throw complain("it is cut short");
  const frames = expected.mp3Frames ?? mp3FrameCount(expected.frames);
  if (found.frames !== frames) throw complain(`it has ${found.frames} MP3 frames, not ${frames}`);
  if (found.samples !== expected.frames) {
    throw complain(`it is ${found.samples} frames long, not ${expected.frames}`);
  }
  if (!found.infoTag) throw complain("it has no info tag");
  const { bytes = found.bytes } = found.infoTag;
  if (bytes !== found.bytes) throw complain("its length is not the one in its info tag");
  sameForm(found, expected, complain);
  const { sha256 } = found;
  return sha256 === undefined ? {} : { sha256 };
}

/** The same for WAV: its length is compared, its samples are not. */
export function verifyWav(path: string, expected: Expected, advice: string): Verified {
  const info = trusted(path, advice, () => {
    using reader = WavReader.open(path);
    return reader.info;
  });
  const complain = complaint(path, advice);
  if (info.truncated) throw complain("it is cut short");
  if (info.frames !== expected.frames) {
    throw complain(`it is ${info.frames} frames long, not ${expected.frames}`);
  }
  sameForm(info, expected, complain);
  return {};
}

function sameForm(
  found: { rateHz: number; channels: number },
  expected: Expected,
  complain: (why: string) => OutputError,
): void {
  if (found.rateHz === expected.rateHz && found.channels === expected.channels) return;
  throw complain(`it has ${found.channels} channels of ${found.rateHz} Hz`);
}

function complaint(path: string, advice: string): (why: string) => OutputError {
  return (why) =>
    new OutputError(
      "failed",
      `Cannot trust ${path}: read back, ${why}; check the disk and ${advice}`,
    );
}

function trusted<T>(path: string, advice: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const why = messageOf(error);
    throw new OutputError("failed", `Cannot trust ${path}: ${why}; check the disk and ${advice}`, {
      cause: error,
    });
  }
}

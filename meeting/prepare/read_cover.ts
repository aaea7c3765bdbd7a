/** The picture that goes into the file. */
import { systemTrouble } from "../../ffi/system/system_error.ts";
import { coverPicture } from "../../formats/cover_picture.ts";
import type { Id3Picture } from "../../formats/id3.ts";
import { UserError } from "../ground/user_error.ts";

/** Larger ones are for printing; they would be read by every player before it begins. */
const MOST_BYTES = 2_000_000;

/**
 * Reads it.
 *
 * @param path absolute
 * @throws {UserError} of kind usage: it cannot be read, is too large, or is neither JPEG nor PNG
 */
export function readCover(path: string): Id3Picture {
  const { bytes, size } = contentOf(path);
  if (size > MOST_BYTES) {
    throw unusable(path, `it has ${(size / 1e6).toFixed(1)} MB; make it smaller than 2 MB`);
  }
  const picture = coverPicture(bytes);
  if (picture === undefined) throw unusable(path, "it is no whole JPEG or PNG; name another file");
  return { mime: picture.mime, bytes };
}

function contentOf(path: string): { bytes: Uint8Array; size: number } {
  try {
    const { isFile, size } = Deno.statSync(path);
    if (!isFile) throw unusable(path, "it is not a file; name a JPEG or a PNG");
    return { size, bytes: size > MOST_BYTES ? new Uint8Array() : Deno.readFileSync(path) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unusable(path, troubleOf(error));
  }
}

/** The system's errors are worded for what is written: here something is read. */
function troubleOf(error: unknown): string {
  const trouble = systemTrouble(error);
  switch (trouble?.kind) {
    case undefined:
      return "it cannot be read; name another file";
    case "gone":
      return "there is no such file; name a JPEG or a PNG";
    case "denied":
      return "access to it is denied; check its permissions";
    default:
      return `${trouble?.why}; ${trouble?.remedy}`;
  }
}

function unusable(path: string, why: string): UserError {
  return new UserError("usage", `Cannot use --cover ${path}: ${why}`);
}

/** Which files are the parts of one recording. */
import { basename, dirname, join } from "node:path";

/** As `--split` names them where nothing else is asked for: `NAME.001.wav`, `NAME.001 2.wav` where something had that. */
const USUAL = /\.\d{3,6}(?: \d{1,2})?(?=\.\w+$)/;
/** What is behind the number of such a part where something had its name. */
const COPY = /^ \d{1,2}(?=\.\w+$)/;
/** In place of a part's number; no name can hold it. */
const ANY = "\0";

/**
 * What the names of all parts of one recording have in common.
 *
 * @param path absolute
 * @param part its number, where its tag says so; WAVs have no such tag
 * @returns the path itself, of what is no part
 */
export function recordingOf(path: string, part: number | undefined): string {
  const name = basename(path);
  if (part === undefined) {
    return /\.wav$/i.test(name) ? join(dirname(path), name.replace(USUAL, `.${ANY}`)) : path;
  }
  // `{part}` may stand anywhere, in a folder too; what comes last is the part most likely.
  const digits = String(part).padStart(3, "0");
  const at = path.lastIndexOf(digits);
  if (at === -1) return path;
  const behind = path.slice(at + digits.length);
  // Of other names the number may be that of a meeting: `{part} 2.mp3`.
  const ending = path[at - 1] === "." ? behind.replace(COPY, "") : behind;
  return `${path.slice(0, at)}${ANY}${ending}`;
}

/** Damaged names for those who make files of them. */
import { basename, isAbsolute } from "node:path";
import { Spool } from "../../capture/spool/spool.ts";
import { nameBeside, nameBytes } from "../../ffi/system/name_beside.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import { checkOutput } from "../../meeting/output/output_path.ts";
import { cutsPathOf } from "../../post/publish/cuts_file.ts";
import { check, fuzz, type FuzzLimits, type FuzzReport, type Seed } from "./fuzz_engine.ts";

/** The longest name on common file systems, bytes. */
const MOST_NAME_BYTES = 255;
const NAMES = [
  "meeting.mp3",
  "{date} {time} {host}.wav",
  "~/Meetings/a b .mp3",
  "../a/./b//c.MP3",
  `${"a".repeat(251)}.mp3`,
  `${"ä".repeat(120)}.wav`,
  `${"漢".repeat(82)}.mp3`,
  `${"🎙".repeat(62)}.mp3`,
  "C:\\Meetings\\CON.mp3",
  "-.mp3",
];

/** Runs until a limit is reached; throws as `fuzz` does. */
export function fuzzNames(o: FuzzLimits): FuzzReport {
  const encoder = new TextEncoder();
  return fuzz(o, () =>
    NAMES.flatMap((name): Seed[] => {
      const bytes = encoder.encode(name);
      return [[checksOutput, bytes], [standsBeside, bytes]];
    }));
}

/** Whatever is typed, it is refused in one line, or every file that comes of it has a name that can be. */
function checksOutput(path: string, bytes: Uint8Array): void {
  // Nothing is there but the input itself.
  const out = `${path}.folder/${new TextDecoder().decode(bytes)}`;
  const request = { out, force: false, keepStems: true, cuts: true, inputs: [] };
  const now = new Date(2026, 1, 3, 14, 5, 9);
  try {
    const output = checkOutput({ ...request, now, hostName: "room" });
    check(isAbsolute(output.path), "a path is whole");
    const written = [output.path, ...Object.values(output.stemPaths), cutsPathOf(output.path)];
    for (const each of [...written, Spool.folderFor(output.path)]) {
      check(nameBytes(basename(each)) <= MOST_NAME_BYTES, "a name fits");
    }
    check(new Set(written).size === written.length, "each file has its own name");
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    check(error.message.startsWith("Cannot "), "an error says what cannot be done");
    throw new Deno.errors.InvalidData(error.message, { cause: error });
  }
}

function standsBeside(_path: string, bytes: Uint8Array): void {
  const name = new TextDecoder().decode(bytes).replaceAll("/", "-");
  for (const ending of [".confrec", ".cuts.json", ".mic.wav"]) {
    for (const most of [MOST_NAME_BYTES, 143]) {
      const beside = nameBeside(name, ending, most);
      check(nameBytes(beside) <= most, "a name fits");
      check(beside.endsWith(ending), "an ending stays");
      check(beside === nameBeside(name, ending, most), "a name is the same each time");
    }
  }
}

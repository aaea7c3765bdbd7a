/** What the next meeting's file is to be called: as `--out` says, and with a number where that is taken. */
import { dirname, extname } from "node:path";
import { isClaimed } from "../output/output_claim.ts";
import {
  fillPlaceholders,
  type OutputRequest,
  pathsOf,
  withNumber,
} from "../output/output_path.ts";
import { isSurelyThere, isThere } from "../../ffi/system/is_there.ts";
import { Spool } from "../../capture/spool/spool.ts";
import { UserError } from "../ground/user_error.ts";
import type { World } from "../world/world.ts";

const PART = /\{part\}/i;
/** So many meetings may have one name. */
const MOST_NAMES = 10_000;

/** Where a room's files go. */
export interface MeetingNames {
  /** `--out`, as an absolute path; placeholders are not filled in yet. */
  readonly out: string;
  /** Where the spools are, if not beside the files. */
  readonly spool: string | undefined;
  /** `{part}` is to stay in the name. */
  readonly isSplit: boolean;
  /** What is to be written beside each file: where something is in its way the name is taken, too. */
  readonly beside: Pick<OutputRequest, "keepStems" | "cuts" | "beside">;
}

/**
 * The first name of `Standup.mp3`, `Standup 2.mp3`, `Standup 3.mp3`, … that no file, no spool and no running recording has.
 *
 * Where nobody can look, as on a share that does not answer, it is the first one: whoever makes the file hears why not.
 *
 * @returns it, with its placeholders: one that waits for speech begins at another time
 * @throws {UserError} of kind usage when all of them are taken
 */
export async function meetingName(
  { out, spool, isSplit, beside }: MeetingNames,
  world: Pick<World, "now" | "hostName" | "cacheFolder">,
): Promise<string> {
  const facts = { now: world.now(), hostName: world.hostName() };
  for (let number = 1; number <= MOST_NAMES; number++) {
    const pattern = number === 1 ? out : withNumber(out, number);
    const name = pattern.split(PART)
      .map((text) => fillPlaceholders(text, facts)).join("{part}");
    const first = firstPart(name, isSplit);
    const parent = spool ?? dirname(first);
    const paths = pathsOf(first, beside);
    if (paths.some(isSurelyThere)) continue;
    const folder = Spool.folderFor(first, parent);
    if (isSurelyThere(folder)) continue;
    const isFree = [...paths, folder].some(isThere) ||
      !await isClaimed(first, world.cacheFolder());
    if (isFree) return pattern;
  }
  throw new UserError("usage", `Cannot name another file: ${out} and its numbers are taken`);
}

/** The file of the first part. */
function firstPart(name: string, isSplit: boolean): string {
  if (!isSplit) return name;
  const ending = extname(name);
  const withPart = PART.test(name)
    ? name
    : `${name.slice(0, name.length - ending.length)}.{part}${ending}`;
  return withPart.replaceAll("{part}", "001");
}

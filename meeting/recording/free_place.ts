/** The place of a recording that has waited: what was free when it was checked may be taken by now. */
import { isSurelyThere } from "../../ffi/system/is_there.ts";
import { UserError } from "../ground/user_error.ts";
import type { PreparedMeeting } from "../prepare/prepare_meeting.ts";
import type { World } from "../world/world.ts";
import { type OpenedPart, openPart, openWhereFree } from "../parts/open_part.ts";

/** A meeting by the name under which it is recorded, and its first part. */
export interface FreePlace {
  readonly prepared: PreparedMeeting;
  readonly first: OpenedPart;
}

/**
 * Opens the first part of a meeting that begins now, under a numbered name where something is in the way of its own: what is
 * being said matters more than what its file is called.
 *
 * @param claim to the file that was checked; it is released where that is not recorded to, and when this throws
 * @param warn hears of another name
 * @throws what `openPart` throws, where numbers do not help
 */
export async function openFreePlace(
  prepared: PreparedMeeting,
  startedAt: Date,
  world: World,
  claim: Disposable | undefined,
  warn: (message: string) => void,
): Promise<FreePlace> {
  const own = prepared.begunAt(startedAt);
  const isClaimed = own.output.path === prepared.output.path;
  if (!isClaimed) claim?.[Symbol.dispose]();
  let opened = own;
  const first = await openWhereFree((number) => {
    if (number === 1) {
      refuseTaken(own);
      return openPart(own, 1, world, isClaimed ? claim : undefined);
    }
    claim?.[Symbol.dispose]();
    opened = prepared.numbered(startedAt, number);
    return openPart(opened, 1, world);
  }, warn);
  return { prepared: opened, first };
}

function refuseTaken({ output: { path, shown }, settings: { force } }: PreparedMeeting): void {
  // Where nobody can look, as on a share that does not answer, no number is better.
  if (force || !isSurelyThere(path)) return;
  throw new UserError("usage", `Cannot record to ${shown}: it was made while nothing was recorded`);
}

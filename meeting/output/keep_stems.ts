/** Kept stems: each side alone, beside the finished file. */
import { basename, dirname, join } from "node:path";
import { nameBeside } from "../../ffi/system/name_beside.ts";
import { OutputError } from "../../post/publish/output_error.ts";
import { type PerTrack, TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import type { Spool } from "../../capture/spool/spool.ts";
import { isGone, isSurelyThere } from "../../ffi/system/is_there.ts";
import { publish } from "../../post/publish/publish.ts";
import { sameBytes } from "./same_bytes.ts";

/**
 * Moves the stems out of the spool, as the finished file is: to another disk they are copied, compared and synced before
 * the originals go.
 *
 * @param targets where they go
 * @param force what is there may be replaced
 * @param advice what the person can run when it fails
 * @returns where each went
 * @throws {OutputError} when that cannot be done; the stem is still in the spool then
 */
export async function keepStems(
  spool: Pick<Spool, "stemPath">,
  targets: Readonly<Record<TrackName, string>>,
  force: boolean,
  advice: string,
): Promise<PerTrack<string>> {
  const kept: PerTrack<string> = {};
  for (const track of TRACK_NAMES) {
    const from = spool.stemPath(track);
    if (isGone(from)) continue;
    const to = targets[track];
    await publish(from, to, { force, advice, verify: (path) => compare(from, path, to, advice) });
    kept[track] = to;
  }
  return kept;
}

/** Why stems stay. */
export interface StemNeed {
  /** Somebody wants them: they go beside the file. */
  readonly isAsked: boolean;
  /** Somebody may need them: they go beside the file too, but where nothing is. */
  readonly isInDoubt: boolean;
}

/** As `keepStems`, for those that stay; `force` counts for those that were asked for. */
export async function keepNeededStems(
  spool: Pick<Spool, "stemPath">,
  { isAsked, isInDoubt }: StemNeed,
  beside: Readonly<Record<TrackName, string>>,
  force: boolean,
  advice: string,
): Promise<PerTrack<string>> {
  if (isAsked) return await keepStems(spool, beside, force, advice);
  return isInDoubt ? await keepStems(spool, freePlaces(beside), false, advice) : {};
}

/** Places where nothing is yet, for stems that nobody asked for: "meeting.mic.wav", or "meeting.2.mic.wav". */
export function freePlaces(
  places: Readonly<Record<TrackName, string>>,
): Readonly<Record<TrackName, string>> {
  return {
    mic: freePlace(places.mic, ".mic.wav"),
    system: freePlace(places.system, ".system.wav"),
  };
}

function freePlace(path: string, ending: string): string {
  const name = basename(path).slice(0, -ending.length);
  let place = path;
  for (let number = 2; isSurelyThere(place); number++) {
    place = join(dirname(path), nameBeside(name, `.${number}${ending}`));
  }
  return place;
}

async function compare(from: string, copy: string, to: string, advice: string): Promise<void> {
  if (copy === from || await sameBytes(from, copy)) return;
  const message = `Cannot keep the stem ${to}: the copy differs; check the disk and ${advice}`;
  throw new OutputError("failed", message);
}

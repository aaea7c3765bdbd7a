/** A spool that holds a part of a recording: what of its stems is the part, and what the next part must be given. */
import { dirname } from "node:path";
import { carryOver } from "../../capture/stem/carry_over.ts";
import { StemFile } from "../../capture/stem/stem_file.ts";
import {
  mapTracks,
  type PerTrack,
  TRACK_NAMES,
  type TrackName,
} from "../../capture/ground/tracks.ts";
import { TAIL_SECONDS } from "../../capture/parts/session_part.ts";
import {
  isOwing,
  type LeftGap,
  type LeftSession,
  noteGains,
  noteGiven,
  readLeftSession,
} from "../../capture/recovery/left_session.ts";
import type { LeftTrouble } from "../../capture/recovery/left_troubles.ts";
import type { Stretch } from "../../capture/ground/hush.ts";
import { Spool } from "../../capture/spool/spool.ts";
import { isThere } from "../../ffi/system/is_there.ts";
import { readableSpools } from "./left_spools.ts";
import type { FinishOptions } from "../../post/programme.ts";

/** How much of its stems a part is made of; nothing is there to say of a session that was not split. */
export function endOfPart(
  { report: { frames, rateHz }, part }: LeftSession,
): Pick<FinishOptions, "frames" | "toFrame" | "gainSteps"> {
  const { toFrame, gainSteps } = part ?? {};
  const before = gainSteps === undefined ? {} : { gainSteps };
  if (toFrame === undefined) return { frames, ...before };
  return { frames: Math.min(frames, toFrame + TAIL_SECONDS * rateHz), toFrame, ...before };
}

/** The same session as if its stems held the part alone: what the report tells. */
export function partAlone(left: LeftSession): LeftSession {
  if (left.part === undefined) return left;
  const { rateHz, frames, tracks } = left.report;
  const { fromFrame, toFrame = frames } = left.part;
  const inPart = (frame: number) => Math.min(Math.max(frame, fromFrame), toFrame) - fromFrame;
  const clipped = (stretches: readonly Stretch[]) => {
    return stretches.map((one) => ({
      fromFrame: inPart(one.fromFrame),
      toFrame: inPart(one.toFrame),
    }))
      .filter((one) => one.toFrame > one.fromFrame);
  };
  const placed = <T extends { readonly atSeconds: number }>(all: readonly T[]) => {
    return all.filter(({ atSeconds }) => {
      const frame = Math.round(atSeconds * rateHz);
      return frame >= fromFrame && frame < toFrame;
    }).map((one) => ({ ...one, atSeconds: one.atSeconds - fromFrame / rateHz }));
  };
  const ownTroubles = (troubles: readonly LeftTrouble[]) => {
    const [first, end] = [fromFrame / rateHz, toFrame / rateHz];
    return troubles.flatMap(({ kind, atSeconds, seconds = Infinity }) => {
      const to = atSeconds + seconds;
      if (to <= first || atSeconds >= end) return [];
      const at = Math.max(atSeconds, first);
      const own = { kind, atSeconds: at - first };
      return [to < end ? { ...own, seconds: to - at } : own];
    });
  };
  const { pauses, mutes } = left.hushed;
  const ownSpan = <T extends { readonly atSeconds: number; readonly seconds: number }>(
    one: T,
  ): T[] => {
    const ends = [one.atSeconds, one.atSeconds + one.seconds];
    const [from = 0, to = 0] = ends.map((at) => inPart(Math.round(at * rateHz)));
    return from === to ? [] : [{ ...one, atSeconds: from / rateHz, seconds: (to - from) / rateHz }];
  };
  const gaps = left.gaps.flatMap(ownSpan);
  const isLate = ({ cause }: LeftGap) => cause === "late-start";
  const silenceOf = (track: TrackName) => {
    const silent = gaps.filter((gap) => gap.track === track && !isLate(gap));
    return { count: silent.length, seconds: silent.reduce((sum, { seconds }) => sum + seconds, 0) };
  };
  return {
    ...left,
    report: {
      rateHz,
      frames: inPart(frames),
      tracks: mapTracks(tracks, (about, track) => ({
        ...{ ...about, frames: inPart(about.frames), gaps: silenceOf(track) },
        startOffsetSeconds: gaps.find((gap) => gap.track === track && isLate(gap))?.seconds ?? 0,
      })),
    },
    gaps,
    spares: mapTracks(left.spares, (spans) => spans.flatMap(ownSpan)),
    marks: placed(left.marks),
    tailFrame: left.tailFrame - fromFrame,
    troubles: mapTracks(left.troubles, (all) => ownTroubles(all)),
    hushed: {
      pauses: clipped(pauses),
      mutes: { mic: clipped(mutes.mic), system: clipped(mutes.system) },
    },
    ...(left.startedAt === undefined
      ? {}
      : { startedAt: new Date(left.startedAt.getTime() + fromFrame / rateHz * 1e3) }),
  };
}

/**
 * Gives the next part what a crash kept the session from giving it: all that was heard behind its beginning.
 *
 * @throws {SpoolBusyError} when a running process holds its spool
 */
export async function completeNext(left: LeftSession, spool: Spool): Promise<void> {
  const { part } = left;
  if (part?.next === undefined || !isThere(part.next) || !isOwing(spool.folder, part.next)) return;
  using next = await Spool.open(part.next);
  await give(left, spool, next);
}

/**
 * Takes what the part before alone has of a part, as long as its spool is there.
 *
 * @param before its spool
 * @throws {SpoolBusyError} when a running process holds that
 * @throws what the file system throws; what was taken by then stays
 */
export async function takeFrom(before: string, spool: Spool): Promise<void> {
  if (!isThere(before)) return;
  using owing = await Spool.open(before);
  // What that lacks itself must be in it before it counts as having given all.
  await takeFromBefore(readLeftSession(owing), owing);
  const left = readLeftSession(owing);
  if (left.part?.next === undefined) {
    throw new Error(
      `the journal of ${before}, which has some of it, does not say where it goes on`,
    );
  }
  await give(left, owing, spool);
}

/** The same from a part before that is beside it and this user's: by its name a part may be made sooner than that. */
export async function takeFromBefore({ part }: LeftSession, spool: Spool): Promise<void> {
  if (part === undefined || part.number < 2) return;
  const { folder } = spool;
  const before = readableSpools(dirname(folder)).find((other) => {
    return other !== folder && isOwingQuietly(other, folder);
  });
  if (before !== undefined) await takeFrom(before, spool);
}

/** What cannot be read owes nothing that could be had, and what is another user's may say anything. */
function isOwingQuietly(before: string, folder: string): boolean {
  try {
    const isOfSame = Deno.lstatSync(before).uid === Deno.lstatSync(folder).uid;
    return isOfSame && isOwing(before, folder);
  } catch {
    return false;
  }
}

async function give({ part, report }: LeftSession, spool: Spool, next: Spool): Promise<void> {
  for (const track of TRACK_NAMES) {
    if (!isThere(spool.stemPath(track))) continue;
    const stem = StemFile.resume(next.stemPath(track), report.rateHz, track);
    try {
      carryOver({ path: spool.stemPath(track), firstFrame: 0 }, stem, part?.nextFromFrame ?? 0);
    } finally {
      stem.finish();
    }
  }
  await noteGiven(spool).catch(() => {});
}

/** Tells the next part with which gains this one ends, as long as it is there. */
export async function tellNext({ part }: LeftSession, steps: PerTrack<number> = {}): Promise<void> {
  if (part?.next === undefined || !isThere(part.next)) return;
  await noteGains(part.next, steps);
}

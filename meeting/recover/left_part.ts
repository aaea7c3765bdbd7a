/** A spool that holds a part of a recording: what of its stems is the part, and what the next part must be given. */
import { carryOver } from "../../capture/stem/carry_over.ts";
import { StemFile } from "../../capture/stem/stem_file.ts";
import {
  mapTracks,
  type PerTrack,
  TRACK_NAMES,
  type TrackName,
} from "../../capture/ground/tracks.ts";
import { TAIL_SECONDS } from "../../capture/parts/session_part.ts";
import { type LeftSession, noteGains, noteGiven } from "../../capture/recovery/left_session.ts";
import type { LeftTrouble } from "../../capture/recovery/left_troubles.ts";
import type { SpareSpan } from "../../capture/ground/spare_spans.ts";
import type { Stretch } from "../../capture/ground/hush.ts";
import { Spool } from "../../capture/spool/spool.ts";
import { isThere } from "../../ffi/system/is_there.ts";
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
  const sparePart = ({ name, atSeconds, seconds }: SpareSpan): SpareSpan[] => {
    const [from, to] = [atSeconds, atSeconds + seconds].map((at) => inPart(at * rateHz) / rateHz);
    return from === to ? [] : [{ name, atSeconds: from ?? 0, seconds: (to ?? 0) - (from ?? 0) }];
  };
  const gaps = placed(left.gaps);
  const silenceOf = (track: TrackName) => {
    const own = gaps.filter((gap) => gap.track === track && gap.cause !== "late-start");
    return { count: own.length, seconds: own.reduce((sum, { seconds }) => sum + seconds, 0) };
  };
  return {
    ...left,
    report: {
      rateHz,
      frames: inPart(frames),
      tracks: mapTracks(tracks, (about, track) => ({
        ...{ ...about, frames: inPart(about.frames), gaps: silenceOf(track) },
        startOffsetSeconds: fromFrame === 0 ? about.startOffsetSeconds : 0,
      })),
    },
    gaps,
    spares: mapTracks(left.spares, (spans) => spans.flatMap(sparePart)),
    marks: placed(left.marks),
    tailFrame: left.tailFrame - fromFrame,
    troubles: mapTracks(left.troubles, (own) => ownTroubles(own)),
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
export async function completeNext({ part, report }: LeftSession, spool: Spool): Promise<void> {
  if (part?.next === undefined || !isThere(part.next)) return;
  using next = await Spool.open(part.next);
  for (const track of TRACK_NAMES) {
    if (!isThere(spool.stemPath(track))) continue;
    const stem = StemFile.resume(next.stemPath(track), report.rateHz, track);
    try {
      carryOver({ path: spool.stemPath(track), firstFrame: 0 }, stem, part.nextFromFrame);
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

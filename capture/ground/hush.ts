/** Where nothing of a session is kept, because somebody asked for it. */
import type { TrackName } from "./tracks.ts";

/** Something that a person asks for: both sides off the record, one side silent, or no longer. */
export type HushOrder =
  | { readonly type: "pause" | "resume" }
  | { readonly type: "mute" | "unmute"; readonly track: TrackName };

/** Stem frames, `toFrame` excluded; Infinity while nobody knows where it ends. */
export interface Stretch {
  readonly fromFrame: number;
  readonly toFrame: number;
}

/** An order at its place, as a journal keeps it. */
export type PlacedHush = HushOrder & { readonly atFrame: number };

/** All that was hushed of a session. */
export interface HushedStretches {
  /** Off the record: both sides. */
  readonly pauses: readonly Stretch[];
  readonly mutes: Readonly<Record<TrackName, readonly Stretch[]>>;
}

/** The stretches that orders make, these in their order; one that nobody ends is open. */
export function hushedStretches(orders: readonly PlacedHush[]): HushedStretches {
  const of = (begin: HushOrder["type"], end: HushOrder["type"], track?: TrackName) => {
    const stretches: Stretch[] = [];
    let fromFrame: number | undefined;
    for (const order of orders) {
      if ("track" in order && order.track !== track) continue;
      if (order.type === begin) fromFrame ??= order.atFrame;
      if (order.type !== end || fromFrame === undefined) continue;
      if (order.atFrame > fromFrame) stretches.push({ fromFrame, toFrame: order.atFrame });
      fromFrame = undefined;
    }
    if (fromFrame !== undefined) stretches.push({ fromFrame, toFrame: Infinity });
    return stretches;
  };
  return {
    pauses: of("pause", "resume"),
    mutes: { mic: of("mute", "unmute", "mic"), system: of("mute", "unmute", "system") },
  };
}

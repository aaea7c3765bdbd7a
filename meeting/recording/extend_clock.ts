/** A recording that ends at a time of day, and is to end later. */
import { eventSeconds, type Listener } from "../events/events.ts";
import type { WallClockEnd } from "./wall_clock_end.ts";

/** What is needed of a meeting. */
export interface ClockedMeeting {
  /** When its first frame was heard, by the wall clock. */
  readonly begunAt: Date;
  readonly now: Date;
  /** Hears of it. */
  readonly emit: Listener;
}

/** Has it end later. @returns where, seconds since the first frame; undefined when no time ends it */
export function extendClock(
  clock: Pick<WallClockEnd, "extend">,
  seconds: number,
  { begunAt, now, emit }: ClockedMeeting,
): number | undefined {
  const end = clock.extend(seconds);
  if (end === undefined) return undefined;
  const since = (at: Date) => (at.getTime() - begunAt.getTime()) / 1_000;
  const endSeconds = since(end);
  emit({
    event: "extended",
    atSeconds: eventSeconds(since(now)),
    endSeconds: eventSeconds(endSeconds),
  });
  return endSeconds;
}

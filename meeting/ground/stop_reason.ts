/** Why a recording came to its end. */

/** The reasons that somebody asks for. */
export const ASKED_STOPS = [
  ...["interrupt", "terminate", "hangup", "request", "reader-gone", "meeting-over"] as const,
] as const;

/** All reasons. */
export const STOP_REASONS = [
  ...ASKED_STOPS,
  "duration",
  "until",
  "sources-ended",
  "all-lost",
  "disk-full",
  "silence",
] as const;

/** One of them. */
export type StopReason = typeof STOP_REASONS[number];

/** One that somebody asks for. */
export type AskedStop = typeof ASKED_STOPS[number];

/** Whether somebody has stopped confrec, and not only what it records at this moment. */
export function stopsAll(reason: StopReason | undefined): reason is AskedStop {
  return reason === "interrupt" || reason === "terminate" || reason === "hangup" ||
    reason === "request";
}

/** Whether the next attempt may come to the same end. */
export function isFailure(reason: StopReason | undefined): boolean {
  return reason === undefined || reason === "all-lost" || reason === "disk-full" ||
    reason === "sources-ended";
}

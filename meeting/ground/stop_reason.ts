/** Why a recording came to its end. */

/** All reasons: the first three are given by whoever stops it. */
export const STOP_REASONS = [
  "interrupt",
  "terminate",
  "hangup",
  "duration",
  "sources-ended",
  "all-lost",
  "disk-full",
] as const;

/** One of them. */
export type StopReason = typeof STOP_REASONS[number];

/** The reasons that somebody asks for. */
export type AskedStop = "interrupt" | "terminate" | "hangup";

/** Why a recording came to its end. */
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

/** The reason that a signal stands for. */
export function reasonOfSignal(signal: Deno.Signal): StopReason {
  if (signal === "SIGHUP") return "hangup";
  return signal === "SIGTERM" ? "terminate" : "interrupt";
}

/** Whether somebody asked for it. */
export function isSignal(reason: StopReason): boolean {
  return reason === "interrupt" || reason === "terminate" || reason === "hangup";
}

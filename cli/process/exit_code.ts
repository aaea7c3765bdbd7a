/** What the process returns, as docs/exit_codes.md says it. */

/** The exit codes by what they mean. */
export const EXIT_CODE = {
  complete: 0,
  bug: 1,
  usage: 2,
  device: 3,
  degraded: 4,
  output: 5,
} as const;

/** The code for a file that is there: the one place that tells a complete from a degraded one. */
export function exitCodeOf({ faults }: { readonly faults: readonly string[] }): 0 | 4 {
  return faults.length === 0 ? EXIT_CODE.complete : EXIT_CODE.degraded;
}

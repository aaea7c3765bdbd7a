/** Real time passes. */

/** Waits; faults are about real time. */
export function seconds(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time * 1_000));
}

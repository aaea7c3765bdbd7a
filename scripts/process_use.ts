/** What running processes use, as Linux tells it in /proc. */

/** Kernel clock ticks in a second, on every Linux of today. */
const TICKS_PER_SECOND = 100;

/** What one process, or several together, hold and have used. */
export interface ProcessUse {
  readonly residentMb: number;
  /** Processor time since the start, with that of children that have ended and were waited for, s. */
  readonly cpuSeconds: number;
  readonly threads: number;
  /** Open file descriptors. */
  readonly files: number;
}

/**
 * Adds up what processes use at this moment.
 *
 * @throws {Deno.errors.NotFound} when one of them has ended
 */
export function useOf(pids: readonly number[]): ProcessUse {
  const sum = { residentMb: 0, cpuSeconds: 0, threads: 0, files: 0 };
  for (const pid of pids) {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    sum.residentMb += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    sum.threads += Number(/Threads:\s+(\d+)/.exec(status)?.[1]);
    sum.files += [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
    // The name before it may hold anything, but no ") ". Fields 14 to 17 of proc(5): utime, stime, cutime, cstime.
    const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
    const ticks = fields.slice(11, 15).reduce((total, field) => total + Number(field), 0);
    sum.cpuSeconds += ticks / TICKS_PER_SECOND;
  }
  return sum;
}

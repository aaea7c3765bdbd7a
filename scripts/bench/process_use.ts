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
 * A process and all that it has started, and they, as far as they run now. A child that has not yet become another
 * program still shares its parent's memory, and is left out: it would count twice.
 */
export function familyOf(pid: number): number[] {
  const family = [pid];
  // It grows while it is walked through.
  for (const each of family) {
    for (const { name } of readEntries(`/proc/${each}/task`)) {
      const children = readIfThere(`/proc/${each}/task/${name}/children`).split(" ");
      const started = children.filter(Boolean).map(Number);
      family.push(...started.filter((child) => programOf(child) !== programOf(each)));
    }
  }
  return family;
}

/** Resident memory of processes together, MB; one that has ended counts nothing. */
export function residentMbOf(pids: readonly number[]): number {
  const kilobytes = (pid: number) => /VmRSS:\s+(\d+)/.exec(readIfThere(`/proc/${pid}/status`))?.[1];
  return pids.reduce((sum, pid) => sum + Number(kilobytes(pid) ?? 0), 0) / 1024;
}

/** Memory of processes together, MB, each page divided among those that share it; one that has ended counts nothing. */
export function pssMbOf(pids: readonly number[]): number {
  const kilobytes = (pid: number) =>
    /^Pss:\s+(\d+)/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`))?.[1];
  return pids.reduce((sum, pid) => sum + Number(kilobytes(pid) ?? 0), 0) / 1024;
}

/** Clock ticks (1/100 s) that each thread has used, by name; threads of one name together. */
export function threadsOf(pids: readonly number[]): Map<string, number> {
  const used = new Map<string, number>();
  for (const pid of pids) {
    for (const { name: id } of Deno.readDirSync(`/proc/${pid}/task`)) {
      try {
        const stat = Deno.readTextFileSync(`/proc/${pid}/task/${id}/stat`);
        const name = /\((.*)\)/.exec(stat)?.[1] ?? id;
        const fields = stat.split(") ").at(-1)?.split(" ") ?? [];
        const ticks = Number(fields[11]) + Number(fields[12]);
        used.set(name, (used.get(name) ?? 0) + ticks);
      } catch {
        // It has ended.
      }
    }
  }
  return used;
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

function programOf(pid: number): string {
  try {
    return Deno.readLinkSync(`/proc/${pid}/exe`);
  } catch {
    return "";
  }
}

function readEntries(path: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(path)];
  } catch {
    return [];
  }
}

/** Processes end at any moment. */
function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

/** What a stretch of work has cost. */
export interface Usage {
  /** Wall time, seconds. */
  readonly seconds: number;
  /** Processor time of this process and of the children that have ended, seconds; on Linux only. */
  readonly cpuSeconds: number | undefined;
}

/** Measures from its making on. */
export class Stopwatch {
  readonly #startMs = performance.now();
  readonly #startCpu = cpuSeconds();

  get usage(): Usage {
    const cpu = cpuSeconds();
    return {
      seconds: (performance.now() - this.#startMs) / 1_000,
      cpuSeconds: cpu === undefined || this.#startCpu === undefined
        ? undefined
        : cpu - this.#startCpu,
    };
  }
}

/** utime, stime, cutime and cstime of proc(5), in ticks of 10 ms. */
function cpuSeconds(): number | undefined {
  if (Deno.build.os !== "linux") return undefined;
  const stat = Deno.readTextFileSync("/proc/self/stat");
  // The second field, the name, may hold spaces; behind it the third one follows.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 15);
  return fields.reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

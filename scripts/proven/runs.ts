/** When a suite runs by itself, as `.ci/run` and the task `test:all` have it. */

/** Words of the table's last column. */
export type When = "CI" | "`test:all`" | "by hand";

/** The tasks that CI and a person's `deno task test:all` run. */
export class Runs {
  readonly #ci: string;
  readonly #all: string;

  /**
   * @param ci the text of `.ci/run`
   * @param config that of deno.json
   */
  constructor(ci: string, config: string) {
    this.#ci = ci.replace(/^\s*#.*$/gm, "");
    const { tasks } = JSON.parse(config) as { tasks: Record<string, { command: string }> };
    this.#all = tasks["test:all"]?.command ?? "";
  }

  /** @param isQuick whether a test of it is one for which CI has time, where CI runs the task with `--quick` */
  of(task: string, isQuick = true): When {
    const [name, quick] = new RegExp(`\\b${task}( --quick)?(?![\\w:])`).exec(this.#ci) ?? [];
    if (name !== undefined && (quick === undefined || isQuick)) return "CI";
    return new RegExp(`\\btask ${task}(?![\\w:])`).test(this.#all) ? "`test:all`" : "by hand";
  }
}

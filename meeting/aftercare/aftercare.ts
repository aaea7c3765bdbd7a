/** What is done with a file that is there: a program is run for it, and old ones make space. */
import { messageOf } from "../../ffi/system/message_of.ts";
import { type Listener, type MeetingEvent, warning } from "../events/events.ts";
import { plainText } from "../ground/plain_line.ts";
import { typedPath } from "../ground/typed_path.ts";
import type { MeetingReport } from "../report/meeting_report.ts";
import { programTrouble } from "./program_trouble.ts";
import { foundProgram, runHook } from "./run_hook.ts";
import { fileOrigin } from "../retention/file_origin.ts";
import { prune } from "../retention/prune.ts";
import { retentionPlace } from "../retention/retention_place.ts";
import type { AftercareSettings } from "../settings/aftercare_settings.ts";
import type { World } from "../world/world.ts";

/** Looks after files, one after the other, in the order in which they were made. Nothing that fails here hurts them. */
export class Aftercare {
  readonly #settings: AftercareSettings;
  readonly #out: string;
  readonly #world: Pick<World, "now" | "cacheFolder">;
  readonly #tell: Listener;
  readonly #countsParts: boolean;
  readonly #words: readonly [string, ...string[]] | undefined;
  readonly #abort = new AbortController();
  #last: Promise<void> = Promise.resolve();
  #makingSpace: Promise<void> | undefined;

  /**
   * To be made before the working folder is left: paths may be relative. That the program cannot be run is told now, and
   * does not prevent the recording: by then it may be there.
   *
   * @param out as typed behind `--out`
   * @param tell hears of a program that cannot be run, of what was removed, and of what could not be done
   * @param countsParts whether each part counts as a recording: of one that never ends
   */
  constructor(
    settings: AftercareSettings,
    out: string,
    world: Pick<World, "now" | "cacheFolder">,
    tell: Listener,
    countsParts = false,
  ) {
    this.#settings = settings;
    this.#out = settings.keep === undefined ? out : typedPath(out);
    this.#world = world;
    this.#tell = tell;
    this.#countsParts = countsParts;
    this.#words = settings.onFinish && foundProgram(settings.onFinish);
    const trouble = this.#words && programTrouble(this.#words[0]);
    if (trouble === undefined) return;
    tell(warning(`--on-finish does not work: ${plainText(trouble)}; put it there before the end`));
  }

  /**
   * A file is there.
   *
   * @param startedAt when its recording began; without it, what the file's tag says
   */
  add(report: MeetingReport, startedAt?: Date): void {
    this.#last = this.#last.then(() => this.#run(report, startedAt))
      .then(() => this.#removeOld(report))
      .catch((error) => this.#tell(cannotPrune(error)));
  }

  /**
   * There is no space: what may go by `--keep` goes, once the programs for the files before have ended. Resolves when that is
   * done, and never rejects; whoever asks again before that asks for the same.
   *
   * @param path a file that is to be made, absolute
   * @param tell hears what came of it
   */
  makeSpace(path: string, tell: Listener): Promise<void> {
    this.#makingSpace ??= this.#last = this.#last.then(() => this.#prune(path, tell))
      .catch((error) => tell(cannotPrune(error)))
      .finally(() => this.#makingSpace = undefined);
    return this.#makingSpace;
  }

  /** Waits for no program any more. */
  giveUp(): void {
    this.#abort.abort();
  }

  /** Resolves when all is done for all files so far; never rejects. */
  get settled(): Promise<void> {
    return this.#last;
  }

  async #run(report: MeetingReport, startedAt: Date | undefined): Promise<void> {
    const words = this.#words;
    if (words === undefined) return;
    const { path: file, format } = report.output;
    const began = startedAt ?? fileOrigin(file, format)?.recordedAt ?? this.#world.now();
    const env = hookVariables(report, began);
    const trouble = await runHook({ words, file, env }, this.#abort.signal);
    if (trouble === undefined) return;
    const message = `--on-finish did not work for ${
      plainText(file)
    }: ${trouble}; the file is there`;
    this.#tell(warning(message));
  }

  async #removeOld({ output }: MeetingReport): Promise<void> {
    await this.#prune(output.path, this.#tell, output.path);
  }

  /** @param except a file that stays, whatever else */
  async #prune(path: string, tell: Listener, except?: string): Promise<void> {
    const rule = this.#settings.keep;
    if (rule === undefined) return;
    const { decisions } = await prune({
      ...retentionPlace(this.#out, path),
      rule,
      now: this.#world.now(),
      cache: this.#world.cacheFolder(),
      ...{ dryRun: false, countsParts: this.#countsParts },
      ...(except === undefined ? {} : { except }),
    });
    for (const { action, path, bytes, why } of decisions) {
      if (action === "remove") tell({ event: "pruned", out: path, bytes, why });
      if (action === "failed") {
        tell(warning(`Cannot remove the old recording ${plainText(path)}: ${why}`));
      }
    }
  }
}

function cannotPrune(error: unknown): MeetingEvent {
  return warning(`Cannot remove old recordings: ${messageOf(error)}`);
}

/** What the program learns of the file beside its path; docs/unattended.md lists it. */
function hookVariables(
  { output, seconds, bytes, faults, stems }: MeetingReport,
  startedAt: Date,
): Record<string, string> {
  return {
    CONFREC_FILE: output.path,
    CONFREC_STARTED: startedAt.toISOString(),
    CONFREC_SECONDS: seconds.toFixed(3),
    CONFREC_BYTES: String(bytes),
    // As docs/exit_codes.md has it: a file is there, complete or not.
    CONFREC_EXIT_CODE: faults.length === 0 ? "0" : "4",
    CONFREC_FAULTS: faults.join("; "),
    CONFREC_MIC: stems.mic ?? "",
    CONFREC_SYSTEM: stems.system ?? "",
  };
}

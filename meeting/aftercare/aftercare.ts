/** What is done with a file that is there: old ones make space. */
import { messageOf } from "../../ffi/system/message_of.ts";
import { type Listener, warning } from "../events/events.ts";
import { plainText } from "../ground/plain_line.ts";
import type { MeetingReport } from "../report/meeting_report.ts";
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
  #last: Promise<void> = Promise.resolve();

  /**
   * @param out as typed behind `--out`
   * @param tell hears of what was removed, and of what could not be done
   */
  constructor(
    settings: AftercareSettings,
    out: string,
    world: Pick<World, "now" | "cacheFolder">,
    tell: Listener,
  ) {
    this.#settings = settings;
    this.#out = out;
    this.#world = world;
    this.#tell = tell;
  }

  /** A file is there. */
  add(report: MeetingReport): void {
    this.#last = this.#last.then(() => this.#removeOld(report)).catch((error) => {
      this.#tell(warning(`Cannot remove old recordings: ${messageOf(error)}`));
    });
  }

  /** Resolves when all is done for all files so far; never rejects. */
  get settled(): Promise<void> {
    return this.#last;
  }

  async #removeOld({ output }: MeetingReport): Promise<void> {
    const rule = this.#settings.keep;
    if (rule === undefined) return;
    const { decisions } = await prune({
      ...retentionPlace(this.#out, output.path),
      rule,
      now: this.#world.now(),
      cache: this.#world.cacheFolder(),
      dryRun: false,
      except: output.path,
    });
    for (const { action, path, bytes, why } of decisions) {
      if (action === "remove") this.#tell({ event: "pruned", out: path, bytes, why });
      if (action === "failed") {
        this.#tell(warning(`Cannot remove the old recording ${plainText(path)}: ${why}`));
      }
    }
  }
}

/** What a command needs of the world outside, beside what a meeting needs. */
import { realWorld } from "../../meeting/world/real_world.ts";
import type { ByteSink } from "../../post/stream/byte_queue.ts";
import type { World } from "../../meeting/world/world.ts";
import { leaveFolder } from "./leave_folder.ts";
import { leadsNowhere } from "./leads_nowhere.ts";
import { StopSignals } from "./stop_signals.ts";

/** Its file descriptor. */
const STDOUT = 1;

/** The world of a process. */
export interface CommandWorld extends World {
  /** Listens for what ends a command, until disposed of. */
  signals(): StopSignals;
  /** Where sound goes that is written to standard output. */
  readonly stdout: ByteSink;
  /** Goes to a folder that stays, once no relative path is needed any more. */
  leaveFolder(): void;
}

/** This machine and this process. */
export const realCommandWorld: CommandWorld = {
  ...realWorld,
  signals: () => new StopSignals(),
  stdout: {
    write: (bytes) => Deno.stdout.write(bytes),
    get isNowhere() {
      return leadsNowhere(STDOUT);
    },
  },
  leaveFolder,
};

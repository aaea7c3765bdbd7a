/** What a command needs of the world outside, beside what a meeting needs. */
import { realWorld } from "../../meeting/world/real_world.ts";
import type { World } from "../../meeting/world/world.ts";
import { StopSignals } from "./stop_signals.ts";

/** The world of a process. */
export interface CommandWorld extends World {
  /** Listens for what ends a command, until disposed of. */
  signals(): StopSignals;
}

/** This machine and this process. */
export const realCommandWorld: CommandWorld = {
  ...realWorld,
  signals: () => new StopSignals(),
};

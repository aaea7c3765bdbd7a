/** What a room needs of the world outside, beside what a meeting needs. */
import type { CallSource } from "../../capture/calls/call_list.ts";
import type { After } from "../../capture/ground/timers.ts";
import type { World } from "../world/world.ts";

/** The world of a room. */
export interface RoomWorld extends World {
  /** A clock that only goes forward, ms. */
  nowMs(): number;
  readonly after: After;
  /** @param ignored parts of the names of programs that are in no call, whatever they do */
  calls(ignored: readonly string[]): Promise<CallSource>;
}

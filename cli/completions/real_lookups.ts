/** The devices and recordings of this machine, for completions. */
import { basename } from "node:path";
import { realWorld } from "../../meeting/world/real_world.ts";
import { runningSessions } from "../../meeting/steer/find_sessions.ts";
import { realSteerWorld, searchPlace } from "../steer/search_place.ts";
import type { Lookups } from "./candidates.ts";

/** What is there at this moment. */
export const realLookups: Lookups = {
  devices: async (direction) => {
    const devices = await realWorld.devices();
    return devices.filter((each) => each.direction === direction && !each.isMonitor)
      .map(({ name }) => name);
  },
  sessions: async () => {
    const running = await runningSessions(searchPlace(realSteerWorld));
    return running.map(({ out }) => basename(out));
  },
};

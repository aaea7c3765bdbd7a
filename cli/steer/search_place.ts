/** Where the commands look for recordings that run. */
import { userCacheFolder } from "../../ffi/system/private_folder.ts";
import type { World } from "../../meeting/world/world.ts";
import type { SearchPlace } from "../../meeting/steer/find_sessions.ts";

/** What they need of the world outside. */
export interface SteerWorld extends Pick<World, "cacheFolder"> {
  /** The working folder; undefined when it is gone. */
  workingFolder(): string | undefined;
}

/** This machine and this process. */
export const realSteerWorld: SteerWorld = {
  cacheFolder: () => userCacheFolder(),
  workingFolder: () => {
    try {
      return Deno.cwd();
    } catch {
      return undefined;
    }
  },
};

/** The user's notes, and the working folder. */
export function searchPlace(world: SteerWorld): SearchPlace {
  return { cache: world.cacheFolder(), folder: world.workingFolder() };
}

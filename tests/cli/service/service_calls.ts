/** What tests install. */
import type { ServiceCall } from "../../../cli/service/recipe.ts";

/** A call with all that quoting can trip over. */
export const HARD_CALL: ServiceCall = {
  program: ["/opt/our tools/confrec"],
  args: ["record", "--out", "Mee&tings/{date} 100% $HOME \"x\" <y> 'z' \\.mp3", "--duration", "4h"],
  folder: "/home/a b/50%",
  runsOthers: false,
  user: "ROOM-7\\Ann & Bob",
};

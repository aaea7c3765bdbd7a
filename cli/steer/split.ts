/** `confrec split`: a recording goes on in another file. */
import { ask } from "../../meeting/steer/ask.ts";
import { withSession } from "../../meeting/steer/with_session.ts";
import { clockTime } from "../../meeting/ground/figures.ts";
import type { CommandCall } from "../options/command.ts";
import type { Io } from "../terminal/io.ts";
import { searchPlace, type SteerWorld } from "./search_place.ts";

/**
 * Begins the next part of a recording that runs; returns when it is on the disk.
 *
 * @throws {UserError} when none runs, several do and none is named, its part has just begun, or it does not answer
 */
export async function split(
  { options: { session } }: CommandCall<"session" | "help">,
  io: Io,
  world: SteerWorld,
): Promise<number> {
  const { atSeconds = 0 } = await withSession(searchPlace(world), session, ({ spool }) => {
    return ask(spool, { order: "split" });
  });
  io.stdout.write(`Another file from ${clockTime(atSeconds)} on\n`);
  return 0;
}

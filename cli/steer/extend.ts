/** `confrec extend`: a recording that ends by itself ends later. */
import { clockTime } from "../../meeting/ground/figures.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import { duration } from "../../meeting/settings/setting_values.ts";
import { ask } from "../../meeting/steer/ask.ts";
import { withSession } from "../../meeting/steer/with_session.ts";
import { MOST_EXTENSION_SECONDS } from "../../meeting/steer/steer_protocol.ts";
import type { CommandCall } from "../options/command.ts";
import type { Io } from "../terminal/io.ts";
import { searchPlace, type SteerWorld } from "./search_place.ts";

/**
 * Has a recording that runs end so much later than it would have.
 *
 * @throws {UserError} when the time is none, no recording runs, several do and none is named, it does not end by itself,
 * or it does not answer
 */
export async function extend(
  { options: { session }, argument }: CommandCall<"session" | "help">,
  io: Io,
  world: SteerWorld,
): Promise<number> {
  const seconds = secondsOf(argument);
  const { atSeconds = 0 } = await withSession(searchPlace(world), session, ({ spool }) => {
    return ask(spool, { order: "extend", seconds });
  });
  io.stdout.write(`Ends at ${clockTime(atSeconds)} of the recording\n`);
  return 0;
}

function secondsOf(argument: string | undefined): number {
  if (argument === undefined) {
    throw new UserError("usage", "Cannot extend: say by how much, as in: confrec extend 15m");
  }
  const { data, error } = duration.safeParse(argument);
  if (data === undefined) {
    throw new UserError("usage", `Cannot extend by "${argument}": ${error.issues[0]?.message}`);
  }
  if (data <= MOST_EXTENSION_SECONDS) return data;
  throw new UserError("usage", `Cannot extend by "${argument}": a week is the most at a time`);
}

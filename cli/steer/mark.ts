/** `confrec mark`: a chapter begins now. */
import { ask } from "../../meeting/steer/ask.ts";
import { withSession } from "../../meeting/steer/with_session.ts";
import type { CommandCall } from "../options/command.ts";
import { markedLine } from "../report/marked_line.ts";
import type { Io } from "../terminal/io.ts";
import { checkMarkText } from "../../meeting/steer/mark_in.ts";
import { MOST_AGO_SECONDS } from "../../meeting/steer/steer_protocol.ts";
import { searchPlace, type SteerWorld } from "./search_place.ts";

/**
 * Marks this moment of a recording that runs; returns when that is on its disk.
 *
 * @throws {UserError} when none runs, several do and none is named, or it does not answer
 */
export async function mark(
  { options: { session }, argument = "" }: CommandCall<"session" | "help">,
  io: Io,
  world: SteerWorld,
): Promise<number> {
  const text = checkMarkText(argument);
  const { atSeconds = 0 } = await withSession(searchPlace(world), session, ({ spool }) => {
    // The moment is when the person pressed Enter.
    const agoSeconds = Math.min(MOST_AGO_SECONDS, performance.now() / 1_000);
    return ask(spool, { order: "mark", text, agoSeconds });
  });
  io.stdout.write(`${markedLine({ atSeconds, text })}\n`);
  return 0;
}

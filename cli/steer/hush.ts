/** `confrec pause`, `resume`, `mute` and `unmute`: off the record, and on it again. */
import type { HushOrder } from "../../capture/ground/hush.ts";
import { TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import { SIDE_LABEL } from "../../meeting/report/side_words.ts";
import { ask } from "../../meeting/steer/ask.ts";
import { withSession } from "../../meeting/steer/with_session.ts";
import type { CommandCall } from "../options/command.ts";
import { hushedLine } from "../report/hushed_line.ts";
import type { Io } from "../terminal/io.ts";
import { searchPlace, type SteerWorld } from "./search_place.ts";

/** How the command is called. */
type Call = CommandCall<"session" | "help">;

/**
 * Has a recording that runs keep nothing, or everything again; returns when that holds and is on its disk.
 *
 * @throws {UserError} when none runs, several do and none is named, it has no such side, or it does not answer
 */
export async function hush(
  order: HushOrder["type"],
  { options: { session }, argument }: Call,
  io: Io,
  world: SteerWorld,
): Promise<number> {
  const asked = orderOf(order, argument);
  const sent = "track" in asked ? { order: asked.type, track: asked.track } : { order: asked.type };
  const { atSeconds = 0 } = await withSession(searchPlace(world), session, ({ spool }) => {
    return ask(spool, sent);
  });
  io.stdout.write(`${hushedLine({ ...asked, atSeconds })}\n`);
  return 0;
}

function orderOf(type: HushOrder["type"], argument: string | undefined): HushOrder {
  if (type === "pause" || type === "resume") return { type };
  return { type, track: trackOf(type, argument) };
}

/** The microphone, when nobody says; also by the names that the meters have. */
function trackOf(order: string, argument = "mic"): TrackName {
  const track = TRACK_NAMES.find((name) => name === argument || SIDE_LABEL[name] === argument);
  if (track !== undefined) return track;
  throw new UserError(
    "usage",
    `Cannot ${order} "${argument}": write mic for yourself, or system for the call`,
  );
}

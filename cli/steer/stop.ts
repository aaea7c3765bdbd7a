/** `confrec stop`: ends a recording, and waits for its file. */
import { isThere } from "../../ffi/system/is_there.ts";
import { plainLine } from "../../meeting/ground/plain_line.ts";
import { ask, SessionGoneError } from "../../meeting/steer/ask.ts";
import { awaitResult } from "../../meeting/steer/await_result.ts";
import { withSession } from "../../meeting/steer/with_session.ts";
import { isLeft } from "../../meeting/steer/is_left.ts";
import type { CommandCall } from "../options/command.ts";
import type { Io } from "../terminal/io.ts";
import { searchPlace, type SteerWorld } from "./search_place.ts";

/**
 * Ends a recording, and prints the path of its file when that is there: of each, one a line, where it was split. Parts that
 * are gone by then (`--keep`) are left out.
 *
 * @returns the recording's own exit code; 0 when it is not waited for
 * @throws {UserError} when none runs, several do and none is named, or it does not answer
 */
export async function stop(
  { options: { session: name, noWait, meeting } }: CommandCall<
    "session" | "meeting" | "noWait" | "help"
  >,
  io: Io,
  world: SteerWorld,
): Promise<number> {
  const place = searchPlace(world);
  const { session, id } = await withSession(place, name, async (session) => {
    return { session, id: await askToStop(session.spool, { wait: !noWait, meeting }) };
  });
  if (noWait) return 0;
  const { exitCode, out, parts, message } = await awaitResult(session, id, place.cache);
  const files = parts?.filter(isThere) ?? (out === undefined ? [] : [out]);
  for (const file of files) io.stdout.write(`${file}\n`);
  if (message !== undefined) io.stderr.write(`confrec: ${plainLine(message)}\n`);
  return exitCode;
}

/** @returns the id of the request */
async function askToStop(
  spool: string,
  { wait, meeting }: { readonly wait: boolean; readonly meeting: boolean },
): Promise<string> {
  const only = meeting ? { only: "meeting" } as const : {};
  try {
    return (await ask(spool, { order: "stop", wait, ...only })).id;
  } catch (error) {
    if (!(error instanceof SessionGoneError) || error.id === undefined || isLeft(spool)) {
      throw error;
    }
    // The file was there, and the spool gone, before the answer was read; or a room has ended that waited.
    return error.id;
  }
}

/** Marks a moment, if there is something to mark, and what is said of it fits. */
import { plainLine } from "../ground/plain_line.ts";
import { UserError } from "../ground/user_error.ts";
import type { LiveSession } from "../world/world.ts";
import { MOST_TEXT } from "./steer_protocol.ts";

/** Marks of one recording: one every few seconds for hours. */
const MOST_MARKS = 5_000;

/**
 * Marks this moment of a session, with a text on one line in which nothing commands a terminal.
 *
 * @param marks that there are already
 * @param agoSeconds how long ago the moment was
 * @returns where it is, seconds, once it is on the disk
 * @throws {UserError} of kind usage when the text is too long, there are too many marks, or nothing is recorded yet
 * @throws what the session throws
 */
export async function markIn(
  session: Pick<LiveSession, "mark"> | undefined,
  text: string,
  marks: number,
  agoSeconds = 0,
): Promise<number> {
  if (session === undefined) throw wrong("the recording is just beginning");
  if (marks >= MOST_MARKS) throw wrong(`there are ${MOST_MARKS} marks, and no more fit`);
  return await session.mark(checkMarkText(text), agoSeconds);
}

/**
 * What is said of a mark, on one line.
 *
 * @throws {UserError} of kind usage when it is too long
 */
export function checkMarkText(text: string): string {
  const line = plainLine(text);
  if (line.length <= MOST_TEXT) return line;
  throw wrong(`the text has ${line.length} characters, and ${MOST_TEXT} fit; shorten it`);
}

function wrong(why: string): UserError {
  return new UserError("usage", `Cannot mark: ${why}`);
}

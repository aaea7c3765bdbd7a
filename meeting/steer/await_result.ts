/** Waiting for the end of a recording that was asked to stop. */
import { Spool } from "../../capture/spool/spool.ts";
import { isThere } from "../../ffi/system/is_there.ts";
import { recoverCommand } from "../ground/recovery_command.ts";
import { UserError } from "../ground/user_error.ts";
import type { RunningSession } from "./find_sessions.ts";
import { isLeft } from "./is_left.ts";
import { takeResult } from "./result_note.ts";
import type { SteerResult } from "./steer_protocol.ts";

/** How often the note is looked for, ms; and with how many of these looks the lock. */
const LOOK_MS = 50;
const LOOKS_PER_LOCK = 10;
/** When the spool is free the note is there, or comes when the devices are closed, ms. */
const NOTE_MS = 5_000;

/**
 * What came of a recording; for as long as it takes to make its file.
 *
 * @param id of the request to stop
 * @throws {UserError} of kind output when its process has ended without a word
 */
export async function awaitResult(
  { spool, out }: Pick<RunningSession, "spool" | "out">,
  id: string,
  cache: string | undefined,
  noteMs = NOTE_MS,
): Promise<SteerResult> {
  let freeSinceMs: number | undefined;
  for (let look = 0;; look++) {
    const result = await takeResult(id, cache);
    if (result !== undefined) return result;
    if (freeSinceMs === undefined) {
      if (look % LOOKS_PER_LOCK === 0 && !(await Spool.isLocked(spool).catch(() => true))) {
        freeSinceMs = performance.now();
      }
    } else if (performance.now() - freeSinceMs > noteMs) {
      throw new UserError("output", withoutWord(spool, out));
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function withoutWord(spool: string, out: string): string {
  if (isLeft(spool)) {
    return `Cannot finish ${out}: its process has ended before; finish it with: ${
      recoverCommand(spool)
    }`;
  }
  const file = isThere(out) ? `${out} is there` : `${out} is not there`;
  return `Cannot tell how the recording ended: it left no word, as a program that records may; ${file}`;
}

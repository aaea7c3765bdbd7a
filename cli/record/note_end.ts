/** What a recording comes to, also for those who asked it to stop from another process. */
import type { Meeting } from "../../meeting/meeting.ts";
import { noteResult } from "../../meeting/steer/result_note.ts";
import { failureOf } from "../process/failure.ts";
import { resultOfFile } from "../process/result_of_file.ts";

/**
 * Waits for the file.
 *
 * @param cache the user's folder in which the result is noted for who asked; nothing is noted when nobody did
 * @returns the exit code
 * @throws what `meeting.finished` rejects with
 */
export async function noteEnd(
  meeting: Pick<Meeting, "finished" | "stopRequests">,
  cache: string | undefined,
): Promise<number> {
  try {
    const report = await meeting.finished;
    const result = resultOfFile(report);
    await noteResult(meeting.stopRequests, result, cache);
    return result.exitCode;
  } catch (error) {
    const { exitCode, message } = failureOf(error);
    await noteResult(meeting.stopRequests, { exitCode, message }, cache);
    throw error;
  }
}

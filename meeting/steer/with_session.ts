/** Does something with a recording that runs, also where it goes on in its next part at this very moment. */
import { chooseSession, type RunningSession, type SearchPlace } from "./find_sessions.ts";
import { PassingError } from "./passing_error.ts";

/** So long what passes is waited for, ms, and so often it is tried again. */
const PASSING_MS = 2_000;
const AGAIN_MS = 50;

/**
 * Chooses a recording, and does something with it; again where it had changed in between.
 *
 * @param name as for `chooseSession`
 * @param action begins anew each time, with nothing of it done
 * @throws what `chooseSession` and the action throw
 */
export async function withSession<T>(
  place: SearchPlace,
  name: string | undefined,
  action: (session: RunningSession) => T | Promise<T>,
): Promise<T> {
  const untilMs = performance.now() + PASSING_MS;
  for (;;) {
    try {
      return await action(await chooseSession(place, name));
    } catch (error) {
      if (!(error instanceof PassingError) || performance.now() >= untilMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

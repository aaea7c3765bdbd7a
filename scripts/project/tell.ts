/** How a script tells people that something went wrong. */
import { messageOf } from "../../ffi/system/message_of.ts";

/** Runs a script's work; what goes wrong is told in words, not as a stack. */
export async function tell(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(messageOf(error));
    Deno.exit(1);
  }
}

/** How a script tells people that something went wrong. */

/** Runs a script's work; what goes wrong is told in words, not as a stack. */
export async function tell(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    Deno.exit(1);
  }
}

/** A call, as far as rooms notice one. */
import type { VirtualCard } from "../../scripts/stage/virtual_card.ts";

/** A program holds the microphone for as long as something else is done. */
export async function inCall(card: VirtualCard, meanwhile: () => Promise<void>): Promise<void> {
  const call = new Deno.Command("parec", {
    args: ["--client-name=Meet", "--device=microphone"],
    env: card.env,
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const draining = call.stdout.pipeTo(new WritableStream());
  try {
    await meanwhile();
  } finally {
    try {
      call.kill("SIGTERM");
    } catch {
      // Its server has ended, and it with that.
    }
    await Promise.allSettled([call.status, draining]);
  }
}

/** A program in the place of ffmpeg that behaves as its argument says; runs wherever Deno does. */
import { getPriority } from "node:os";

const behaviours: Record<string, () => Promise<void> | void> = {
  copy: () => Deno.stdin.readable.pipeTo(Deno.stdout.writable),
  "copy and tell its niceness": async () => {
    await Deno.stdin.readable.pipeTo(Deno.stdout.writable, { preventClose: true });
    console.log(getPriority(0));
  },
  fail: async () => {
    await Array.fromAsync(Deno.stdin.readable);
    console.error("first\nno codec");
    Deno.exit(3);
  },
  "close its input early": () => {
    Deno.stdin.close();
    Deno.exit(7);
  },
  "be killed": () => Deno.kill(Deno.pid, "SIGKILL"),
  "stand still": standStill,
  "be deaf": async () => {
    Deno.addSignalListener("SIGTERM", () => {});
    await Array.fromAsync(Deno.stdin.readable);
    await standStill();
  },
  babble: () => {
    for (;;) Deno.stdout.writeSync(new Uint8Array(1 << 16));
  },
  "babble on its error channel": () => {
    const line = new TextEncoder().encode("y\n".repeat(5_000));
    for (let i = 0; i < 100; i++) for (let at = 0; at < line.length;) at += write(line, at);
    console.error("the end");
  },
};

function write(bytes: Uint8Array, at: number): number {
  return Deno.stderr.writeSync(bytes.subarray(at));
}

async function standStill(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100_000));
}

if (import.meta.main) await behaviours[Deno.args[0] ?? ""]?.();

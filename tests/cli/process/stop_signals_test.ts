import { assert, assertEquals } from "@std/assert";
import { type SignalSource, StopSignals } from "../../../cli/process/stop_signals.ts";

class FakeSignals implements SignalSource {
  nowMs = 0;
  readonly listeners = new Map<Deno.Signal, () => void>();
  readonly #unknown: readonly Deno.Signal[];

  constructor(unknown: readonly Deno.Signal[] = []) {
    this.#unknown = unknown;
  }

  add(signal: Deno.Signal, listener: () => void): void {
    if (this.#unknown.includes(signal)) throw new TypeError("no such signal here");
    this.listeners.set(signal, listener);
  }

  remove(signal: Deno.Signal, listener: () => void): void {
    assert(this.listeners.get(signal) === listener);
    this.listeners.delete(signal);
  }

  now(): number {
    return this.nowMs;
  }

  send(signal: Deno.Signal): void {
    this.listeners.get(signal)?.();
  }
}

/** Whether a promise is settled by now. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol();
  return await Promise.race([promise, Promise.resolve(pending)]) !== pending;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) {
  Deno.test(`${signal} stops`, async () => {
    const source = new FakeSignals();
    using signals = new StopSignals(source);
    assertEquals(signals.stopped, false);
    source.send(signal);
    assertEquals(await signals.stop, signal);
    assertEquals(signals.stopped, true);
  });
}

Deno.test("Ctrl+C pressed again is told apart from one press that arrives twice", async () => {
  const source = new FakeSignals();
  using signals = new StopSignals(source);
  source.send("SIGINT");
  source.nowMs += 20;
  source.send("SIGINT");
  assertEquals(await settled(signals.again), false);
  source.nowMs += 1_000;
  source.send("SIGINT");
  assertEquals(await signals.again, "SIGINT");
});

Deno.test("a terminal that closes, or a supervisor that repeats itself, does not cut the finishing short", async () => {
  const source = new FakeSignals();
  using signals = new StopSignals(source);
  source.send("SIGINT");
  source.nowMs += 1_000;
  source.send("SIGHUP");
  source.send("SIGTERM");
  assertEquals(await settled(signals.again), false);
});

Deno.test("signals that a system does not have are left out", async () => {
  const source = new FakeSignals(["SIGHUP", "SIGQUIT", "SIGBREAK"]);
  using signals = new StopSignals(source);
  source.send("SIGTERM");
  assertEquals(await signals.stop, "SIGTERM");
});

Deno.test("nobody listens any more afterwards", () => {
  const source = new FakeSignals();
  {
    using _signals = new StopSignals(source);
    assert(source.listeners.size > 0);
  }
  assertEquals(source.listeners.size, 0);
});

Deno.test({
  name:
    "who was started by nohup outlives the terminal, also between two pieces of work that can be stopped",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const module = new URL("../../../cli/process/stop_signals.ts", import.meta.url).href;
    const code = `
      import { StopSignals } from "${module}";
      for (let i = 0; i < 2; i++) {
        using signals = new StopSignals();
        Deno.kill(Deno.pid, "SIGHUP");
        signals.stop.then(() => console.log("stopped"));
      }
      Deno.kill(Deno.pid, "SIGHUP");
      await new Promise((resolve) => setTimeout(resolve, 20));
      console.log("alive");
      Deno.exit();`;
    const { stdout } = await new Deno.Command("nohup", {
      args: [Deno.execPath(), "eval", "--quiet", code],
      stderr: "null",
    }).output();
    assertEquals(new TextDecoder().decode(stdout).trim(), "alive");
  },
});

import { assertEquals } from "@std/assert";
import { SteerSignals } from "../../../cli/process/steer_signals.ts";

for (const [signal, name] of [["SIGUSR1", "mark"], ["SIGUSR2", "togglePause"]] as const) {
  Deno.test({
    name: `each ${signal} asks to ${name}, as long as somebody listens`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      const asked = { mark: 0, togglePause: 0 };
      // With a listener of its own the process survives the last one.
      const survive = () => {};
      Deno.addSignalListener(signal, survive);
      const until = async (count: number) => {
        for (let i = 0; i < 100 && asked[name] < count; i++) {
          await new Promise((r) => setTimeout(r, 10));
        }
        return asked;
      };
      const expected = { mark: 0, togglePause: 0 };
      {
        using _signals = new SteerSignals({
          mark: () => asked.mark++,
          togglePause: () => asked.togglePause++,
        });
        for (let i = 1; i <= 3; i++) {
          Deno.kill(Deno.pid, signal);
          expected[name] = i;
          assertEquals(await until(i), expected);
        }
      }
      Deno.kill(Deno.pid, signal);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assertEquals(asked, expected);
      Deno.removeSignalListener(signal, survive);
    },
  });
}

import { assertEquals } from "@std/assert";
import { MarkSignal } from "../../../cli/process/mark_signal.ts";

Deno.test({
  name: "each SIGUSR1 marks, as long as somebody listens",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    let marks = 0;
    // With a listener of its own the process survives the last one.
    const survive = () => {};
    Deno.addSignalListener("SIGUSR1", survive);
    const until = async (count: number) => {
      for (let i = 0; i < 100 && marks < count; i++) await new Promise((r) => setTimeout(r, 10));
      return marks;
    };
    {
      using _signal = new MarkSignal(() => marks++);
      for (let i = 1; i <= 3; i++) {
        Deno.kill(Deno.pid, "SIGUSR1");
        assertEquals(await until(i), i);
      }
    }
    Deno.kill(Deno.pid, "SIGUSR1");
    await new Promise((resolve) => setTimeout(resolve, 50));
    assertEquals(marks, 3);
    Deno.removeSignalListener("SIGUSR1", survive);
  },
});

import { assertEquals } from "@std/assert";
import { micOrders } from "../../../post/analysis/changed_stems.ts";
import { TestSession } from "../stems.ts";

Deno.test("the echo is taken out where there are two sides and it is wanted, each time into a new file", async () => {
  using session = await TestSession.talking(100);
  const off = session.settings();
  const settings = { ...off, options: { ...off.options, echo: "auto" as const } };
  const { echo } = micOrders(settings);
  assertEquals([echo?.().path, echo?.().path].map((path) => path?.split("/").at(-1)), [
    "mic.echoless1.wav",
    "mic.echoless2.wav",
  ]);
  assertEquals(micOrders({ ...settings, stems: { mic: "mic.wav" } }).echo, undefined);
  assertEquals(micOrders(off).echo, undefined);
});

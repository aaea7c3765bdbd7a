import { assertEquals } from "@std/assert";
import { keptWindow } from "../../../cli/process/keep_window.ts";
import { FakeOutput } from "../fake_io.ts";

const ASKED = "\nPress Enter to close this window\n";

function window(owns: boolean, isTerminal = true) {
  const stderr = new FakeOutput(isTerminal);
  const line = Promise.withResolvers<void>();
  let close = () => {};
  const untilRead = keptWindow({ stderr }, {
    ownsWindow: () => owns,
    readLine: () => line.promise,
    onClosing: (listener) => close = listener,
  });
  return { stderr, untilRead, press: line.resolve, close: () => close() };
}

Deno.test("a window that was opened for the program stays until somebody presses Enter", async () => {
  const { stderr, untilRead, press } = window(true);
  let isOver = false;
  const over = untilRead().then(() => isOver = true);
  for (let i = 0; i < 10; i++) await Promise.resolve();
  assertEquals([stderr.text, isOver], [ASKED, false]);
  press();
  await over;
});

Deno.test("a window that is being closed is not kept", async () => {
  const before = window(true);
  before.close();
  await before.untilRead();
  assertEquals(before.stderr.text, "");
  const meanwhile = window(true);
  const over = meanwhile.untilRead();
  meanwhile.close();
  await over;
});

Deno.test("nobody is asked in a shell's window, and where there is none", async () => {
  for (const { stderr, untilRead } of [window(false), window(true, false)]) {
    await untilRead();
    assertEquals(stderr.text, "");
  }
});

import { assertEquals } from "@std/assert";
import { Keyboard, keysOf } from "../../../cli/terminal/keyboard.ts";
import { FakeKeys, FakeTicker } from "../fake_io.ts";

/** A keyboard, what is heard of it, and its clock. */
function listenTo(keys: FakeKeys) {
  const heard: string[] = [];
  const ticker = new FakeTicker();
  const keyboard = new Keyboard(keys, {
    typed: (text) => heard.push(text),
    suspended: () => heard.push("suspended"),
    moved: () => heard.push("moved"),
  }, ticker.start);
  return { keyboard, heard, ticker };
}

Deno.test("what is typed is heard as it comes, until the keyboard is disposed of", async () => {
  const keys = new FakeKeys();
  const { keyboard, heard, ticker } = listenTo(keys);
  assertEquals(keys.isRaw, true);
  await keys.type("p");
  await keys.type("ü会");
  keyboard[Symbol.dispose]();
  await keys.type("q");
  assertEquals(heard, ["p", "ü会"]);
  assertEquals([keys.isRaw, keys.isHeard, ticker.isAwaited], [false, false, false]);
});

Deno.test("Ctrl+Z is told, and stops nothing", () => {
  const keys = new FakeKeys();
  const { keyboard, heard } = listenTo(keys);
  keys.send("SIGTSTP");
  keyboard[Symbol.dispose]();
  assertEquals(heard, ["suspended"]);
});

Deno.test("a job in the background leaves the terminal alone, until it is in the foreground", async () => {
  const keys = new FakeKeys();
  keys.isInForeground = false;
  const { keyboard, heard, ticker } = listenTo(keys);
  ticker.tick();
  assertEquals(keys.modes, []);
  keys.isInForeground = true;
  ticker.tick();
  assertEquals(keys.modes, [true]);
  await keys.type("p");
  keyboard[Symbol.dispose]();
  assertEquals(heard, ["p"]);
});

Deno.test("after fg the terminal is taken again, and after bg it is left as the shell has it", async () => {
  const keys = new FakeKeys();
  const { keyboard, heard, ticker } = listenTo(keys);
  keys.send("SIGCONT");
  assertEquals([keys.modes, heard], [[true, true], ["moved"]]);
  keys.isInForeground = false;
  keys.send("SIGCONT");
  await keys.end(new Error("Input/output error"));
  ticker.tick();
  keyboard[Symbol.dispose]();
  assertEquals(keys.modes, [true, true]);
});

Deno.test("when the process ends otherwise the terminal is as it was", () => {
  const keys = new FakeKeys();
  const { keyboard } = listenTo(keys);
  globalThis.dispatchEvent(new Event("unload"));
  assertEquals(keys.modes, [true, false]);
  keyboard[Symbol.dispose]();
  assertEquals(keys.modes, [true, false]);
});

Deno.test("a terminal that is gone, or cannot be set, gives no keys and no trouble", async () => {
  const keys = new FakeKeys();
  {
    using _keyboard = listenTo(keys).keyboard;
    await keys.end();
  }
  keys.setRaw = () => {
    throw new Error("Inappropriate ioctl for device");
  };
  using _keyboard = listenTo(keys).keyboard;
});

Deno.test("other keys than letters are left out, and Escape alone is itself", () => {
  assertEquals(keysOf("a\x1b[Ab\x1b[1;5Cc\x1bOPd\x1bxe"), ["a", "b", "c", "d", "e"]);
  assertEquals(keysOf("\x1b"), ["\x1b"]);
  assertEquals(keysOf("a\x1b"), ["a", "\x1b"]);
});

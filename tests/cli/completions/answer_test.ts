import { assertEquals } from "@std/assert";
import { COMMANDS } from "../../../cli/commands.ts";
import { answer } from "../../../cli/completions/answer.ts";
import { fakeIo } from "../fake_io.ts";

const LOOKUPS = {
  devices: () => Promise.reject(new Error("no sound server")),
  sessions: () => Promise.resolve(["a\tb\u001b.mp3"]),
};

Deno.test("a word a line, with what it means behind a tab", async () => {
  const io = fakeIo();
  await answer(COMMANDS, ["sto"], io, LOOKUPS);
  assertEquals(io.stdout.text, "stop\tend a recording, and wait for its file\n");
});

Deno.test("where nobody can say which devices there are, the rest is offered", async () => {
  const io = fakeIo();
  await answer(COMMANDS, ["--mic", "n"], io, LOOKUPS);
  assertEquals(io.stdout.lines.map((line) => line.split("\t")[0]), ["none"]);
});

Deno.test("names from elsewhere break no line", async () => {
  const io = fakeIo();
  await answer(COMMANDS, ["stop", "--session", ""], io, LOOKUPS);
  assertEquals(io.stdout.text, "a b .mp3\n");
});

import { assertEquals } from "@std/assert";
import { parseArguments } from "../../../cli/parse_arguments.ts";
import { quoted, recoverCommand } from "../../../meeting/ground/recovery_command.ts";

Deno.test("the command can be copied into a shell, and parses", () => {
  const line = recoverCommand("/tmp/a b/it's.mp3.confrec");
  if (Deno.build.os !== "windows") {
    assertEquals(line, `confrec recover '/tmp/a b/it'\\''s.mp3.confrec'`);
  }
  const { command, call } = parseArguments(["recover", "/tmp/a b/it's.mp3.confrec"]);
  assertEquals([command.name, call.argument], ["recover", "/tmp/a b/it's.mp3.confrec"]);
});

Deno.test("words are quoted as the system's shell wants it", () => {
  assertEquals(quoted("/tmp/a-b.mp3", "linux"), "/tmp/a-b.mp3");
  assertEquals(quoted("it's $5", "linux"), `'it'\\''s $5'`);
  assertEquals(quoted("a\\b", "linux"), `'a\\b'`);
  assertEquals(quoted("C:\\Users\\me\\a.mp3", "windows"), "C:\\Users\\me\\a.mp3");
  assertEquals(quoted("C:\\My Files\\a.mp3", "windows"), `"C:\\My Files\\a.mp3"`);
});

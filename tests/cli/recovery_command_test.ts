import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { parseArguments } from "../../cli/parse_arguments.ts";
import { quoted, recoveryCommand } from "../../cli/recovery_command.ts";

Deno.test("the command names the stems that are there and what was asked for, and parses", async () => {
  const folder = await Deno.makeTempDir({ prefix: "confrec recovery " });
  try {
    const spool = { stemPath: (track: string) => join(folder, `${track}.wav`) };
    Deno.writeTextFileSync(spool.stemPath("mic"), "");
    const out = join(folder, "a b.mp3");
    const { options, given } = parseArguments([
      ...["--out", out, "--bitrate", "64", "--gate", "-45", "--channels", "mono"],
    ]).call;
    assertEquals(
      recoveryCommand(spool, out, options, given),
      `confrec mix --mic '${folder}/mic.wav' --out '${out}' --bitrate 64k --channels mono --gate -45dB`,
    );
    Deno.writeTextFileSync(out, "an older file that was to be replaced");
    const words = recoveryCommand(spool, out, options, given).match(/'[^']*'|\S+/g) ?? [];
    const { command, call } = parseArguments(
      words.slice(1).map((word) => word.replace(/^'|'$/g, "")),
    );
    assertEquals([command.name, call.options.gate, call.options.force], ["mix", -45, true]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("words are quoted as the system's shell wants it", () => {
  assertEquals(quoted("/tmp/a-b.mp3", "linux"), "/tmp/a-b.mp3");
  assertEquals(quoted("it's $5", "linux"), `'it'\\''s $5'`);
  assertEquals(quoted("a\\b", "linux"), `'a\\b'`);
  assertEquals(quoted("C:\\Users\\me\\a.mp3", "windows"), "C:\\Users\\me\\a.mp3");
  assertEquals(quoted("C:\\My Files\\a.mp3", "windows"), `"C:\\My Files\\a.mp3"`);
});

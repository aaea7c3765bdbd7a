import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { run } from "../../cli/run.ts";
import { fakeIo } from "./fake_io.ts";

Deno.test("help goes to standard output and is no failure", async () => {
  for (const args of [["--help"], ["-h"], ["help"], ["record", "--help"], ["help", "mix"]]) {
    const io = fakeIo();
    assertEquals(await run(args, io), 0);
    assertMatch(io.stdout.text, /^confrec /);
    assertEquals(io.stderr.text, "");
  }
});

Deno.test("help of a command is asked for by its name", async () => {
  const io = fakeIo();
  await run(["help", "mix"], io);
  assertStringIncludes(io.stdout.text, "confrec mix: make the file");
});

Deno.test("the version names everything inside with its licence", async () => {
  for (const args of [["--version"], ["-V"], ["--version", "--json"]]) {
    const io = fakeIo();
    assertEquals(await run(args, io), 0);
    const lines = io.stdout.lines.map((line) => line.replace(/ [\d.]+/, " N"));
    assertMatch(lines[0] ?? "", /^confrec N, MIT \(\S+\)$/);
    assertEquals(lines[1], "Deno N, MIT");
    for (const part of ["miniaudio", "FFmpeg", "LAME"]) assertStringIncludes(io.stdout.text, part);
    assertMatch(io.stdout.text, /LGPL/);
  }
});

Deno.test("licence notices can be printed", async () => {
  const io = fakeIo();
  assertEquals(await run(["--licenses"], io), 0);
  assertStringIncludes(io.stdout.text, "MIT");
});

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { run } from "../../cli/run.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";
import { fakePlace } from "./config/fake_place.ts";
import { fakeIo } from "./fake_io.ts";

Deno.test("help goes to standard output and is no failure", async () => {
  for (
    const args of [["--help"], ["-h"], ["help"], ["record", "--help"], ["help", "mix"], [
      "--help-all",
    ]]
  ) {
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

Deno.test("the version is one line that programs can read", async () => {
  for (const args of [["--version"], ["-V"], ["record", "--version"]]) {
    const io = fakeIo();
    assertEquals(await run(args, io), 0);
    assertMatch(io.stdout.text, /^confrec \d+\.\d+\.\d+\n$/);
  }
  const io = fakeIo();
  assertEquals(await run(["--version", "--json"], io), 0);
  assertEquals(Object.keys(JSON.parse(io.stdout.text)), ["confrec"]);
});

Deno.test("with --verbose the version names everything inside with its licence", async () => {
  const io = fakeIo();
  assertEquals(await run(["--version", "--verbose"], io), 0);
  for (const part of ["Deno", "miniaudio", "FFmpeg", "LAME", "zod", "smol-toml", "LGPL"]) {
    assertStringIncludes(io.stdout.text, part);
  }
  const json = fakeIo();
  assertEquals(await run(["-V", "--verbose", "--json"], json), 0);
  const { confrec, target, components } = JSON.parse(json.stdout.text);
  assertEquals(io.stdout.lines[0], `confrec ${confrec}`);
  assertEquals(io.stdout.lines[1], `for ${target}, MIT`);
  assertEquals(io.stdout.lines.length, 2 + components.length);
});

Deno.test("with --verbose the settings that are not the defaults are told, and why", async () => {
  const { stderr } = await runWith('out = "/nowhere/a.ogg"\nmic = "none"\n', [
    ...["--verbose", "--system", "none"],
  ]);
  assertMatch(stderr, /^mic = none \(\S+user\.toml:2\)$/m);
  assertMatch(stderr, /^system = none \(command line\)$/m);
});

Deno.test("licence notices can be printed", async () => {
  const io = fakeIo();
  assertEquals(await run(["--licenses"], io), 0);
  assertStringIncludes(io.stdout.text, "MIT");
});

/** Runs a command line where the user's file says something. */
async function runWith(user: string, args: string[]) {
  return await withFolder(async (folder) => {
    const io = fakeIo();
    const code = await run(args, io, fakePlace(folder, { user }));
    return { code, stderr: io.stderr.text, stdout: io.stdout.text };
  });
}

Deno.test("what a file sets is used as if it were typed, and a flag comes before it", async () => {
  const both = 'out = "/nowhere/a.mp3"\nmic = "none"\nsystem = "none"\n';
  assertMatch((await runWith(both, [])).stderr, /Cannot record nothing: .* both none/);
  const { code, stderr } = await runWith(both, ["--mic", "file:/no.wav"]);
  assertEquals(code, 2);
  assertMatch(stderr, /\/no\.wav": there is no/);
});

Deno.test("a file of settings that is wrong ends what would use it, and nothing else", async () => {
  for (const args of [["-o", "a.mp3"], ["mix", "-o", "a.mp3"], ["recover"], ["doctor"]]) {
    const { code, stderr } = await runWith("bitrat = 1", args);
    assertEquals(code, 2);
    assertMatch(
      stderr,
      /^confrec: Cannot use "bitrat" in \S+, line 1: .* did you mean bitrate\?\n$/,
    );
  }
  for (const args of [["--help"], ["--version"], ["status", "--help"], ["config", "--example"]]) {
    assertEquals((await runWith("bitrat = 1", args)).code, 0);
  }
});

Deno.test("devices of a recording's settings are not the files of a mix", async () => {
  const { stderr } = await runWith('mic = "jabra"\nout = "b.mp3"', ["mix", "-o", "a.mp3"]);
  assertMatch(stderr, /^confrec: Cannot mix/);
  assertMatch((await runWith('out = "b.mp3"', ["mix"])).stderr, /--out FILE is missing/);
});

Deno.test("who has events in a file of settings has failures as events, too", async () => {
  const { stdout } = await runWith('json = true\nout = "/nowhere/a.ogg"', ["--mic", "none"]);
  assertEquals(JSON.parse(stdout).event, "error");
});

Deno.test("in a terminal a recording without a name gets one, which is told whole; elsewhere it needs one", async () => {
  await withFolder(async (folder) => {
    const place = fakePlace(folder, {});
    const alone = ["--mic", "none", "--system", "none"];
    const terminal = fakeIo(true);
    assertEquals(await run(alone, terminal, place), 2);
    // A long path has a line of its own.
    const told = terminal.stderr.text.replace("Starting…\r\x1b[K", "").replaceAll("\n", " ");
    const path = join(Deno.cwd(), "meeting 2026-02-03 14-05-09.mp3");
    assert(told.startsWith(`The file will be ${path} `), told);
    assertMatch(told, /both none/);
    for (const [args, io] of [[alone, fakeIo()], [[...alone, "--json"], fakeIo(true)]] as const) {
      assertEquals(await run(args, io, place), 2);
      assertMatch(io.stderr.text, /record: --out FILE is missing; for example:\sconfrec --out/);
    }
    // Where the settings name it nobody need be there.
    const named = { ...place, env: (name: string) => name === "CONFREC_OUT" ? folder : undefined };
    const io = fakeIo();
    assertEquals(await run(alone, io, named), 2);
    assertMatch(io.stderr.text, /both none/);
    assertStringIncludes(io.stderr.text, `The file will be ${folder}`);
  });
});

Deno.test("a result that a full disk has cut off is no success, and a file beside it is one", async () => {
  await withFolder(async (folder) => {
    const why = "there is no space left on the disk";
    const full = () => {
      const io = fakeIo();
      Object.assign(io.stdout, { trouble: why });
      return io;
    };
    const io = full();
    assertEquals(await run(["--help"], io), 5);
    assertEquals(
      io.stderr.text,
      `confrec: Cannot write to standard output: ${why}; what is there is not whole\n`,
    );
    // What has failed by itself keeps its code.
    assertEquals(await run(["--hlp"], full()), 2);
    const recovering = full();
    assertEquals(await run(["recover", folder], recovering), 0);
    assertStringIncludes(recovering.stderr.text, "Cannot write to standard output");
  });
});

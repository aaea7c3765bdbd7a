/** What only the compiled executable can show: one file, alone, on machines that let it write almost nowhere. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { hashOf } from "../../../scripts/project/stamp.ts";
import type { RunResult } from "../../../scripts/stage/program.ts";
import { writeTones } from "../../../scripts/stage/tones.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** An executable alone in a folder, and the only places it may write to. */
interface Lodging {
  readonly folder: string;
  readonly cache: string;
  readonly temporary: string;
  /** Runs it in its folder; the environment is the given one on top of the lodging's. */
  run(args: readonly string[], env?: Record<string, string>): Promise<RunResult>;
  /** Records a second from a file. */
  record(out: string, env?: Record<string, string>): Promise<RunResult>;
}

onlyCompiled(
  "it works alone in a folder whose path holds spaces and non-ASCII letters",
  async (lodging) => {
    const { code, stderr } = await lodging.record("sitzung ü 漢.mp3");
    assertEquals(code, 0, stderr);
    assert((await Deno.stat(join(lodging.folder, "sitzung ü 漢.mp3"))).size > 10_000);
  },
);

onlyCompiled(
  "what it unpacks bears its hash, is closed to others, and leaves nothing beside it",
  async (lodging) => {
    assertEquals((await lodging.record("a.mp3")).code, 0);
    // Files need no library; where there is no sound server it takes the library to find that out.
    await lodging.run(["devices"], { PULSE_SERVER: "unix:/nowhere" });
    assertEquals((await lodging.record("b.mp3")).code, 0);
    const copies = await copiesIn(lodging);
    assertEquals(copies.length, 2);
    for (const copy of copies) {
      assertStringIncludes(copy, await hashOf(await Deno.readFile(copy)));
      assertEquals(((await Deno.stat(copy)).mode ?? 0) & 0o777, 0o700);
    }
    assertEquals(((await Deno.stat(join(lodging.cache, "confrec"))).mode ?? 0) & 0o777, 0o700);
    assertEquals(await namesIn(lodging.temporary), []);
  },
);

onlyCompiled(
  "a library and an ffmpeg that were damaged in the cache are repaired",
  async (lodging) => {
    const useBoth = async (out: string) => {
      assertEquals((await lodging.record(out)).code, 0);
      assertEquals((await lodging.run(["devices"], { PULSE_SERVER: "unix:/nowhere" })).code, 3);
    };
    await useBoth("a.mp3");
    for (const copy of await copiesIn(lodging)) {
      const bytes = await Deno.readFile(copy);
      bytes[1_000] = 255 - (bytes[1_000] ?? 0);
      await Deno.writeFile(copy, bytes);
    }
    await useBoth("b.mp3");
    for (const copy of await copiesIn(lodging)) {
      assertStringIncludes(copy, await hashOf(await Deno.readFile(copy)));
    }
  },
);

onlyCompiled(
  "a cache that is cleaned while it records costs nothing: a room does so for months",
  async (lodging) => {
    const tone = { fromSeconds: 0, toSeconds: 6, hz: 440, peakDb: -12 };
    await writeTones(join(lodging.folder, "long.wav"), 6, [tone]);
    const args = ["--mic", "none", "--system", "file:long.wav", "--out", "a.mp3"];
    const recording = lodging.run(args);
    const folder = join(lodging.cache, "confrec");
    let ffmpeg: string | undefined;
    for (let i = 0; i < 300 && ffmpeg === undefined; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const names = await namesIn(folder).catch(() => []);
      ffmpeg = names.find((name) => name.endsWith("-ffmpeg"));
    }
    await Deno.remove(join(folder, ffmpeg ?? ""));
    const { code, stderr } = await recording;
    assertEquals(code, 0, stderr);
    assert((await Deno.stat(join(lodging.folder, "a.mp3"))).size > 10_000);
  },
);

onlyCompiled(
  "without a place for a cache it records all the same and leaves nothing behind",
  async (lodging) => {
    // Below a file no folder can be made, whoever asks: unlike a read-only folder, this also stops root.
    const nowhere = join(lodging.folder, "confrec", "cache");
    const { code, stderr } = await lodging.record("a.mp3", { XDG_CACHE_HOME: nowhere });
    assertEquals(code, 0, stderr);
    assertEquals(await namesIn(lodging.cache), []);
    assertEquals(await namesIn(lodging.temporary), []);
  },
);

onlyCompiled(
  "without the usual temporary folder it unpacks to another, and records all the same",
  async (lodging) => {
    const nowhere = join(lodging.folder, "confrec", "cache");
    const { code, stderr } = await lodging.record("a.mp3", {
      XDG_CACHE_HOME: nowhere,
      TMPDIR: nowhere,
    });
    assertEquals(code, 0, stderr);
    assertEquals(await namesIn(lodging.folder), ["a.mp3", "confrec", "tone.wav"]);
  },
);

onlyCompiled("version, licences and help unpack nothing", async (lodging) => {
  const version = await lodging.run(["--version", "--verbose"]);
  assertEquals(version.code, 0, version.stderr);
  for (const part of ["confrec", "Deno", "miniaudio", "FFmpeg", "LGPL"]) {
    assertStringIncludes(version.stdout, part);
  }
  const licences = await lodging.run(["--licenses"]);
  assertStringIncludes(licences.stdout, "GNU LESSER GENERAL PUBLIC LICENSE");
  assertEquals((await lodging.run(["--help"])).code, 0);
  assertEquals(await namesIn(lodging.cache), []);
  assertEquals(await namesIn(lodging.temporary), []);
});

/** A test that runs only where CONFREC_BIN names an executable, as .ci/run does after `deno task compile`. */
function onlyCompiled(name: string, test: (lodging: Lodging) => Promise<void>): void {
  const original = Deno.env.get("CONFREC_BIN");
  Deno.test({
    name: `compiled: ${name}`,
    ignore: original === undefined, // the sources unpack nothing
    fn: async () => {
      await withFolder(async (parent) => {
        const folder = join(parent, "ganz allein ü 漢");
        const [cache, temporary] = [join(parent, "cache"), join(parent, "tmp")];
        for (const each of [folder, cache, temporary]) await Deno.mkdir(each);
        const program = join(folder, "confrec");
        await Deno.copyFile(original ?? "", program);
        await writeTones(join(folder, "tone.wav"), 1, [
          { fromSeconds: 0, toSeconds: 1, hz: 440, peakDb: -12 },
        ]);
        const run = (args: readonly string[], env: Record<string, string> = {}) =>
          start(program, args, folder, { XDG_CACHE_HOME: cache, TMPDIR: temporary, ...env });
        const record = (out: string, env?: Record<string, string>) =>
          run(
            ["--mic", "none", "--system", "file:tone.wav", "--pace", "20", "--out", out],
            env,
          );
        await test({ folder, cache, temporary, run, record });
      });
    },
  });
}

async function start(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<RunResult> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args: [...args], cwd, env })
    .output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** What was unpacked; beside it stand only the folders in which sessions claim their outputs and note their spools. */
async function copiesIn(lodging: Lodging): Promise<string[]> {
  const folder = join(lodging.cache, "confrec");
  const names = (await namesIn(folder)).filter((name) => {
    return name !== "claims" && name !== "spools";
  });
  return names.map((name) => join(folder, name));
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name)).sort();
}

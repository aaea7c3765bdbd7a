/** Paths as Windows has them, from the command line to the finished file. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { publish } from "../../post/publish/publish.ts";
import { runProgram } from "../../scripts/stage/program.ts";
import { Meeting } from "./meeting.ts";

const ignore = Deno.build.os !== "windows";
/** A network share that may be written to; without one there is nothing to test. */
const share = Deno.env.get("CONFREC_SHARE");
const SHORT = ["--pace", "20", "--duration", "2s", "--quiet"];

Deno.test("a path of more than 260 characters is recorded to", { ignore }, async () => {
  await using meeting = new Meeting();
  const folder = join(meeting.folder, ...Array.from({ length: 6 }, (_, i) => `${i}`.repeat(60)));
  const out = join(folder, "meeting.mp3");
  assert(out.length > 260);
  const { code, stderr } = await runProgram([...meeting.sources, ...SHORT, "--out", out]);
  assertEquals([code, stderr], [0, ""]);
  assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["meeting.mp3"]);
});

Deno.test(
  "slashes of either kind, folders above and drives without a folder are paths",
  { ignore },
  async () => {
    await using meeting = new Meeting();
    const { folder } = meeting;
    const drive = folder.slice(0, 2);
    const names = [`${folder}/a.mp3`, `${folder}\\none\\..\\b.mp3`, `${drive}c.mp3`, "d.mp3"];
    for (const out of names) {
      const args = [...meeting.sources, ...SHORT, "--out", out];
      const { code, stderr } = await runProgram(args, {}, folder);
      assertEquals([code, stderr], [0, ""], out);
    }
    assertEquals(meeting.made, ["a.mp3", "b.mp3", "c.mp3", "d.mp3"]);
  },
);

Deno.test("a share of another machine is recorded to, also with the spool on another drive", {
  ignore: ignore || share === undefined,
}, async () => {
  await using meeting = new Meeting();
  const folder = `${share}\\calls`;
  const out = `${folder}\\meeting.mp3`;
  try {
    for (const more of [[], ["--force", "--spool", meeting.folder]]) {
      const args = [...meeting.sources, ...SHORT, "--out", out, ...more];
      const { code, stderr } = await runProgram(args);
      assertEquals([code, stderr], [0, ""]);
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["meeting.mp3"]);
    }
    assertEquals(meeting.made, []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test(
  "names that Windows does not have are refused before anything is touched",
  { ignore },
  async () => {
    await using meeting = new Meeting();
    const names = ["CON.mp3", "nul.wav", "LPT1.mp3", "aux\\a.mp3", "10:30.mp3", "what?.mp3"];
    for (const name of names) {
      const out = join(meeting.folder, name);
      const { code, stderr } = await runProgram([...meeting.sources, ...SHORT, "--out", out]);
      assertEquals(code, 2, `${name}: ${stderr}`);
      assertMatch(stderr, /^confrec: Cannot write .*; choose another name\n$/);
    }
    assertEquals(meeting.made, []);
  },
);

Deno.test(
  "a file that another program looks at for a moment is replaced once it lets go",
  { ignore },
  async () => {
    await using meeting = new Meeting();
    const staged = join(meeting.folder, "staged.mp3");
    const target = join(meeting.folder, "meeting.mp3");
    for (const held of [staged, target]) {
      await Deno.writeTextFile(staged, "the new one");
      await Deno.writeTextFile(target, "the old one");
      const release = holdOpen(held);
      const publishing = publish(staged, target, { force: true, advice: "", verify: () => {} });
      await new Promise((resolve) => setTimeout(resolve, 300));
      release();
      await publishing;
      assertEquals(await Deno.readTextFile(target), "the new one");
    }
    assertEquals(meeting.made, ["meeting.mp3"]);
  },
);

Deno.test(
  "a file that another program has open is not replaced, and nothing is lost",
  { ignore },
  async () => {
    await using meeting = new Meeting();
    const out = join(meeting.folder, "meeting.mp3");
    await Deno.writeTextFile(out, "somebody's");
    const release = holdOpen(out);
    try {
      const args = [...meeting.sources, ...SHORT, "--out", out, "--force"];
      const { code, stderr } = await runProgram(args);
      assertEquals(code, 5, stderr);
      assertMatch(stderr, /another program has it open/);
      assertEquals(meeting.made, ["meeting.mp3", "meeting.mp3.confrec"]);
    } finally {
      release();
    }
  },
);

/** Opens a file as players do: nobody else may write or delete it meanwhile. */
function holdOpen(path: string): () => void {
  const library = Deno.dlopen("kernel32.dll", {
    CreateFileW: {
      parameters: [
        ...[/* name */ "buffer", /* access */ "u32", /* share */ "u32"] as const,
        ...[/* security */ "pointer", /* disposition */ "u32"] as const,
        ...[/* flags */ "u32", /* template */ "pointer"] as const,
      ],
      result: "pointer",
    },
    CloseHandle: { parameters: [/* handle */ "pointer"], result: "i32" },
  });
  const name = Uint16Array.from({ length: path.length + 1 }, (_, i) => path.charCodeAt(i) || 0);
  const [read, shareRead, existing] = [0x8000_0000, 1, 3];
  const handle = library.symbols.CreateFileW(name, read, shareRead, null, existing, 0, null);
  assert(handle !== null && Deno.UnsafePointer.value(handle) !== 0xffff_ffff_ffff_ffffn);
  return () => {
    library.symbols.CloseHandle(handle);
    library.close();
  };
}

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { RotatingFile } from "../../../cli/report/rotating_file.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const ROTATION = { mostBytes: 10, kept: 2 };

/** What is in each file of a folder. */
function contents(folder: string): Record<string, string> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  return Object.fromEntries(names.map((name) => [name, Deno.readTextFileSync(join(folder, name))]));
}

Deno.test("what would be too much begins another file, and only so many stay", async () => {
  await withFolder(async (folder) => {
    using file = new RotatingFile(join(folder, "e"), () => {}, ROTATION);
    for (const line of ["aaaa\n", "bbbb\n", "cccc\n", "dddd\n", "eeee\n", "ffff\n", "gggg\n"]) {
      await file.write(bytes(line));
    }
    assertEquals(contents(folder), {
      "e": "gggg\n",
      "e.1": "eeee\nffff\n",
      "e.2": "cccc\ndddd\n",
    });
  });
});

Deno.test("what is there already is added to, and a line that is longer than a file is written whole", async () => {
  await withFolder(async (folder) => {
    Deno.writeTextFileSync(join(folder, "e"), "before\n");
    using file = new RotatingFile(join(folder, "e"), () => {}, ROTATION);
    await file.write(bytes("x\n"));
    await file.write(bytes("a line of many bytes\n"));
    assertEquals(contents(folder), { "e": "a line of many bytes\n", "e.1": "before\nx\n" });
  });
});

Deno.test("a file that somebody else rotates is made anew", async () => {
  await withFolder(async (folder) => {
    using file = new RotatingFile(join(folder, "e"), () => {}, ROTATION);
    await file.write(bytes("one\n"));
    if (Deno.build.os === "windows") return; // There a file that is open keeps its name.
    Deno.renameSync(join(folder, "e"), join(folder, "old"));
    await file.write(bytes("two\n"));
    assertEquals(contents(folder), { "e": "two\n", "old": "one\n" });
  });
});

Deno.test("what cannot be written is left out and said once, until it can be again", async () => {
  await withFolder(async (folder) => {
    const said: string[] = [];
    const path = join(folder, "logs", "e");
    Deno.writeTextFileSync(join(folder, "logs"), "in the way");
    using file = new RotatingFile(path, (message) => said.push(message), ROTATION);
    for (const line of ["one\n", "two\n"]) assertEquals(await file.write(bytes(line)), 4);
    assertEquals(said.length, 1);
    assertMatch(said[0] ?? "", /^Cannot write to .*e: .*; it is tried again$/);
    Deno.removeSync(join(folder, "logs"));
    await file.write(bytes("three\n"));
    assertEquals(Deno.readTextFileSync(path), "three\n");
  });
});

Deno.test("a forerunner that another program keeps open costs no line, and none of the others", async () => {
  await withFolder(async (folder) => {
    const { rename } = Deno;
    const path = join(folder, "e");
    for (const name of ["e", "e.1", "e.2", "e.3"]) {
      Deno.writeTextFileSync(join(folder, name), `was ${name}\n`);
    }
    // As Windows refuses it.
    Deno.rename = (from, to) => {
      if (from !== `${path}.1`) return rename(from, to);
      return Promise.reject(new Deno.errors.Busy("in use (os error 32)"));
    };
    const said: string[] = [];
    using file = new RotatingFile(path, (message) => said.push(message), { mostBytes: 9, kept: 3 });
    try {
      for (const line of ["aaaa\n", "bbbb\n", "cccc\n"]) await file.write(bytes(line));
    } finally {
      Deno.rename = rename;
    }
    assertEquals(said.length, 1);
    assertMatch(said[0] ?? "", /^Cannot begin another file for .*; this one goes on$/);
    assertEquals(contents(folder), {
      "e": "was e\naaaa\nbbbb\ncccc\n",
      "e.1": "was e.1\n",
      "e.3": "was e.2\n",
    });
    await file.write(bytes("dddd\n"));
    assertEquals(contents(folder), {
      "e": "dddd\n",
      "e.1": "was e\naaaa\nbbbb\ncccc\n",
      "e.2": "was e.1\n",
      "e.3": "was e.2\n",
    });
  });
});

Deno.test("a pipe in its place is not opened, and so holds nothing up", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await withFolder(async (folder) => {
    const said: string[] = [];
    const path = join(folder, "e");
    using file = new RotatingFile(path, (message) => said.push(message), ROTATION);
    await file.write(bytes("one\n"));
    Deno.removeSync(path);
    await new Deno.Command("mkfifo", { args: [path] }).output();
    assertEquals(await file.write(bytes("two\n")), 4);
    assertEquals(said, [`Cannot write to ${path}: it is no file; it is tried again`]);
  });
});

Deno.test("folders on the way are made, also where they go away meanwhile", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "logs", "confrec", "e");
    using file = new RotatingFile(path, () => {}, ROTATION);
    await file.write(bytes("one\n"));
    assertEquals(Deno.readTextFileSync(path), "one\n");
    if (Deno.build.os === "windows") return; // There a folder with an open file stays.
    Deno.removeSync(join(folder, "logs"), { recursive: true });
    await file.write(bytes("two\n"));
    assertEquals(Deno.readTextFileSync(path), "two\n");
  });
});

Deno.test("a line that was cut off takes no other with it", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "e");
    Deno.writeTextFileSync(path, '{"event":"star');
    using file = new RotatingFile(path, () => {}, { mostBytes: 1_000, kept: 2 });
    await file.write(bytes("{}\n"));
    await file.write(bytes("[]\n"));
    assertEquals(Deno.readTextFileSync(path), '{"event":"star\n{}\n[]\n');
  });
});

Deno.test("a file that cannot be renamed grows, and no line is lost", async () => {
  await withFolder(async (folder) => {
    const said: string[] = [];
    const path = join(folder, "e");
    Deno.mkdirSync(join(folder, "e.1", "in the way"), { recursive: true });
    Deno.mkdirSync(join(folder, "e.2", "in the way"), { recursive: true });
    using file = new RotatingFile(path, (message) => said.push(message), ROTATION);
    for (const line of ["aaaa\n", "bbbb\n", "cccc\n", "dddd\n"]) await file.write(bytes(line));
    assertEquals(Deno.readTextFileSync(path), "aaaa\nbbbb\ncccc\ndddd\n");
    assertEquals(said.length, 1);
    assertMatch(said[0] ?? "", /^Cannot begin another file for .*e: .*; this one goes on$/);
    Deno.removeSync(join(folder, "e.1"), { recursive: true });
    Deno.removeSync(join(folder, "e.2"), { recursive: true });
    await file.write(bytes("eeee\n"));
    assertEquals(contents(folder), { "e": "eeee\n", "e.1": "aaaa\nbbbb\ncccc\ndddd\n" });
  });
});

Deno.test("attempts that fail push out nothing that is kept", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "e");
    for (const [name, text] of [["e", "12345678\n"], ["e.1", "one\n"], ["e.2", "two\n"]] as const) {
      Deno.writeTextFileSync(join(folder, name), text);
    }
    using file = new RotatingFile(path, () => {}, { mostBytes: 10, kept: 4 });
    const { rename } = Deno;
    try {
      // As on Windows, where somebody else has it open.
      Deno.rename = (from, to) =>
        from === path ? Promise.reject(new Error("busy")) : rename(from, to);
      for (const line of ["aa\n", "bb\n", "cc\n"]) await file.write(bytes(line));
    } finally {
      Deno.rename = rename;
    }
    await file.write(bytes("dd\n"));
    assertEquals(contents(folder), {
      "e": "dd\n",
      "e.1": "12345678\naa\nbb\ncc\n",
      "e.2": "one\n",
      "e.3": "two\n",
    });
  });
});

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { basename, join } from "node:path";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { checkOutput, type OutputRequest } from "../../../meeting/output/output_path.ts";
import { TemporaryFolder } from "../../../scripts/stage/temporary_folder.ts";
import { withReadOnlyDisk } from "../../ffi/system/read_only_disk.ts";

const REQUEST: Omit<OutputRequest, "out"> = {
  force: false,
  keepStems: false,
  now: new Date(2026, 1, 3, 14, 5, 9),
  hostName: "Room 7/2",
  inputs: [],
};

/** A folder with what each test needs, compared before and after: no check may change anything. */
function inFolder(check: (folder: string) => void): void {
  using temporary = new TemporaryFolder();
  const folder = temporary.path;
  Deno.mkdirSync(join(folder, "sub.mp3"));
  Deno.writeTextFileSync(join(folder, "old.mp3"), "old");
  Deno.writeTextFileSync(join(folder, "new.mic.wav"), "stem");
  const before = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  check(folder);
  assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), before);
  assertEquals(Deno.readTextFileSync(join(folder, "old.mp3")), "old");
}

Deno.test("date, time and host are filled in, in characters that suit any file system", () => {
  inFolder((folder) => {
    const out = join(folder, "{date}", "{time} {HOST}.mp3");
    const file = checkOutput({ ...REQUEST, out });
    assertEquals(file.path, join(folder, "2026-02-03", "14-05-09 Room-7-2.mp3"));
  });
});

Deno.test("a part has its number where it is asked for, and in front of the ending otherwise", () => {
  inFolder((folder) => {
    const named = checkOutput({ ...REQUEST, part: 7, out: join(folder, "{part} of {date}.mp3") });
    assertEquals(named.path, join(folder, "007 of 2026-02-03.mp3"));
    const other = checkOutput({ ...REQUEST, part: 1_234, out: join(folder, "a.b.wav") });
    assertEquals(other.path, join(folder, "a.b.1234.wav"));
    assertEquals(other.stemPaths.mic, join(folder, "a.b.1234.mic.wav"));
    assertThrows(() => checkOutput({ ...REQUEST, out: join(folder, "{part}.mp3") }), UserError);
  });
});

Deno.test("a host without a usable name is called host", () => {
  inFolder((folder) => {
    const file = checkOutput({ ...REQUEST, hostName: "../", out: join(folder, "{host}.mp3") });
    assertEquals(file.path, join(folder, "host.mp3"));
  });
});

Deno.test("the ending of the name is the format, in any case", () => {
  inFolder((folder) => {
    assertEquals(checkOutput({ ...REQUEST, out: join(folder, "a.WAV") }).format, "wav");
    const { format, stemPaths } = checkOutput({ ...REQUEST, out: join(folder, "a.b.mp3") });
    assertEquals(format, "mp3");
    assertEquals(stemPaths, {
      mic: join(folder, "a.b.mic.wav"),
      system: join(folder, "a.b.system.wav"),
    });
  });
});

Deno.test("folders that are missing are no fault, and are not made yet", () => {
  inFolder((folder) => {
    const file = checkOutput({ ...REQUEST, out: join(folder, "x", "y", "z.mp3") });
    assertEquals(file.path, join(folder, "x", "y", "z.mp3"));
  });
});

Deno.test("a file that exists is replaced only by force, and an input not even so", () => {
  inFolder((folder) => {
    const out = join(folder, "old.mp3");
    assertEquals(checkOutput({ ...REQUEST, out, force: true }).path, out);
    const error = assertThrows(
      () => checkOutput({ ...REQUEST, out, force: true, inputs: [join(folder, ".", "old.mp3")] }),
      UserError,
    );
    assertMatch(error.message, /it is an input/);
  });
});

const MISTAKES: readonly [string, string, Partial<OutputRequest>, RegExp, string][] = [
  ["a folder", "sub.mp3", {}, /sub\.mp3: it is a folder; add a file name/, "usage"],
  ["a folder that is not there", "new/", {}, /new\/: it is a folder/, "usage"],
  [
    "an unknown ending",
    "a.ogg",
    {},
    /\.ogg is not a format confrec writes; use \.mp3 or \.wav/,
    "usage",
  ],
  ["no ending", "a", {}, /its name has no ending; use \.mp3 or \.wav/, "usage"],
  ["a file that exists", "old.mp3", {}, /old\.mp3: it exists; .*--force/, "usage"],
  ["a stem that exists", "new.mp3", { keepStems: true }, /new\.mic\.wav: it exists/, "usage"],
  ["a folder that is a file", "old.mp3/a.mp3", {}, /old\.mp3: it is not a folder/, "usage"],
  [
    "an unknown placeholder",
    "{day}.mp3",
    {},
    /fill \{day\} .*\{date\}, \{time\}, \{host\} and, with --split, \{part\}$/,
    "usage",
  ],
];

for (const [what, out, extra, message, kind] of MISTAKES) {
  Deno.test(`${what} as --out is refused before anything is touched`, () => {
    inFolder((folder) => {
      // `join` would take the slash at the end away.
      const request = { ...REQUEST, ...extra, out: `${folder}/${out}` };
      const error = assertThrows(() => checkOutput(request), UserError);
      assertMatch(error.message, message);
      assertEquals(error.kind, kind);
    });
  });
}

/** On Windows links need a right that users lack. */
const noLinks = Deno.build.os === "windows";

Deno.test(
  "a link stands for the file that it leads to, which is written, and by force alone replaced",
  {
    ignore: noLinks,
  },
  () => {
    using temporary = new TemporaryFolder();
    const at = (...names: string[]) => join(temporary.path, ...names);
    Deno.mkdirSync(at("archive"));
    Deno.symlinkSync(join("archive", "today.mp3"), at("link.mp3"));
    const out = at("link.mp3");
    const file = checkOutput({ ...REQUEST, out });
    assertEquals([file.path, file.shown], [at("archive", "today.mp3"), out]);
    assertEquals(file.stemPaths.mic, at("archive", "today.mic.wav"));
    Deno.writeTextFileSync(at("archive", "today.mp3"), "old");
    const error = assertThrows(() => checkOutput({ ...REQUEST, out }), UserError);
    assertMatch(error.message, /archive.today\.mp3: it exists; .*--force/);
    assertEquals(checkOutput({ ...REQUEST, out, force: true }).path, at("archive", "today.mp3"));
  },
);

const LINKS: readonly [string, readonly [string, string][], string, RegExp][] = [
  [
    "a folder that is a link to nothing",
    [["usb", "rec"]],
    "rec/a.mp3",
    /rec: it is a link to usb, which is not there/,
  ],
  [
    "a link whose folder is a link to nothing",
    [["usb", "rec"], ["rec/a.mp3", "a.mp3"]],
    "a.mp3",
    /rec: it is a link to usb/,
  ],
  [
    "links in a circle",
    [["b.mp3", "a.mp3"], ["a.mp3", "b.mp3"]],
    "a.mp3",
    /links lead in a circle/,
  ],
  [
    "a folder among links in a circle",
    [["b", "a"], ["a", "b"]],
    "a/x.mp3",
    /links lead in a circle/,
  ],
  [
    "a link to a file of another format",
    [["a.txt", "a.mp3"]],
    "a.mp3",
    /link to .*a\.txt, and that is no \.mp3/,
  ],
];

for (const [what, links, out, message] of LINKS) {
  Deno.test(
    `${what} is refused before anything is touched, by force too`,
    { ignore: noLinks },
    () => {
      using temporary = new TemporaryFolder();
      for (const [target, name] of links) Deno.symlinkSync(target, join(temporary.path, name));
      const request = { ...REQUEST, out: join(temporary.path, out), force: true };
      const error = assertThrows(() => checkOutput(request), UserError);
      assertMatch(error.message, message);
      assertEquals(error.kind, "usage");
    },
  );
}

Deno.test("a kept stem's place that is a link to nothing is refused: it would fail at the end", {
  ignore: noLinks,
}, () => {
  using temporary = new TemporaryFolder();
  Deno.symlinkSync("nothing.wav", join(temporary.path, "a.mic.wav"));
  const out = join(temporary.path, "a.mp3");
  const error = assertThrows(() => checkOutput({ ...REQUEST, out, keepStems: true }), UserError);
  assertMatch(error.message, /a\.mic\.wav: it is a link to nothing/);
  assertEquals(checkOutput({ ...REQUEST, out }).path, out);
});

Deno.test(
  "a name as long as the file system takes can be used, with stems and cuts, a longer one not",
  {
    ignore: Deno.build.os === "windows",
  },
  () => {
    inFolder((folder) => {
      const name = (bytes: number) => join(folder, `${"a".repeat(bytes - 4)}.mp3`);
      for (let bytes = 240; bytes <= 255; bytes++) {
        const asked = { ...REQUEST, keepStems: true, cuts: true };
        const { path, stemPaths } = checkOutput({ ...asked, out: name(bytes) });
        assertEquals(path, name(bytes));
        for (const stem of Object.values(stemPaths)) assert(basename(stem).length <= 255);
      }
      for (const bytes of [256, 300, 5_000]) {
        const long = name(bytes);
        // Where the folder is still to be made, and where it is the folder whose name is too long.
        for (const out of [long, join(folder, "new", basename(long)), join(long, "a.mp3")]) {
          const error = assertThrows(() => checkOutput({ ...REQUEST, out }), UserError);
          assertMatch(error.message, /the name is too long/);
          assertEquals(error.kind, "usage");
        }
      }
    });
  },
);

Deno.test("something that is no file is not written over, not even by force", {
  // What Windows has of this kind are names without a file: tests/windows/paths_test.ts.
  ignore: Deno.build.os === "windows",
}, () => {
  const error = assertThrows(
    () => checkOutput({ ...REQUEST, out: "/dev/null", force: true }),
    UserError,
  );
  assertMatch(error.message, /has no ending|not a file/);
});

Deno.test({
  name: "a folder that may not be written to is told as such",
  // Root may write anywhere.
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  fn: () => {
    inFolder((folder) => {
      Deno.chmodSync(join(folder, "sub.mp3"), 0o500);
      const out = join(folder, "sub.mp3", "a.mp3");
      const error = assertThrows(() => checkOutput({ ...REQUEST, out }), UserError);
      assertMatch(error.message, /may not be written to/);
      assertEquals(error.kind, "output");
    });
  },
});

Deno.test("a read-only disk is told as such", () =>
  withReadOnlyDisk((folder) => {
    const message = `Cannot write into ${folder}: the disk is read-only; choose another --out`;
    assertThrows(() => checkOutput({ ...REQUEST, out: join(folder, "a.mp3") }), UserError, message);
  }));

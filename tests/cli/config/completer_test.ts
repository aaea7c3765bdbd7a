import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { join } from "node:path";
import { Completer } from "../../../cli/config/completer.ts";
import { COMMANDS } from "../../../cli/commands.ts";
import { collectOptions } from "../../../cli/collect_options.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { fakeNow } from "../fake_io.ts";
import { fakePlace } from "./fake_place.ts";

const [RECORD] = COMMANDS;

/** What a recording is told, of what was typed and what a file of settings says. */
function completed(
  folder: string,
  line: string,
  user = "",
  machine = "",
  isTerminal = false,
  command = RECORD,
) {
  if (!command) throw new TypeError("There is no command");
  const place = fakePlace(folder, { user, machine });
  const world = { isTerminal, now: fakeNow, hostName: () => "room" };
  const { values } = collectOptions(command, line === "" ? [] : line.split(" "));
  return new Completer(world, place).complete(command, values);
}

Deno.test("a folder that is typed takes a file that is named by date and time, and numbered", () =>
  withFolder(async (folder) => {
    const name = join(folder, "meeting 2026-02-03 14-05-09");
    assertEquals(completed(folder, `--out ${folder}`).get("out"), `${name}.mp3`);
    await Deno.writeTextFile(`${name}.mp3`, "");
    assertEquals(completed(folder, `--out ${folder}/`).get("out"), `${name} (2).mp3`);
    assertEquals(completed(folder, `--out ${folder}/a.mp3`).get("out"), `${folder}/a.mp3`);
  }));

Deno.test("a room names each of its files when that begins, whoever says where they go", () =>
  withFolder((folder) => {
    const room = COMMANDS.find(({ name }) => name === "room");
    const out = (line: string, user = "") => {
      return completed(folder, line, user, "", false, room).get("out");
    };
    const pattern = join(folder, "meeting {date} {time}.mp3");
    assertEquals(out(`--out ${folder}`), pattern);
    assertEquals(out("", `out = '${folder}/'\n`), pattern);
    const own = `${folder}/{date}/{time}.mp3`;
    assertEquals(out("", `out = '${own}'\n`), own);
    assertEquals(out(`--out ${own}`), own);
  }));

Deno.test("what goes to standard output alone has a file that is named as if none were, also where nobody looks", () =>
  withFolder((folder) => {
    const user = `out = '${folder}/'\nsplit = "1h"\nkeep-stems = true\n`;
    const values = completed(folder, "--out -", user);
    assertMatch(String(values.get("out")), /meeting 2026-02-03 14-05-09\.mp3$/);
    assertEquals(values.get("toStdout"), true);
    // What only a file can have is not for it.
    assertEquals([values.has("split"), values.has("keepStems")], [false, false]);
    assertMatch(String(completed(folder, "--out - --name b.mp3").get("out")), /\bb\.mp3$/);
    const both = completed(folder, "--out - --out a.mp3", user);
    assertEquals([both.get("out"), both.get("split")], ["a.mp3", "1h"]);
  }));

Deno.test("standard output can be set elsewhere, and where out is locked it cannot be typed", () =>
  withFolder((folder) => {
    const values = completed(folder, "", 'out = "-"\n');
    assertEquals(values.get("toStdout"), true);
    assertMatch(String(values.get("out")), /\.mp3$/);
    // What both need the nearer has.
    assertEquals(completed(folder, "--out -", "json = true\n").has("json"), false);
    const machine = `locked = ["out"]\nout = '${folder}/'\n`;
    assertThrows(
      () => completed(folder, "--out -", "", machine),
      UserError,
      "Cannot use --out -: out is locked",
    );
  }));

import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { openEventsFile } from "../../../cli/report/events_file.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const now = () => new Date(0);

Deno.test("events are added to a file, and without a name to none", async () => {
  await withFolder(async (folder) => {
    for (const typed of [join(folder, "e.json"), undefined]) {
      const said: string[] = [];
      const file = openEventsFile(typed, now, (message) => said.push(message));
      file.lines.show({ event: "resumed", atSeconds: 1 });
      await file[Symbol.asyncDispose]();
      assertEquals(said, []);
    }
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["e.json"]);
  });
});

Deno.test("what can never be such a file is refused before anything is recorded", async () => {
  await withFolder(async (folder) => {
    const refused = (typed: string, words: string) =>
      assertThrows(() => openEventsFile(typed, now, () => {}), UserError, words);
    refused(folder, "it is a folder; name a file on a disk");
    if (Deno.build.os === "windows") return;
    const pipe = join(folder, "pipe");
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    refused(pipe, "it is a device or a pipe; name a file on a disk");
    refused("/dev/full", "it is a device or a pipe; name a file on a disk");
  });
});

Deno.test("a folder that is not there yet is made", async () => {
  await withFolder(async (folder) => {
    const said: string[] = [];
    const file = openEventsFile(join(folder, "later", "e"), now, (message) => said.push(message));
    file.lines.show({ event: "resumed", atSeconds: 1 });
    await file[Symbol.asyncDispose]();
    assertEquals(said, []);
    assertEquals([...Deno.readDirSync(join(folder, "later"))].map(({ name }) => name), ["e"]);
  });
});

Deno.test("events are not written where a recording could be", () => {
  for (const name of ["meeting.mp3", "meeting.WAV"]) {
    assertThrows(
      () => openEventsFile(name, now, () => {}),
      UserError,
      "another ending",
    );
  }
});

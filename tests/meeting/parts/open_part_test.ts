/** Under which name a part is recorded. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { openNextPart } from "../../../meeting/parts/open_part.ts";
import { prepareMeeting } from "../../../meeting/prepare/prepare_meeting.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { FakeRecording } from "../../cli/fake_recording.ts";

async function nextIn(folder: string, number: number, more: { keepStems?: boolean } = {}) {
  const world = new FakeRecording();
  const out = join(folder, "a.mp3");
  const prepared = await prepareMeeting({ out, split: "20s", ...more }, world);
  const warnings: string[] = [];
  const part = await openNextPart(prepared, number, world, (one) => warnings.push(one));
  part.held[Symbol.dispose]();
  return { part, warnings };
}

Deno.test("a part whose name something has gets a number behind it, and that is told", () =>
  withFolder(async (folder) => {
    const free = await nextIn(folder, 2);
    assertEquals(free.part.output.path, join(folder, "a.002.mp3"));
    assertEquals(free.warnings, []);
    free.part.undo();
    // A file, what is to be beside it, a recording that was not finished: all are in the way.
    Deno.writeTextFileSync(join(folder, "a.002.mp3"), "another");
    Deno.writeTextFileSync(join(folder, "a.002 2.mic.wav"), "another");
    Deno.mkdirSync(join(folder, "a.002 3.mp3.confrec"));
    Deno.writeTextFileSync(join(folder, "a.002 3.mp3.confrec", "journal.ndjson"), "");
    const { part, warnings } = await nextIn(folder, 2, { keepStems: true });
    assertEquals(part.number, 2);
    assertEquals(part.output.path, join(folder, "a.002 4.mp3"));
    assertEquals(part.output.stemPaths.mic, join(folder, "a.002 4.mic.wav"));
    assertEquals(part.spool.folder, join(folder, "a.002 4.mp3.confrec"));
    assertEquals(warnings.length, 1);
    assertStringIncludes(warnings[0] ?? "", "a.002.mp3: it exists");
    assertStringIncludes(warnings[0] ?? "", `recording to ${join(folder, "a.002 4.mp3")} instead`);
  }));

Deno.test("a part that no name helps says what is in the way of its own", () =>
  withFolder(async (folder) => {
    Deno.writeTextFileSync(join(folder, "a.002.mp3"), "another");
    for (let copy = 2; copy < 100; copy++) Deno.mkdirSync(join(folder, `a.002 ${copy}.mp3`));
    await assertRejects(() => nextIn(folder, 2), UserError, "a.002.mp3: it exists");
  }));

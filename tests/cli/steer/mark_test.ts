import { assertEquals, assertRejects } from "@std/assert";
import { mark } from "../../../cli/steer/mark.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { fakeIo } from "../fake_io.ts";
import { callOf, withMeeting } from "./running_meeting.ts";

Deno.test("a mark is set and told, with its text and without", () =>
  withMeeting(async ({ world, events }) => {
    world.markSeconds = 75.2;
    const io = fakeIo();
    assertEquals(await mark(callOf(["mark", "The\nvote \x1b[2J"]), io, world), 0);
    assertEquals(await mark(callOf(["mark"]), io, world), 0);
    assertEquals(io.stdout.lines, ["Marked 01:15: The vote", "Marked 01:15"]);
    const texts = events.flatMap((event) => event.event === "marked" ? [event.text] : []);
    assertEquals(texts, ["The vote", ""]);
  }));

Deno.test("a text that is too long is refused before anybody is asked", () =>
  withFolder(async (folder) => {
    const world = { cacheFolder: () => undefined, workingFolder: () => folder };
    const call = callOf(["mark", "a".repeat(501)]);
    const error = await assertRejects(() => mark(call, fakeIo(), world), UserError, "501");
    assertEquals(error.kind, "usage");
    const none = await assertRejects(() => mark(callOf(["mark"]), fakeIo(), world), UserError);
    assertEquals(none.kind, "session");
  }));

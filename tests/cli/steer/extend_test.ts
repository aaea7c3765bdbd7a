import { assertEquals, assertRejects } from "@std/assert";
import { extend } from "../../../cli/steer/extend.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { fakeIo } from "../fake_io.ts";
import { callOf, withMeeting } from "./running_meeting.ts";

Deno.test("a recording with a duration ends later, and is told when", () =>
  withMeeting(async ({ world, events }) => {
    const io = fakeIo();
    assertEquals(await extend(callOf(["extend", "15m"]), io, world), 0);
    assertEquals(io.stdout.lines, ["Ends at 1:15:00 of the recording"]);
    const extended = events.find(({ event }) => event === "extended");
    assertEquals(extended, { event: "extended", atSeconds: 1.5, endSeconds: 4_500 });
  }, { duration: "1h" }));

Deno.test("a recording that does not end by itself cannot be extended, nor any by what is no time", () =>
  withMeeting(async ({ world }) => {
    const cases = [
      [["15m"], "does not end by itself"],
      [[], "say by how much"],
      [["soon"], 'Cannot extend by "soon"'],
      [["240h"], "a week is the most"],
    ] as const;
    for (const [args, why] of cases) {
      const call = callOf(["extend", ...args]);
      const error = await assertRejects(() => extend(call, fakeIo(), world), UserError, why);
      assertEquals(error.kind, "usage");
    }
  }));

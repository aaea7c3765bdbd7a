import { assertEquals, assertRejects } from "@std/assert";
import { hush } from "../../../cli/steer/hush.ts";
import { clockTime } from "../../../meeting/ground/figures.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { fakeIo } from "../fake_io.ts";
import { callOf, withMeeting } from "./running_meeting.ts";

Deno.test("pauses and mutes are done and told; without a side it is the microphone", () =>
  withMeeting(async ({ world, events }) => {
    const io = fakeIo();
    assertEquals(await hush("pause", callOf(["pause"]), io, world), 0);
    assertEquals(await hush("resume", callOf(["resume"]), io, world), 0);
    assertEquals(await hush("mute", callOf(["mute"]), io, world), 0);
    assertEquals(await hush("unmute", callOf(["unmute", "call"]), io, world), 0);
    // When that was is what the session says.
    const told: string[] = ["paused", "resumed", "muted", "unmuted"];
    const done = events.filter(({ event }) => told.includes(event));
    assertEquals(done.map(({ event }) => event), told);
    const at = done.map((event) => "atSeconds" in event ? clockTime(event.atSeconds ?? NaN) : "");
    assertEquals(io.stdout.lines.map((line) => line.split(";")[0]), [
      `Paused at ${at[0]}`,
      `Resumed at ${at[1]}`,
      `Your microphone is muted from ${at[2]} on`,
      `The call is recorded again from ${at[3]} on`,
    ]);
  }));

Deno.test("a side that there is not is named, with those that there are", () =>
  withMeeting(async ({ world }) => {
    const call = callOf(["mute", "guitar"]);
    const error = await assertRejects(() => hush("mute", call, fakeIo(), world), UserError);
    assertEquals([error.kind, error.message], [
      "usage",
      'Cannot mute "guitar": write mic for yourself, or system for the call',
    ]);
  }));

import { assert, assertEquals, assertMatch } from "@std/assert";
import { status } from "../../../cli/steer/status.ts";
import { statusSchema } from "../../../meeting/steer/steer_protocol.ts";
import { fakeIo } from "../fake_io.ts";
import { callOf, type RunningMeeting, withMeeting } from "./running_meeting.ts";

/** The first status is from before the first progress. */
async function untilProgress(running: RunningMeeting): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const io = fakeIo();
    await status(callOf(["status", "--json"]), io, running.world).catch(() => {});
    if (io.stdout.text.includes('"seconds":12.5')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

Deno.test("people get one line, programs one object", () =>
  withMeeting(async (running) => {
    await untilProgress(running);
    const io = fakeIo();
    assertEquals(await status(callOf(["status"]), io, running.world), 0);
    assertEquals(io.stdout.lines, [
      `Recording 00:12, you -10.0 dBFS, call -10.0 dBFS: ${running.out}`,
    ]);
    const json = fakeIo();
    await status(callOf(["status", "--json", "--session", "weekly"]), json, running.world);
    const line = JSON.parse(json.stdout.text);
    assertEquals(line.spool, `${running.out}.confrec`);
    assertEquals(statusSchema.parse(line).out, running.out);
  }));

Deno.test("a status that is not written any more says so", () =>
  withMeeting(async (running) => {
    await untilProgress(running);
    const io = { ...fakeIo(), now: () => new Date(2026, 1, 3, 14, 6, 9) };
    await status(callOf(["status"]), io, running.world);
    assertMatch(io.stdout.text, /no news for 1 min: it hangs/);
  }));

Deno.test("watching ends with the recording", () =>
  withMeeting(async (running) => {
    await untilProgress(running);
    const io = fakeIo();
    const watching = status(callOf(["status", "--watch"]), io, running.world);
    // It is finishing for as long as it takes to be seen.
    running.world.stop = async () => {
      for (let i = 0; i < 100 && !io.stdout.text.includes("Finishing"); i++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { stop } = await import("../../../cli/steer/stop.ts");
    await stop(callOf(["stop"]), fakeIo(), running.world);
    assertEquals(await watching, 0);
    assert(io.stdout.lines.length >= 2, io.stdout.text);
    assertMatch(io.stdout.lines.at(-1) ?? "", /^Finishing 00:12/);
  }));

Deno.test("watching ends with whoever reads it", () =>
  withMeeting(async (running) => {
    await untilProgress(running);
    const io = fakeIo();
    const watching = status(callOf(["status", "--watch"]), io, running.world);
    io.stdout.leave();
    assertEquals(await watching, 0);
    assertEquals(io.stdout.lines.length, 1);
  }));

Deno.test({
  name: "what is paused, muted, marked and about to end is said",
  // Not understood yet: under Wine it was not said within three seconds.
  ignore: Deno.build.os === "windows",
  fn: () =>
    withMeeting(async (running) => {
      await untilProgress(running);
      const { controls } = running.meeting;
      await controls.mark("The vote");
      await controls.mute("system");
      const told = async (what: RegExp) => {
        const io = fakeIo();
        for (let i = 0; i < 300 && !what.test(io.stdout.text); i++) {
          await new Promise((resolve) => setTimeout(resolve, 50));
          io.stdout.text = "";
          await status(callOf(["status"]), io, running.world);
        }
        assertMatch(io.stdout.text, what);
      };
      await told(
        /^Recording 00:12, you -10.0 dBFS, call muted, 59:47 left, last mark at 00:01 \(The vote\)/,
      );
      await controls.pause();
      await told(/^Paused: nothing is kept, 00:12, 59:47 left/);
    }, { duration: "1h" }),
});

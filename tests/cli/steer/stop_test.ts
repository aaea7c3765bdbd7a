import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { stop } from "../../../cli/steer/stop.ts";
import { fakeIo } from "../fake_io.ts";
import { reportOf } from "../fake_recording.ts";
import { callOf, withMeeting } from "./running_meeting.ts";

Deno.test("who stops a recording gets the path of its file, and its exit code", () =>
  withMeeting(async ({ world, out, exitCode, folder }) => {
    const whole = reportOf(10);
    const { mic, ...tracks } = whole.tracks;
    if (mic !== undefined) {
      world.report = { ...whole, tracks: { ...tracks, mic: { ...mic, lost: "unplugged" } } };
    }
    const io = fakeIo();
    assertEquals(await stop(callOf(["stop"]), io, world), 4);
    assertEquals([io.stdout.text, io.stderr.text], [`${out}\n`, ""]);
    assertEquals(await exitCode, 4);
    assertEquals(Deno.readTextFileSync(out), "finished");
    assertEquals([...Deno.readDirSync(join(folder, "cache", "results"))], []);
  }));

Deno.test("two who stop the same recording both learn what came of it", () =>
  withMeeting(async ({ world, out }) => {
    world.finish = () => new Promise((resolve) => setTimeout(resolve, 600));
    const [one, two] = [fakeIo(), fakeIo()];
    const first = stop(callOf(["stop"]), one, world);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const codes = await Promise.all([first, stop(callOf(["stop"]), two, world)]);
    assertEquals([codes, one.stdout.text, two.stdout.text], [[0, 0], `${out}\n`, `${out}\n`]);
  }));

Deno.test("a file that cannot be made is told with the recording's own message and code", () =>
  withMeeting(async ({ world, out }) => {
    world.finish = () => Promise.reject(new TypeError("x is undefined"));
    const io = fakeIo();
    assertEquals(await stop(callOf(["stop"]), io, world), 1);
    assertEquals(io.stdout.text, "");
    assertStringIncludes(io.stderr.text, `confrec recover ${out}.confrec`);
  }));

Deno.test("with --no-wait nothing is waited for, and nothing noted", () =>
  withMeeting(async ({ world, folder, exitCode }) => {
    const io = fakeIo();
    assertEquals(await stop(callOf(["stop", "--no-wait"]), io, world), 0);
    assertEquals(io.stdout.text, "");
    assertEquals(await exitCode, 0);
    const names = [...Deno.readDirSync(join(folder, "cache"))].map(({ name }) => name).sort();
    assertEquals(names, ["claims", "spools"]);
  }));

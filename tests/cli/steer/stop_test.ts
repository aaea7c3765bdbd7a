import { assertEquals, assertStringIncludes } from "@std/assert";
import { basename, join } from "node:path";
import { mailIn } from "../../../capture/spool/spool_mail.ts";
import { stop } from "../../../cli/steer/stop.ts";
import { noteResult } from "../../../meeting/steer/result_note.ts";
import { openRoomFolder } from "../../../meeting/steer/room_folder.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
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

Deno.test("a room that waits may be gone before its answer is read; its result is there then, each part that is left a line", async () => {
  await withFolder(async (folder) => {
    const cache = join(folder, "cache");
    const room = await openRoomFolder(folder, cache);
    const path = room?.path ?? "";
    const { requestsFolder, answersFolder, statusPath } = mailIn(path);
    for (const each of [requestsFolder, answersFolder]) Deno.mkdirSync(each);
    const status = {
      ...{ format: 1, time: new Date().toISOString(), out: "{time}.mp3", state: "waiting" },
      ...{ seconds: 0, tracks: {}, muted: [], chunksWaiting: 0, pid: Deno.pid },
      room: { trigger: "call", meetings: 0, finishing: [] },
    };
    Deno.writeTextFileSync(statusPath, JSON.stringify(status));
    const io = fakeIo();
    const stopped = stop(callOf(["stop"]), io, {
      ...{ cacheFolder: () => cache, workingFolder: () => folder },
    });
    const requests = () => [...Deno.readDirSync(requestsFolder)].map(({ name }) => name);
    while (!requests()[0]?.endsWith(".json")) await new Promise((later) => setTimeout(later, 5));
    const id = basename(requests()[0] ?? "", ".json");
    for (const each of [requestsFolder, answersFolder]) Deno.removeSync(each, { recursive: true });
    room?.[Symbol.dispose]();
    await new Promise((later) => setTimeout(later, 300));
    // The first part had to go for those behind it.
    const parts = ["a.001.mp3", "a.002.mp3", "a.003.mp3"].map((name) => join(folder, name));
    const [out = "", ...rest] = parts;
    for (const path of rest) Deno.writeTextFileSync(path, "finished");
    await noteResult([id], { exitCode: 0, out, parts }, cache);
    assertEquals([await stopped, io.stderr.text], [0, ""]);
    assertEquals(io.stdout.text, rest.map((path) => `${path}\n`).join(""));
  });
});

/** A meeting as a program uses it: without a terminal, without a process that ends. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { Spool } from "../../capture/spool/spool.ts";
import type { MeetingEvent } from "../../meeting/events/events.ts";
import { KeptSpoolError } from "../../meeting/ground/kept_spool_error.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import { Meeting } from "../../meeting/meeting.ts";
import { prepareMeeting } from "../../meeting/prepare/prepare_meeting.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";
import { FakeRecording, progressAt } from "../cli/fake_recording.ts";

async function start(world: FakeRecording, folder: string): Promise<Meeting> {
  return await Meeting.start(
    await prepareMeeting({ out: join(folder, "m.mp3") }, world),
    world,
  );
}

/** A session that goes on until it is told to stop. */
function endless(): FakeRecording {
  const world = new FakeRecording();
  world.script = (tell) => tell(progressAt(1));
  return world;
}

Deno.test("a meeting ends when it is told to, and its events with it", async () => {
  await withFolder(async (folder) => {
    const meeting = await start(endless(), folder);
    const reading = Array.fromAsync(meeting.events);
    setTimeout(() => meeting.stop("terminate"), 10);
    const report = await meeting.finished;
    assertEquals([report.output.path, report.faults], [join(folder, "m.mp3"), []]);
    const events = await reading;
    assertEquals(events.map(({ event }) => event), [
      ...["started", "progress", "stopping", "finishing", "finishing", "finished"],
    ]);
    assertEquals(events[2], { event: "stopping", reason: "terminate" });
  });
});

Deno.test("a meeting ends by itself when the clock shows the time that it was given", async () => {
  await withFolder(async (folder) => {
    const world = endless();
    let now = new Date(2026, 10, 21, 9, 0, 0);
    world.now = () => now;
    const request = { out: join(folder, "m.mp3"), until: "9:00:05" };
    const prepared = await prepareMeeting(request, world);
    assertEquals(prepared.plannedSeconds, 5);
    const meeting = await Meeting.start(prepared, world);
    const reading = Array.fromAsync(meeting.events);
    now = new Date(2026, 10, 21, 9, 0, 5);
    await meeting.finished;
    const reasons = (await reading).flatMap((each) => each.event === "stopping" ? each.reason : []);
    assertEquals(reasons, ["until"]);
    await assertRejects(
      () => prepareMeeting({ ...request, duration: "1h" }, world),
      UserError,
      "--duration and --until",
    );
  });
});

Deno.test("a meeting that is given up keeps its spool, makes no file, and says nothing more", async () => {
  await withFolder(async (folder) => {
    const world = endless();
    const { promise: isMaking, resolve } = Promise.withResolvers<void>();
    world.finish = () => {
      resolve();
      return new Promise(() => {});
    };
    let closed = 0;
    world.closeProgramme = () => Promise.resolve(void closed++);
    const meeting = await start(world, folder);
    const heard: MeetingEvent[] = [];
    meeting.events.listen((event) => heard.push(event));
    meeting.stop();
    await isMaking;
    meeting.giveUp("the program ends");
    const error = await assertRejects(() => meeting.finished, KeptSpoolError);
    assertStringIncludes(String(error.cause), "the program ends");
    const before = heard.length;
    meeting.events.emit({ event: "warning", message: "late" });
    assertEquals([heard.length, closed], [before, 1]);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["m.mp3.confrec"]);
    // It is nobody's any more: whoever recovers it is alone with it.
    assertEquals(await Spool.isLocked(error.spool), false);
  });
});

Deno.test("giving up ends a recording too, and leaves its spool to whoever comes next", async () => {
  await withFolder(async (folder) => {
    const world = endless();
    let stopped = false;
    const { promise: isLate, resolve } = Promise.withResolvers<void>();
    world.stop = async () => {
      stopped = true;
      await isLate;
    };
    const meeting = await start(world, folder);
    meeting.stop();
    await Promise.resolve();
    meeting.giveUp("nobody wants it");
    const { spool } = await assertRejects(() => meeting.finished, KeptSpoolError);
    assert(stopped);
    Deno.removeSync(spool, { recursive: true });
    resolve();
    for (let i = 0; i < 5; i++) await new Promise((done) => setTimeout(done));
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("workers of a programme end with a meeting that fails", async () => {
  await withFolder(async (folder) => {
    const world = endless();
    world.stop = () => Promise.reject(new TypeError("x is undefined"));
    let closed = false;
    world.closeProgramme = () => Promise.resolve(void (closed = true));
    const meeting = await start(world, folder);
    setTimeout(() => meeting.stop(), 10);
    await assertRejects(() => meeting.finished, KeptSpoolError);
    assert(closed);
  });
});

Deno.test("what fails while it follows the session is reported once, and the recording goes on", async () => {
  await withFolder(async (folder) => {
    const world = endless();
    world.script = (tell, end) => {
      world.freeBytes = () => {
        throw new Error("no statfs");
      };
      for (let seconds = 10; seconds < 100; seconds += 10) tell(progressAt(seconds));
      end("duration");
    };
    world.freeBytes = () => 1e12;
    const meeting = await start(world, folder);
    const warnings: string[] = [];
    meeting.events.listen((event) => event.event === "warning" && warnings.push(event.message));
    assertEquals((await meeting.finished).bytes, 8);
    assertEquals(warnings.length, 1);
    assertStringIncludes(warnings[0] ?? "", "no statfs");
  });
});

Deno.test("a side that goes away while the other is away leaves nothing that is still recorded", async () => {
  await withFolder(async (folder) => {
    const world = endless();
    world.script = (tell, end) => {
      tell({ type: "track-lost", track: "system", atSeconds: 1, reason: "Speakers disconnected" });
      tell({ type: "track-lost", track: "mic", atSeconds: 2, reason: "Headset disconnected" });
      tell({ type: "track-back", track: "system", atSeconds: 3, name: "Speakers" });
      tell({ type: "track-lost", track: "mic", atSeconds: 4, reason: "Headset disconnected" });
      end("duration");
    };
    const meeting = await start(world, folder);
    const warnings: string[] = [];
    meeting.events.listen((event) => event.event === "warning" && warnings.push(event.message));
    await meeting.finished;
    assertStringIncludes(
      warnings[0] ?? "",
      "The call: Speakers disconnected (at 00:01); still recording you",
    );
    assertStringIncludes(warnings[1] ?? "", "nothing is recorded until a device is back");
    assertStringIncludes(warnings[3] ?? "", "still recording the call");
  });
});

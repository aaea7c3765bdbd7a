import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import type { MeetingEvent } from "../../../meeting/events/events.ts";
import { Meeting } from "../../../meeting/meeting.ts";
import { prepareMeeting } from "../../../meeting/prepare/prepare_meeting.ts";
import { isThere } from "../../../ffi/system/is_there.ts";
import { ask } from "../../../meeting/steer/ask.ts";
import { statusSchema } from "../../../meeting/steer/steer_protocol.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { FakeRecording, progressAt } from "../../cli/fake_recording.ts";

/** A meeting that goes on until it is told to stop. */
async function inMeeting(
  test: (meeting: Meeting, spool: string, events: MeetingEvent[]) => Promise<void>,
  finish: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve, 300)),
): Promise<void> {
  await withFolder(async (folder) => {
    const world = new FakeRecording();
    world.script = (tell) => tell(progressAt(1.25));
    world.finish = finish;
    const out = join(folder, "m.mp3");
    const events: MeetingEvent[] = [];
    const prepared = await prepareMeeting({ out }, world);
    const meeting = await Meeting.start(prepared, world, (event) => events.push(event));
    await test(meeting, Spool.folderFor(out), events);
    meeting.stop();
    await meeting.finished;
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["m.mp3"]);
  });
}

Deno.test("a mark from outside is answered with its place, and becomes an event", () =>
  inMeeting(async (_meeting, spool, events) => {
    const { atSeconds } = await ask(spool, { order: "mark", text: " A\tB " });
    assertEquals(atSeconds, 1.5);
    const marked = events.find(({ event }) => event === "marked");
    assertEquals(marked, { event: "marked", atSeconds: 1.5, text: "A B" });
  }));

Deno.test("a program marks without a mailbox; what is too long is refused", () =>
  inMeeting(async (meeting) => {
    assertEquals(await meeting.controls.mark("Vote"), 1.5);
    await assertRejects(() => meeting.controls.mark("a".repeat(501)), Error, "501 characters");
  }));

Deno.test("a stop from outside ends the recording, and who waits is remembered", () => {
  // Both are asked for while the file is made at the latest.
  const answered = Promise.withResolvers<void>();
  return inMeeting(async (meeting, spool, events) => {
    const [first] = await Promise.all([
      ask(spool, { order: "stop", wait: true }),
      ask(spool, { order: "stop", wait: false }),
    ]).finally(answered.resolve);
    assertEquals((await meeting.finished).faults, []);
    assertEquals(meeting.stopRequests, [first.id]);
    const stopping = events.find(({ event }) => event === "stopping");
    assertEquals(stopping, { event: "stopping", reason: "request" });
  }, () => answered.promise);
});

Deno.test("how it goes stands in a file, from the beginning and once a second", () =>
  inMeeting(async (_meeting, spool) => {
    const read = () => {
      const text = Deno.readTextFileSync(join(spool, "status.json"));
      return statusSchema.parse(JSON.parse(text));
    };
    let status: ReturnType<typeof read> | undefined;
    for (let i = 0; i < 300 && status?.seconds !== 1.25; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      try {
        status = read();
      } catch {
        // Not yet.
      }
    }
    assert(status !== undefined);
    const { out, state, seconds, tracks, pid } = status;
    assertEquals([out, state, seconds, pid], [
      spool.replace(/\.confrec$/, ""),
      ...["recording", 1.25, Deno.pid],
    ]);
    assertEquals(tracks.mic, { peakDb: -10, rmsDb: -20 });
  }));

Deno.test("a mailbox that somebody removed is put back", () =>
  inMeeting(async (_meeting, spool) => {
    await ask(spool, { order: "mark", text: "" });
    Deno.removeSync(join(spool, "requests"), { recursive: true });
    Deno.removeSync(join(spool, "answers"), { recursive: true });
    for (let i = 0; i < 500 && !isThere(join(spool, "requests")); i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assertEquals((await ask(spool, { order: "mark", text: "" })).done, true);
  }));

Deno.test("who wants to be off the record is, also while a slow disk has not set a mark", async () => {
  await withFolder(async (folder) => {
    const world = new FakeRecording();
    world.script = (tell) => tell(progressAt(1.25));
    const asked = Promise.withResolvers<void>();
    const synced = Promise.withResolvers<void>();
    world.marking = () => {
      asked.resolve();
      return synced.promise;
    };
    const out = join(folder, "m.mp3");
    const meeting = await Meeting.start(await prepareMeeting({ out }, world), world);
    const spool = Spool.folderFor(out);
    const marking = ask(spool, { order: "mark", text: "Vote" }, 30_000);
    await asked.promise;
    assertEquals((await ask(spool, { order: "pause" })).atSeconds, 1.5);
    synced.resolve();
    assertEquals((await marking).atSeconds, 1.5);
    meeting.stop();
    await meeting.finished;
  });
});

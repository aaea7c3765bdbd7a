/** What a room makes of spools that are left, while others have some of them. */
import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import { buildId3 } from "../../../formats/id3.ts";
import type { MeetingEvent } from "../../../meeting/events/events.ts";
import { LeftOvers } from "../../../meeting/room/left_overs.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { leaveSpool } from "../../capture/recovery/leave_spool.ts";
import { FakeRoomWorld } from "./fake_room.ts";

/** Those of a room whose files and spools are in one folder, and what is heard of them. */
function leftOversOf(world: FakeRoomWorld, folder: string) {
  const heard: MeetingEvent[] = [];
  const troubles: unknown[] = [];
  const left = new LeftOvers({
    ...{ world, folder, spoolParent: folder },
    hear: (event) => heard.push(event),
    onTrouble: (error) => troubles.push(error),
  });
  return { left, heard, troubles };
}

Deno.test("a part whose next is recorded is waited for; what somebody else finishes is not", async () => {
  await withFolder(async (folder) => {
    const world = new FakeRoomWorld(folder);
    const [part, next, others] = ["a.001", "a.002", "b"].map((name) => {
      return join(folder, `${name}.mp3.confrec`);
    }) as [string, string, string];
    leaveSpool(part, {
      records: [{ type: "split", atFrame: 48_000, next, nextFromFrame: 48_000 }],
    });
    leaveSpool(others);
    const { left: leftOvers, heard, troubles } = leftOversOf(world, folder);
    using left = leftOvers;
    {
      using _next = await Spool.create(next);
      using _others = await Spool.open(others);
      left.add(part);
      left.add(others);
      await world.pass(61);
      await world.until("both are tried", () => left.spools.length === 1);
      assertEquals([left.spools, troubles, heard], [[part], [], []]);
      await world.pass(300);
      await left.settled();
      assertEquals(left.spools, [part]);
    }
    await world.pass(600);
    await world.until("it is a file", () => left.spools.length === 0);
    assertEquals(heard.flatMap((event) => event.event === "recovered" ? [event.spool] : []), [
      part,
    ]);
    assertEquals(troubles, []);
  });
});

/** Where files are, where spools, and what of that is there when the room begins. */
const LATE_PLACES = [
  { spoolParent: "share/2026-02-03", left: "share/2026-02-01/a.mp3.confrec", there: [] },
  { spoolParent: "share-spools", left: "share-spools/a.mp3.confrec", there: ["share"] },
] as const;

for (const { spoolParent, left: spool, there } of LATE_PLACES) {
  Deno.test(`what is left on a disk that comes after the room becomes a file, too: ${spool}`, async () => {
    await withFolder(async (parent) => {
      const world = new FakeRoomWorld(parent);
      const heard: MeetingEvent[] = [];
      const at = (path: string) => join(parent, path);
      for (const name of there) Deno.mkdirSync(at(name));
      using left = new LeftOvers({
        ...{ world, folder: at("share"), spoolParent: at(spoolParent) },
        hear: (event) => heard.push(event),
        onTrouble: (error) => {
          throw error;
        },
      });
      left.begin();
      await world.pass(61);
      await left.settled();
      Deno.mkdirSync(at("share"), { recursive: true });
      Deno.mkdirSync(dirname(at(spool)), { recursive: true });
      leaveSpool(at(spool));
      await world.pass(600);
      await world.until("it is a file", () => heard.some(({ event }) => event === "recovered"));
      await left.settled();
      assertEquals(left.spools, []);
      // All that there was to see has been seen.
      leaveSpool(at("share/b.mp3.confrec"));
      await world.pass(24 * 3_600);
      await left.settled();
      assertEquals(heard.filter(({ event }) => event === "recovered").length, 1);
    });
  });
}

Deno.test("a folder is looked through once, also while the folder of spools is not there", async () => {
  await withFolder(async (parent) => {
    const world = new FakeRoomWorld(parent);
    const [folder, spoolParent] = [join(parent, "files"), join(parent, "spools")];
    Deno.mkdirSync(join(folder, "2026-02-01"), { recursive: true });
    const { readDirSync } = Deno;
    const looked = new Map<string, number>();
    Deno.readDirSync = (path) => {
      looked.set(String(path), (looked.get(String(path)) ?? 0) + 1);
      return readDirSync(path);
    };
    try {
      using left = new LeftOvers({
        ...{ world, folder, spoolParent },
        hear: () => {},
        onTrouble: () => {},
      });
      left.begin();
      await left.settled();
      const before = looked.get(folder);
      await world.pass(24 * 3_600);
      await left.settled();
      assertEquals(looked.get(folder), before);
      assert((looked.get(spoolParent) ?? 0) > 4);
    } finally {
      Deno.readDirSync = readDirSync;
    }
  });
});

Deno.test("a file whose name another has gets a number, and is made once", async () => {
  await withFolder(async (folder) => {
    const world = new FakeRoomWorld(folder);
    world.recovery.isTagged = true;
    world.programme = (request) => world.recovery.programme(request);
    const spool = join(folder, "a.mp3.confrec");
    // Another program's, one that is recorded right now, and another recording.
    Deno.writeTextFileSync(join(folder, "a.mp3"), "another");
    using _other = await Spool.create(join(folder, "a 2.mp3.confrec"));
    Deno.writeFileSync(
      join(folder, "a 3.mp3"),
      buildId3({ encoder: "confrec 1.0.0", recorded: "2026-01-01T03:04:05" }),
    );
    const { left: leftOvers, heard, troubles } = leftOversOf(world, folder);
    using left = leftOvers;
    leaveSpool(spool);
    left.add(spool);
    await world.pass(61);
    await world.until("it is a file", () => left.spools.length === 0);
    await left.settled();
    assertEquals(troubles, []);
    const made = join(folder, "a 4.mp3");
    assertEquals(world.recovery.requests.map(({ target }) => target), [made]);
    const recovered = heard.find(({ event }) => event === "recovered");
    assert(recovered?.event === "recovered");
    assertEquals(recovered.report.output.path, made);
    assert(heard.some((one) => one.event === "warning" && one.message.includes(made)));
    assertEquals(Deno.readTextFileSync(join(folder, "a.mp3")), "another");

    // The room died between naming that file and removing the spool, before and after it had noted so.
    for (const published of [false, true]) {
      const { size: bytes } = Deno.statSync(made);
      leaveSpool(spool, { records: published ? [{ type: "published", out: made, bytes }] : [] });
      left.add(spool);
      await world.pass(61);
      await world.until("it is known", () => left.spools.length === 0);
      await left.settled();
      const files = [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile);
      assertEquals(files.map(({ name }) => name).sort(), ["a 3.mp3", "a 4.mp3", "a.mp3"]);
    }
    assertEquals(troubles, []);
    assertEquals(world.recovery.requests.length, 2);
  });
});

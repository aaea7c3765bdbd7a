/** A room that waits for calls, in a world without devices and without time. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { basename, join } from "node:path";
import { DeviceError } from "../../../ffi/device_error.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { checkRoom } from "../../../meeting/room/check_room.ts";
import { Room } from "../../../meeting/room/room.ts";
import { ask, SessionGoneError } from "../../../meeting/steer/ask.ts";
import { runningSessions } from "../../../meeting/steer/find_sessions.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { progressAt } from "../../cli/fake_recording.ts";
import { mp3Of } from "../retention/recordings.ts";
import { leaveSpool } from "../../capture/recovery/leave_spool.ts";
import { type RunningRoom, withRoom } from "./fake_room.ts";

/** A call begins, and is recorded. */
async function begin({ world, of, room }: RunningRoom, program = "Meet"): Promise<void> {
  const before = of("started").length;
  world.programs = [program];
  await world.pass(0.3);
  await world.until("it is recorded", () => {
    const isHeard = world.sessions.length > before && of("started").length > before;
    return isHeard && room.controls !== undefined;
  });
}

/** Rooms that can be asked, as soon as there are any. */
async function foundRooms({ world }: RunningRoom) {
  const place = { cache: world.cacheFolder(), folder: undefined };
  for (let n = 0; n < 500; n++) {
    await world.pass(1);
    await new Promise((resolve) => setTimeout(resolve, 2));
    const found = await runningSessions(place);
    if (found.length > 0) return found;
  }
  return [];
}

/** It ends, and nothing of it is recorded any more. */
async function end({ world, of }: RunningRoom): Promise<void> {
  const before = of("stopping").length;
  world.programs = [];
  await world.pass(21);
  await world.until("it has ended", () => of("stopping").length > before);
}

Deno.test("a call is recorded from its beginning to 20 s after its end", async () => {
  await withRoom(async (running) => {
    const { world, of, files } = running;
    await world.pass(3_600);
    assertEquals([of("started").length, files()], [0, []]);
    await begin(running);
    assertEquals(of("room").map(({ state }) => state), ["waiting", "meeting"]);
    assertEquals(of("room").at(-1)?.programs, ["Meet"]);
    world.programs = [];
    await world.pass(19.5);
    assertEquals(of("stopping"), []);
    await world.pass(1);
    await world.until("the file is there", () => of("finished").length === 1);
    assertEquals(of("stopping").map(({ reason }) => reason), ["meeting-over"]);
    assertEquals(files(), ["15-05-09.mp3"]);
    assertEquals(of("room").at(-1)?.state, "waiting");
  });
});

Deno.test("a call that comes back within 20 s is still the same meeting", async () => {
  await withRoom(async (running) => {
    const { world, of } = running;
    await begin(running);
    for (let n = 0; n < 5; n++) {
      world.programs = [];
      await world.pass(15);
      world.programs = ["Talk"];
      await world.pass(15);
    }
    assertEquals([of("started").length, of("stopping").length], [1, 0]);
  });
});

Deno.test("the next call is recorded while the file of the last one is being made", async () => {
  await withRoom(async (running) => {
    const { world, of, files, events } = running;
    const slow = Promise.withResolvers<void>();
    await begin(running);
    world.finish = () => slow.promise;
    await end(running);
    await begin(running);
    assertEquals([of("finished").length, of("started").length], [0, 2]);
    world.finish = () => Promise.resolve();
    slow.resolve();
    await world.until("the first file is there", () => of("finished").length === 1);
    assertEquals(events.findLast(({ event }) => event === "finished")?.in, 1);
    await end(running);
    await world.until("the second file is there", () => of("finished").length === 2);
    assertEquals(files().length, 2);
  });
});

Deno.test("meetings whose names would be the same get numbers", async () => {
  await withRoom(async (running) => {
    const { world, of, files } = running;
    for (let n = 1; n <= 3; n++) {
      await begin(running);
      await end(running);
      await world.until("the file is there", () => of("finished").length === n);
    }
    assertEquals(files(), ["Standup 2.mp3", "Standup 3.mp3", "Standup.mp3"]);
  }, { out: "Standup.mp3" });
});

Deno.test("a meeting whose name is free is recorded under another where something lies beside it", async () => {
  const beside = { sidecar: true, keepStems: true, trim: "ends" } as const;
  const left = ["Standup.json", "Standup 2.mic.wav", "Standup 3.mp3.cuts.json"];
  await withRoom(async (running) => {
    const { folder, of, world, files } = running;
    for (const name of left) Deno.writeTextFileSync(join(folder, name), "somebody's");
    await begin(running);
    await end(running);
    await world.until("the file is there", () => of("finished").length === 1);
    assertEquals([files(), of("warning")], [["Standup 4.mp3"], []]);
  }, { out: "Standup.mp3", input: { out: "", ...beside } });
});

Deno.test("where nobody can look into the cache, or at the place of a file, no names are tried", async () => {
  await withRoom(
    async (running) => {
      const { folder, world } = running;
      Deno.removeSync(join(world.cacheFolder(), "claims"), { recursive: true });
      Deno.writeTextFileSync(join(world.cacheFolder(), "claims"), "no folder");
      await begin(running);
      await end(running);
      await world.until("the file is there", () => running.of("finished").length === 1);
      assertEquals([...Deno.readDirSync(folder)].filter(({ isFile }) => isFile).length, 1);
    },
    {},
    (world) => Deno.mkdirSync(join(world.cacheFolder(), "claims"), { recursive: true }),
  );
});

Deno.test("a device that is missing is told once, and recorded when it is there", async () => {
  await withRoom(async ({ world, of, room, count }) => {
    world.missing = { mic: "there is no microphone", system: "no speakers" };
    world.programs = ["Meet"];
    await world.until("it waits", () => of("waiting").length === 1);
    const { signs } = count;
    await world.pass(120);
    assertEquals(of("started"), []);
    assertEquals(of("warning").map(({ message }) => message), [
      "Nothing can be recorded until a device is there; Your microphone: there is no microphone; " +
      "The call: no speakers",
    ]);
    assertMatch(room.status.room?.trouble ?? "", /until a device is there/);
    assert(count.signs > signs + 20, "it seems to be dead");
    world.missing = undefined;
    await world.pass(2);
    await world.until("it is recorded", () => of("started").length === 1);
    assertEquals(room.status.room?.trouble, undefined);
  });
});

Deno.test("a call that ends before a device is there leaves nothing, and the next is recorded", async () => {
  await withRoom(async ({ world, folder, of }) => {
    world.missing = { mic: "there is no microphone" };
    world.programs = ["Meet"];
    await world.until("it waits", () => of("waiting").length === 1);
    world.programs = [];
    await world.pass(25);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["cache"]);
    world.missing = undefined;
    world.programs = ["Meet"];
    await world.pass(2);
    await world.until("it is recorded", () => of("started").length === 1);
  });
});

Deno.test("a room without any device lives, and ends when it is stopped", async () => {
  await withRoom(
    async ({ world, of, room, count }) => {
      world.missing = { mic: "there is no microphone" };
      await world.until("it waits", () => of("waiting").length > 0);
      await world.pass(60);
      assert(count.signs > 10, `${count.signs} signs`);
      room.stop();
      await world.pass(2);
      assertEquals(await room.finished, { meetings: 0, last: undefined, left: [] });
      const { signs } = count;
      await world.pass(60);
      assertEquals(count.signs, signs);
    },
    { trigger: "speech" },
    (world) => void (world.missing = { mic: "there is no microphone" }),
  );
});

Deno.test("devices that fail are tried again, ever more rarely, and told of once", async () => {
  await withRoom(async ({ world, of }) => {
    let tries = 0;
    world.start = () => {
      tries++;
      throw new DeviceError("failed", "Cannot record: no source has answered");
    };
    world.programs = ["Meet"];
    for (let n = 0; n < 120; n++) {
      await world.pass(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert(tries > 8 && tries < 20, `${tries} tries in two minutes`);
    assertEquals(of("warning").map(({ message }) => message), [
      "Cannot record: no source has answered",
    ]);
    world.start = () => {};
    await world.pass(11);
    await world.until("it is recorded", () => of("started").length === 1);
  });
});

Deno.test("a disk that is full is waited for, and old recordings go by --keep", async () => {
  const keep = { kind: "count", count: 2 } as const;
  await withRoom(async (running) => {
    const { world, of, folder, files } = running;
    for (const day of [1, 2, 3, 4]) {
      Deno.writeFileSync(join(folder, `${day}.mp3`), mp3Of(new Date(2026, 0, day)));
    }
    world.freeBytes = () => files().length > 2 ? 0 : undefined;
    world.programs = ["Meet"];
    await world.pass(0.3);
    await world.until("old ones have gone", () => of("pruned").length === 2);
    await world.pass(5);
    await world.until("it is recorded", () => of("started").length === 1);
    assertMatch(of("warning")[0]?.message ?? "", /the disk has no space/);
    assertEquals(files(), ["3.mp3", "4.mp3"]);
  }, { aftercare: { keep } });
});

Deno.test("a disk that stays full is told of once an hour, whatever the next file would be called", async () => {
  await withRoom(async ({ world, of }) => {
    world.freeBytes = () => 0;
    world.programs = ["Meet"];
    const pass = async (seconds: number) => {
      for (let left = seconds; left > 0; left--) {
        await world.pass(1);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    await pass(90);
    assertEquals(of("warning").length, 1);
    assertEquals(of("room").map(({ state }) => state), ["waiting"]);
    await world.pass(3_600);
    await pass(20);
    assertEquals(of("warning").length, 2);
  });
});

Deno.test("a room that waits for space on the disk gives signs of life", async () => {
  await withRoom(
    async ({ world, of, count }) => {
      await world.until("it is told", () => of("warning").length === 1);
      const { signs } = count;
      for (let n = 0; n < 60; n++) {
        await world.pass(1);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      assert(count.signs >= signs + 4, `${count.signs - signs} signs in a minute`);
    },
    { trigger: "always" },
    (world) => void (world.freeBytes = () => 0),
  );
});

Deno.test("a meeting that a full disk ends is a file, old ones go by --keep, and the same call is recorded on", async () => {
  const keep = { kind: "count", count: 2 } as const;
  await withRoom(async (running) => {
    const { world, of, folder } = running;
    for (const day of [1, 2, 3]) {
      Deno.writeFileSync(join(folder, `${day}.mp3`), mp3Of(new Date(2026, 0, day)));
    }
    await begin(running);
    world.freeBytes = () => of("pruned").length === 0 ? 0 : undefined;
    world.sessions[0]?.tell(progressAt(60));
    await world.until("the file is there", () => of("finished").length === 1);
    assertEquals(of("stopping").map(({ reason }) => reason), ["disk-full"]);
    await world.until("old ones have gone", () => of("pruned").length > 0);
    await world.pass(20);
    await world.until("the call is recorded on", () => of("started").length === 2);
    await end(running);
    await world.until("the second file is there", () => of("finished").length === 2);
  }, { aftercare: { keep } });
});

Deno.test("a program that takes its time keeps no meeting from being recorded once there is space again", async () => {
  const onFinish = [Deno.execPath(), "eval", "--quiet", "setInterval(() => {}, 1000)"] as const;
  await withRoom(async (running) => {
    const { world, of } = running;
    await begin(running);
    await end(running);
    await world.until("the file is there", () => of("finished").length === 1);
    world.freeBytes = () => 0;
    world.programs = ["Meet"];
    await world.pass(0.3);
    await world.until("there is no space", () => of("warning").length === 1);
    world.freeBytes = () => undefined;
    await world.pass(5);
    await world.until("it is recorded", () => of("started").length === 2);
  }, { aftercare: { onFinish, keep: { kind: "count", count: 3 } } });
});

Deno.test("what cannot be removed from a full disk is told of once an hour, too", async () => {
  await withRoom(async ({ world, of, room }) => {
    world.freeBytes = () => 0;
    world.programs = ["Meet"];
    for (let n = 0; n < 90; n++) {
      await world.pass(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const told = of("warning").map(({ message }) => /^Cannot (record|remove)/.exec(message)?.[1]);
    assertEquals(told.sort(), ["record", "remove"]);
    assertMatch(room.status.room?.trouble ?? "", /the disk has no space/);
  }, { out: "not yet/{time}.mp3", aftercare: { keep: { kind: "count", count: 3 } } });
});

Deno.test(
  "a room whose folder is a link to a disk that is not there yet says so, and records once it is",
  {
    // Where links need a right of their own.
    ignore: Deno.build.os === "windows",
  },
  async () => {
    await withRoom(
      async (running) => {
        const { world, folder, of, room } = running;
        assertMatch(of("warning")[0]?.message ?? "", /it is a link to .*disk, which is not there/);
        assertMatch(room.status.room?.trouble ?? "", /which is not there/);
        world.programs = ["Meet"];
        await world.pass(5);
        assertEquals(of("started"), []);
        Deno.mkdirSync(join(folder, "disk"));
        await world.pass(20);
        await world.until("it is recorded", () => of("started").length === 1);
        assertEquals(room.status.room?.trouble, undefined);
      },
      { out: "link/{time}.mp3" },
      ({ folder }) => {
        Deno.symlinkSync(join(folder, "disk"), join(folder, "link"));
      },
    );
  },
);

Deno.test(
  "with a folder for spools a meeting is recorded while the disk of its file is away",
  {
    // Where links need a right of their own.
    ignore: Deno.build.os === "windows",
  },
  async () => {
    const out = "link/{date}/{time}.mp3";
    await withFolder((root) =>
      withRoom(
        async (running) => {
          const { world, folder, of, outcomes } = running;
          await begin(running);
          assertMatch(
            of("warning").at(-1)?.message ?? "",
            /not there; .*the meeting is recorded, and/,
          );
          await end(running);
          await world.until("it is known that there is no file", () => outcomes.length === 1);
          // With what a session that is only played here does not write.
          const [spool = ""] = [...Deno.readDirSync(root)].map(({ name }) => join(root, name));
          const file = join(folder, "link", "2026-02-03", basename(spool, ".confrec"));
          const settings = { out: file, spool, startedAt: world.now().toISOString() };
          Deno.removeSync(spool, { recursive: true });
          leaveSpool(spool, { settings });
          Deno.mkdirSync(join(folder, "disk"));
          await world.pass(61);
          await world.until("it is a file", () => of("recovered").length === 1);
          assertEquals([...Deno.readDirSync(join(folder, "disk", "2026-02-03"))].length, 1);
        },
        { out, input: { out, spool: root } },
        ({ folder }) => {
          Deno.symlinkSync(join(folder, "disk"), join(folder, "link"));
        },
      )
    );
  },
);

Deno.test("a second microphone of the same name keeps no meeting from being recorded", async () => {
  await withRoom(async (running) => {
    await begin(running);
    const told = running.of("warning").map(({ message }) => message);
    assertMatch(told.join("\n"), /Cannot tell which device "usb" means for --mic: 2 have it/);
  }, { input: { out: "", mic: "usb" } });
});

Deno.test("where the disk of the spools is full a meeting is recorded beside its file", async () => {
  await withFolder((root) =>
    withRoom(async (running) => {
      const { world, folder, of } = running;
      world.freeBytes = (at) => at === root ? 0 : undefined;
      await begin(running);
      assertMatch(of("warning").at(-1)?.message ?? "", /no space; .*; trying beside the file$/);
      const spools = [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".confrec"));
      assertEquals([spools.length, [...Deno.readDirSync(root)].length], [1, 0]);
      await end(running);
      await world.until("the file is there", () => of("finished").length === 1);
      world.freeBytes = () => undefined;
      await begin(running);
      assertEquals([...Deno.readDirSync(root)].length, 1);
    }, { input: { out: "", spool: root } })
  );
});

Deno.test("a meeting is recorded on a disk that has space for some minutes", async () => {
  await withRoom(async (running) => {
    running.world.freeBytes = () => 250e6;
    await begin(running);
    assertMatch(running.of("warning")[0]?.message ?? "", /^The disk has space for 4 min more/);
  });
});

Deno.test("a picture that is not there is told of at once, and keeps no meeting from being recorded", async () => {
  await withRoom(async (running) => {
    const { of } = running;
    assertEquals(of("warning").length, 1);
    assertMatch(of("warning")[0]?.message ?? "", /no such file.*recorded without it$/);
    await begin(running);
    await end(running);
    await running.world.until("the file is there", () => of("finished").length === 1);
  }, { input: { out: "", cover: join(Deno.cwd(), "no-such-logo.png") } });
});

Deno.test("a meeting goes on while nobody can tell who is in a call, and ends when that is known", async () => {
  await withRoom(async (running) => {
    const { world, of } = running;
    await begin(running);
    world.programs = new DeviceError("gone", "Cannot ask the sound server: it stopped");
    await world.pass(120);
    assertEquals(of("stopping"), []);
    assertEquals(of("warning").map(({ message }) => message), [
      "Cannot ask the sound server: it stopped",
    ]);
    world.programs = [];
    await world.pass(19);
    assertEquals(of("stopping"), []);
    await world.pass(12);
    await world.until("it has ended", () => of("stopping").length === 1);
  });
});

Deno.test("what was in the way at night is not said to be in the way in the morning", async () => {
  await withRoom(async ({ world, of, room }) => {
    const trouble = () => room.status.room?.trouble;
    for (let n = 0; n < 2; n++) {
      world.programs = new DeviceError("gone", "Cannot ask the sound server: it stopped");
      await world.pass(30);
      assertEquals(trouble(), "Cannot ask the sound server: it stopped");
      world.programs = [];
      await world.pass(30);
      assertEquals(trouble(), undefined);
    }
    assertEquals(of("warning").length, 1);
  });
});

Deno.test("a recording that loses its devices is begun anew while the call lasts", async () => {
  await withRoom(async (running) => {
    const { world, of } = running;
    await begin(running);
    world.sessions[0]?.end("all-lost");
    await world.until("it has ended", () => of("stopping").length === 1);
    await world.pass(11);
    await world.until("another one is recorded", () => of("started").length === 2);
  });
});

Deno.test("a room that is stopped makes the file of the meeting first", async () => {
  await withRoom(async (running) => {
    const { world, of, room, files } = running;
    await begin(running);
    room.stop("terminate");
    let report: Awaited<typeof room.finished> | undefined;
    void room.finished.then((each) => report = each);
    await world.until("the room has ended", () => report !== undefined);
    assertEquals([report?.meetings, report?.left, files().length], [1, [], 1]);
    assertEquals(report?.last?.output.path, join(running.folder, files()[0] ?? ""));
    assertEquals(of("stopping").map(({ reason }) => reason), ["terminate"]);
    assertEquals(of("room").at(-1)?.state, "ending");
  });
});

Deno.test("whoever stops the meeting of a room stops the room, and hears of the file", async () => {
  await withRoom(async (running) => {
    const { world, room, outcomes } = running;
    await begin(running);
    const [meeting, ...others] = await runningSessions({
      cache: world.cacheFolder(),
      folder: undefined,
    });
    assertEquals(others, []);
    assertMatch(meeting?.out ?? "", /14-05-09\.mp3$/);
    const asked = ask(meeting?.spool ?? "", { order: "stop", wait: true });
    const id = await asked.then((done) => done.id, (error: SessionGoneError) => error.id);
    let isOver = false;
    void room.finished.then(() => isOver = true);
    await world.until("the room has ended", () => isOver);
    assertEquals(outcomes.map(({ stopRequests }) => stopRequests), [[id ?? ""]]);
  });
});

Deno.test("whoever ends only the meeting gets no other of the same call, but of the next", async () => {
  await withRoom(async (running) => {
    const { world, of } = running;
    await begin(running);
    const [meeting] = await runningSessions({ cache: world.cacheFolder(), folder: undefined });
    // The spool may be gone before the answer is read.
    await ask(meeting?.spool ?? "", { order: "stop", wait: false, only: "meeting" }).catch(
      () => {},
    );
    await world.until("the file is there", () => of("finished").length === 1);
    await world.pass(600);
    assertEquals(of("started").length, 1);
    world.programs = [];
    await world.pass(21);
    await begin(running);
    assertEquals(of("started").length, 2);
  });
});

Deno.test("a room that waits can be asked how it goes, and stopped", async () => {
  await withRoom(async (running) => {
    const { world, room, folder } = running;
    const found = await foundRooms(running);
    const [waiting] = found;
    assertEquals(waiting?.out, join(folder, "{time}.mp3"));
    assertEquals([waiting?.status?.state, waiting?.status?.room?.meetings], ["waiting", 0]);
    let isRefused = false;
    const asking = ask(waiting?.spool ?? "", { order: "mark", text: "" });
    const refused = assertRejects(() => asking, UserError, "nothing is recorded")
      .finally(() => isRefused = true);
    for (let n = 0; n < 500 && !isRefused; n++) {
      await world.pass(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    assertEquals((await refused).kind, "session");
    let isOver = false;
    void room.finished.then(() => isOver = true);
    void ask(waiting?.spool ?? "", { order: "stop", wait: true }).catch(() => {});
    for (let n = 0; n < 500 && !isOver; n++) {
      await world.pass(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    assertEquals(room.stopRequests.length, 1);
  });
});

Deno.test("a room is found and asked also after somebody has emptied the cache", {
  // There nobody removes what is open.
  ignore: Deno.build.os === "windows",
}, async () => {
  await withRoom(async (running) => {
    const { world, folder } = running;
    assertEquals((await foundRooms(running)).length, 1);
    Deno.removeSync(world.cacheFolder(), { recursive: true });
    const [found] = await foundRooms(running);
    assertEquals(found?.out, join(folder, "{time}.mp3"));
    const request = { trigger: "call", aftercare: {}, ignored: [] } as const;
    const same = checkRoom({ ...request, input: { out: join(folder, "{date}.wav") } }, world);
    const audience = { hear: () => {}, onBegin: () => {}, onSign: () => {}, onOutcome: () => {} };
    await assertRejects(() => Room.open(same, world, audience), UserError, "is the room of this");
  });
});

Deno.test("two rooms on one folder are refused, and on two folders are not", async () => {
  await withRoom(async ({ world, folder }) => {
    const audience = { hear: () => {}, onBegin: () => {}, onSign: () => {}, onOutcome: () => {} };
    const request = { trigger: "call", aftercare: {}, ignored: [] } as const;
    const at = (out: string) => checkRoom({ ...request, input: { out: join(folder, out) } }, world);
    await assertRejects(
      () => Room.open(at("{date}.wav"), world, audience),
      UserError,
      `the confrec with process id ${Deno.pid} is the room of this folder`,
    );
    const other = await Room.open(at("other/{date}.wav"), world, audience);
    other.stop();
    let isOver = false;
    void other.finished.then(() => isOver = true);
    await world.until("the other has ended", () => isOver);
  });
});

Deno.test("a spool whose file cannot be made is looked at again a minute later", async () => {
  await withRoom(async (running) => {
    const { world, of, folder, outcomes } = running;
    const spools = () =>
      [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".confrec"));
    await begin(running);
    world.finish = () => Promise.reject(new Error("the encoder crashed"));
    await end(running);
    await world.until("it is known", () => outcomes.length === 1);
    assertMatch(of("warning").at(-1)?.message ?? "", /the encoder crashed/);
    await world.pass(50);
    assertEquals(spools().length, 1);
    await world.pass(11);
    // This session has written nothing: so there is nothing to make a file of.
    await world.until("it is dealt with", () => spools().length === 0);
  });
});

Deno.test("between meetings nothing is written, whatever time goes by", async () => {
  await withRoom(async (running) => {
    const { world, of, folder } = running;
    await begin(running);
    await end(running);
    await world.until("the file is there", () => of("finished").length === 1);
    await world.until("all is quiet", () =>
      snapshot(folder).every(({ path }) => {
        return !path.endsWith(".confrec");
      }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = snapshot(folder);
    await world.pass(3_600);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assertEquals(snapshot(folder), before);
  });
});

Deno.test("a room gives a sign of life for each answer while it waits, and none while it records", async () => {
  await withRoom(async (running) => {
    const { world } = running;
    await world.pass(10);
    assert(running.count.signs > 40, `${running.count.signs} signs in 10 s`);
    await begin(running);
    running.count.signs = 0;
    world.sessions[0]?.tell(progressAt(30));
    await world.pass(10);
    assertEquals(running.count.signs, 0);
  });
});

/** All that is in a folder, with its times. */
function snapshot(folder: string): { path: string; at: number }[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    const at = Deno.lstatSync(path).mtime?.getTime() ?? 0;
    return [{ path, at }, ...(isDirectory ? snapshot(path) : [])];
  }).sort((a, b) => a.path < b.path ? -1 : 1);
}

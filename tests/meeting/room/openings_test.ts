/** Meetings of a room that begin and end with speech, or while their places are not to be had, without devices and without time. */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { basename, join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import { DeviceError } from "../../../ffi/device_error.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { checkRoom } from "../../../meeting/room/check_room.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { progressAt } from "../../cli/fake_recording.ts";
import { FakeRoomWorld, type RunningRoom, withRoom } from "./fake_room.ts";

/** Whether speech begins the one that listens. */
function mayBegin({ world }: RunningRoom, index: number): boolean | undefined {
  const onSpeech = world.listeners[index]?.later.onSpeech;
  return typeof onSpeech === "function" ? onSpeech() : onSpeech;
}

function isGivenUp({ world }: RunningRoom, index: number): boolean | undefined {
  return world.listeners[index]?.later.signal?.aborted;
}

/** Nobody has spoken for so long in the last session. */
function silence({ world }: RunningRoom, silentSeconds: number): void {
  const progress = progressAt(1_000);
  if (progress.type === "progress") world.sessions.at(-1)?.tell({ ...progress, silentSeconds });
}

/** Somebody speaks to the one that listens. */
async function speak({ world, of }: RunningRoom, index: number): Promise<void> {
  const before = of("started").length;
  world.listeners[index]?.begin(10);
  await world.until("it is recorded", () => {
    return of("started").length > before && world.sessions.length > before;
  });
}

async function listening({ world }: RunningRoom, count: number): Promise<void> {
  await world.until("it listens", () => world.listeners.length === count);
}

/** A call begins, and is the first to be recorded. */
async function callIsRecorded({ world }: RunningRoom): Promise<void> {
  world.programs = ["Meet"];
  await world.pass(0.3);
  await world.until("it is recorded", () => world.sessions.length === 1);
}

Deno.test("until somebody speaks nothing is in the folder; the file is called by its first frame", async () => {
  await withRoom(async (running) => {
    const { world, of, room, folder } = running;
    await listening(running, 1);
    await world.pass(3_600);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["cache"]);
    assertEquals([mayBegin(running, 0), of("room").map(({ state }) => state)], [
      true,
      ["waiting"],
    ]);
    await speak(running, 0);
    assertMatch(of("started")[0]?.out ?? "", /15-04-59\.mp3$/);
    assertEquals(of("room").at(-1)?.state, "meeting");
    room.stop();
    await world.until("the file is there", () => of("finished").length === 1);
  }, { trigger: "speech" });
});

Deno.test("before a silence ends a meeting the next is listened for, which speech begins only then", async () => {
  await withRoom(async (running) => {
    const { world, of } = running;
    await listening(running, 1);
    await speak(running, 0);
    silence(running, 279);
    assertEquals(world.listeners.length, 1);
    silence(running, 281);
    await listening(running, 2);
    assertEquals(mayBegin(running, 1), false);
    world.sessions[0]?.end("silence");
    await world.until("it has ended", () => of("stopping").length === 1);
    await world.until("speech begins the next", () => mayBegin(running, 1) === true);
    assertEquals([of("stopping")[0]?.reason, isGivenUp(running, 1)], ["silence", false]);
    await speak(running, 1);
    assertEquals(of("room").filter(({ state }) => state === "meeting").at(-1)?.meeting, 2);
  }, { trigger: "speech" });
});

Deno.test("whoever speaks again before a silence ends a meeting is heard by that one alone", async () => {
  await withRoom(async (running) => {
    const { world, of } = running;
    await listening(running, 1);
    await speak(running, 0);
    silence(running, 290);
    await listening(running, 2);
    silence(running, 0);
    await world.until("the next listens no more", () => isGivenUp(running, 1) === true);
    silence(running, 290);
    await listening(running, 3);
    assertEquals([of("started").length, of("stopping").length], [1, 0]);
  }, { trigger: "speech" });
});

Deno.test("a call in which nobody speaks any more ends with a file, and speech begins the next", async () => {
  await withRoom(async (running) => {
    const { world, of } = running;
    await callIsRecorded(running);
    silence(running, 281);
    await listening(running, 1);
    world.sessions[0]?.end("silence");
    await world.until("speech begins the next", () => mayBegin(running, 0) === true);
    await speak(running, 0);
    assertEquals(of("started").length, 2);
    world.programs = [];
    await world.pass(21);
    await world.until("the call is over", () => of("stopping").length === 2);
    assertEquals(of("stopping").at(-1)?.reason, "meeting-over");
  });
});

Deno.test("a call that ends while nobody speaks in it leaves nothing more", async () => {
  await withRoom(async (running) => {
    const { world, of, files } = running;
    await callIsRecorded(running);
    world.sessions[0]?.end("silence");
    await listening(running, 1);
    world.programs = [];
    await world.pass(21);
    await world.until("it listens no more", () => isGivenUp(running, 0) === true);
    await world.until("the file is there", () => of("finished").length === 1);
    world.programs = ["Meet"];
    await world.pass(0.3);
    await world.until("the next call is recorded", () => of("started").length === 2);
    assertEquals(files().length, 1);
  });
});

/** A call in which nobody speaks any more; what happens before that ends its recording, and what then? */
async function afterSilence(
  before: (running: RunningRoom) => Promise<void>,
  then: (running: RunningRoom) => Promise<void>,
): Promise<void> {
  await withRoom(async (running) => {
    const { world, of } = running;
    await callIsRecorded(running);
    silence(running, 281);
    await listening(running, 1);
    await before(running);
    world.sessions[0]?.end("silence");
    await world.until("it has ended", () => of("stopping").length === 1);
    await then(running);
    await world.until("it listens no more", () => isGivenUp(running, 0) === true);
    world.programs = ["Meet"];
    await world.pass(0.3);
    await world.until("the next call is recorded", () => of("started").length === 2);
    assertEquals(world.listeners.length, 1);
  });
}

Deno.test("a silent call that ends just before its recording keeps no microphone open until the next", async () => {
  await afterSilence(async ({ world }) => {
    world.programs = [];
    await world.pass(10);
  }, ({ world }) => world.pass(11));
});

Deno.test("speech begins a recording after a silence also while nobody can tell whether the call goes on", async () => {
  await afterSilence(async ({ world }) => {
    world.programs = new DeviceError("gone", "Cannot ask the sound server: it stopped");
    await world.pass(5);
  }, async (running) => {
    const { world } = running;
    await world.until("speech begins the next", () => mayBegin(running, 0) === true);
    world.programs = [];
    await world.pass(31);
  });
});

Deno.test("silences that are too short for the next to listen are refused, and files as sources", () => {
  const world = new FakeRoomWorld("/nowhere");
  const request = { trigger: "call", aftercare: {}, ignored: [] } as const;
  const check = (more: object) => () => {
    checkRoom({ ...request, input: { out: join(Deno.cwd(), "{time}.mp3"), ...more } }, world);
  };
  assertThrows(check({ stopOnSilence: "29s" }), UserError, "30s at least");
  assertThrows(check({ mic: "file:a.wav" }), UserError, "Cannot listen to a file");
  check({ stopOnSilence: "off" })();
});

Deno.test("beside the file, too, a meeting gets another name where a spool of its own is there", async () => {
  await withFolder(async (root) => {
    let held: Spool | undefined;
    await withRoom(
      async ({ world, of }) => {
        world.freeBytes = (at) => at === root ? 0 : undefined;
        world.programs = ["Meet"];
        await world.pass(0.3);
        await world.until("it is recorded", () => of("started").length === 1);
        assertEquals(basename(of("started")[0]?.out ?? ""), "Standup 2.mp3");
        held?.[Symbol.dispose]();
      },
      { out: "Standup.mp3", input: { out: "", spool: root } },
      async ({ folder }) => {
        held = await Spool.create(join(folder, "Standup.mp3.confrec"));
      },
    );
  });
});

Deno.test("on a share that does not answer a meeting keeps its name", async () => {
  const { lstatSync, statSync } = Deno;
  await withFolder(async (root) => {
    try {
      await withRoom(async ({ world, of, folder }) => {
        const share = join(folder, "share");
        const dead = <Args extends [string | URL, ...unknown[]], T>(look: (...args: Args) => T) => {
          return (...args: Args): T => {
            if (!String(args[0]).startsWith(share)) return look(...args);
            throw Object.assign(new Error("Host is down (os error 112)"), { code: "EHOSTDOWN" });
          };
        };
        Deno.lstatSync = dead(lstatSync);
        Deno.statSync = dead(statSync);
        world.programs = ["Meet"];
        await world.pass(0.3);
        await world.until("it is recorded", () => of("started").length === 1);
        const told = of("warning").map(({ message }) => message);
        assertEquals([basename(of("started")[0]?.out ?? ""), told.length], ["Standup.mp3", 1]);
        assertMatch(told[0] ?? "", /does not answer.*the meeting is recorded/);
      }, { out: "share/Standup.mp3", input: { out: "", spool: root } });
    } finally {
      Object.assign(Deno, { lstatSync, statSync });
    }
  });
});

Deno.test("a disk that comes after the room is not said to be away until the first meeting", {
  // Where links need a right of their own.
  ignore: Deno.build.os === "windows",
}, async () => {
  await withRoom(
    async ({ world, folder, room }) => {
      await world.pass(61);
      assertMatch(room.status.room?.trouble ?? "", /which is not there/);
      Deno.mkdirSync(join(folder, "disk"));
      await world.pass(600);
      assertEquals(room.status.room?.trouble, undefined);
    },
    { out: "link/{date}/{time}.mp3" },
    ({ folder }) => Deno.symlinkSync(join(folder, "disk"), join(folder, "link")),
  );
});

Deno.test("a disk that comes late does not hide that there is nothing to record with", {
  // Where links need a right of their own.
  ignore: Deno.build.os === "windows",
}, () =>
  withFolder((root) =>
    withRoom(
      async ({ world, folder, room }) => {
        const trouble = () => room.status.room?.trouble ?? "";
        world.missing = { mic: "there is no microphone" };
        world.programs = ["Meet"];
        await world.pass(0.3);
        await world.until("it is told", () => /until a device is there/.test(trouble()));
        Deno.mkdirSync(join(folder, "disk"));
        await world.pass(700);
        assertMatch(trouble(), /until a device is there/);
      },
      { out: "link/{time}.mp3", input: { out: "", spool: root } },
      ({ folder }) => Deno.symlinkSync(join(folder, "disk"), join(folder, "link")),
    )
  ));

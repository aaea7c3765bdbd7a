/** Where the meetings of a room go while their own places are not to be had. */
import { assertEquals, assertMatch } from "@std/assert";
import { basename, join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { withRoom } from "./fake_room.ts";

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

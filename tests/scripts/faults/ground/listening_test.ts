import { assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import {
  againstPlayed,
  againstStem,
  hearFile,
} from "../../../../scripts/faults/ground/listening.ts";
import { withFolder } from "../../../../scripts/stage/temporary_folder.ts";
import { writeTones } from "../../../../scripts/stage/tones.ts";

const tone = (hz: number, fromSeconds: number, toSeconds: number) => {
  return { hz, fromSeconds, toSeconds, peakDb: -20 };
};

Deno.test("a side that is missing from the file is told, second by second; the other one is not", async () => {
  await withFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    await writeTones(path("mic.wav"), 4, [tone(440, 0, 4)]);
    await writeTones(path("system.wav"), 4, [tone(1_000, 1.1, 3)]);
    await writeTones(path("file.wav"), 4, [tone(440, 0, 2), tone(1_000, 1.1, 3)]);
    const stems = { mic: path("mic.wav"), system: path("system.wav") };
    const { sides: [mic, system] } = await hearFile(path("file.wav"), stems, [440, 1_000]);
    assertEquals([mic?.soundingSeconds, mic?.silentSeconds], [4, 2]);
    assertEquals([system?.soundingSeconds, system?.silentSeconds], [2, 0]);
  });
});

Deno.test("energy is compared over the seconds in which the stem sounds", () => {
  const stem = new Map([[440, [-20, -90, -20]]]);
  const file = new Map([[440, [-23, -23, -23]]]);
  const { againstDb, soundingSeconds, silentSeconds } = againstStem("mic", file, stem);
  assertAlmostEquals(againstDb, -3, 1e-9);
  assertEquals([soundingSeconds, silentSeconds], [2, 0]);
});

Deno.test("a stem that never sounds promises nothing", () => {
  const silent = againstStem("mic", new Map(), new Map([[440, [-90, -90]]]));
  assertEquals([silent.soundingSeconds, silent.silentSeconds], [0, 0]);
});

Deno.test("of a tone that was played all the time each second below the floor is silent", () => {
  const side = againstPlayed("system", [-12, -12, -180], -12, -40);
  assertEquals([side.soundingSeconds, side.silentSeconds, side.againstDb], [3, 1, 0]);
  assertEquals(againstPlayed("system", [-180], -12, -40).againstDb, -Infinity);
});

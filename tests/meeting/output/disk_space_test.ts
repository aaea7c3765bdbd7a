import { usualSound } from "../../../meeting/settings/sound_settings.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import { diskNeeds } from "../../../meeting/output/disk_needs.ts";
import { type DiskPlaces, secondsLeft } from "../../../meeting/output/disk_space.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const MARGIN = 16e6;
/** Three channels of the call and the microphone, and the microphone without its echo. */
const MP3 = { stemsPerSecond: 768_000, filePerSecond: 16_000, growsFile: true };

function places(freeBytes: DiskPlaces["freeBytes"]): DiskPlaces {
  return { spool: "/", file: "/", freeBytes };
}

Deno.test("both stems and the file count, each as it is stored", () => {
  const tracks = { mic: true, system: true };
  const usual = usualSound();
  assertEquals(diskNeeds({ ...usual, echo: "auto" }, "mp3", tracks), MP3);
  const without = diskNeeds({ ...usual, echo: "off" }, "mp3", tracks);
  assertEquals(without, { ...MP3, stemsPerSecond: 576_000 });
  const needs = diskNeeds({ ...usualSound(), bits: 24, channels: "mono" }, "wav", { mic: true });
  assertEquals(needs, { stemsPerSecond: 192_000, filePerSecond: 144_000, growsFile: false });
});

Deno.test("the time that is left leaves room to make every piece of the file once more", () => {
  const free = 1e9;
  const left = secondsLeft(places(() => free), MP3, 1_000) ?? NaN;
  // When that time has passed, stems, file and pieces have grown, and what is free is what finishing takes at most.
  const freeThen = free - left * (768_000 + 2 * 16_000);
  assertAlmostEquals(freeThen, MARGIN + 16_000 * (1_000 + left), 1);
});

Deno.test("a WAV is made at the end, and has to fit then", () => {
  const needs = { stemsPerSecond: 576_000, filePerSecond: 192_000, growsFile: false };
  const left = secondsLeft(places(() => 1e9), needs, 60) ?? NaN;
  assertAlmostEquals(1e9 - left * 576_000, MARGIN + 192_000 * (60 + left), 1);
});

Deno.test("of two disks the one that is full first counts", () => {
  const free = (folder: string) => folder.startsWith("/tmp") ? 1e12 : MARGIN + 16_000 * 130;
  const left = secondsLeft({ spool: "/tmp", file: "/", freeBytes: free }, MP3, 100);
  assertAlmostEquals(left ?? NaN, 30, 0.001);
});

Deno.test("a disk that does not tell is not asked to", () => {
  assertEquals(secondsLeft(places(() => undefined), MP3, 0), undefined);
  const half = (folder: string) => folder === "/tmp" ? undefined : MARGIN + 16_000 * 30;
  assertAlmostEquals(secondsLeft({ spool: "/tmp", file: "/", freeBytes: half }, MP3, 0) ?? 0, 30);
});

Deno.test("a folder that is yet to be made is on the disk of the one above", async () => {
  await withFolder((folder) => {
    const asked: string[] = [];
    const freeBytes = (folder: string) => void asked.push(folder);
    secondsLeft({ spool: join(folder, "a", "b"), file: folder, freeBytes }, MP3, 0);
    assertEquals(asked, [folder, folder]);
  });
});

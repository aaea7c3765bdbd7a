import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { checkDiskSpace, DiskWatch } from "../../../meeting/output/disk_watch.ts";

/** A disk that is full after so many seconds of recording. */
function watch(roomSeconds: number, durationSeconds?: number) {
  const warnings: string[] = [];
  const asked: number[] = [];
  const disk = new DiskWatch({
    left: (recorded) => {
      asked.push(recorded);
      return roomSeconds - recorded;
    },
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    warn: (message) => warnings.push(message),
  });
  const state = { isFull: false };
  disk.full.then(() => state.isFull = true);
  return { disk, warnings, asked, state };
}

Deno.test("what would be over within ten minutes is not begun", () => {
  checkDiskSpace(600, "a.mp3");
  const error = assertThrows(() => checkDiskSpace(245, "a.mp3"), UserError);
  assertEquals(error.kind, "output");
  assertMatch(
    error.message,
    /^Cannot record to a\.mp3: the disk has space for only 4 min; .*--force/,
  );
  assertThrows(() => checkDiskSpace(-3, "a.mp3"), UserError, "the disk has no space");
});

Deno.test("a recording that is to be shorter than that needs no more than its own length", () => {
  checkDiskSpace(90, "a.mp3", 60);
  assertThrows(() => checkDiskSpace(50, "a.mp3", 60), UserError, "only 50 s");
});

Deno.test("warnings come half an hour and five minutes before the end, once each", async () => {
  const { disk, warnings, state } = watch(3_600);
  const told: number[] = [];
  for (let seconds = 0; seconds < 3_600; seconds += 0.25) {
    const before = warnings.length;
    disk.look(seconds);
    if (warnings.length > before) told.push(seconds);
  }
  assertEquals(told.map((seconds) => Math.round((3_600 - seconds) / 60)), [30, 5]);
  assertMatch(warnings[0] ?? "", /space for 29 min more; free some/);
  await Promise.resolve();
  assertEquals(state.isFull, false);
});

Deno.test("the end comes before the disk is full", async () => {
  const { disk, state } = watch(100);
  for (let seconds = 0; seconds < 99; seconds += 0.25) disk.look(seconds);
  await Promise.resolve();
  assertEquals(state.isFull, false);
  for (let seconds = 99; seconds <= 100.5; seconds += 0.25) disk.look(seconds);
  await Promise.resolve();
  assertEquals(state.isFull, true);
});

Deno.test("the system is asked rarely while there is much space, and more often near the end", () => {
  const { disk, asked } = watch(40);
  for (let seconds = 0; seconds < 40; seconds += 0.25) disk.look(seconds);
  assertEquals(asked.slice(0, 4), [0, 10, 20, 30]);
  assertEquals(asked.length < 20, true);
});

Deno.test("a recording that ends before the disk is full hears nothing of it", () => {
  const { disk, warnings } = watch(700, 600);
  for (let seconds = 0; seconds < 600; seconds += 1) disk.look(seconds);
  assertEquals(warnings, []);
});

Deno.test("a system that does not tell disturbs nothing", () => {
  const disk = new DiskWatch({ left: () => undefined, warn: () => {} });
  checkDiskSpace(disk.secondsLeft, "a.mp3");
  disk.look(1e6);
  assertEquals(disk.secondsLeft, undefined);
});

Deno.test("what was freed and is taken again is warned of again, but not what comes and goes at the limit", () => {
  let left = 4_000;
  const warnings: number[] = [];
  const disk = new DiskWatch({ left: () => left, warn: () => warnings.push(left) });
  const steps = [4_000, 1_700, 1_900, 1_750, 250, 310, 290, 700, 280, 4_000, 1_600, 290];
  for (const [i, next] of steps.entries()) {
    left = next;
    disk.look(10 * (i + 1));
  }
  assertEquals(warnings, [1_700, 250, 280, 1_600, 290]);
});

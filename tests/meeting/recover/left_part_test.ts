/** Spools of parts as crashes leave them, before their files are made. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { type LeftSession, readLeftSession } from "../../../capture/recovery/left_session.ts";
import type { JournalRecord } from "../../../capture/spool/journal.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import { completeNext, endOfPart, takeFromBefore } from "../../../meeting/recover/left_part.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { leaveSpool } from "../../capture/recovery/leave_spool.ts";

const RATE_HZ = 48_000;

/** Both parts of a session that was cut at 2 s, the second's stems at 1 s, before that was given anything. */
function leaveParts(
  folder: string,
  o: { micFrames: number; records?: readonly JournalRecord[] },
): readonly [string, string] {
  const parts = [join(folder, "m.001.mp3.confrec"), join(folder, "m.002.mp3.confrec")] as const;
  const end = { atFrame: 2 * RATE_HZ, next: parts[1], nextFromFrame: RATE_HZ };
  leaveSpool(parts[0], {
    frames: { mic: o.micFrames },
    records: [{ type: "split", ...end }, ...o.records ?? []],
  });
  leaveSpool(parts[1], {
    frames: {},
    records: [{ type: "part", number: 2, fromFrame: RATE_HZ, encodeFromFrame: 0 }],
  });
  return parts;
}

async function leftIn(folder: string): Promise<LeftSession> {
  using spool = await Spool.open(folder);
  return readLeftSession(spool);
}

async function complete(folder: string): Promise<void> {
  using spool = await Spool.open(folder);
  await completeNext(readLeftSession(spool), spool);
}

Deno.test("parts that were moved after a crash are made of all that was heard, too", async () => {
  await withFolder(async (folder) => {
    const [then, now] = [join(folder, "then"), join(folder, "now")];
    leaveParts(then, { micFrames: 5 * RATE_HZ });
    Deno.renameSync(then, now);
    const [one, two] = ["m.001.mp3.confrec", "m.002.mp3.confrec"].map((name) => join(now, name));
    await complete(one ?? "");
    assertEquals((await leftIn(two ?? "")).report.frames, 4 * RATE_HZ);
  });
});

Deno.test("a part that is made before the one before it, by its name, has what only that one holds", async () => {
  await withFolder(async (folder) => {
    const [one, two] = leaveParts(folder, { micFrames: 5 * RATE_HZ });
    leaveSpool(join(folder, "broken.confrec"), { journal: false });
    {
      using spool = await Spool.open(two);
      await takeFromBefore(readLeftSession(spool), spool);
      assertEquals(readLeftSession(spool).report.frames, 4 * RATE_HZ);
    }
    // It is not asked again: while it is made by somebody else the next one need not wait.
    using _held = await Spool.open(one);
    using spool = await Spool.open(two);
    await takeFromBefore(readLeftSession(spool), spool);
  });
});

Deno.test("a part that has given the next one all of its sound ends where it did once that is gone", async () => {
  await withFolder(async (folder) => {
    const [one, two] = leaveParts(folder, { micFrames: 9 * RATE_HZ });
    await complete(one);
    Deno.removeSync(two, { recursive: true });
    const end = endOfPart(await leftIn(one));
    assertEquals(end, { frames: 4 * RATE_HZ, toFrame: 2 * RATE_HZ });
  });
});

Deno.test("a part that went on because its split failed is made of all of its stems", async () => {
  await withFolder(async (folder) => {
    const [one, two] = leaveParts(folder, { micFrames: 9 * RATE_HZ });
    Deno.removeSync(two, { recursive: true });
    assertEquals(endOfPart(await leftIn(one)), { frames: 9 * RATE_HZ });
  });
});

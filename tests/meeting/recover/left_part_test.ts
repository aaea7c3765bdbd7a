/** Spools of parts as crashes leave them, before their files are made. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { type LeftSession, readLeftSession } from "../../../capture/recovery/left_session.ts";
import type { JournalRecord } from "../../../capture/spool/journal.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import {
  completeNext,
  endOfPart,
  partAlone,
  takeFromBefore,
} from "../../../meeting/recover/left_part.ts";
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

Deno.test("of three parts the last one, made first, has what only the first one holds", () =>
  withFolder(async (folder) => {
    const [one, two, three] = ["1", "2", "3"].map((n) => join(folder, `m.00${n}.mp3.confrec`)) as [
      string,
      string,
      string,
    ];
    leaveSpool(one, {
      frames: { mic: 12 * RATE_HZ },
      records: [{ type: "split", atFrame: 3 * RATE_HZ, next: two, nextFromFrame: 2 * RATE_HZ }],
    });
    leaveSpool(two, {
      frames: {},
      records: [
        { type: "part", number: 2, fromFrame: RATE_HZ, encodeFromFrame: 0 },
        { type: "split", atFrame: 4 * RATE_HZ, next: three, nextFromFrame: 3 * RATE_HZ },
      ],
    });
    leaveSpool(three, {
      frames: {},
      records: [{ type: "part", number: 3, fromFrame: RATE_HZ, encodeFromFrame: 0 }],
    });
    using spool = await Spool.open(three);
    await takeFromBefore(readLeftSession(spool), spool);
    assertEquals(readLeftSession(spool).report.frames, 7 * RATE_HZ);
    // Who has given all needs the next one no more, which may be recorded to.
    await complete(two);
  }));

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

/** What is told of the microphone of a part from 1 s to 3 s, by the gaps in its journal (seconds). */
async function toldOf(gaps: readonly (readonly [at: number, seconds: number, cause: string])[]) {
  let told: unknown;
  await withFolder(async (folder) => {
    const spool = join(folder, "m.002.mp3.confrec");
    leaveSpool(spool, {
      frames: { mic: 5 * RATE_HZ },
      records: [
        { type: "part", number: 2, fromFrame: RATE_HZ, encodeFromFrame: 0 },
        ...gaps.map(([at, seconds, cause]): JournalRecord => {
          const [atFrame, frames] = [at * RATE_HZ, seconds * RATE_HZ];
          return { type: "gap", track: "mic", atFrame, frames, cause };
        }),
        { type: "split", atFrame: 3 * RATE_HZ, next: "m.003.mp3.confrec", nextFromFrame: 0 },
        { type: "given" },
      ],
    });
    const { gaps: own, report } = partAlone(await leftIn(spool));
    told = {
      gaps: own.map(({ atSeconds, seconds }) => [atSeconds, seconds]),
      sum: report.tracks.mic?.gaps,
      late: report.tracks.mic?.startOffsetSeconds,
    };
  });
  return told;
}

Deno.test("a part tells of each gap what of it is in that part", async () => {
  assertEquals(await toldOf([[0, 1, "stall"], [0.5, 1, "stall"], [2.5, 2, "stall"]]), {
    gaps: [[0, 0.5], [1.5, 0.5]],
    sum: { count: 2, seconds: 1 },
    late: 0,
  });
});

Deno.test("a side that came first in a later part came late in that one", async () => {
  assertEquals(await toldOf([[0, 1.5, "late-start"]]), {
    gaps: [[0, 0.5]],
    sum: { count: 0, seconds: 0 },
    late: 0.5,
  });
});

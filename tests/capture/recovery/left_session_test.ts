import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import type { JournalRecord } from "../../../capture/spool/journal.ts";
import {
  type LeftSession,
  notePublished,
  readLeftSession,
} from "../../../capture/recovery/left_session.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import { leaveSpool, type SpoolToLeave } from "./leave_spool.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

async function read(left: SpoolToLeave, change = (_folder: string) => {}): Promise<LeftSession> {
  let session: LeftSession | undefined;
  await withFolder(async (parent) => {
    const folder = join(parent, "a.confrec");
    leaveSpool(folder, left);
    change(folder);
    using spool = await Spool.open(folder);
    session = readLeftSession(spool);
  });
  if (session === undefined) throw new Error("unreachable");
  return session;
}

const STORY: readonly JournalRecord[] = [
  { type: "opened", track: "mic", name: "USB Mic", rateHz: 44_100, channels: 1 },
  { type: "zero", zeroNs: 5e9, startedAt: "2026-01-02T03:04:06.000Z" },
  { type: "gap", track: "mic", atFrame: 0, frames: 4_800, cause: "late-start" },
  { type: "anchor", track: "mic", frames: 9, position: 9, hostNs: 1, ppm: 1, dropped: 0 },
  { type: "gap", track: "mic", atFrame: 24_000, frames: 2_400, cause: "stall" },
  { type: "lost", track: "system", atFrame: 30_000, reason: "unplugged" },
  { type: "anchor", track: "mic", frames: 99, position: 99, hostNs: 2, ppm: 7.5, dropped: 3 },
];

Deno.test("a session that was cut short is as long as its longest stem, and tells its story", async () => {
  const left = await read({ frames: { mic: 48_000, system: 47_000 }, records: STORY });
  assertEquals(left.stopped, false);
  assertEquals(left.published, undefined);
  assertEquals(left.startedAt, new Date("2026-01-02T03:04:06.000Z"));
  assertEquals([left.report.rateHz, left.report.frames], [48_000, 48_000]);
  assertEquals(left.report.tracks.mic, {
    name: "USB Mic",
    frames: 48_000,
    dropped: 3,
    gaps: { count: 1, seconds: 0.05 },
    ppm: 7.5,
    startOffsetSeconds: 0.1,
  });
  assertEquals(left.report.tracks.system?.lost, "unplugged");
  assertEquals(left.gaps, [
    { track: "mic", atSeconds: 0, seconds: 0.1, cause: "late-start" },
    { track: "mic", atSeconds: 0.5, seconds: 0.05, cause: "stall" },
  ]);
});

Deno.test("a source that came back is not lost, and one that never came is", async () => {
  const records: JournalRecord[] = [
    ...STORY,
    { type: "back", track: "system", atFrame: 40_000, name: "Headset" },
  ];
  const { tracks } = (await read({ frames: { system: 48_000 }, records })).report;
  assertEquals([tracks.system?.name, tracks.system?.lost], ["Headset", undefined]);
  assertEquals([tracks.mic?.frames, tracks.mic?.lost], [0, "it was never heard"]);
});

Deno.test("a session that came to its end says what it said then", async () => {
  const mic = {
    ...{ name: "USB Mic", frames: 48_000, dropped: 0, ppm: 2, startOffsetSeconds: 0 },
    gaps: { count: 1, seconds: 0.1 },
  };
  const stop: JournalRecord = { type: "stop", frames: 48_000, tracks: { mic } };
  const left = await read({ frames: { mic: 48_000 }, records: [...STORY, stop] });
  assertEquals(left.stopped, true);
  assertEquals(left.report.tracks.mic, mic);
});

Deno.test("without a journal, or with one that is nonsense, the stems tell all that is known", async () => {
  const tracks = {
    mic: { ...facts("mic"), frames: 48_000 },
    system: { ...facts("system"), frames: 48_000 },
  };
  for (const text of [undefined, "", "\0\0\0\0", '{"type":"session"', "{}\n[]\nnull\n"]) {
    const left = await read({ journal: false }, (folder) => {
      if (text !== undefined) Deno.writeTextFileSync(join(folder, "journal.ndjson"), text);
    });
    assertEquals(left.report, { rateHz: 48_000, frames: 48_000, tracks });
    assertEquals([left.settings, left.startedAt, left.stopped], [{}, undefined, false]);
  }
});

function facts(name: string) {
  return { name, dropped: 0, gaps: { count: 0, seconds: 0 }, ppm: 0, startOffsetSeconds: 0 };
}

Deno.test("bytes of the journal that cannot be read are counted, but for a line that a crash tore", async () => {
  const damage = async (text: string) => {
    const { damagedBytes } = await read({ records: STORY }, (folder) => {
      Deno.writeTextFileSync(join(folder, "journal.ndjson"), text, { append: true });
    });
    return damagedBytes;
  };
  assertEquals(await damage(""), 0);
  assertEquals(await damage('{"type":"chapter","at":3}\n'), 0);
  assertEquals(await damage('{"type":"gap","tra'), 0);
  assertEquals(await damage('{"type":"gap","tra\n\0\0\0\n{}\n'), 19 + 4 + 3);
});

Deno.test("frames that found no place are known of a session that came to its end", async () => {
  const mic = { ...facts("mic"), frames: 48_000, unplacedFrames: 480 };
  const stop: JournalRecord = { type: "stop", frames: 48_000, tracks: { mic } };
  const left = await read({ frames: { mic: 48_000 }, records: [stop] });
  assertEquals(left.report.tracks.mic?.unplacedFrames, 480);
});

Deno.test("nothing that was heard is told as no frames", async () => {
  const left = await read({ frames: { mic: 0 } });
  assertEquals(left.report.frames, 0);
});

Deno.test("a stem that is gone, or much shorter than the journal tells, is told as damaged", async () => {
  const records: JournalRecord[] = (["mic", "system"] as const).map((track) => {
    return {
      ...{ type: "anchor", track, frames: 240_000 },
      position: 1,
      hostNs: 1,
      ppm: 0,
      dropped: 0,
    };
  });
  const left = await read({ frames: { mic: 48_000, system: 200_000 }, records });
  assertEquals(left.reportedFrames, 240_000);
  const { mic, system } = left.report.tracks;
  assertEquals(mic?.lost, "the last 4.0 s of its stem are missing from the spool");
  assertEquals(system?.lost, undefined);
  const without = await read({ frames: { system: 48_000 }, records });
  assertEquals(without.report.tracks.mic?.lost, "its stem is missing from the spool, or empty");
});

Deno.test("what was published is noted behind whatever the journal ends with", () =>
  withFolder(async (parent) => {
    const folder = join(parent, "a.confrec");
    leaveSpool(folder, { records: STORY });
    Deno.writeTextFileSync(join(folder, "journal.ndjson"), '{"type":"st', { append: true });
    using spool = await Spool.open(folder);
    await notePublished(spool, { out: "/tmp/a.mp3", bytes: 123 });
    const { published, gaps } = readLeftSession(spool);
    assertEquals([published?.out, published?.bytes, gaps.length], ["/tmp/a.mp3", 123, 2]);
  }));

Deno.test({
  name: "links in a spool are not followed",
  ignore: Deno.build.os === "windows", // There links need a right that users lack.
  fn: () =>
    withFolder(async (parent) => {
      const folder = join(parent, "a.confrec");
      leaveSpool(folder, { journal: false });
      Deno.writeTextFileSync(join(parent, "mine"), "");
      Deno.symlinkSync(join(parent, "mine"), join(folder, "journal.ndjson"));
      using spool = await Spool.open(folder);
      assertThrows(() => readLeftSession(spool), Deno.errors.InvalidData, "it is a link");

      const other = join(parent, "b.confrec");
      leaveSpool(other);
      Deno.removeSync(join(other, "chunks"));
      Deno.symlinkSync(parent, join(other, "chunks"));
      await assertRejects(() => Spool.open(other), Deno.errors.InvalidData, "chunks are not a");
      assertEquals(await Spool.isLocked(other), false);
    }),
});

Deno.test("moments that were marked are known, with what was said of them", async () => {
  const left = await read({
    records: [
      { type: "mark", atFrame: 12_000, text: "Budget" },
      { type: "mark", atFrame: 24_000, text: "" },
    ],
  });
  assertEquals(left.marks, [{ atSeconds: 0.25, text: "Budget" }, { atSeconds: 0.5, text: "" }]);
});

Deno.test("where a file ends for want of speech is known, and is the end of the stems otherwise", async () => {
  assertEquals((await read({ records: STORY })).tailFrame, Infinity);
  const records = [...STORY, { type: "tail", atFrame: 40_000 } as const];
  const left = await read({ records });
  assertEquals([left.tailFrame, left.report.frames], [40_000, 48_000]);
});

Deno.test("a device that came and went every second for a day takes no mark and no end from the journal", async () => {
  const records = Array.from({ length: 100_001 }, (_, i): JournalRecord => {
    return { type: "lost", track: "mic", atFrame: i, reason: "it went away" };
  });
  const mark: JournalRecord = { type: "mark", atFrame: 24_000, text: "decided" };
  const stop: JournalRecord = { type: "stop", frames: 48_000, tracks: {} };
  const left = await read({ records: [...records, mark, stop] });
  assertEquals([left.marks, left.stopped], [[{ atSeconds: 0.5, text: "decided" }], true]);
});

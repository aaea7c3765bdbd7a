import { join } from "node:path";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  Journal,
  type JournalRecord,
  journalSource,
  readJournal,
} from "../../../capture/spool/journal.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const RECORDS: readonly JournalRecord[] = [
  {
    type: "session",
    version: 1,
    startedAt: "2026-01-02T03:04:05.000Z",
    pid: 42,
    rateHz: 48_000,
    tracks: {
      mic: journalSource({ kind: "device", stream: "input", name: "Mikrofon – Büro" }),
      system: journalSource({ kind: "file", path: "/tmp/a.wav" }),
    },
    settings: { bitrate: 128_000, out: "/home/me/meeting.mp3", chapters: ["a", null, true] },
  },
  { type: "zero", zeroNs: 123456789.5, startedAt: "2026-01-02T03:04:06.000Z" },
  { type: "opened", track: "mic", name: "Mikrofon – Büro", rateHz: 44_100, channels: 2 },
  { type: "anchor", track: "mic", frames: 10, position: 9, hostNs: 1e15, ppm: -3.5, dropped: 0 },
  { type: "gap", track: "mic", atFrame: 5, frames: 3, cause: "stall" },
  { type: "lost", track: "system", atFrame: 7, reason: "unplugged" },
  { type: "back", track: "system", atFrame: 9, name: "Speakers" },
  { type: "moved", track: "system", atFrame: 9, name: "Headset" },
  { type: "ended", track: "mic", atFrame: 12 },
  { type: "mark", atFrame: 14, text: "Beschluß" },
  {
    type: "stop",
    frames: 48_000,
    tracks: {
      mic: {
        name: "Mikrofon – Büro",
        frames: 48_000,
        dropped: 0,
        gaps: { count: 1, seconds: 0.1 },
        ppm: 1,
        startOffsetSeconds: 0,
        lost: "unplugged",
      },
    },
  },
];

/** Each line as it was before, in the middle, and behind it. */
async function withJournal(
  action: (path: string, lines: readonly string[]) => void,
): Promise<void> {
  await withFolder((folder) => {
    const path = join(folder, "journal.ndjson");
    {
      using journal = Journal.create(path);
      for (const record of RECORDS) journal.append(record);
    }
    const text = Deno.readTextFileSync(path);
    action(path, text.split("\n").slice(0, -1).map((line) => `${line}\n`));
  });
}

const recordsIn = (path: string) => [...readJournal(path)].flatMap((line) => line.record ?? []);
const byteLength = (text: string) => new TextEncoder().encode(text).length;

Deno.test("what was written is read back, a record a line", () =>
  withJournal((path, lines) => {
    const read = [...readJournal(path)];
    assertEquals(read.map((line) => line.record), [...RECORDS]);
    assertEquals(read.map((line) => line.bytes), lines.map(byteLength));
  }));

Deno.test("a tail that is torn anywhere costs its own line and nothing else", () =>
  withJournal((path, lines) => {
    const whole = lines.slice(0, 3).join("");
    const last = lines[3] ?? "";
    for (let kept = 0; kept < last.length - 1; kept++) {
      Deno.writeTextFileSync(path, whole + last.slice(0, kept));
      const read = [...readJournal(path)];
      assertEquals(read.flatMap((line) => line.record ?? []), RECORDS.slice(0, 3));
      assertEquals(read.reduce((sum, line) => sum + line.bytes, 0), byteLength(whole) + kept);
      assertEquals(read.slice(3).map(({ fault }) => fault), kept > 0 ? ["torn"] : []);
    }
  }));

Deno.test("damage in the middle is reported in bytes, and what follows is read", () =>
  withJournal((path, lines) => {
    const damaged = [lines[0], "\0\0\xffnonsense\n", lines[1], '{"type":"gap"}\n', lines[2]];
    Deno.writeTextFileSync(path, damaged.join(""));
    const read = [...readJournal(path)];
    assertEquals(read.flatMap((line) => line.record ?? []), RECORDS.slice(0, 3));
    assertEquals(
      read.filter((line) => line.fault === "damaged").map((line) => line.bytes),
      [damaged[1], damaged[3]].map((line) => byteLength(line ?? "")),
    );
  }));

Deno.test("records of a later version are skipped", () =>
  withJournal((path, lines) => {
    Deno.writeTextFileSync(path, `${lines[0]}{"type":"chapter","at":3}\n${lines[1]}`);
    assertEquals(recordsIn(path), RECORDS.slice(0, 2));
    const faults = [...readJournal(path)].map(({ fault }) => fault);
    assertEquals(faults, [undefined, "unknown", undefined]);
  }));

Deno.test("a line without end takes no memory and hides no other line", () =>
  withJournal((path, lines) => {
    const endless = "x".repeat(1_000_000);
    Deno.writeTextFileSync(path, `${lines[0]}${endless}\n${lines[1]}`);
    assertEquals(recordsIn(path), RECORDS.slice(0, 2));
    const bytes = [...readJournal(path)].find((line) => line.record === undefined)?.bytes;
    assertEquals(bytes, 1_000_001);
    Deno.writeTextFileSync(path, `${lines[0]}${endless}`);
    assertEquals(recordsIn(path), RECORDS.slice(0, 1));
  }));

Deno.test("lines that cross the edges of what is read at once stay whole", () =>
  withFolder((folder) => {
    const path = join(folder, "journal.ndjson");
    const records: JournalRecord[] = Array.from({ length: 3_000 }, (_, i) => ({
      type: "lost",
      track: "mic",
      atFrame: i,
      reason: "ü".repeat(i % 97),
    }));
    {
      using journal = Journal.create(path);
      for (const record of records) journal.append(record);
    }
    assertEquals(recordsIn(path), records);
  }));

Deno.test("a journal that a crash tore can be gone on with", () =>
  withJournal((path, lines) => {
    Deno.writeTextFileSync(path, `${lines[0]}${(lines[1] ?? "").slice(0, 9)}`);
    {
      using journal = Journal.open(path);
      for (const record of RECORDS.slice(2)) journal.append(record);
    }
    assertEquals(recordsIn(path), [RECORDS[0], ...RECORDS.slice(2)].flatMap((r) => r ?? []));
  }));

Deno.test("an empty journal holds nothing, and one that is missing is an error", () =>
  withFolder((folder) => {
    const path = join(folder, "journal.ndjson");
    Journal.create(path)[Symbol.dispose]();
    assertEquals([...readJournal(path)], []);
    assertThrows(() => Journal.create(path), Deno.errors.AlreadyExists);
    assertThrows(() => [...readJournal(join(folder, "none"))], Deno.errors.NotFound);
    if (Deno.build.os !== "windows") {
      assertEquals((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    }
  }));

Deno.test({
  name: "an error of the file system is told, and a closed journal takes no more",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const journal = Journal.open("/dev/full");
    const record = RECORDS[1];
    assert(record !== undefined);
    assertThrows(() => journal.append(record), Error, "space");
    await journal.sync().catch(() => {});
    journal[Symbol.dispose]();
    journal.append(record);
    await journal.sync();
  },
});

Deno.test("syncs do not queue up on a disk that is slow: one at a time", () =>
  withFolder(async (folder) => {
    using journal = Journal.create(join(folder, "journal.ndjson"));
    const first = journal.sync();
    assertStrictEquals(journal.sync(), first);
    await first;
    const next = journal.sync();
    assert(next !== first);
    await next;
  }));

Deno.test({
  name: "a journal that somebody removes or moves is made anew, with all that was in it",
  // There a file that is open keeps its name.
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder((folder) => {
      const path = join(folder, "journal.ndjson");
      using journal = Journal.create(path);
      const [first, second, third] = RECORDS as [JournalRecord, JournalRecord, JournalRecord];
      journal.append(first);
      journal.keep();
      Deno.renameSync(path, join(folder, "elsewhere"));
      journal.append(second);
      const { writeSync } = Deno.FsFile.prototype;
      Deno.FsFile.prototype.writeSync = () => {
        throw new Error("No space left on device (os error 28)");
      };
      try {
        assertThrows(() => journal.keep(), Error, "os error 28");
      } finally {
        Deno.FsFile.prototype.writeSync = writeSync;
      }
      journal.keep();
      journal.append(third);
      assertEquals([...readJournal(path)].map(({ record }) => record), [first, second, third]);
    }),
});

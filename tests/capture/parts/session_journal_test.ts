import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { SessionJournal } from "../../../capture/parts/session_journal.ts";
import type { NextPart } from "../../../capture/parts/session_part.ts";
import { type JournalRecord, readJournal } from "../../../capture/spool/journal.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const RATE_HZ = 100;
const SESSION: JournalRecord = {
  ...{ type: "session", version: 1, startedAt: "2026-01-02T03:04:05.000Z", pid: 1 },
  ...{ rateHz: RATE_HZ, tracks: {}, settings: {} },
};

/** A session of two parts, each with its spool; the second begins at 600 s, its stems at 540 s. */
class TwoParts {
  readonly journal = new SessionJournal(RATE_HZ);
  readonly #spools: readonly [Spool, Spool];

  private constructor(spools: readonly [Spool, Spool]) {
    this.#spools = spools;
    this.journal.create(spools[0].journalPath);
    this.journal.append(SESSION);
  }

  static async use(run: (parts: TwoParts) => Promise<void>): Promise<void> {
    await withFolder(async (folder) => {
      using one = await Spool.create(join(folder, "m.001.mp3.confrec"));
      using two = await Spool.create(join(folder, "m.002.mp3.confrec"));
      const parts = new TwoParts([one, two]);
      using _journal = parts.journal;
      await run(parts);
    });
  }

  async split(): Promise<void> {
    const next: NextPart = {
      ...{ number: 2, spool: this.#spools[1], settings: {} },
      ...{ atFrame: 60_000, encodeFromFrame: 59_700, stemsFromFrame: 54_000 },
      beforeToFrame: 60_200,
    };
    await this.journal.next(next, SESSION, [], () => ({}));
  }

  /** What the journal of a part says behind its first lines. */
  said(part: 1 | 2, type?: JournalRecord["type"]): JournalRecord[] {
    const spool = this.#spools[part - 1];
    const lines = [...readJournal(spool?.journalPath ?? "")];
    return lines.flatMap(({ record }) => {
      return record === undefined || (type !== undefined && record.type !== type) ? [] : [record];
    });
  }
}

Deno.test("a split during which the disk fails is taken back in the journal, which goes on", async () => {
  await TwoParts.use(async (parts) => {
    const { syncData } = Deno.FsFile.prototype;
    let syncs = 0;
    Deno.FsFile.prototype.syncData = function () {
      // The next journal is on the disk; what ends this one is not.
      return ++syncs === 2 ? Promise.reject(new Error("EIO")) : syncData.call(this);
    };
    try {
      await assertRejects(() => parts.split(), Error, "EIO");
    } finally {
      Deno.FsFile.prototype.syncData = syncData;
    }
    parts.journal.append({ type: "mark", atFrame: 61_000, text: "later" });
    assertEquals(parts.said(1).map(({ type }) => type), ["session", "split", "unsplit", "mark"]);
  });
});

Deno.test("a gap that is known once its beginning is in the part before is told from where the stems begin", async () => {
  await TwoParts.use(async (parts) => {
    await parts.split();
    const gap = { type: "gap", track: "mic", cause: "replaced" } as const;
    parts.journal.append({ ...gap, atFrame: 50_000, frames: 40_000 });
    parts.journal.append({ ...gap, atFrame: 50_000, frames: 4_000 });
    assertEquals(parts.said(2, "gap"), [{ ...gap, atFrame: 0, frames: 36_000 }]);
  });
});

Deno.test("a mark of a moment before a split that is made behind it is at the beginning of the next part", async () => {
  await TwoParts.use(async (parts) => {
    parts.journal.append({ type: "mark", atFrame: 58_000, text: "before" });
    await parts.split();
    parts.journal.append({ type: "mark", atFrame: 59_000, text: "typed over it" });
    parts.journal.append({ type: "mark", atFrame: 61_000, text: "behind" });
    const marks = parts.said(2, "mark");
    assertEquals(marks.map((mark) => "atFrame" in mark && mark.atFrame), [4_000, 6_000, 7_000]);
  });
});

Deno.test("the last line of each part says which side was lost, and why the session ended", async () => {
  await TwoParts.use(async (parts) => {
    await parts.split();
    const track = { name: "USB Mic", frames: 0, dropped: 0, gaps: { count: 0, seconds: 0 } };
    const mic = { ...track, ppm: 0, startOffsetSeconds: 0, lost: "the disk is full" };
    parts.journal.stop({ frames: 70_000, tracks: { mic } }, "disk-full");
    assertEquals(parts.said(2, "stop"), [{
      ...{ type: "stop", frames: 16_000, tracks: {} },
      ...{ lost: { mic: "the disk is full" }, reason: "disk-full" },
    }]);
  });
});

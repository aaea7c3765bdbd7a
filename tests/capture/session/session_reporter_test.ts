import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { SessionReporter } from "../../../capture/session/session_reporter.ts";
import { readJournal } from "../../../capture/spool/journal.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("what is marked and hushed while a part begins is in its journal, once, in its frames", async () => {
  await withFolder(async (folder) => {
    using first = await Spool.create(join(folder, "1.confrec"));
    using second = await Spool.create(join(folder, "2.confrec"));
    using reporter = new SessionReporter({
      ...{ rateHz: 1_000, pace: 1, tracks: {}, libraryPath: "", spool: first },
      onEvent: () => {},
    });
    reporter.noteHush({ type: "pause", atFrame: 400 });
    const beginning = reporter.beginPart({
      ...{ number: 2, spool: second, settings: {} },
      ...{ atFrame: 800, encodeFromFrame: 700, stemsFromFrame: 500, beforeToFrame: 900 },
    }, []);
    reporter.noteHush({ type: "resume", atFrame: 900 });
    await Promise.all([beginning, reporter.mark(950, "The vote")]);
    reporter.noteHush({ type: "mute", track: "mic", atFrame: 1_000 });

    const placed = (spool: Spool) => {
      return [...readJournal(spool.journalPath)].flatMap(({ record }) => {
        return record !== undefined && "atFrame" in record
          ? `${record.type} ${record.atFrame}`
          : [];
      });
    };
    assertEquals(placed(second), ["pause 0", "resume 400", "mark 450", "mute 500"]);
    assertEquals(placed(first).toSorted(), ["mark 950", "pause 400", "resume 900", "split 800"]);
  });
});

Deno.test("a mark that the disk may not have is told of, and is answered as one that may not last", async () => {
  await withFolder(async (folder) => {
    using spool = await Spool.create(join(folder, "1.confrec"));
    const told: string[] = [];
    using reporter = new SessionReporter({
      ...{ rateHz: 1_000, pace: 1, tracks: {}, libraryPath: "", spool },
      onEvent: (event) => told.push(event.type),
    });
    const original = Deno.FsFile.prototype.syncData;
    Deno.FsFile.prototype.syncData = () => Promise.reject(new Error("Input/output error"));
    try {
      const why = "it is marked, but a crash may take that: Input/output error";
      await assertRejects(() => reporter.mark(950, "The vote"), Error, why);
    } finally {
      Deno.FsFile.prototype.syncData = original;
    }
    const marks = [...readJournal(spool.journalPath)].flatMap(({ record }) => record?.type ?? []);
    assertEquals([told, marks], [["marked"], ["mark"]]);
  });
});

import { lineSchema } from "../../../cli/report/json_lines.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import type { JournalRecord } from "../../../capture/spool/journal.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import { failureOf } from "../../../cli/process/failure.ts";
import { parseArguments } from "../../../cli/parse_arguments.ts";
import { recover } from "../../../cli/recover/recover.ts";
import { journalSettings } from "../../../meeting/settings/journal_settings.ts";
import { WavReader } from "../../../formats/wav_reader.ts";
import { leaveSpool } from "../../capture/recovery/leave_spool.ts";
import { diskFull } from "../disk_full.ts";
import { type FakeIo, fakeIo } from "../fake_io.ts";
import { FakeRecovery } from "../fake_recording.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { ORDINARY_SOUND } from "../../../meeting/report/file_sound.ts";

async function inFolder(test: (folder: string, spool: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await test(folder, join(folder, "meeting.mp3.confrec"));
  });
}

function run(args: readonly string[], parts = new FakeRecovery(), io: FakeIo = fakeIo()) {
  return recover(parseArguments(["recover", ...args]).call, io, parts);
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** What a session with these options journals. */
function settings(out: string, spool: string, args: readonly string[] = []) {
  const { typed, options: { force, keepStems } } = parseArguments(["--out", out, ...args]).call;
  const startedAt = new Date("2026-01-02T03:04:05.000Z");
  return journalSettings({ out, spool, force, keepStems, startedAt }, Object.fromEntries(typed));
}

const STOP: JournalRecord = { type: "stop", frames: 48_000, tracks: {} };

Deno.test("a recording that a crash cut short becomes the file that it was to be, and the spool goes", async () => {
  await inFolder(async (folder, spool) => {
    const out = join(folder, "meeting.mp3");
    leaveSpool(spool, {
      settings: settings(out, spool, ["--bitrate", "64k", "--channels", "mono"]),
    });
    const parts = new FakeRecovery();
    const io = fakeIo();
    assertEquals(await run([spool], parts, io), 4);
    assertEquals(names(folder), ["meeting.mp3"]);
    const [request] = parts.requests;
    assertEquals([request?.sound.bitrate, request?.sound.channels], [64, "mono"]);
    assertEquals(
      new Date(request?.id3.recorded ?? ""),
      new Date("2026-01-02T03:04:05.000Z"),
    );
    assertEquals(io.stderr.lines, [
      `Recovered 00:01 to ${out} (1 KB)`,
      "  you   a device",
      "  call  a device",
      `confrec: ${out} is not complete: the recording was cut short at 00:01, ` +
      "when the program or the machine stopped",
    ]);
  });
});

Deno.test("what a full disk has taken is told also where only the last line of the journal knows of it", async () => {
  const end = "the recording had to end at 00:01, when the disk was nearly full";
  const side = "your microphone was lost (the disk is full)";
  const stop = { ...STOP, lost: { mic: "the disk is full" } };
  for (
    const [record, fault] of [
      [{ ...STOP, reason: "disk-full" }, end],
      [stop, side],
      [{ ...stop, reason: "disk-full" }, `${end}; ${side}`],
      [{ ...STOP, reason: "interrupt" }, undefined],
      [{ ...STOP, reason: "of a later version" }, undefined],
    ] as const
  ) {
    await inFolder(async (_folder, spool) => {
      leaveSpool(spool, { records: [record] });
      const io = fakeIo();
      assertEquals(await run([spool], new FakeRecovery(), io), fault === undefined ? 0 : 4);
      const told = io.stderr.lines.find((line) => line.includes("is not complete"));
      assertEquals(told?.split(" is not complete: ")[1], fault);
    });
  }
});

Deno.test("a session that came to its end and was only not finished is complete", async () => {
  await inFolder(async (folder, spool) => {
    leaveSpool(spool, { records: [STOP] });
    const io = fakeIo();
    assertEquals(await run([spool, "--json", "--quiet"], new FakeRecovery(), io), 0);
    assertEquals(io.stderr.text, "");
    const events = io.stdout.lines.map((line) => lineSchema.parse(JSON.parse(line)));
    const last = events.at(-1);
    assert(last?.event === "recovered");
    assertEquals([last.spool, last.out, last.exitCode, last.seconds, last.faults], [
      ...[spool, join(folder, "meeting.mp3"), 0, 1],
      [],
    ]);
  });
});

Deno.test("all in a folder are finished, and one that cannot be does not keep the others from it", async () => {
  await inFolder(async (folder) => {
    for (const name of ["a", "b", "c"]) leaveSpool(join(folder, `${name}.mp3.confrec`));
    Deno.mkdirSync(join(folder, "other"));
    const parts = new FakeRecovery();
    parts.before = ({ target }) => {
      if (target.endsWith("b.mp3")) throw diskFull();
    };
    const io = fakeIo();
    assertEquals(await run([folder], parts, io), 5);
    assertEquals(names(folder), ["a.mp3", "b.mp3.confrec", "c.mp3", "other"]);
    assertMatch(io.stderr.text, /the disk is full; .*finish it with: confrec recover \S+b\.mp3/);
  });
});

Deno.test("a folder in which nothing waits is no mistake, one that is not there is", async () => {
  await inFolder(async (folder) => {
    const io = fakeIo();
    assertEquals(await run([folder], new FakeRecovery(), io), 0);
    assertStringIncludes(io.stderr.text, "There is nothing to recover in");
    for (const place of ["none", "none.confrec"]) {
      const error = await assertRejects(() => run([join(folder, place)]));
      assertEquals(failureOf(error).exitCode, 2);
      assertMatch(failureOf(error).message, /^Cannot recover .*: there is no such folder; name/);
    }
    Deno.writeTextFileSync(join(folder, "a.confrec"), "");
    const error = await assertRejects(() => run([join(folder, "a.confrec")]));
    assertMatch(failureOf(error).message, /it is not a folder/);
  });
});

Deno.test("a spool that a running process holds is never touched", async () => {
  await inFolder(async (folder, spool) => {
    leaveSpool(spool);
    leaveSpool(join(folder, "other.mp3.confrec"));
    using _held = await Spool.open(spool);
    const before = names(spool);
    const error = await assertRejects(() => run([spool]));
    assertEquals(failureOf(error).exitCode, 2);
    assertStringIncludes(failureOf(error).message, `process id ${Deno.pid}`);
    // In a folder it is nothing to complain about.
    assertEquals(await run([folder]), 4);
    assertEquals(names(folder), ["meeting.mp3.confrec", "other.mp3"]);
    assertEquals(names(spool), before);
  });
});

Deno.test("a spool in which nothing was heard yet is removed", async () => {
  await inFolder(async (folder, spool) => {
    leaveSpool(spool, { frames: { mic: 0 } });
    const parts = new FakeRecovery();
    const io = fakeIo();
    assertEquals(await run([spool], parts, io), 0);
    assertEquals([names(folder), parts.requests.length], [[], 0]);
    assertStringIncludes(io.stderr.text, "Nothing had been heard yet");
  });
});

Deno.test("a spool that has lost its stems is not taken for one in which nothing was heard", async () => {
  await inFolder(async (folder, spool) => {
    const anchor = { position: 1, hostNs: 1, ppm: 0, dropped: 0 };
    const heard: JournalRecord = { type: "anchor", track: "mic", frames: 3e6, ...anchor };
    leaveSpool(spool, { frames: { mic: 0 }, records: [heard] });
    const error = await assertRejects(() => run([spool]));
    assertEquals(failureOf(error).exitCode, 5);
    assertMatch(failureOf(error).message, /01:02 had been recorded, but its stems are missing/);
    assertEquals(names(folder), ["meeting.mp3.confrec"]);
  });
});

Deno.test("a spool that only was not removed behind its file is removed, and no file made", async () => {
  await inFolder(async (folder, spool) => {
    const published: JournalRecord = { type: "published", out: "/x/meeting.mp3", bytes: 9 };
    leaveSpool(spool, { frames: {}, records: [STOP, published] });
    const io = fakeIo();
    assertEquals(await run([spool], new FakeRecovery(), io), 0);
    assertEquals(names(folder), []);
    assertStringIncludes(io.stderr.text, "had been finished; it is removed");
  });
});

Deno.test({
  name: "a spool that somebody else finishes meanwhile is not said to be kept",
  ignore: Deno.build.os === "windows", // Windows removes no folder of which a file is open
  fn: async () => {
    await inFolder(async (folder, spool) => {
      const parts = new FakeRecovery();
      parts.before = () => {
        Deno.removeSync(spool, { recursive: true });
        throw new Deno.errors.NotFound("gone");
      };
      leaveSpool(spool);
      const error = await assertRejects(() => run([spool], parts));
      assertEquals(failureOf(error).exitCode, 2);
      assertMatch(failureOf(error).message, /it is not there any more/);
      leaveSpool(spool);
      assertEquals(await run([folder], parts), 0);
    });
  },
});

Deno.test("the file goes beside a spool that was moved, and where the session said if it was elsewhere", async () => {
  await inFolder(async (folder, spool) => {
    leaveSpool(spool, {
      settings: settings(join("/gone", "meeting.mp3"), join("/gone", "meeting.mp3.confrec")),
    });
    await run([spool]);
    assertEquals(names(folder), ["meeting.mp3"]);

    const far = join(folder, "far", "talk.wav");
    Deno.mkdirSync(join(folder, "far"));
    const elsewhere = join(folder, "talk.wav.confrec");
    leaveSpool(elsewhere, { settings: settings(far, elsewhere) });
    const parts = new FakeRecovery();
    await run([folder], parts);
    assertEquals(parts.requests.map(({ target, format }) => [target, format]), [[far, "wav"]]);
    assertEquals(names(folder), ["far", "meeting.mp3"]);
  });
});

Deno.test("--out makes another file of one spool, not of several", async () => {
  await inFolder(async (folder, spool) => {
    leaveSpool(spool);
    const found = join(folder, "found.wav");
    assertEquals(await run([spool, "--out", found]), 4);
    assertEquals(names(folder), ["found.wav"]);
    leaveSpool(spool);
    leaveSpool(join(folder, "b.mp3.confrec"));
    const error = await assertRejects(() => run([folder, "--out", join(folder, "x.mp3")]));
    assertMatch(failureOf(error).message, /holds 2 recordings; name one of them/);
  });
});

Deno.test("a file that is there is not replaced, unless it is the same or force is used", async () => {
  await inFolder(async (folder, spool) => {
    const out = join(folder, "meeting.mp3");
    leaveSpool(spool);
    Deno.writeTextFileSync(out, "another meeting");
    const parts = new FakeRecovery();
    parts.isTagged = true;
    const error = await assertRejects(() => run([spool], parts));
    assertEquals(parts.requests, []);
    assertEquals(failureOf(error).exitCode, 5);
    assertMatch(failureOf(error).message, /another file is there; .* --force/);
    assertEquals([names(folder).length, Deno.readTextFileSync(out)], [2, "another meeting"]);

    assertEquals(await run([spool, "--force"], parts), 4);
    assertMatch(Deno.readTextFileSync(out), /recovered mic and system$/);

    // The program died between giving the file its name and removing the spool.
    leaveSpool(spool);
    assertEquals(await run([spool], parts), 4);
    assertEquals(names(folder), ["meeting.mp3"]);
    // Of the same moment, and not that file: its name says nothing.
    leaveSpool(spool);
    Deno.writeTextFileSync(out, "!", { append: true });
    await assertRejects(() => run([spool], parts), Error, "another file is there");
  });
});

Deno.test("a file that was published is not made again, though a stem has left the spool already", async () => {
  await inFolder(async (folder, spool) => {
    const out = join(folder, "meeting.mp3");
    Deno.writeTextFileSync(out, "both sides");
    leaveSpool(spool, {
      frames: { system: 48_000 },
      settings: settings(out, spool, ["--force", "--keep-stems"]),
      records: [STOP, { type: "published", out, bytes: 10 }],
    });
    const parts = new FakeRecovery();
    await run([spool], parts);
    assertEquals([parts.requests.length, Deno.readTextFileSync(out)], [0, "both sides"]);
    assertEquals(names(folder), ["meeting.mp3", "meeting.system.wav"]);
  });
});

Deno.test("stems stay also after a crash where the gate was about to remove speech", async () => {
  await inFolder(async (folder, spool) => {
    const out = join(folder, "meeting.mp3");
    leaveSpool(spool, { settings: settings(out, spool) });
    const parts = new FakeRecovery();
    parts.sound = { ...ORDINARY_SOUND, gateOpenings: { mic: "speech" } };
    const io = fakeIo();
    await run([spool], parts, io);
    const whole = ["meeting.mic.wav", "meeting.mp3", "meeting.system.wav"];
    assertEquals(names(folder), whole);
    assertStringIncludes(io.stderr.text, "sounds like speech");

    // The file had its name already, the stems were still to be moved.
    for (const name of whole) Deno.removeSync(join(folder, name));
    Deno.writeTextFileSync(out, "both sides");
    const published = { type: "published", out, bytes: 10, keepStems: true } as const;
    leaveSpool(spool, { settings: settings(out, spool), records: [STOP, published] });
    const again = fakeIo();
    await run([spool], new FakeRecovery(), again);
    assertEquals(names(folder), whole);
    assertEquals(Deno.readTextFileSync(out), "both sides");
    assertStringIncludes(again.stderr.text, "sounds like speech");
  });
});

Deno.test("stems that were to be kept are whole and equally long", async () => {
  await inFolder(async (folder, spool) => {
    const out = join(folder, "meeting.mp3");
    leaveSpool(spool, {
      frames: { mic: 48_000, system: 47_000 },
      settings: settings(out, spool, ["--keep-stems"]),
    });
    await run([spool]);
    assertEquals(names(folder), ["meeting.mic.wav", "meeting.mp3", "meeting.system.wav"]);
    for (const track of ["mic", "system"]) {
      using reader = WavReader.open(join(folder, `meeting.${track}.wav`));
      assertEquals([reader.info.frames, reader.info.open], [48_000, false]);
    }
  });
});

Deno.test("Ctrl+C gives up, and all is as it was", async () => {
  await inFolder(async (folder, spool) => {
    leaveSpool(spool);
    const parts = new FakeRecovery();
    parts.before = async () => {
      parts.signalSource.send("SIGINT");
      await Promise.resolve();
    };
    const error = await assertRejects(() => run([folder], parts));
    assertEquals(failureOf(error).exitCode, 5);
    assertMatch(failureOf(error).message, /it was interrupted; run the same command again/);
    assertEquals(names(folder), ["meeting.mp3.confrec"]);
    assertEquals(await Spool.isLocked(spool), false);
    assertEquals(await run([folder]), 4);
  });
});

Deno.test("a bug keeps the spool and says how to finish it", async () => {
  await inFolder(async (_folder, spool) => {
    leaveSpool(spool);
    const parts = new FakeRecovery();
    parts.before = () => {
      throw new TypeError("x is not a function");
    };
    const error = await assertRejects(() => run([spool], parts));
    const { exitCode, message, trace } = failureOf(error);
    assertEquals(exitCode, 1);
    assert(trace !== undefined);
    assertStringIncludes(message, `finish it with: confrec recover ${spool}`);
  });
});

Deno.test("what is not confrec's stays in the spool", async () => {
  await inFolder(async (folder, spool) => {
    leaveSpool(spool);
    Deno.writeTextFileSync(join(spool, "notes.txt"), "mine");
    const io = fakeIo();
    await run([spool], new FakeRecovery(), io);
    assertEquals(names(folder), ["meeting.mp3", "meeting.mp3.confrec"]);
    assertEquals(names(spool), ["notes.txt"]);
    assertStringIncludes(io.stderr.text, "what is in it is not confrec's");
  });
});

Deno.test("a damaged journal is reported, and the sound is recovered all the same", async () => {
  await inFolder(async (folder, spool) => {
    leaveSpool(spool, { records: [STOP] });
    Deno.writeTextFileSync(join(spool, "journal.ndjson"), '{"type": "ga\x00p"}\n', {
      append: true,
    });
    const io = fakeIo();
    assertEquals(await run([spool], new FakeRecovery(), io), 0);
    assertEquals(names(folder), ["meeting.mp3"]);
    assertMatch(io.stderr.text, /journal of .* is damaged \(\d+ bytes\)/);
  });
});

Deno.test("a spool whose name had to be shortened becomes the file with the whole name, moved or not", async () => {
  await inFolder(async (folder) => {
    const name = `${"a".repeat(251)}.mp3`;
    for (const place of [folder, join(folder, "moved")]) {
      const spool = Spool.folderFor(join(place, name));
      Deno.mkdirSync(place, { recursive: true });
      leaveSpool(spool, {
        settings: settings(join(folder, name), Spool.folderFor(join(folder, name))),
      });
      assertEquals(await run([spool]), 4);
      assertEquals(names(place).filter((each) => each !== "moved"), [name]);
      Deno.removeSync(join(place, name));
    }
  });
});

Deno.test("a spool that was renamed gives its file its own name", async () => {
  await inFolder(async (folder, spool) => {
    const renamed = join(folder, "monday.mp3.confrec");
    leaveSpool(renamed, { settings: settings(join(folder, "meeting.mp3"), spool) });
    assertEquals(await run([renamed]), 4);
    assertEquals(names(folder), ["monday.mp3"]);
  });
});

Deno.test("a folder is looked through with those below it, and cleared of what a killed mix has left", async () => {
  await inFolder(async (folder) => {
    leaveSpool(join(folder, "january", "a.mp3.confrec"));
    leaveSpool(join(folder, "b.mp3.confrec"));
    Deno.mkdirSync(join(folder, ".confrec-mix-dead"));
    Deno.writeTextFileSync(join(folder, ".confrec-mix-dead", "lock"), "42\n");
    const io = fakeIo();
    assertEquals(await run([folder], new FakeRecovery(), io), 4);
    assertEquals(names(folder), ["b.mp3", "january"]);
    assertEquals(names(join(folder, "january")), ["a.mp3"]);
    assertStringIncludes(io.stderr.text, "which an interrupted mix had left");
  });
});

Deno.test("names that are not UTF-8 are counted in one line: no program of Deno's can open them", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  await inFolder(async (folder) => {
    const script = "mkdir $'odd\\xff.mp3.confrec' && touch $'\\xfe' plain";
    const make = new Deno.Command("bash", { args: ["-c", script], cwd: folder });
    assertEquals((await make.output()).code, 0);
    const io = fakeIo();
    assertEquals(await run([folder], new FakeRecovery(), io), 0);
    assertStringIncludes(
      io.stderr.lines[0] ?? "",
      `2 names in ${folder} cannot be read: not UTF-8`,
    );
    await new Deno.Command("bash", { args: ["-c", "rm -rf ./*"], cwd: folder }).output();
  });
});

Deno.test("marks of a recording that was cut short become chapters", async () => {
  await inFolder(async (_folder, spool) => {
    leaveSpool(spool, { records: [{ type: "mark", atFrame: 24_000, text: "Vote" }] });
    const parts = new FakeRecovery();
    assertEquals(await run([spool], parts), 4);
    assertEquals(parts.requests[0]?.id3.chapters, [
      { title: "Start", startMs: 0, endMs: 500 },
      { title: "Vote", startMs: 500, endMs: 1_000 },
    ]);
  });
});

Deno.test("--on-finish runs a program for each file that is made; one that was made before has had it", async () => {
  await inFolder(async (folder, spool) => {
    const [log, hook] = [join(folder, "log"), join(folder, "hook.ts")];
    const code = `Deno.writeTextFileSync(${JSON.stringify(log)}, Deno.args[0] + "\\n", ` +
      "{ append: true }); Deno.exit(3)";
    Deno.writeTextFileSync(hook, code);
    const command = `"${Deno.execPath()}" run -A --quiet "${hook}"`;
    leaveSpool(spool);
    leaveSpool(join(folder, "other.mp3.confrec"));
    leaveSpool(join(folder, "unheard.mp3.confrec"), { frames: { mic: 0 } });
    const io = fakeIo();
    assertEquals(await run([folder, "--on-finish", command], new FakeRecovery(), io), 4);
    const files = Deno.readTextFileSync(log).trim().split("\n");
    assertEquals(files.sort(), ["meeting.mp3", "other.mp3"].map((name) => join(folder, name)));
    assertStringIncludes(io.stderr.text, "--on-finish did not work");
  });
});

import { SIDE } from "../../../meeting/report/side_words.ts";
import { lineSchema } from "../../../cli/report/json_lines.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { failureOf } from "../../../cli/process/failure.ts";
import { KeptSpoolError } from "../../../meeting/ground/kept_spool_error.ts";
import { parseArguments } from "../../../cli/parse_arguments.ts";
import { record } from "../../../cli/record/record.ts";
import { readJournalSettings } from "../../../meeting/settings/journal_settings.ts";
import { leaveSpool } from "../../capture/recovery/leave_spool.ts";
import { diskFull } from "../disk_full.ts";
import { type FakeIo, fakeIo, FakeKeys } from "../fake_io.ts";
import { mp3Of } from "../../meeting/retention/recordings.ts";
import { DEVICES, FakeRecording, progressAt, reportOf } from "../fake_recording.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { ORDINARY_SOUND } from "../../../meeting/report/file_sound.ts";

/** A folder of its own for each recording. */
async function inFolder<T>(test: (folder: string, out: string) => Promise<T>): Promise<T> {
  return await withFolder(async (folder) => {
    return await test(folder, join(folder, "meeting.mp3"));
  });
}

function run(args: readonly string[], parts: FakeRecording, io: FakeIo): Promise<number> {
  return record(parseArguments(args).call, io, parts);
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** Runs what must fail after the recording has begun. */
async function kept(
  args: readonly string[],
  parts: FakeRecording,
  io: FakeIo,
): Promise<{ exitCode: number; message: string; trace?: string }> {
  const error = await assertRejects(() => run(args, parts, io), KeptSpoolError);
  return failureOf(error);
}

Deno.test("a recording leaves the file, nothing else, and a summary for people", async () => {
  await inFolder(async (folder, out) => {
    const parts = new FakeRecording();
    parts.script = (tell, end) => {
      tell(progressAt(5, -12, -30));
      tell(progressAt(10, -6, -20));
      end("duration");
    };
    const io = fakeIo();
    assertEquals(await run(["--out", out], parts, io), 0);
    assertEquals(names(folder), ["meeting.mp3"]);
    assertEquals(io.stdout.text, `${out}\n`);
    assertEquals(io.stderr.lines, [
      "Recording you (the mic) and the call (the system); Ctrl+C stops",
      `Recorded 00:10 to ${out} (1 KB)`,
      "  you   the mic: peak -6.0 dBFS, mean -22.6 dBFS",
      "  call  the system: peak -6.0 dBFS, mean -22.6 dBFS",
    ]);
  });
});

Deno.test("the machine is kept awake until the file is there", async () => {
  await inFolder(async (_folder, out) => {
    const parts = new FakeRecording();
    const awake: boolean[] = [];
    parts.start = () => void awake.push(parts.awake);
    parts.finish = () => Promise.resolve(void awake.push(parts.awake));
    assertEquals(await run(["--out", out], parts, fakeIo()), 0);
    assertEquals([...awake, parts.awake], [true, true, false]);
  });
});

Deno.test("the programme grows with the stems", async () => {
  await inFolder(async (_folder, out) => {
    const parts = new FakeRecording();
    parts.script = (tell, end) => {
      tell(progressAt(1));
      tell(progressAt(2));
      end("duration");
    };
    await run(["--out", out], parts, fakeIo());
    assertEquals(parts.grown, [{ mic: 48_000, system: 48_000 }, { mic: 96_000, system: 96_000 }]);
  });
});

Deno.test("options reach the session and the programme", async () => {
  await inFolder(async (folder, out) => {
    const parts = new FakeRecording();
    const args = ["--mic", "mic b", "--system", "none", "--duration", "90s", "--bitrate", "64k"];
    assertEquals(await run(["--out", out, ...args], parts, fakeIo()), 0);
    const { tracks, durationSeconds, pace, settings } = parts.sessionOptions ?? {};
    assertEquals(tracks, {
      mic: { kind: "device", stream: "input", name: "USB Mic B", id: "in.b" },
    });
    assertEquals([durationSeconds, pace, settings?.out], [90, 1, out]);
    assertEquals(parts.request?.sound.bitrate, 64);
    assertEquals(parts.unpacked.sort(), ["confrec_audio", "ffmpeg"]);
    assertEquals(names(folder), ["meeting.mp3"]);
  });
});

Deno.test("a file that --recover makes is looked after as the new one is", async () => {
  await inFolder(async (folder, out) => {
    leaveSpool(join(folder, "before.mp3.confrec"));
    const log = join(folder, "..", `${crypto.randomUUID()}.log`);
    const code = `Deno.writeTextFileSync(${
      JSON.stringify(log)
    }, Deno.args[0] + "\\n", { append: true })`;
    const hook = join(folder, "hook.ts");
    Deno.writeTextFileSync(hook, code);
    const command = `"${Deno.execPath()}" run -A --quiet "${hook}"`;
    const args = ["--out", out, "--recover", "--on-finish", command];
    try {
      assertEquals(await run(args, new FakeRecording(), fakeIo()), 0);
      const files = Deno.readTextFileSync(log).trim().split("\n");
      assertEquals(files, [join(folder, "before.mp3"), out]);
    } finally {
      Deno.removeSync(log);
    }
  });
});

Deno.test("with --keep old recordings go once the file is there, and that is said", async () => {
  await inFolder(async (folder, out) => {
    Deno.writeFileSync(join(folder, "old.mp3"), mp3Of(new Date(2025, 0, 1)));
    Deno.writeFileSync(join(folder, "new.mp3"), mp3Of(new Date(2026, 1, 1)));
    const [parts, io] = [new FakeRecording(), fakeIo()];
    assertEquals(await run(["--out", out, "--keep", "30d", "--json"], parts, io), 0);
    assertEquals(names(folder), ["meeting.mp3", "new.mp3"]);
    const last = lineSchema.parse(JSON.parse(io.stdout.lines.at(-1) ?? ""));
    assertEquals([last.event, "out" in last && last.out], ["pruned", join(folder, "old.mp3")]);
  });
});

Deno.test("Ctrl+C ends a program of --on-finish that hangs; old recordings go all the same", async () => {
  for (const stopsFirst of [false, true]) {
    await inFolder(async (folder, out) => {
      Deno.writeFileSync(join(folder, "old.mp3"), mp3Of(new Date(2025, 0, 1)));
      const [hook, begun] = [join(folder, "hook.ts"), join(folder, "begun")];
      const code = `Deno.writeTextFileSync(${
        JSON.stringify(begun)
      }, ""); setInterval(() => {}, 1e3)`;
      Deno.writeTextFileSync(hook, code);
      const command = `"${Deno.execPath()}" run -A --quiet "${hook}"`;
      const [parts, io] = [new FakeRecording(), fakeIo()];
      if (stopsFirst) parts.script = () => parts.signalSource.send("SIGINT");
      const ended = run(["--out", out, "--on-finish", command, "--keep", "30d"], parts, io);
      while (!names(folder).includes("begun")) await new Promise((later) => setTimeout(later, 20));
      assert(parts.signalSource.isHeard, "a signal would end confrec alone");
      parts.signalSource.send("SIGINT");
      assertEquals(await ended, 0);
      assertStringIncludes(io.stderr.text, "it was stopped; the file is there");
      assert(!names(folder).includes("old.mp3"), "it was not pruned");
      assert(!parts.signalSource.isHeard);
    });
  }
});

Deno.test("a WAV needs no ffmpeg, and folders on the way are made", async () => {
  await inFolder(async (folder) => {
    const parts = new FakeRecording();
    const out = join(folder, "{date}", "{host}.wav");
    assertEquals(await run(["--out", out, "--bits", "24"], parts, fakeIo()), 0);
    assertEquals(parts.unpacked, ["confrec_audio"]);
    assertEquals(names(join(folder, "2026-02-03")), ["Room-7-2.wav"]);
  });
});

Deno.test("every line of --json is an event that the schema knows", async () => {
  await inFolder(async (_folder, out) => {
    const parts = new FakeRecording();
    parts.script = (tell, end) => {
      tell(progressAt(1, -Infinity, -Infinity));
      tell({ type: "gap", track: "mic", atSeconds: 2, seconds: 0.5, cause: "stall" });
      tell({ type: "track-lost", track: "mic", atSeconds: 3, reason: "unplugged" });
      tell({ type: "track-back", track: "mic", atSeconds: 4, name: "USB Mic A" });
      tell({ type: "track-moved", track: "system", atSeconds: 4, name: "Headset" });
      tell({ type: "track-ended", track: "system", atSeconds: 5 });
      end("sources-ended");
    };
    const io = fakeIo();
    assertEquals(await run(["--out", out, "--json"], parts, io), 4);
    const events = io.stdout.lines.map((line) => lineSchema.parse(JSON.parse(line)));
    assertEquals(events.map(({ event }) => event), [
      ...["started", "progress", "gap", "warning", "track", "warning", "track", "warning"],
      ...["track", "track", "stopping", "finishing", "warning", "finished"],
    ]);
    const [, progress] = events;
    assert(progress?.event === "progress");
    assertEquals(progress.tracks.mic?.peakDb, null);
    const finished = events.at(-1);
    assert(finished?.event === "finished");
    assertEquals([finished.exitCode, finished.out, finished.seconds], [4, out, 10]);
    assertEquals(finished.faults, [
      "your microphone was missing for 0.5 s (first at 00:02: nothing came from the device)",
    ]);
  });
});

Deno.test("the file is told of before the spool goes, and what stays of that after it", async () => {
  await inFolder(async (_folder, out) => {
    const parts = new FakeRecording();
    parts.script = (_tell, end) => {
      Deno.writeTextFileSync(join(`${out}.confrec`, "notes.txt"), "not confrec's");
      end("duration");
    };
    const io = fakeIo();
    assertEquals(await run(["--out", out, "--json"], parts, io), 0);
    const [finished, warning] = io.stdout.lines.slice(-2).map((line) => JSON.parse(line));
    assertEquals([finished.event, warning.event], ["finished", "warning"]);
    assertMatch(warning.message, /\.confrec is not empty/);
  });
});

Deno.test("quiet people hear of trouble and of nothing else", async () => {
  await inFolder(async (_folder, out) => {
    const parts = new FakeRecording();
    const io = fakeIo();
    await run(["--out", out, "--quiet"], parts, io);
    assertEquals(io.stderr.text, "");
    parts.script = (tell, end) => {
      tell({ type: "track-lost", track: "mic", atSeconds: 3, reason: "unplugged" });
      end("duration");
    };
    await run(["--out", out, "--quiet", "--force"], parts, io);
    assertEquals(io.stderr.lines, [
      "confrec: Your microphone: unplugged (at 00:03); still recording the call",
    ]);
  });
});

/** What a terminal gets of a short recording. */
async function onTerminal(...options: string[]): Promise<string> {
  const io = fakeIo(true);
  await inFolder(async (_folder, out) => {
    const parts = new FakeRecording();
    parts.script = (tell, end) => {
      tell(progressAt(61));
      end("duration");
    };
    await run(["--out", out, ...options], parts, io);
  });
  return io.stderr.text;
}

Deno.test("a terminal shows how it goes, and nothing of that is left in the end", async () => {
  const text = await onTerminal();
  assertMatch(text, /\r● Recording 01:01 .*\n {2}you {3}━+/);
  const afterStatus = text.split("\r\x1b[J").at(-1) ?? "";
  assertMatch(afterStatus, /^Recorded 00:10/);
  assert(!afterStatus.includes("\r"));
});

Deno.test("keys steer a recording, and the terminal is as it was at the end", async () => {
  await inFolder(async (_folder, out) => {
    const parts = new FakeRecording();
    const keys = new FakeKeys();
    const marks: unknown[] = [];
    parts.onFinish = ({ id3 }) => marks.push(...(id3?.chapters ?? []).map(({ title }) => title));
    parts.script = async (tell) => {
      tell(progressAt(1));
      for (const text of ["m", "The vote", "\r", "q"]) await keys.type(text);
    };
    const io = { ...fakeIo(true), keys };
    assertEquals(await run(["--out", out], parts, io), 0);
    assertEquals(marks, ["Start", "The vote"]);
    assertEquals([keys.isRaw, keys.isHeard], [false, false]);
  });
});

Deno.test("who sees nothing of what keys do has none", async () => {
  await inFolder(async (_folder, out) => {
    for (const option of ["--quiet", "--json"]) {
      const keys = new FakeKeys();
      const io = { ...fakeIo(true), keys };
      await run(["--out", out, "--force", option], new FakeRecording(), io);
      assertEquals(keys.modes, []);
    }
  });
});

Deno.test("a terminal on which events are read shows no status line between them", async () => {
  const text = await onTerminal("--json");
  assertMatch(text, /^Recorded 00:10/m);
  assert(!text.includes("\r"));
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`${signal} ends the recording and the file is finished`, async () => {
    await inFolder(async (folder, out) => {
      const parts = new FakeRecording();
      parts.script = () => parts.signalSource.send(signal);
      const io = fakeIo();
      assertEquals(await run(["--out", out, "--json"], parts, io), 0);
      assertEquals(names(folder), ["meeting.mp3"]);
      assertStringIncludes(
        io.stdout.text,
        { SIGINT: "interrupt", SIGTERM: "terminate", SIGHUP: "hangup" }[signal],
      );
      assertEquals(parts.signalSource.isHeard, false);
    });
  });
}

Deno.test("Ctrl+C again while finishing leaves at once, keeps the spool and says how to go on", async () => {
  await inFolder(async (folder, out) => {
    const parts = new FakeRecording();
    parts.script = () => parts.signalSource.send("SIGINT");
    parts.finish = () => {
      parts.signalSource.send("SIGINT");
      return new Promise(() => {});
    };
    const { exitCode, message, trace } = await kept(["--out", out], parts, fakeIo());
    assertEquals([exitCode, trace], [5, undefined]);
    const spool = `${out}.confrec`;
    assertStringIncludes(
      message,
      `Ctrl+C was pressed again; everything recorded is kept in ${spool}`,
    );
    assertMatch(message, /finish it with: confrec recover \S+meeting\.mp3\.confrec$/);
    assertEquals(names(folder), ["meeting.mp3.confrec"]);
  });
});

Deno.test("stems are kept where that is asked for", async () => {
  await inFolder(async (folder, out) => {
    const parts = new FakeRecording();
    const io = fakeIo();
    assertEquals(await run(["--out", out, "--keep-stems"], parts, io), 0);
    assertEquals(names(folder), ["meeting.mic.wav", "meeting.mp3", "meeting.system.wav"]);
    assertEquals(Deno.readTextFileSync(join(folder, "meeting.mic.wav")), "mic");
    assertStringIncludes(io.stderr.text, "meeting.mic.wav");
  });
});

Deno.test("where the gate was about to remove speech, stems are kept beside what is there, and that is told", async () => {
  await inFolder(async (folder, out) => {
    const parts = new FakeRecording();
    parts.sound = { ...ORDINARY_SOUND, gateOpenings: { mic: "speech" } };
    Deno.writeTextFileSync(join(folder, "meeting.mic.wav"), "of another meeting");
    const io = fakeIo();
    assertEquals(await run(["--out", out], parts, io), 0);
    const stems = ["meeting.2.mic.wav", "meeting.mic.wav"];
    assertEquals(names(folder), [...stems, "meeting.mp3", "meeting.system.wav"]);
    assertEquals(stems.map((name) => Deno.readTextFileSync(join(folder, name))), [
      "mic",
      "of another meeting",
    ]);
    assertStringIncludes(io.stderr.text, "sounds like speech");
    assertStringIncludes(io.stderr.text, "kept as");
  });
});

Deno.test("a side in which nobody speaks is told; all of it is in the file, so its stem may go", async () => {
  await inFolder(async (folder, out) => {
    const parts = new FakeRecording();
    parts.sound = { ...ORDINARY_SOUND, gateOpenings: { mic: "silent" } };
    const io = fakeIo();
    assertEquals(await run(["--out", out, "--json"], parts, io), 0);
    assertEquals(names(folder), ["meeting.mp3"]);
    const finished = io.stdout.lines.map((line) => JSON.parse(line)).at(-1);
    assertEquals([finished.event, finished.gateOpenings], ["finished", { mic: "silent" }]);
  });
});

Deno.test("when the disk is full in the end, the spool is kept and the exit code is 5", async () => {
  await inFolder(async (folder, out) => {
    const parts = new FakeRecording();
    parts.finish = () => {
      return Promise.reject(diskFull());
    };
    const args = ["--out", out, "--bitrate", "64k", "--gate", "-50dB", "--mic", "default"];
    const { exitCode, message } = await kept(args, parts, fakeIo());
    assertEquals(exitCode, 5);
    assertMatch(
      message,
      /^Cannot write the file: the disk is full; everything recorded is kept in/,
    );
    assertMatch(message, /finish it with: confrec recover \S+meeting\.mp3\.confrec$/);
    assertEquals(names(folder), ["meeting.mp3.confrec"]);
  });
});

Deno.test("a bug while finishing keeps the spool, and shows where it is", async () => {
  await inFolder(async (folder, out) => {
    const parts = new FakeRecording();
    parts.stop = () => Promise.reject(new TypeError("x is undefined"));
    const { exitCode, message, trace } = await kept(["--out", out], parts, fakeIo());
    assertEquals(exitCode, 1);
    assertMatch(message, /x is undefined; everything recorded is kept in .* \(this is a bug/);
    assertStringIncludes(trace ?? "", "TypeError: x is undefined");
    assertEquals(names(folder), ["meeting.mp3.confrec"]);
  });
});

Deno.test("a programme that cannot even begin does not end the recording", async () => {
  await inFolder(async (folder, out) => {
    const parts = new FakeRecording();
    let stopped = false;
    parts.makeProgramme = () => {
      throw new Error("no workers");
    };
    parts.script = () => parts.signalSource.send("SIGINT");
    parts.stop = () => {
      stopped = true;
      return Promise.resolve();
    };
    const io = fakeIo();
    const { exitCode } = await kept(["--out", out], parts, io);
    assertEquals([exitCode, stopped], [1, true]);
    assertStringIncludes(io.stderr.text, "Cannot encode while recording");
    assertEquals(names(folder), ["meeting.mp3.confrec"]);
  });
});

Deno.test("a session that does not start leaves nothing, not even the folders", async () => {
  await inFolder(async (folder) => {
    const parts = new FakeRecording();
    parts.start = () => {
      throw diskFull();
    };
    const out = join(folder, "a", "b", "meeting.mp3");
    const error = await assertRejects(() => run(["--out", out], parts, fakeIo()));
    assertEquals(failureOf(error).exitCode, 5);
    assertMatch(failureOf(error).message, /Cannot record to .*: the disk is full; choose/);
    assertEquals(names(folder), []);
    assertEquals(parts.signalSource.isHeard, false);
  });
});

Deno.test("what a crashed session left is not touched, and the way to finish it is told", async () => {
  await inFolder(async (folder, out) => {
    Deno.mkdirSync(`${out}.confrec`);
    Deno.writeTextFileSync(`${out}.confrec/mic.wav`, "sound");
    const error = await assertRejects(() => run(["--out", out], new FakeRecording(), fakeIo()));
    const { exitCode, message } = failureOf(error);
    assertEquals(exitCode, 2);
    assertStringIncludes(message, `finish it with: confrec recover ${out}.confrec, or`);
    assertEquals(names(folder), ["meeting.mp3.confrec"]);
    assertEquals(Deno.readTextFileSync(`${out}.confrec/mic.wav`), "sound");
  });
});

Deno.test("a start tells what waits to be finished in the same folder, and goes on", async () => {
  await inFolder(async (folder, out) => {
    const one = join(folder, "monday.mp3.confrec");
    leaveSpool(one);
    const io = fakeIo();
    assertEquals(await run(["--out", out, "--quiet"], new FakeRecording(), io), 0);
    assertEquals(io.stderr.lines, [
      `confrec: ${one} holds a recording that was not finished; finish it with: confrec recover ${one}`,
    ]);
    leaveSpool(join(folder, "tuesday.mp3.confrec"));
    const again = fakeIo();
    await run(["--out", out, "--quiet", "--force"], new FakeRecording(), again);
    assertEquals(again.stderr.lines, [
      `confrec: 2 recordings in ${folder} were not finished; finish them with: confrec recover ${folder}`,
    ]);
  });
});

Deno.test("with --recover a start first finishes what waits, and one that cannot be is told", async () => {
  await inFolder(async (folder, out) => {
    leaveSpool(join(folder, "monday.mp3.confrec"));
    leaveSpool(join(folder, "tuesday.mp3.confrec"));
    const parts = new FakeRecording();
    parts.recovery.before = ({ target }) => {
      if (target.includes("tuesday")) throw diskFull();
    };
    const io = fakeIo();
    assertEquals(await run(["--out", out, "--recover"], parts, io), 0);
    assertEquals(names(folder), ["meeting.mp3", "monday.mp3", "tuesday.mp3.confrec"]);
    assertStringIncludes(io.stderr.text, "Recovered 00:01 to");
    assertMatch(io.stderr.text, /disk is full; .* with: confrec recover \S+tuesday\.mp3\.confrec/);
  });
});

Deno.test("with --recover a file that waits under the same name is not recorded over", async () => {
  await inFolder(async (folder, out) => {
    leaveSpool(`${out}.confrec`);
    const error = await assertRejects(() => {
      return run(["--out", out, "--recover"], new FakeRecording(), fakeIo());
    });
    assertMatch(failureOf(error).message, /it exists/);
    assertEquals(Deno.readTextFileSync(out), "recovered mic and system");
    assertEquals(names(folder), ["meeting.mp3"]);
  });
});

Deno.test("the spool can be elsewhere, and the journal tells what is to become of it", async () => {
  await inFolder(async (folder, out) => {
    const parts = new FakeRecording();
    parts.finish = () => Promise.reject(diskFull());
    const spool = join(folder, "fast", "meeting.mp3.confrec");
    const args = ["--out", out, "--spool", join(folder, "fast"), "--bitrate", "64k", "--force"];
    args.push("--sidecar", "--title", "Weekly");
    const { message } = await kept(args, parts, fakeIo());
    assertStringIncludes(message, `finish it with: confrec recover ${spool}`);
    assertEquals(names(folder), ["fast"]);
    assertEquals(parts.sessionOptions?.spool?.folder, spool);
    const { sound, file, ...settings } =
      readJournalSettings(parts.sessionOptions?.settings ?? {}) ?? {};
    assertEquals(settings, {
      ...{ out, spool, force: true, keepStems: false, startedAt: fakeIo().now(), partAtSeconds: 0 },
    });
    assertEquals(sound?.bitrate, 64);
    assertEquals(file, { sidecar: true, report: false, chapters: "marks", title: "Weekly" });
  });
});

Deno.test("a disk without room for ten minutes is refused before anything is touched, but for --force", async () => {
  await inFolder(async (folder, out) => {
    const parts = new FakeRecording();
    parts.freeBytes = () => 2e8;
    const error = await assertRejects(() => run(["--out", out], parts, fakeIo()));
    const { exitCode, message } = failureOf(error);
    assertEquals([exitCode, names(folder)], [5, []]);
    assertMatch(message, /^Cannot record to .*: the disk has space for only \d min; free some/);
    const io = fakeIo();
    assertEquals(await run(["--out", out, "--force"], parts, io), 0);
    assertMatch(io.stderr.text, /^Recording .*; disk space for \d min; Ctrl\+C stops\n/);
  });
});

Deno.test("events are not written to a file that the recording itself writes", async () => {
  await inFolder(async (folder, out) => {
    const events = join(folder, "meeting.json");
    for (const force of [[], ["--force"]]) {
      const args = ["--out", out, "--events", events, "--sidecar", ...force];
      const error = await assertRejects(() => run(args, new FakeRecording(), fakeIo()));
      const { exitCode, message } = failureOf(error);
      assertEquals([exitCode, names(folder)], [2, []]);
      assertStringIncludes(message, "the recording itself writes that file; give it another name");
    }
    assertEquals(await run(["--out", out, "--events", events], new FakeRecording(), fakeIo()), 0);
    assertEquals(names(folder), ["meeting.json", "meeting.mp3"]);
  });
});

Deno.test("a disk that fills up ends the recording while the file can still be made", async () => {
  await inFolder(async (folder, out) => {
    const parts = new FakeRecording();
    parts.freeBytes = () => 1e10;
    parts.script = (tell) => {
      parts.freeBytes = () => 1e7;
      tell(progressAt(20));
    };
    const io = fakeIo();
    assertEquals(await run(["--out", out, "--json"], parts, io), 4);
    assertEquals(names(folder), ["meeting.mp3"]);
    assertStringIncludes(io.stdout.text, '"reason":"disk-full"');
    assertMatch(io.stderr.text, /not complete: the recording had to end at 00:10, when the disk/);
    const events = io.stdout.lines.map((line) => lineSchema.parse(JSON.parse(line)));
    assert(events[0]?.event === "started" && (events[0].secondsLeft ?? 0) > 10_000);
  });
});

Deno.test("a side that was lost makes the file degraded, and says which", async () => {
  await inFolder(async (_folder, out) => {
    const parts = new FakeRecording();
    const { tracks, ...report } = reportOf(10);
    const mic = { ...reportOf(10).tracks.mic, lost: "unplugged" };
    parts.report = { ...report, tracks: { ...tracks, mic } } as typeof parts.report;
    const io = fakeIo();
    assertEquals(await run(["--out", out], parts, io), 4);
    assertStringIncludes(io.stderr.text, "is not complete: your microphone was lost (unplugged)");
  });
});

/** Runs a recording in which one side is digital silence. */
async function runSilent(side: "mic" | "system", seconds: number) {
  return await inFolder(async (_folder, out) => {
    const parts = new FakeRecording();
    parts.report = reportOf(seconds);
    parts.script = (tell, end) => {
      const { tracks } = progressAt(seconds) as Extract<
        ReturnType<typeof progressAt>,
        { type: "progress" }
      >;
      const levels = { peakDb: -Infinity, rmsDb: -Infinity, ppm: 0, dropped: 0 };
      const zero = { frames: seconds * 48_000, ...levels };
      tell({ type: "progress", seconds, tracks: { ...tracks, [side]: zero } });
      end("duration");
    };
    const io = fakeIo();
    return { code: await run(["--out", out], parts, io), said: io.stderr.text };
  });
}

Deno.test("a side that was silent throughout makes the file degraded", async () => {
  for (const [side, seconds] of [["mic", 5], ["system", 60]] as const) {
    const { code, said } = await runSilent(side, seconds);
    assertEquals(code, 4);
    assertStringIncludes(said, `is not complete: ${SIDE[side]} was silent throughout`);
  }
});

Deno.test("a computer that plays nothing for less than a minute makes no file degraded", async () => {
  const { code, said } = await runSilent("system", 59);
  assertEquals(code, 0);
  assertStringIncludes(said, "the system: silence");
});

Deno.test("what is wrong with the sound is told, shown, taken back and reported", async () => {
  await inFolder(async (_folder, out) => {
    const parts = new FakeRecording();
    const trouble = { type: "sound", track: "mic", kind: "hum", hz: 50, levelDb: -48.3 } as const;
    parts.script = (tell, end) => {
      tell({ ...trouble, state: "begun", atSeconds: 3 });
      tell(progressAt(4));
      tell({ ...trouble, state: "ended", atSeconds: 7, seconds: 4 });
      tell({ type: "sound", track: "system", kind: "clipping", state: "begun", atSeconds: 8 });
      tell(progressAt(10));
      end("duration");
    };
    const io = fakeIo();
    assertEquals(await run(["--out", out, "--json"], parts, io), 0);
    assertStringIncludes(
      io.stderr.text,
      "confrec: Your microphone hums at 50 Hz (-48 dBFS): look at its cable",
    );
    assertStringIncludes(io.stderr.text, "confrec: The hum of your microphone is gone, after 4 s");
    assertStringIncludes(io.stderr.text, "hum for 4 s");
    assertStringIncludes(io.stderr.text, "distorted for 2 s");
    const events = io.stdout.lines.map((line) => lineSchema.parse(JSON.parse(line)));
    const told = events.filter(({ event }) => event.startsWith("warning"));
    assertEquals(told.map((one) => [one.event, "kind" in one ? one.kind : ""]), [
      ["warning", "hum"],
      ["warning-ended", "hum"],
      ["warning", "clipping"],
    ]);
    const finished = events.at(-1);
    assert(finished?.event === "finished");
    assertEquals(finished.tracks.mic?.warnings, [{ kind: "hum", atSeconds: 3, seconds: 4 }]);
    assertEquals(finished.tracks.system?.warnings, [{
      kind: "clipping",
      atSeconds: 8,
      seconds: 2,
    }]);
  });
});

Deno.test("without a microphone the other side is recorded, and the microphone is waited for", async () => {
  await inFolder(async (_folder, out) => {
    const parts = new FakeRecording();
    parts.list = () => DEVICES.filter(({ direction }) => direction === "output");
    await run(["--out", out], parts, fakeIo());
    assertEquals(parts.sessionOptions?.tracks.mic, {
      kind: "device",
      stream: "input",
      name: "the microphone",
    });
    assertEquals(parts.sessionOptions?.tracks.system?.kind, "device");
  });
});

Deno.test("a named device that is lost is waited for, and people are told so", async () => {
  await inFolder(async (_folder, out) => {
    for (
      const [args, plan] of [
        [[], "unplugged (at 00:02); still recording the call"],
        [
          ["--mic", "USB Mic B"],
          "unplugged (at 00:02); waiting for USB Mic B; still recording the call",
        ],
      ] as const
    ) {
      const parts = new FakeRecording();
      parts.script = (tell, end) => {
        tell({ type: "track-lost", track: "mic", atSeconds: 2, reason: "unplugged" });
        end("duration");
      };
      const io = fakeIo();
      await run(["--out", out, "--force", ...args], parts, io);
      assertStringIncludes(io.stderr.text, plan);
    }
  });
});

Deno.test({
  name: "a spool that is removed while it is recorded into is put back, told, and encoded anew",
  ignore: Deno.build.os === "windows", // There a file that is open keeps its name.
  fn: () =>
    inFolder(async (_folder, out) => {
      const parts = new FakeRecording();
      const steps: string[] = [];
      parts.makeProgramme = () => void steps.push("begun");
      // They would write the same files.
      parts.closeProgramme = async () => {
        await Promise.resolve();
        steps.push("closed");
      };
      parts.script = (tell, end) => {
        Deno.removeSync(`${out}.confrec`, { recursive: true });
        tell(progressAt(5, -12, -30));
        tell(progressAt(6, -12, -30));
        end("duration");
      };
      const io = fakeIo();
      assertEquals(await run(["--out", out], parts, io), 0);
      assertEquals(steps, ["begun", "closed", "begun"]);
      assertEquals(io.stderr.lines.filter((line) => line.includes("is put back")).length, 1);
    }),
});

Deno.test({
  name: "a spool that is removed just before the end is put back before the file is made of it",
  ignore: Deno.build.os === "windows", // There a file that is open keeps its name.
  fn: () =>
    inFolder(async (_folder, out) => {
      const parts = new FakeRecording();
      let programmes = 0;
      parts.makeProgramme = () => void programmes++;
      parts.stop = () => removeWhole(`${out}.confrec`);
      parts.finish = async () => {
        assertEquals((await Deno.stat(`${out}.confrec/lock`)).isFile, true);
        assertEquals((await Deno.stat(`${out}.confrec/chunks`)).isDirectory, true);
      };
      assertEquals(await run(["--out", out], parts, fakeIo()), 0);
      assertEquals(programmes, 2);
    }),
});

/** Removes a folder in which others still write. */
async function removeWhole(folder: string): Promise<void> {
  while (await Deno.remove(folder, { recursive: true }).then(() => false, () => true));
}

/** The spool is removed while the file is made of it; `instead` may put something in its place. */
function loseSpoolAtEnd(
  parts: FakeRecording,
  out: string,
  instead: (spool: string) => void = () => {},
): void {
  parts.finish = () => {
    Deno.removeSync(`${out}.confrec`, { recursive: true });
    instead(`${out}.confrec`);
    return Promise.reject(new Deno.errors.NotFound("gone"));
  };
}

Deno.test({
  name: "a spool that is removed while the file is made of it is put back, to be recovered",
  ignore: Deno.build.os === "windows", // There a file that is open keeps its name.
  fn: () =>
    inFolder(async (_folder, out) => {
      const parts = new FakeRecording();
      loseSpoolAtEnd(parts, out);
      const error = await assertRejects(() => run(["--out", out], parts, fakeIo()));
      const { spool, message, exitCode } = failureOf(error);
      assertEquals([spool, exitCode], [`${out}.confrec`, 5]);
      assertMatch(
        message,
        /^Cannot make .* was removed .*; everything recorded is kept in .*; finish it/,
      );
      assertEquals(Deno.readTextFileSync(`${out}.confrec/mic.wav`), "mic");
      assertEquals(Deno.readTextFileSync(`${out}.confrec/system.wav`), "system");
    }),
});

Deno.test({
  name: "a spool that is gone at the end, and cannot be put back, is not said to be kept",
  ignore: Deno.build.os === "windows", // There a file that is open keeps its name.
  fn: () =>
    inFolder(async (_folder, out) => {
      const parts = new FakeRecording();
      loseSpoolAtEnd(parts, out, (spool) => Deno.writeTextFileSync(spool, "mine"));
      const error = await assertRejects(() => run(["--out", out], parts, fakeIo()));
      const { exitCode, message } = failureOf(error);
      assertEquals(exitCode, 5);
      assertMatch(
        message,
        /^Cannot finish: .* was removed or moved .*; if it is .* put it back and finish it with/,
      );
    }),
});

Deno.test("a share that stops to answer has not removed the spool: what was recorded is said to be kept", async () => {
  await inFolder(async (_folder, out) => {
    const parts = new FakeRecording();
    const { lstatSync } = Deno;
    parts.finish = () => {
      Deno.lstatSync = () => {
        throw Object.assign(new Error("Stale file handle"), { code: "ESTALE" });
      };
      return Promise.reject(Object.assign(new Error("Stale file handle"), { code: "ESTALE" }));
    };
    try {
      const error = await assertRejects(() => run(["--out", out], parts, fakeIo()));
      const { exitCode, message, spool } = failureOf(error);
      assertEquals([exitCode, spool], [5, `${out}.confrec`]);
      assertMatch(message, /network share .*; everything recorded is kept in .*; finish it with/);
    } finally {
      Deno.lstatSync = lstatSync;
    }
  });
});

Deno.test("a mark is told to people and programs, and becomes a chapter", async () => {
  await inFolder(async (_folder, out) => {
    const parts = new FakeRecording();
    parts.script = (tell, end) => {
      tell({ type: "marked", atSeconds: 4, text: "The vote" });
      end("duration");
    };
    let chapters: unknown;
    parts.onFinish = ({ id3 }) => chapters = id3.chapters;
    const io = fakeIo();
    assertEquals(await run(["--out", out, "--json"], parts, io), 0);
    assertEquals(chapters, [
      { title: "Start", startMs: 0, endMs: 4_000 },
      { title: "The vote", startMs: 4_000, endMs: 10_000 },
    ]);
    assertStringIncludes(io.stdout.text, '"atSeconds":4,"text":"The vote"');
    assert(io.stderr.lines.includes("Marked 00:04: The vote"));
  });
});

/** The program as it is started by people and scripts, with files for devices. */
import { lineSchema } from "../../cli/report/json_lines.ts";
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { WavReader } from "../../formats/wav_reader.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import { programCommand, runProgram } from "../../scripts/stage/program.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";

/** A sine of half scale, mono, 48 kHz. */
function writeSine(path: string, seconds: number, hz: number): void {
  using writer = WavWriter.create(path, { rateHz: 48_000, channels: 1, encoding: "pcm16" });
  const second = Float32Array.from(
    { length: 48_000 },
    (_, i) => 0.5 * Math.sin(2 * Math.PI * hz * i / 48_000),
  );
  for (let i = 0; i < seconds; i++) writer.write(second);
  writer.finish();
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    writeSine(join(folder, "mic.wav"), 20, 300);
    writeSine(join(folder, "far.wav"), 10, 1_000);
    await test(folder);
  }, { prefix: "confrec run é " });
}

function sources(folder: string): string[] {
  return [
    "--mic",
    `file:${join(folder, "mic.wav")}`,
    "--system",
    `file:${join(folder, "far.wav")}`,
  ];
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("files are recorded as if they were devices, and mixing the stems gives the same bytes", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    const lines = join(folder, "events.ndjson");
    const args = [...sources(folder), "--pace", "100", "--out", out, "--keep-stems", "--json"];
    // By default it is the file's name.
    const title = ["--title", "Meeting"];
    const { code, stdout, stderr } = await runProgram([...args, ...title, "--events", lines]);
    assertEquals(code, 0, stderr);
    const read = (text: string) => {
      return text.trim().split("\n").map((line) => lineSchema.parse(JSON.parse(line)));
    };
    const events = read(stdout);
    // A file of events has what a reader of them has; of what goes on, each is told now and then.
    const kinds = (each: typeof events) => {
      return each.map(({ event }) => event)
        .filter((event) => event !== "progress" && event !== "finishing");
    };
    assertEquals(kinds(read(Deno.readTextFileSync(lines))), kinds(events));
    const finished = events.at(-1);
    assert(finished?.event === "finished");
    assertAlmostEquals(finished.seconds, 20, 0.001);
    assertEquals(finished.bytes, Deno.statSync(out).size);
    assertEquals(names(folder), [
      ...["events.ndjson", "far.wav", "meeting.mic.wav", "meeting.mp3", "meeting.system.wav"],
      "mic.wav",
    ]);

    const again = join(folder, "again.mp3");
    const stems = ["--mic", finished.stems.mic ?? "", "--system", finished.stems.system ?? ""];
    const mixed = await runProgram(["mix", ...stems, ...title, "--out", again, "--quiet"]);
    assertEquals([mixed.code, mixed.stdout, mixed.stderr], [0, `${again}\n`, ""]);
    assertEquals(withoutDate(again), withoutDate(out));

    // The far side is mono and no stem: it is converted first, as a session would have done it.
    const raw = sources(folder);
    const third = join(folder, "third.mp3");
    const opened = ["mix", ...raw, ...title, "--out", third, "--quiet", "--mode", "0640"];
    assertEquals((await runProgram(opened)).code, 0);
    if (Deno.build.os !== "windows") {
      const modes = [third, again].map((path) => (Deno.statSync(path).mode ?? 0) & 0o777);
      assertEquals(modes, [0o640, 0o600]);
    }
    assertEquals(withoutDate(third), withoutDate(out));
  });
});

/** The bytes of a file, its recording date (TDRC) blanked. */
function withoutDate(path: string): Uint8Array {
  const bytes = Deno.readFileSync(path);
  const at = new TextDecoder("latin1").decode(bytes.subarray(0, 4_096)).indexOf("TDRC");
  assert(at > 0);
  return bytes.fill(0, at + 10, at + 10 + 1 + "2026-11-21T09:30:00".length);
}

Deno.test("a duration ends a recording to the frame, and a WAV has the bits that were asked for", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "a", "meeting.wav");
    const { code, stderr } = await runProgram([
      ...sources(folder),
      ...["--pace", "20", "--duration", "7.5s", "--bits", "24", "--channels", "mono", "--out", out],
    ]);
    assertEquals(code, 0, stderr);
    assertMatch(
      stderr,
      /^Recording you .*\nRecorded 00:07 to .*\n {2}you .*\n {2}call .*\n {2}You talked .*\n$/,
    );
    using reader = WavReader.open(out);
    const { frames, bits, channels, rateHz } = reader.info;
    assertEquals([frames, bits, channels, rateHz], [7.5 * 48_000, 24, 1, 48_000]);
  });
});

Deno.test("alone in a terminal it records to a file named by date and time, and tells its whole path twice", async () => {
  if (Deno.build.os === "windows") return;
  await inFolder(async (folder) => {
    const quoted = (word: string) => `'${word}'`;
    const words = [...programCommand(), ...sources(folder), "--pace", "50"];
    // It has a terminal of its own for what it runs.
    const { code, stdout } = await new Deno.Command("script", {
      args: ["-qec", words.map(quoted).join(" "), "/dev/null"],
      cwd: folder,
      stdin: "null",
      env: { TERM: "xterm", HOME: folder },
    }).output();
    const told = new TextDecoder().decode(stdout);
    assertEquals(code, 0, told);
    const made = names(folder).filter((name) => name.startsWith("meeting "));
    assertEquals(made.length, 1, told);
    assertMatch(made[0] ?? "", /^meeting \d{4}-\d\d-\d\d \d\d-\d\d-\d\d\.mp3$/);
    const path = join(Deno.realPathSync(folder), made[0] ?? "");
    assertEquals(told.split(path).length - 1, 2, told);
  });
});

Deno.test("Ctrl+C reaches the encoders too, as terminals send it, and does not harm the file", async () => {
  if (Deno.build.os === "windows") return;
  await inFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    const [command = "", ...first] = programCommand();
    // A process group of its own, since the signal goes to all of a group.
    const child = spawn(command, [...first, ...sources(folder), "--out", out, "--json"], {
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
    let told = "";
    let sent = false;
    for await (const piece of child.stdout) {
      told += piece;
      if (sent || !told.includes('"progress"') || child.pid === undefined) continue;
      sent = true;
      Deno.kill(-child.pid, "SIGINT");
    }
    assertEquals(await ended, 0, told);
    assert(told.includes('"reason":"interrupt"'));
    assertEquals(names(folder), ["far.wav", "meeting.mp3", "mic.wav"]);
  });
});

Deno.test("a reader of events that goes away does not end the recording", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    const [command = "", ...first] = programCommand();
    const args = [...sources(folder), "--pace", "10", "--out", out, "--json", "--quiet"];
    const child = new Deno.Command(command, {
      args: [...first, ...args],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    // Nobody reads: what is told meets a closed pipe.
    await child.stdout.cancel();
    assertEquals((await child.status).code, 0);
    assertEquals(names(folder), ["far.wav", "meeting.mp3", "mic.wav"]);
  });
});

/** A recording that is steered from other processes while it runs. */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { readJournal } from "../../capture/spool/journal.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import { runTool } from "../../scripts/project/tool.ts";
import { Program, runProgram } from "../../scripts/stage/program.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";
import { VirtualCard } from "../../scripts/stage/virtual_card.ts";

interface Chapter {
  readonly title: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

async function chaptersOf(path: string): Promise<Chapter[]> {
  const json = await runTool("ffprobe", [
    ...["-v", "error", "-show_chapters", "-of", "json", path],
  ]);
  const { chapters } = JSON.parse(json) as {
    chapters: { start_time: string; end_time: string; tags: { title: string } }[];
  };
  return chapters.map(({ start_time, end_time, tags }) => ({
    title: tags.title,
    startSeconds: Number(start_time),
    endSeconds: Number(end_time),
  }));
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A minute of silence that is recorded at the pace of a device. */
function minute(folder: string): string[] {
  const path = join(folder, "mic.wav");
  using writer = WavWriter.create(path, { rateHz: 48_000, channels: 1, encoding: "pcm16" });
  for (let i = 0; i < 60; i++) writer.write(new Float32Array(48_000).fill(0.1));
  writer.finish();
  return ["--mic", `file:${path}`, "--system", "none"];
}

Deno.test("a mark on a real sound server is a chapter at its place, and stop waits for the file", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    await using card = await VirtualCard.start({ prompt: true });
    // Devices that give nothing but zeros are a fault.
    const noise = join(card.folder, "noise.wav");
    await runTool("sox", ["-n", "-r", "48000", noise, ...[
      "synth",
      "60",
      "pinknoise",
      "vol",
      "0.1",
    ]]);
    const players = ["micfeed", "speakers"].map((sink) => card.play(noise, sink));
    await using program = new Program(["--out", out, "--json"], card.env);
    await program.saw('"progress"');
    await sleep(1_500);
    const status = await runProgram(["status", "--json", "--session", out]);
    const before = JSON.parse(status.stdout);
    const readMs = Date.now();
    assertEquals([status.code, before.out, before.state], [0, out, "recording"]);
    const marked = await runProgram(["mark", "The vote", "--session", out]);
    const answeredMs = Date.now();
    assertEquals(marked.code, 0, marked.stderr);
    await sleep(500);
    program.kill("SIGUSR1");
    await sleep(500);
    const stopped = await runProgram(["stop", "--session", out]);
    assertEquals([stopped.code, stopped.stdout], [0, `${out}\n`], stopped.stderr);
    for (const player of players) player.kill();
    await Promise.all(players.map(({ status }) => status));
    const { code, stdout } = await program.result;
    assertEquals(code, stopped.code);
    assert(stdout.includes('"reason":"request"'));

    const [first, vote, last] = await chaptersOf(out);
    assert(first !== undefined && vote !== undefined && last !== undefined);
    assertEquals([first.title, first.startSeconds, vote.title], ["Start", 0, "The vote"]);
    assertEquals(first.endSeconds, vote.startSeconds);
    // The status says where the session was at a moment; the mark came between two others.
    const at = (ms: number) => before.seconds + (ms - Date.parse(before.time)) / 1_000;
    assert(vote.startSeconds > at(readMs) - 0.3, `${vote.startSeconds} before ${at(readMs)}`);
    assertLess(vote.startSeconds, at(answeredMs) + 0.3);
    const duration = await runTool("ffprobe", [
      ...["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", out],
    ]);
    assertEquals([last.title, last.startSeconds], ["Mark 2", vote.endSeconds]);
    assertAlmostEquals(last.endSeconds, Number(duration), 0.1);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["meeting.mp3"]);
  });
});

/** Mean power of a part of a file, both channels, dBFS; −Infinity for exact silence. */
async function levelDb(path: string, fromSeconds: number, toSeconds: number): Promise<number> {
  const { stderr } = await new Deno.Command("sox", {
    args: [path, "-n", "trim", `${fromSeconds}`, `=${toSeconds}`, "stats"],
  }).output();
  const line = new TextDecoder().decode(stderr).split("\n").find((each) => {
    return each.startsWith("RMS lev dB");
  });
  const shown = line?.trim().split(/\s+/)[3] ?? "";
  return shown === "-inf" ? -Infinity : Number(shown);
}

async function durationOf(path: string): Promise<number> {
  return Number(
    await runTool("ffprobe", [
      ...["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path],
    ]),
  );
}

Deno.test("muted and paused from another process: silence in the stems, a cut in the file, a chapter at its place", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    await using card = await VirtualCard.start({ prompt: true });
    const tones: Deno.ChildProcess[] = [];
    for (const [sink, hz] of [["micfeed", 500], ["speakers", 1_500]] as const) {
      const path = join(card.folder, `${sink}.wav`);
      await runTool("sox", [
        "-n",
        "-r",
        "48000",
        path,
        "synth",
        "60",
        "sine",
        `${hz}`,
        "vol",
        "0.2",
      ]);
      tones.push(card.play(path, sink));
    }
    const args = ["--out", out, "--json", "--keep-stems", "--gate", "off", "--normalize", "off"];
    await using program = new Program([...args, "--channels", "split"], card.env);
    await program.saw('"progress"');
    const startedMs = performance.now();
    const at = (seconds: number) => sleep(startedMs + seconds * 1_000 - performance.now());
    /** Between when it holds: a command takes its time to start. */
    const ask = async (...words: string[]) => {
      const fromMs = performance.now();
      const { code, stderr } = await runProgram([...words, "--session", out]);
      assertEquals(code, 0, stderr);
      return { fromMs, toMs: performance.now() };
    };
    type Asked = Awaited<ReturnType<typeof ask>>;
    const lasted = (seconds: number, begin: Asked, end: Asked) => {
      const [least, most] = [end.fromMs - begin.toMs, end.toMs - begin.fromMs];
      const isRight = seconds * 1_000 > least - 50 && seconds * 1_000 < most + 50;
      assert(isRight, `${seconds} s, and not ${least} to ${most} ms`);
    };
    await at(1);
    await ask("mark", "The vote");
    await at(2);
    const muted = await ask("mute");
    await at(5);
    const unmuted = await ask("unmute", "mic");
    await at(6);
    const paused = await ask("pause");
    await at(7);
    const status = JSON.parse((await runProgram(["status", "--json", "--session", out])).stdout);
    assertEquals([status.state, status.mark.text], ["paused", "The vote"]);
    await at(9);
    const resumed = await ask("resume");
    await at(11);
    await ask("mark", "After");
    await at(12);
    assertEquals((await runProgram(["stop", "--session", out])).code, 0);
    for (const tone of tones) tone.kill();
    await Promise.all(tones.map(({ status }) => status));
    const { code, stdout } = await program.result;
    assertEquals(code, 0, stdout);

    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
    const finished = lines.find(({ event }) => event === "finished");
    const [pause] = finished.pauses;
    const [mute] = finished.mutes;
    assertEquals([finished.pauses.length, finished.mutes.length, mute.track], [1, 1, "mic"]);
    lasted(pause.seconds, paused, resumed);
    lasted(mute.seconds, muted, unmuted);
    const gaps = lines.filter(({ event, cause }) => event === "gap" && cause !== "late-start");
    assertEquals(gaps, []);

    // The stems are as long as the session, and hold exact silence; the file is shorter by the pause.
    // Told to the millisecond.
    const pauseEnd = pause.atSeconds + pause.seconds - 0.001;
    const muteEnd = mute.atSeconds + mute.seconds - 0.001;
    const stems = { mic: finished.stems.mic, system: finished.stems.system };
    for (const path of [stems.mic, stems.system]) {
      assertEquals(await levelDb(path, pause.atSeconds + 0.006, pauseEnd), -Infinity);
      assert(await levelDb(path, pauseEnd + 0.1, pauseEnd + 1) > -30);
      assert(await levelDb(path, pause.atSeconds - 0.5, pause.atSeconds) > -30);
      assertAlmostEquals(await durationOf(path), finished.seconds, 0.001);
    }
    assertEquals(await levelDb(stems.mic, mute.atSeconds + 0.006, muteEnd), -Infinity);
    assert(await levelDb(stems.system, mute.atSeconds, muteEnd) > -30);
    assertAlmostEquals(await durationOf(out), finished.seconds - pause.seconds, 0.1);
    assertAlmostEquals(finished.fileSeconds, finished.seconds - pause.seconds, 0.002);
    const left = ["remix", "1"];
    const you = join(folder, "you.wav");
    await runTool("sox", [out, you, ...left]);
    assert(await levelDb(you, mute.atSeconds + 0.1, muteEnd - 0.1) < -80);
    // No click at the cut: it is a fade into the other part.
    assert(await levelDb(out, mute.atSeconds + 0.1, muteEnd - 0.1) > -30);

    const [first, vote, after] = await chaptersOf(out);
    assertEquals([first?.title, vote?.title, after?.title], ["Start", "The vote", "After"]);
    const [voteMark, afterMark] = finished.marks;
    assertAlmostEquals(vote?.startSeconds ?? NaN, voteMark.atSeconds, 0.01);
    assertAlmostEquals(after?.startSeconds ?? NaN, afterMark.atSeconds - pause.seconds, 0.01);
  });
});

Deno.test("SIGUSR2 pauses and goes on", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    await using program = new Program([...minute(folder), "--out", out, "--json"]);
    await program.saw('"progress"');
    program.kill("SIGUSR2");
    await program.saw('"paused"');
    await sleep(500);
    program.kill("SIGUSR2");
    await program.saw('"resumed"');
    program.kill("SIGINT");
    const { stdout } = await program.result;
    const finished = stdout.trim().split("\n").map((line) => JSON.parse(line)).at(-1);
    assertEquals(finished.pauses.length, 1);
    assertAlmostEquals(await durationOf(out), finished.seconds - finished.pauses[0].seconds, 0.1);
  });
});

/** `CONFREC_KILLS` asks for more of them. */
const KILLS = Number(Deno.env.get("CONFREC_KILLS") ?? 3);

Deno.test("a mark that was answered survives a kill 0.2 s later", async () => {
  for (let i = 1; i <= KILLS; i++) {
    await withFolder(async (folder) => {
      const out = join(folder, "meeting.mp3");
      await using program = new Program([...minute(folder), "--out", out, "--json"]);
      await program.saw('"progress"');
      const { code, stderr } = await runProgram(["mark", `Number ${i}`, "--session", out]);
      assertEquals(code, 0, stderr);
      await sleep(200);
      // Its child: `nice` replaces itself by the program.
      program.kill("SIGKILL");
      await program.result;
      const spool = `${out}.confrec`;
      const gone = await runProgram(["mark", "late", "--session", spool]);
      assertEquals(gone.code, 3, gone.stderr);
      const atFrame = [...readJournal(join(spool, "journal.ndjson"))].flatMap(({ record }) => {
        return record?.type === "mark" ? [record.atFrame] : [];
      });
      assertEquals(atFrame.length, 1);
      assertEquals((await runProgram(["recover", spool, "--quiet"])).code, 4);
      const chapters = await chaptersOf(out);
      assertEquals(chapters.map(({ title }) => title), ["Start", `Number ${i}`]);
      assertAlmostEquals(chapters[1]?.startSeconds ?? NaN, (atFrame[0] ?? NaN) / 48_000, 0.3);
    });
  }
});

Deno.test("a pause and a mute that were answered survive a kill 0.2 s later", async () => {
  for (let i = 1; i <= KILLS; i++) {
    await withFolder(async (folder) => {
      const out = join(folder, "meeting.mp3");
      const args = [...minute(folder), "--out", out, "--json", "--normalize", "off"];
      await using program = new Program([...args, "--gate", "off", "--keep-stems"]);
      await program.saw('"progress"');
      const orders = [["mute", "mic"], ["unmute", "mic"], ["pause"]];
      for (const words of orders) {
        const { code, stderr } = await runProgram([...words, "--session", out]);
        assertEquals(code, 0, stderr);
      }
      await sleep(200);
      program.kill("SIGKILL");
      await program.result;
      const spool = `${out}.confrec`;
      const recovered = await runProgram(["recover", spool, "--json"]);
      assertEquals(recovered.code, 4, recovered.stderr);
      const report = recovered.stdout.trim().split("\n").map((line) => JSON.parse(line))
        .find(({ event }) => event === "recovered");
      assertEquals([report.pauses.length, report.mutes.length], [1, 1]);
      const [pause] = report.pauses;
      assertAlmostEquals(await durationOf(out), report.seconds - pause.seconds, 0.1);
      const quiet = [pause.atSeconds + 0.006, report.seconds] as const;
      if (report.seconds > quiet[0]) {
        assertEquals(await levelDb(report.stems.mic, ...quiet), -Infinity);
      }
      const [mute] = report.mutes;
      const muteEnd = mute.atSeconds + mute.seconds - 0.001;
      assertEquals(await levelDb(report.stems.mic, mute.atSeconds + 0.006, muteEnd), -Infinity);
    });
  }
});

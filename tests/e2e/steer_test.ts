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

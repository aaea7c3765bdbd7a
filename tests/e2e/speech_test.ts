/** Recordings that end when nobody speaks any more, on a real sound server. */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { WavWriter } from "../../formats/wav_writer.ts";
import { makeNoSpeech } from "../../scripts/corpus/no_speech.ts";
import { runTool } from "../../scripts/project/tool.ts";
import { makeConversation } from "../../scripts/stage/conversation.ts";
import { Program, runProgram } from "../../scripts/stage/program.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";
import { VirtualCard } from "../../scripts/stage/virtual_card.ts";

const RATE_HZ = 48_000;

function write(path: string, ...parts: readonly Float32Array[]): string {
  using writer = WavWriter.create(path, { rateHz: RATE_HZ, channels: 1, encoding: "pcm16" });
  for (const part of parts) writer.write(part);
  writer.finish();
  return path;
}

async function durationOf(path: string): Promise<number> {
  return Number(
    await runTool("ffprobe", [
      ...["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path],
    ]),
  );
}

function linesOf(stdout: string) {
  return stdout.trim().split("\n").map((line) => JSON.parse(line));
}

Deno.test("--stop-on-silence: it ends while music plays on, and the file ends with the last word", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    await using card = await VirtualCard.start({ prompt: true });
    const { near, far } = makeConversation(12, 0.3);
    const music = makeNoSpeech("organ", 60, -30, 2);
    const players = [
      card.play(write(join(card.folder, "near.wav"), near), "micfeed"),
      card.play(write(join(card.folder, "far.wav"), far, music), "speakers"),
    ];
    const args = ["--out", out, "--json", "--stop-on-silence", "12s", "--trim", "off"];
    await using program = new Program([...args], card.env);
    await program.saw('"progress"');
    const marked = await runProgram(["mark", "Start", "--session", out]);
    assertEquals(marked.code, 0, marked.stderr);
    const { code, stdout } = await program.result;
    await stopAll(players);
    const lines = linesOf(stdout);
    assertEquals(lines.find(({ event }) => event === "stopping").reason, "silence", stdout);
    const finished = lines.at(-1);
    assert([0, 4].includes(code));
    const { tail } = finished;
    // The last turn ends at 12 s of the conversation at the latest; the recording began in its midst.
    assertLess(tail.atSeconds, 17);
    assertLess(5, tail.atSeconds);
    assertAlmostEquals(tail.atSeconds + tail.seconds, finished.seconds, 0.01);
    assertLess(8, tail.seconds);
    assertAlmostEquals(await durationOf(out), tail.atSeconds, 0.1);
  });
});

async function stopAll(players: readonly Deno.ChildProcess[]): Promise<void> {
  for (const player of players) {
    try {
      player.kill("SIGKILL");
    } catch {
      // It has played all that it had.
    }
  }
  await Promise.all(players.map(({ status }) => status));
}

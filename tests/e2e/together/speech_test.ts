/** Recordings that begin when somebody speaks. */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { WavReader } from "../../../formats/wav_reader.ts";
import { makeNoSpeech } from "../../../scripts/corpus/no_speech.ts";
import { makeConversation } from "../../../scripts/stage/conversation.ts";
import { Program, runProgram } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { jsonLinesOf } from "../json_lines.ts";
import { stopAll, writeSound } from "../players.ts";

Deno.test("--start-on-speech: a door and music record nothing; the file begins before the first word", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "meeting.wav");
    await using card = await VirtualCard.start({ prompt: true });
    const quiet = makeNoSpeech("white noise", 5, -80, 2);
    const music = makeNoSpeech("organ", 10, -30, 2);
    const door = makeNoSpeech("door", 10, -25, 2);
    const { near, far } = makeConversation(30, 0.3);
    const args = ["--out", out, "--json", "--start-on-speech", "--pre-roll", "4s"];
    const more = ["--gate", "off", "--normalize", "off", "--channels", "split"];
    await using program = new Program([...args, ...more], card.env);
    await program.saw('"waiting"');
    const players = [
      card.play(writeSound(join(card.folder, "near.wav"), door, quiet, near), "micfeed"),
      card.play(writeSound(join(card.folder, "far.wav"), music, quiet, far), "speakers"),
    ];
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    assertEquals([...Deno.readDirSync(folder)], []);
    assertEquals((await runProgram(["status", "--session", out])).code, 3);
    await program.saw('"started"');
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    assertEquals((await runProgram(["stop", "--session", out, "--no-wait"])).code, 0);
    const { code, stdout } = await program.result;
    await stopAll(players);
    assert([0, 4].includes(code), stdout);
    const kinds = jsonLinesOf(stdout).map(({ event }) => event);
    assertEquals(kinds.indexOf("waiting"), 0);
    assertLess(kinds.indexOf("started"), kinds.indexOf("progress"));
    // The first turn is the microphone's.
    assertAlmostEquals(firstLouder(out, 0.03, 0), 4, 0.4);
  });
});

Deno.test("--start-on-speech: Ctrl+C while nobody has spoken leaves nothing, and is no error", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    const path = writeSound(join(folder, "room.wav"), makeNoSpeech("fan", 30, -50, 1));
    const args = ["--mic", `file:${path}`, "--system", "none", "--out", out, "--start-on-speech"];
    await using program = new Program([...args, "--json"]);
    await program.saw('"waiting"');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    program.kill("SIGINT");
    const { code, stderr } = await program.result;
    assertEquals(code, 0, stderr);
    assert(stderr.includes("Nobody spoke; nothing was recorded"), stderr);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["room.wav"]);
    // And where the files end without a word, that is said.
    const ended = await runProgram([...args, "--pace", "20"]);
    assertEquals(ended.code, 3, ended.stderr);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["room.wav"]);
  });
});

Deno.test("--start-on-speech: where nobody spoke nothing is run, and no old recording is removed", async () => {
  await withFolder(async (folder) => {
    const room = writeSound(join(folder, "room.wav"), makeNoSpeech("fan", 30, -50, 1));
    const sources = ["--mic", `file:${room}`, "--system", "none"];
    for (const name of ["1.mp3", "2.mp3"]) {
      const args = [...sources, "--out", join(folder, name), "--pace", "50"];
      const { code, stderr } = await runProgram(args);
      assertEquals(code, 0, stderr);
    }
    const args = [...sources, "--out", join(folder, "3.mp3"), "--start-on-speech", "--json"];
    const after = ["--keep", "1", "--on-finish", `touch ${join(folder, "ran")}`];
    await using program = new Program([...args, ...after]);
    await program.saw('"waiting"');
    program.kill("SIGINT");
    const { code, stderr } = await program.result;
    assertEquals(code, 0, stderr);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(names, ["1.mp3", "2.mp3", "room.wav"]);
  });
});

/** The first second at which the left side is louder than a level and stays so for a while. */
function firstLouder(path: string, level: number, fromSeconds: number): number {
  using reader = WavReader.open(path);
  const { frames, rateHz, channels } = reader.info;
  const samples = reader.read(0, frames);
  const hop = rateHz / 20;
  for (let at = Math.round(fromSeconds * rateHz); at < frames; at += hop) {
    let loud = 0;
    for (let i = at; i < Math.min(frames, at + 4 * hop); i += hop) {
      let peak = 0;
      for (let k = i; k < Math.min(frames, i + hop); k++) {
        peak = Math.max(peak, Math.abs(samples[k * channels] ?? 0));
      }
      if (peak > level) loud++;
    }
    if (loud === 4) return at / rateHz;
  }
  return Infinity;
}

/** What a Windows program that was killed in the middle of a meeting leaves, and what becomes of it. */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { join } from "node:path";
import { VirtualCard } from "../../scripts/stage/virtual_card.ts";
import { Program, runProgram } from "../../scripts/stage/program.ts";
import { decode, levelsOf, writeTones } from "../../scripts/stage/tones.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";

const ignore = Deno.env.get("CONFREC_WINE") === undefined;

Deno.test("a recording that was killed is recovered up to its last second, both sides of it", {
  ignore,
}, async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    const heardSeconds = await recordAndKill(folder, out);
    assertEquals(madeIn(folder), ["meeting.mp3.confrec"]);

    const { code, stderr } = await runProgram(["recover", `${out}.confrec`]);
    assertEquals(code, 4, stderr);
    assertEquals(madeIn(folder), ["meeting.mp3"], stderr);
    const { channels: [left, right] } = await decode(out, 2);
    assert(left && right);
    assertGreater(left.length / 48_000, heardSeconds - 1);
    for (const [channel, hz] of [[left, 440], [right, 1000]] as const) {
      const levels = levelsOf(channel, hz).sort((a, b) => a - b);
      // Both sides are brought to about −8 dBFS.
      assertGreater(levels[levels.length >> 1] ?? -Infinity, -10, `${hz} Hz`);
    }
  }, { prefix: "confrec wine ö " });
});

/** @returns how many seconds the program had told of when it was killed */
async function recordAndKill(folder: string, out: string): Promise<number> {
  await using card = await VirtualCard.start();
  for (const [sink, hz] of [["micfeed", 440], ["speakers", 1000]] as const) {
    const file = join(folder, `${sink}.wav`);
    await writeTones(file, 60, [{ fromSeconds: 0, toSeconds: 60, hz, peakDb: -15 }]);
    card.play(file, sink);
  }
  await using program = new Program(["--gate", "off", "--out", out, "--json"], card.env);
  await program.saw('"seconds":5');
  program.kill("SIGKILL");
  const { stdout } = await program.result;
  return Math.max(...[...stdout.matchAll(/"seconds":([\d.]+)/g)].map(([, text]) => Number(text)));
}

function madeIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => !["micfeed.wav", "speakers.wav"].includes(name)).sort();
}

/** The Windows program on a sound card: `deno task test:windows` runs this on Linux, with the program under Wine. */
import { assert, assertAlmostEquals, assertEquals, assertLess, assertMatch } from "@std/assert";
import { join } from "node:path";
import { VirtualCard } from "../../scripts/stage/virtual_card.ts";
import { Program, runProgram } from "../../scripts/stage/program.ts";
import { decode, levelsOf, writeTones } from "../../scripts/stage/tones.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";
import { runTool } from "../../scripts/project/tool.ts";

const ignore = Deno.env.get("CONFREC_WINE") === undefined;
const SECONDS = 10;

/** The usual level of a tone, dBFS: pieces of silence that stand for what Wine handed over late do not count. */
function levelDb(channel: Float32Array, hz: number): number {
  const levels = levelsOf(channel, hz).sort((a, b) => a - b);
  return levels[levels.length >> 1] ?? -Infinity;
}

Deno.test("devices are listed, microphones and loopbacks, and which are the default ones", {
  ignore,
}, async () => {
  await using card = await VirtualCard.start();
  const { code, stdout } = await runProgram(["devices", "--json"], card.env);
  assertEquals(code, 0);
  assertMatch(stdout, /Microphone/);
  assertMatch(stdout, /Speakers/);
});

Deno.test(
  "each side is heard alone: what only the loopback can hear is in the system's stem only",
  { ignore },
  async () => {
    await using card = await VirtualCard.start();
    await withFolder(async (folder) => {
      for (const [sink, hz, peakDb] of [["micfeed", 440, -12], ["speakers", 1000, -18]] as const) {
        const file = join(folder, `${sink}.wav`);
        await writeTones(file, 40, [{ fromSeconds: 0, toSeconds: 40, hz, peakDb }]);
        card.play(file, sink);
      }
      const out = join(folder, "meeting.mp3");
      const args = ["--gate", "off", "--duration", `${SECONDS}s`, "--keep-stems", "--json"];
      await using program = new Program([...args, "--out", out], card.env);
      const { code, stdout, stderr } = await program.result;
      assertEquals(code, 0, stderr);
      assert(stdout.includes('"reason":"duration"'));

      const mic = (await decode(join(folder, "meeting.mic.wav"), 1)).channels[0];
      const system = (await decode(join(folder, "meeting.system.wav"), 2)).channels[0];
      const { channels: [left, right] } = await decode(out, 2);
      assert(mic && system && left && right);
      assertEquals([mic.length, system.length], [48_000 * SECONDS, 48_000 * SECONDS]);
      assertEquals([left.length, right.length], [48_000 * SECONDS, 48_000 * SECONDS]);
      assertAlmostEquals(levelDb(mic, 440), -12, 0.3);
      assertAlmostEquals(levelDb(system, 1000), -18, 0.3);
      assertLess(levelDb(mic, 1000), -70);
      assertLess(levelDb(system, 440), -70);
      await runTool("mpg123", ["-q", "-t", out]);

      const again = join(folder, "again.mp3");
      const stems = [
        ...["--mic", join(folder, "meeting.mic.wav")],
        ...["--system", join(folder, "meeting.system.wav")],
      ];
      const mixed = await runProgram(["mix", ...stems, "--gate", "off", "--quiet", "--out", again]);
      assertEquals([mixed.code, mixed.stderr], [0, ""]);
      const { channels: [mixedLeft] } = await decode(again, 2);
      assert(mixedLeft);
      assertEquals(mixedLeft, left);
    }, { prefix: "confrec wine é " });
  },
);

/** The folder that a person without Deno unpacks on Windows: `confrec.cmd` in it, run by Windows' command interpreter. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";
import { decode, levelsOf, writeTones } from "../../scripts/stage/tones.ts";
import { VirtualCard } from "../../scripts/stage/virtual_card.ts";
import { Wine } from "../../scripts/windows/wine.ts";

const folder = Deno.env.get("CONFREC_WINDOWS_FOLDER") ?? "";
const script = Deno.env.get("CONFREC_WINE_SCRIPT") ?? "";
const ignore = folder === "";

/** Types `confrec.cmd` and more. */
async function type(card: VirtualCard, ...words: readonly string[]) {
  const command = Wine.toWindows(join(folder, "confrec.cmd"));
  const { code, stdout, stderr } = await new Deno.Command("timeout", {
    args: ["--kill-after=5", "90", "sh", script, "cmd", "/c", command, ...words],
    env: { PULSE: join(card.folder, "socket") },
    stdin: "null",
  }).output();
  const [out = "", err = ""] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}

Deno.test("confrec.cmd records, with its arguments, its exit code, and nothing from elsewhere", {
  ignore,
}, async () => {
  await withFolder(async (work) => {
    await using card = await VirtualCard.start({ prompt: true });
    const tone = join(work, "tone.wav");
    await writeTones(tone, 300, [{ fromSeconds: 0, toSeconds: 300, hz: 1000, peakDb: -18 }]);
    const player = card.play(tone, "speakers");
    const version = await type(card, "--version");
    assertMatch(version.out, /^confrec \d+\.\d+\.\d+/);
    assertEquals(version.code, 0);
    const out = join(work, "a meeting é.mp3");
    const args = ["--out", Wine.toWindows(out), "--mic", "none", "--duration", "4s"];
    const { code, err } = await type(card, ...args);
    assertEquals(code, 0, err);
    player.kill();
    await player.status;
    const { channels: [left = new Float32Array()] } = await decode(out, 2);
    assertEquals(left.length, 4 * 48_000);
    const levels = levelsOf(left, 1000).sort((a, b) => a - b);
    // Peaks of the other side stand at −8 dBFS, less the rounding of gains to half a decibel.
    assertEquals(Math.round(levels[levels.length >> 1] ?? NaN), -8);
    assertEquals((await type(card, "--out", "meeting.flac")).code, 2);
  }, { prefix: "confrec Ä " });
});

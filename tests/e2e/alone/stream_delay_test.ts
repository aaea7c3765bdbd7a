/** How far sound on standard output is behind what is played. */
import { assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { URGENT } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { writeTones } from "../../../scripts/stage/tones.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { Streaming } from "../streaming.ts";

const RATE_HZ = 48_000;
/** The promise. */
const MOST_BEHIND_SECONDS = 3;
const FORMATS = ["wav", "mp3"] as const;

/**
 * Decodes what a confrec writes as it comes.
 *
 * @returns when beeps began to be heard, once it has ended; on `performance.now()`
 */
async function beepsIn(
  confrec: Streaming,
  format: typeof FORMATS[number],
): Promise<readonly number[]> {
  const [command = "", ...first] = [...URGENT, "ffmpeg", "-loglevel", "error"];
  const atOnce = ["-fflags", "nobuffer", "-probesize", "2048", "-analyzeduration", "0"];
  const decoder = new Deno.Command(command, {
    args: [
      ...[...first, ...atOnce, "-f", format, "-i", "-"],
      ...["-ac", "1", "-f", "f32le", "-flush_packets", "1", "-"],
    ],
    ...{ stdin: "piped", stdout: "piped", stderr: "null" },
  }).spawn();
  void confrec.child.stdout.pipeTo(decoder.stdin).catch(() => {});
  const heard: number[] = [];
  let quietSamples = RATE_HZ;
  for await (const bytes of decoder.stdout) {
    const whole = bytes.subarray(0, bytes.length - bytes.length % 4);
    for (const sample of new Float32Array(whole.slice().buffer)) {
      if (Math.abs(sample) < 0.02) quietSamples++;
      else {
        if (quietSamples > RATE_HZ / 2) heard.push(performance.now());
        quietSamples = 0;
      }
    }
  }
  await decoder.status;
  return heard;
}

Deno.test("what is played is on standard output less than 3 s later, in WAV and in MP3, however long it runs", () =>
  withFolder(async (folder) => {
    await using card = await VirtualCard.start({ prompt: true });
    const beep = join(folder, "beep.wav");
    await writeTones(beep, 0.6, [{ fromSeconds: 0.1, toSeconds: 0.5, hz: 1_000, peakDb: -12 }]);
    const start = (format: typeof FORMATS[number]) => {
      const own = join(folder, format);
      Deno.mkdirSync(own);
      return new Streaming(["--out", "-", "--format", format, "--duration", "12s"], own, card.env);
    };
    await using wav = start("wav");
    await using mp3 = start("mp3");
    const listening = [wav, mp3].map((confrec, i) => beepsIn(confrec, FORMATS[i] ?? "wav"));
    await Promise.all([wav.records, mp3.records]);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const played: number[] = [];
    for (let i = 0; i < 3; i++) {
      played.push(performance.now());
      await card.play(beep, "speakers").status;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    }
    for (const [i, confrec] of [wav, mp3].entries()) {
      // 4: nobody speaks into the microphone.
      assertEquals((await confrec.child.status).code, 4);
      const heard = await listening[i] ?? [];
      assertEquals(heard.length, played.length, await confrec.said);
      const behind = heard.map((at, n) => (at - (played[n] ?? NaN)) / 1_000);
      console.log(`${FORMATS[i]}: ${behind.map((each) => each.toFixed(2)).join(", ")} s behind`);
      // The beep begins 0.1 s into its file.
      for (const seconds of behind) assertLess(seconds - 0.1, MOST_BEHIND_SECONDS);
    }
  }));

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

for (const format of ["wav", "mp3"] as const) {
  Deno.test(`what is played is in the ${format} on standard output less than 3 s later, however long it runs`, () =>
    withFolder(async (folder) => {
      await using card = await VirtualCard.start({ prompt: true });
      const beep = join(folder, "beep.wav");
      await writeTones(beep, 0.6, [{ fromSeconds: 0.1, toSeconds: 0.5, hz: 1_000, peakDb: -12 }]);
      await using confrec = new Streaming(
        ["--out", "-", "--format", format, "--duration", "12s"],
        folder,
        card.env,
      );
      const [decoding = "", ...before] = [...URGENT, "ffmpeg"];
      const decoder = new Deno.Command(decoding, {
        args: [
          ...before,
          ...[
            "-loglevel",
            "error",
            "-fflags",
            "nobuffer",
            "-probesize",
            "2048",
            "-analyzeduration",
            "0",
          ],
          ...["-f", format, "-i", "-", "-ac", "1", "-f", "f32le", "-flush_packets", "1", "-"],
        ],
        ...{ stdin: "piped", stdout: "piped", stderr: "null" },
      }).spawn();
      void confrec.child.stdout.pipeTo(decoder.stdin).catch(() => {});
      const [played, heard]: [number[], number[]] = [[], []];
      const listening = (async () => {
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
      })();
      await confrec.records;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      for (let i = 0; i < 3; i++) {
        played.push(performance.now());
        await card.play(beep, "speakers").status;
        await new Promise((resolve) => setTimeout(resolve, 1_500));
      }
      // 4: nobody speaks into the microphone.
      assertEquals((await confrec.child.status).code, 4);
      await listening;
      assertEquals(heard.length, played.length, await confrec.said);
      const behind = heard.map((at, i) => (at - (played[i] ?? NaN)) / 1_000);
      console.log(`behind by ${behind.map((each) => each.toFixed(2)).join(", ")} s`);
      // The beep begins 0.1 s into its file.
      for (const seconds of behind) assertLess(seconds - 0.1, MOST_BEHIND_SECONDS);
    }));
}

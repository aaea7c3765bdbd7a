import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import {
  findClicks,
  SkewedMicrophone,
  skewedMicrophoneLines,
} from "../../scripts/skewed_microphone.ts";
import { VirtualCard } from "../../scripts/virtual_card.ts";
import { Program } from "./program.ts";
import { decode } from "./tones.ts";

for (const ppm of [300, -300]) {
  Deno.test(`a microphone whose clock is off by ${ppm} ppm is found out, and put in step`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "confrec-skew-" });
    try {
      const pipe = join(folder, "pipe");
      await using card = await VirtualCard.start({ extra: skewedMicrophoneLines(pipe) });
      await using _microphone = new SkewedMicrophone(pipe, ppm);
      const out = join(folder, "meeting.mp3");
      await using program = new Program(
        ["--out", out, "--json", "--keep-stems", "--duration", "11"],
        card.env,
      );
      const { code, stdout, stderr } = await program.result;
      assertEquals(code, 0, stderr);

      const finished = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
      const { mic } = finished.tracks;
      // Ten seconds on a busy machine tell a clock within some parts per million; a minute does better.
      assertAlmostEquals(mic.ppm, ppm, 25);
      assertEquals(mic.gaps.count, 0);
      const { channels: [near] } = await decode(join(folder, "meeting.mic.wav"), 1);
      const { channels: [far] } = await decode(join(folder, "meeting.system.wav"), 1);
      assert(near !== undefined && far !== undefined);
      assertEquals(near.length, far.length);
      assertAlmostEquals(near.length / 48_000, finished.seconds, 0.001);

      // Each second of the computer's clock has a click. Uncorrected, the last would be 3 ms off.
      const clicks = findClicks(near);
      assertLess(8, clicks.length);
      const [first = NaN] = clicks;
      const offsetsMs = clicks.map((frame, i) => (frame - first) / 48 - 1000 * i);
      for (const ms of offsetsMs) assertLess(Math.abs(ms), 1, offsetsMs.join(" "));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

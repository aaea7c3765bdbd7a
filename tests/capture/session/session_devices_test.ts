import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import type { SessionEvent, SessionReport } from "../../../capture/session/session_types.ts";
import { WavReader } from "../../../formats/wav_reader.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const RATE_HZ = 48_000;
const SECONDS = 3;

/** The last line that `record_devices.ts` prints. */
interface Outcome {
  readonly type: "report";
  readonly ended: string;
  readonly report: SessionReport;
}

/** A sine of −12 dBFS for so long, in stereo. */
function writeTone(path: string, frequencyHz: number, seconds: number): void {
  using writer = WavWriter.create(path, { rateHz: RATE_HZ, channels: 2, encoding: "float32" });
  const step = 2 * Math.PI * frequencyHz / RATE_HZ;
  writer.write(
    Float32Array.from(
      { length: 2 * RATE_HZ * seconds },
      (_, i) => 0.25 * Math.sin(step * (i >> 1)),
    ),
  );
  writer.finish();
}

/** Amplitude of one frequency in a channel of a stretch of a stem. */
function amplitudeOf(path: string, frequencyHz: number, fromFrame: number, frames: number): number {
  using reader = WavReader.open(path);
  const { channels } = reader.info;
  const samples = reader.read(fromFrame, frames);
  const step = 2 * Math.PI * frequencyHz / RATE_HZ;
  let cosine = 0;
  let sine = 0;
  for (let n = 0; n < frames; n++) {
    cosine += (samples[n * channels] ?? 0) * Math.cos(step * n);
    sine += (samples[n * channels] ?? 0) * Math.sin(step * n);
  }
  return 2 * Math.hypot(cosine, sine) / frames;
}

Deno.test({
  name: "microphone and speakers of a real sound server land in two stems of one length",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (folder) => {
      await using card = await VirtualCard.start();
      for (const [name, hz] of [["mic", 440], ["system", 1_000]] as const) {
        writeTone(join(folder, `${name}.wav`), hz, 30);
      }
      const players = [
        card.play(join(folder, "mic.wav"), "micfeed"),
        card.play(join(folder, "system.wav"), "speakers"),
      ];
      const spool = join(folder, "out.confrec");
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          fileURLToPath(new URL("record_devices.ts", import.meta.url)),
          spool,
          String(SECONDS),
        ],
        env: card.env,
      }).output();
      for (const player of players) {
        player.kill("SIGKILL");
        await player.status;
      }
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      const lines = new TextDecoder().decode(stdout).trim().split("\n");
      const told: (SessionEvent | Outcome)[] = lines.map((line) => JSON.parse(line));
      const outcome = told.at(-1);
      assert(outcome?.type === "report");
      assertEquals(outcome.ended, "duration");
      assertEquals(outcome.report.frames, SECONDS * RATE_HZ);
      const [started] = told;
      assert(started?.type === "started");
      assertEquals(started.tracks.mic?.name, "Microphone");
      assertEquals(started.tracks.system?.name, "Speakers");

      const tones = { mic: 440, system: 1_000 } as const;
      for (const track of ["mic", "system"] as const) {
        assertEquals(outcome.report.tracks[track]?.dropped, 0);
        assertEquals(outcome.report.tracks[track]?.lost, undefined);
        const stem = join(spool, `${track}.wav`);
        using reader = WavReader.open(stem);
        assertEquals(reader.info.frames, SECONDS * RATE_HZ);
        assertEquals(reader.info.channels, track === "mic" ? 1 : 2);
        // The last second, in tenths: by then the null sinks have woken up. A player that is kept from playing for a
        // moment is not our fault, so most of them have to be whole, not all.
        const amplitudes = (hz: number) =>
          Array.from(
            { length: 10 },
            (_, tenth) => amplitudeOf(stem, hz, 2 * RATE_HZ + tenth * 4_800, 4_800),
          );
        const whole = amplitudes(tones[track]).filter((a) => Math.abs(a - 0.25) < 0.01);
        assert(whole.length > 5, `${track}: ${amplitudes(tones[track])}`);
        const other = track === "mic" ? tones.system : tones.mic;
        assert(Math.max(...amplitudes(other)) < 0.02);
      }
    }),
});

import { assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import type { Finding } from "../../../cli/doctor/finding.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { runProgram } from "../../../scripts/stage/program.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";

const RATE_HZ = 48_000;
const CHANNELS = 12;
/** The one that sounds; a recording takes all of them, folded down, each of twelve at the power of one. */
const SOUNDING = 10;

Deno.test("devices are tried with all channels that they have, folded down as in a recording", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  const map = Array.from({ length: CHANNELS }, (_, i) => `aux${i}`).join(",");
  const shape = `channels=${CHANNELS} channel_map=${map}`;
  await using card = await VirtualCard.start({
    prompt: true,
    extra: [
      `load-module module-null-sink sink_name=wide norewinds=1 ${shape}`,
      `load-module module-remap-source master=wide.monitor source_name=sockets remix=no ${shape} ` +
      `master_channel_map=${map}`,
      "set-default-sink wide",
      "set-default-source sockets",
    ],
  });
  const file = join(card.folder, "one.wav");
  writeTone(file);
  const player = card.play(file, "wide", 100, [`--channel-map=${map}`, "--no-remix"]);
  const { code, stdout, stderr } = await runProgram(["doctor", "--json"], card.env, card.folder);
  player.kill("SIGKILL");
  await player.status;
  assertEquals(code, 0, stdout + stderr);
  const findings: Finding[] = stdout.trim().split("\n").map((line) => JSON.parse(line));
  for (const check of ["mic", "system"] as const) {
    const device = findings.find((one) => one.check === check)?.device;
    assertEquals(device?.channels, CHANNELS);
    assertAlmostEquals(device?.peakDb ?? NaN, -20 - 10 * Math.log10(CHANNELS), 1);
  }
});

function writeTone(path: string): void {
  using writer = WavWriter.create(path, {
    ...{ rateHz: RATE_HZ, channels: CHANNELS, encoding: "float32" },
  });
  const samples = new Float32Array(20 * RATE_HZ * CHANNELS);
  for (let i = 0; i < 20 * RATE_HZ; i++) {
    samples[i * CHANNELS + SOUNDING] = 0.1 * Math.sin((2 * Math.PI * 440 * i) / RATE_HZ);
  }
  writer.write(samples);
  writer.finish();
}

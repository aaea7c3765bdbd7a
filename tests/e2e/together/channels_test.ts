/** Devices and files with channels that others lose: in counterphase, many of them, without a place, muted. */
import { runTool } from "../../../scripts/project/tool.ts";
import {
  decode,
  type Decoded,
  findTones,
  MIC_TONES,
  SYSTEM_TONES,
  type Tone,
  writeTones,
} from "../../../scripts/stage/tones.ts";
import { runProgram } from "../../../scripts/stage/program.ts";
import { Program } from "../../../scripts/stage/program.ts";
import { TemporaryFolder, withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";

/** Writes tones to a file whose channels are the same sound with these factors. */
async function writeChannels(
  path: string,
  tones: readonly Tone[],
  factors: readonly number[],
): Promise<void> {
  const mono = `${path}.mono.wav`;
  await writeTones(mono, 8, tones, { noiseDb: -70 });
  await runTool("sox", [mono, path, "remix", ...factors.map((factor) => `1v${factor}`)]);
}

/** How often a side's tones are found in one channel of a file, and how loud they are. */
function heard(
  { channels }: Decoded,
  hz: number,
  channel: number,
): { count: number; peakDb: number } {
  const found = findTones(channels[channel] ?? new Float32Array(0), hz);
  return { count: found.length, peakDb: Math.max(...found.map(({ peakDb }) => peakDb)) };
}

for (const layout of ["mono", "split", "stereo"] as const) {
  Deno.test(`both sides in counterphase are heard in ${layout}, as loud as sides in phase`, () =>
    withFolder(async (folder) => {
      const peaks: number[][] = [];
      for (const right of [1, -0.97]) {
        const [mic, system] = [join(folder, "mic.wav"), join(folder, "system.wav")];
        await writeChannels(mic, MIC_TONES, [1, right]);
        await writeChannels(system, SYSTEM_TONES, [1, right]);
        const out = join(folder, `${right}.wav`);
        const args = ["mix", "--mic", mic, "--system", system, "--out", out];
        const { code, stderr } = await runProgram([...args, "--channels", layout], {}, folder);
        assertEquals(code, 0, stderr);
        const file = await decode(out, layout === "mono" ? 1 : 2);
        const [near, far] = [heard(file, 440, 0), heard(file, 1000, layout === "split" ? 1 : 0)];
        assertEquals([near.count, far.count], [2, 2]);
        peaks.push([near.peakDb, far.peakDb]);
      }
      const [plain = [], turned = []] = peaks;
      plain.forEach((peakDb, i) => assertAlmostEquals(turned[i] ?? NaN, peakDb, 1));
    }));
}

for (const channels of [9, 12, 32]) {
  Deno.test(`recordings with ${channels} channels are mixed, whichever of them the sound is in`, () =>
    withFolder(async (folder) => {
      const [mic, system] = [join(folder, "mic.wav"), join(folder, "system.wav")];
      const factors = Array.from({ length: channels }, (_, i) => i === channels - 1 ? 1 : 0);
      await writeChannels(mic, MIC_TONES, factors);
      await writeChannels(system, SYSTEM_TONES, factors);
      const out = join(folder, "out.wav");
      const args = ["mix", "--mic", mic, "--system", system, "--out", out];
      const { code, stderr } = await runProgram(args, {}, folder);
      assertEquals(code, 0, stderr);
      const file = await decode(out, 2);
      assertEquals([heard(file, 440, 0).count, heard(file, 1000, 0).count], [2, 2]);
    }));
}

/** A card whose devices have so many auxiliary channels, as interfaces in a Pro Audio profile do. */
function proAudio(channels: number): string[] {
  const map = Array.from({ length: channels }, (_, i) => `aux${i}`).join(",");
  const shape = `rate=48000 format=float32le channels=${channels} channel_map=${map}`;
  return [
    `load-module module-null-sink sink_name=pro_out ${shape}`,
    `load-module module-null-sink sink_name=pro_feed ${shape}`,
    `load-module module-remap-source source_name=pro_in master=pro_feed.monitor channels=${channels} ` +
    `channel_map=${map} master_channel_map=${map}`,
    "set-default-sink pro_out",
    "set-default-source pro_in",
  ];
}

Deno.test("an interface with twelve auxiliary channels is recorded on both sides", () =>
  withFolder(async (folder) => {
    await using card = await VirtualCard.start({ extra: proAudio(12) });
    const map = Array.from({ length: 12 }, (_, i) => `aux${i}`).join(",");
    const factors = Array.from({ length: 12 }, (_, i) => i === 7 ? 1 : 0);
    const [near, far] = [join(folder, "near.wav"), join(folder, "far.wav")];
    await writeChannels(near, MIC_TONES, factors);
    await writeChannels(far, SYSTEM_TONES, factors);
    const out = join(folder, "meeting.wav");
    await using program = new Program(["--out", out, "--json", "--duration", "11s"], card.env);
    await program.saw("started");
    const players = ([[near, "pro_feed"], [far, "pro_out"]] as const).map(([file, sink]) =>
      new Deno.Command("paplay", {
        args: [`--device=${sink}`, `--channel-map=${map}`, file],
        env: card.env,
      }).spawn()
    );
    const { code, stderr } = await program.result;
    await Promise.all(players.map((player) => player.status));
    assertEquals(code, 0, stderr);
    const file = await decode(out, 2);
    assertEquals([heard(file, 440, 0).count, heard(file, 1000, 0).count], [2, 2]);
  }));

Deno.test("devices that are muted are named at the start, and it is taken back", () =>
  withFolder(async (folder) => {
    await using card = await VirtualCard.start();
    await card.pactl("set-source-mute", "microphone", "1");
    await card.pactl("set-sink-mute", "speakers", "1");
    const out = join(folder, "meeting.wav");
    await using program = new Program(["--out", out, "--json", "--duration", "7s"], card.env);
    await program.saw('"kind":"muted","track":"mic"');
    await card.pactl("set-source-mute", "microphone", "0");
    const { stdout } = await program.result;
    const events = stdout.trim().split("\n").map((line) => JSON.parse(line));
    const about = (event: string) => events.filter((one) => one.event === event);
    const began = about("warning").filter(({ kind }) => kind === "muted");
    assertEquals(began.map(({ track }) => track).sort(), ["mic", "system"]);
    assert(began.every(({ atSeconds }) => atSeconds < 3));
    assertStringIncludes(began.find(({ track }) => track === "mic").message, "Microphone is muted");
    assertStringIncludes(
      began.find(({ track }) => track === "system").message,
      "Speakers is muted",
    );
    const ended = about("warning-ended").filter(({ kind }) => kind === "muted");
    assertEquals(ended.map(({ track }) => track), ["mic"]);
    const kinds = about("warning").map(({ track, kind }) => `${track} ${kind}`);
    assert(!kinds.includes("system digital-silence"), kinds.join(", "));
  }));

/** Records for so long while a tone is played into the sink `micfeed`; returns what was reported of the computer's side. */
async function whilePlayingElsewhere(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ started: string; moved: string[]; peakDb: number }> {
  await using card = await VirtualCard.start();
  const tone = join(folder, "call.wav");
  await writeTones(tone, 12, [{ fromSeconds: 0, toSeconds: 12, hz: 1000, peakDb: -14 }]);
  const out = join(folder, "meeting.wav");
  const options = [
    "--out",
    out,
    "--mic",
    "none",
    "--json",
    "--duration",
    "9s",
    "--channels",
    "mono",
  ];
  await using program = new Program([...options, ...args], { ...card.env, ...env });
  await program.saw("started");
  const player = card.play(tone, "micfeed");
  const { stdout } = await program.result;
  player.kill();
  await player.status;
  const events = stdout.trim().split("\n").map((line) => JSON.parse(line));
  const moved = events.filter(({ event, state }) => event === "track" && state === "moved");
  const { channels: [sound] } = await decode(out, 1);
  return {
    started: events.find(({ event }) => event === "started").tracks.system.name,
    moved: moved.map(({ name }) => name),
    peakDb: heard({ rateHz: 48_000, channels: [sound ?? new Float32Array(0)] }, 1000, 0).peakDb,
  };
}

Deno.test("a call on another output than the default one is recorded, and it is reported where", () =>
  withFolder(async (folder) => {
    const { started, moved, peakDb } = await whilePlayingElsewhere(folder, []);
    assertEquals([started, moved], ["Speakers", ["Microphone-feed"]]);
    assert(peakDb > -20);
  }));

Deno.test("an output that was named, on the command line or by PULSE_SINK, is never left", () =>
  withFolder(async (folder) => {
    const { path: place } = new TemporaryFolder({ parent: folder });
    const [named, variable] = await Promise.all([
      whilePlayingElsewhere(folder, ["--system", "speakers"]),
      whilePlayingElsewhere(place, [], { PULSE_SINK: "micfeed" }),
    ]);
    assertEquals([named.started, named.moved], ["Speakers", []]);
    assertEquals([variable.started, variable.moved], ["Microphone-feed", []]);
    assert(variable.peakDb > -20);
  }));

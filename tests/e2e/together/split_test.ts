/** Recordings in several files, by the program as people start it. */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { WavReader } from "../../../formats/wav_reader.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { factsSchema } from "../../../meeting/facts/facts_schema.ts";
import { runTool } from "../../../scripts/project/tool.ts";
import { Program, runProgram } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { jsonLinesOf } from "../json_lines.ts";

const RATE_HZ = 48_000;
const AS_RECORDED = ["--gate", "off", "--normalize", "off", "--trim", "off"];

/** Noise whose level changes each second, so that no place looks like another; quiet in each eighth second. */
function writeTalk(path: string, seconds: number, seed: number): void {
  using writer = WavWriter.create(path, { rateHz: RATE_HZ, channels: 1, encoding: "pcm16" });
  let state = seed;
  for (let second = 0; second < seconds; second++) {
    const gain = second % 8 === 7 ? 0.0005 : 0.05 + 0.2 * ((second * 7) % 11) / 11;
    writer.write(Float32Array.from({ length: RATE_HZ }, () => {
      state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
      return gain * (state / 0x40000000 - 1);
    }));
  }
  writer.finish();
}

function sourcesIn(folder: string, seconds: number): string[] {
  writeTalk(join(folder, "mic.wav"), seconds, 1);
  writeTalk(join(folder, "far.wav"), seconds, 2);
  return [
    "--mic",
    `file:${join(folder, "mic.wav")}`,
    "--system",
    `file:${join(folder, "far.wav")}`,
  ];
}

function filesIn(folder: string, ending = ".mp3"): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.startsWith("a.") && name.endsWith(ending)).sort();
}

async function decoded(paths: readonly string[]): Promise<Uint8Array> {
  const parts: BlobPart[] = [];
  for (const path of paths) {
    const { stdout } = await new Deno.Command("ffmpeg", {
      args: ["-v", "error", "-i", path, "-f", "f32le", "-"],
    }).output();
    parts.push(stdout);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The whole, made in one file. */
async function wholeIn(folder: string, sources: readonly string[]): Promise<Uint8Array> {
  const out = join(folder, "whole.mp3");
  const made = await runProgram([...sources, "--pace", "50", ...AS_RECORDED, "--out", out]);
  assertEquals(made.code, 0, made.stderr);
  return await decoded([out]);
}

Deno.test("parts are files while the next is recorded, cut in pauses, and joined they are one file", async () => {
  await withFolder(async (folder) => {
    const sources = sourcesIn(folder, 60);
    const out = join(folder, "a.mp3");
    const { code, stdout, stderr } = await runProgram([
      ...[...sources, "--pace", "2", ...AS_RECORDED, "--split", "20s", "--out", out, "--json"],
    ]);
    assertEquals(code, 0, stderr);
    const events = jsonLinesOf(stdout);
    const kinds = events.map(({ event }) => event).filter((event) => event !== "progress");
    assert(kinds.indexOf("part-finished") < kinds.indexOf("stopping"), kinds.join(" "));
    const cuts = events.filter((event) => event.event === "split").map((event) => event.atSeconds);
    // Where each eighth second is quiet.
    for (const cut of cuts) assertAlmostEquals(cut % 8, 7.5, 0.6, `cut at ${cuts}`);
    const finished = events.at(-1);
    assert(finished?.event === "finished");
    assertEquals(finished.parts?.map(({ atSeconds }) => atSeconds), [0, ...cuts]);
    const files = filesIn(folder);
    assertEquals(finished.parts?.map(({ out }) => out), files.map((name) => join(folder, name)));
    assertEquals(files[0], "a.001.mp3");
    assertEquals(filesIn(folder, ".confrec"), []);
    const joined = await decoded(files.map((name) => join(folder, name)));
    assertEquals(joined.length, 60 * RATE_HZ * 8);
    const whole = await wholeIn(folder, sources);
    assertEquals(joined.findIndex((byte, i) => byte !== whole[i]), -1);
  });
});

Deno.test("after a crash recover makes the interrupted part and the open one, to the sample", async () => {
  for (const after of ['"event":"split"', '"event":"part-finished"']) {
    await withFolder(async (folder) => {
      const sources = sourcesIn(folder, 60);
      const out = join(folder, "a.{part}.mp3");
      {
        await using program = new Program([
          ...[...sources, "--pace", "2", ...AS_RECORDED, "--split", "10s", "--out", out, "--json"],
          "--sidecar",
        ]);
        await program.saw(after);
        program.kill("SIGKILL");
        await program.result;
      }
      const recovered = await runProgram(["recover", folder]);
      assertEquals([recovered.code, filesIn(folder, ".confrec")], [4, []], recovered.stderr);
      const files = filesIn(folder);
      assertEquals(files.slice(0, 2), ["a.001.mp3", "a.002.mp3"]);
      // Each says where it begins: where the one before has ended.
      let endSeconds = 0;
      for (const [i, name] of files.entries()) {
        const sidecar = Deno.readTextFileSync(join(folder, name.replace(".mp3", ".json")));
        const { part, programme } = factsSchema.parse(JSON.parse(sidecar));
        assertEquals(part?.number, i + 1);
        assertAlmostEquals(part?.atSeconds ?? NaN, endSeconds, 0.002);
        endSeconds += programme.seconds;
      }
      const joined = await decoded(files.map((name) => join(folder, name)));
      const whole = await wholeIn(folder, sources);
      assert(joined.length > 10 * RATE_HZ * 8, `${joined.length} bytes`);
      // At the end one side may have got further to the disk than the other.
      const differing = joined.findIndex((byte, i) => byte !== whole[i]) / 8;
      const sameFrames = differing < 0 ? joined.length / 8 : differing;
      const recoveredFrames = joined.length / 8;
      assert(sameFrames > recoveredFrames - 2 * RATE_HZ, `${sameFrames} of ${recoveredFrames}`);
    });
  }
});

Deno.test("devices of a real sound server are split on request, and nothing is lost between the files", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "a.wav");
    await using card = await VirtualCard.start({ prompt: true });
    const chirp = join(card.folder, "chirp.wav");
    // A tone that rises by 20 Hz a second tells where it was taken from.
    await runTool("sox", [
      "-n",
      "-r",
      "48000",
      chirp,
      "synth",
      "60",
      "sine",
      "300-1500",
      "vol",
      "0.3",
    ]);
    const players = ["micfeed", "speakers"].map((sink) => card.play(chirp, sink));
    await using program = new Program(["--out", out, "--json", ...AS_RECORDED], card.env);
    await program.saw('"progress"');
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    const asked = await runProgram(["split", "--session", out]);
    assertEquals(asked.code, 0, asked.stderr);
    await program.saw('"event":"part-finished"');
    const marked = await runProgram(["mark", "Later", "--session", join(folder, "a.002.wav")]);
    assertEquals(marked.code, 0, marked.stderr);
    const stopped = await runProgram(["stop", "--session", join(folder, "a.002.wav")]);
    assertEquals(stopped.code, 0, stopped.stderr);
    for (const player of players) player.kill();
    await Promise.all(players.map(({ status }) => status));
    const { stdout } = await program.result;
    const events = jsonLinesOf(stdout);
    const finished = events.at(-1);
    assert(finished?.event === "finished" && finished.parts?.length === 2);
    const [first, second] = finished.parts;
    assert(first && second);
    assertEquals([first.out, second.out], [out, join(folder, "a.002.wav")]);
    assertAlmostEquals(first.seconds, second.atSeconds, 1e-3);
    assertAlmostEquals(first.seconds + second.seconds, finished.seconds, 2e-3);
    using before = WavReader.open(first.out);
    using after = WavReader.open(second.out);
    const channels = before.info.channels;
    const last = before.read(before.info.frames - 4_800, 4_800);
    const next = after.read(0, 4_800);
    const hz = (samples: Float32Array) => {
      let ups = 0;
      for (let i = channels; i < samples.length; i += channels) {
        if ((samples[i - channels] ?? 0) < 0 && (samples[i] ?? 0) >= 0) ups++;
      }
      return ups * 10;
    };
    assertLess(Math.abs(hz(next) - hz(last)), 25, `${hz(last)} Hz, then ${hz(next)} Hz`);
  });
});

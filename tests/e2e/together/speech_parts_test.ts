/** Recordings that begin and end with speech, in several files, by the program as people start it. */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { WavReader } from "../../../formats/wav_reader.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { makeNoSpeech } from "../../../scripts/corpus/no_speech.ts";
import { makeConversation } from "../../../scripts/stage/conversation.ts";
import { Program, runProgram } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { jsonLinesOf } from "../json_lines.ts";

const RATE_HZ = 48_000;
const AS_RECORDED = ["--gate", "off", "--normalize", "off", "--trim", "off", "--channels", "split"];
/**
 * Silence, talk, a silence in which nobody gives up, talk, and one that ends it, with time for a machine that is busy; seconds.
 */
const [BEFORE, TALK, PAUSE, MORE, AFTER] = [15, 35, 25, 30, 75];
const SPEAKS_AGAIN = BEFORE + TALK + PAUSE;
const SPOKEN = SPEAKS_AGAIN + MORE;

/** A room in which two people talk twice: one side of it as a file. */
function writeSide(path: string, side: "near" | "far"): void {
  const room = makeNoSpeech("white noise", SPOKEN + AFTER, -60, side === "near" ? 1 : 2);
  for (const [from, seconds] of [[BEFORE, TALK], [SPEAKS_AGAIN, MORE]] as const) {
    makeConversation(seconds, 0.3)[side].forEach((sample, i) => {
      const at = from * RATE_HZ + i;
      if (at < room.length) room[at] = (room[at] ?? 0) + sample;
    });
  }
  using writer = WavWriter.create(path, { rateHz: RATE_HZ, channels: 1, encoding: "pcm16" });
  writer.write(room);
  writer.finish();
}

/** Both sides, how to record them, and all of it as one file has it. */
async function sidesIn(folder: string) {
  const [mic, far] = [join(folder, "mic.wav"), join(folder, "far.wav")];
  writeSide(mic, "near");
  writeSide(far, "far");
  const out = join(folder, "whole.wav");
  const mixed = await runProgram([
    "mix",
    "--mic",
    mic,
    "--system",
    far,
    ...AS_RECORDED,
    "--out",
    out,
  ]);
  assertEquals(mixed.code, 0, mixed.stderr);
  const args = ["--mic", `file:${mic}`, "--system", `file:${far}`, "--pace", "6"];
  return { whole: joined([out]), args };
}

type Stereo = readonly [number[], number[]];

/** What the files hold, one after the other: left and right. */
function joined(paths: readonly string[]): Stereo {
  const [left, right]: [number[], number[]] = [[], []];
  for (const path of paths) {
    using reader = WavReader.open(path);
    const { frames } = reader.info;
    const samples = reader.read(0, frames);
    for (let i = 0; i < frames; i++) {
      left.push(samples[2 * i] ?? 0);
      right.push(samples[2 * i + 1] ?? 0);
    }
  }
  return [left, right];
}

/** By how much samples of 16 bits may differ. */
const NEARLY = 6e-5;
/** What filters take to forget where they began, frames. */
const SETTLED = RATE_HZ;

/** Where in the whole a recording begins, seconds: from there on it has the same samples. */
function placeIn(whole: Stereo, recorded: Stereo): number {
  const isSame = (from: number) => {
    for (let i = SETTLED; i < SETTLED + 500; i++) {
      if (Math.abs((whole[0][from + i] ?? 0) - (recorded[0][i] ?? 0)) > NEARLY) return false;
    }
    return true;
  };
  let from = 0;
  while (from < whole[0].length && !isSame(from)) from++;
  assertLess(from, whole[0].length, "the recording is nowhere in the whole");
  recorded.forEach((side, track) => {
    // The file's end is faded.
    const wrong = side.findIndex((sample, i) => {
      const isJudged = i > SETTLED && i < side.length - 0.05 * RATE_HZ;
      return isJudged && Math.abs(sample - (whole[track as 0 | 1][from + i] ?? 0)) > NEARLY;
    });
    assertEquals(wrong, -1, `side ${track} differs`);
  });
  return from / RATE_HZ;
}

Deno.test("begun and ended by speech, and split: not a sample is lost, and no part is of silence alone", async () => {
  await withFolder(async (folder) => {
    const { whole, args } = await sidesIn(folder);
    const out = join(folder, "a.wav");
    const { code, stdout, stderr } = await runProgram([
      ...[...args, ...AS_RECORDED, "--out", out, "--json", "--split", "30s"],
      ...["--start-on-speech", "--pre-roll", "5s", "--stop-on-silence", "35s"],
    ]);
    assertEquals(code, 0, stderr);
    const events = jsonLinesOf(stdout);
    const finished = events.at(-1);
    assert(finished?.event === "finished");
    assert(events.some((event) => event.event === "stopping" && event.reason === "silence"));
    const files = (finished.parts ?? []).map((part) => part.out);
    assertLess(1, files.length);
    const recorded = joined(files);
    const fromSeconds = placeIn(whole, recorded);
    // The first turn begins a little after the conversation.
    assertAlmostEquals(fromSeconds, BEFORE + 0.3 - 5, 0.7);
    const endSeconds = fromSeconds + recorded[0].length / RATE_HZ;
    assertLess(endSeconds, SPOKEN + 4.5);
    assertLess(SPOKEN - 4, endSeconds);
    const cuts = events.flatMap((one) => one.event === "split" ? fromSeconds + one.atSeconds : []);
    // The second limit comes in the silence: that part begins in it, once somebody speaks again.
    const [silentFrom, silentTo] = [BEFORE + TALK - 1, SPEAKS_AGAIN + 1];
    assert(cuts.some((cut) => cut > silentFrom && cut < silentTo), `cut at ${cuts}`);
    for (const cut of cuts) assertLess(cut, SPOKEN + 4);
    for (const part of finished.parts ?? []) assertLess(2, part.seconds);
    assertEquals(finished.tail !== undefined, true);
  });
});

Deno.test("after a crash recover makes of it what had begun with speech, from the same first frame", async () => {
  await withFolder(async (folder) => {
    const { whole, args } = await sidesIn(folder);
    const out = join(folder, "a.wav");
    {
      await using program = new Program([
        ...[...args, ...AS_RECORDED, "--out", out, "--json", "--split", "20s"],
        ...["--start-on-speech", "--pre-roll", "5s"],
      ]);
      await program.saw('"part":2');
      program.kill("SIGKILL");
      await program.result;
    }
    const recovered = await runProgram(["recover", folder]);
    assertEquals(recovered.code, 4, recovered.stderr);
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => /^a\.\d/.test(name)).sort();
    assertEquals(files.slice(0, 2), ["a.001.wav", "a.002.wav"]);
    const [left, right] = joined(files.map((name) => join(folder, name)));
    // At the end one side may have got further to the disk than the other; the room is never quite silent.
    const kept = [left, right].map((side) => {
      return side.slice(0, side.findLastIndex((sample) => sample !== 0) - SETTLED);
    });
    for (const side of kept) assertLess(15 * RATE_HZ, side.length);
    assertAlmostEquals(
      placeIn(whole, [kept[0] ?? [], kept[1] ?? []]),
      ...[BEFORE + 0.3 - 5, 0.7] as const,
    );
  });
});

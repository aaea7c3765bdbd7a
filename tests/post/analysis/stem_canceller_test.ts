import { assert, assertEquals } from "@std/assert";
import { WavReader } from "../../../formats/wav_reader.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { StemCanceller } from "../../../post/analysis/stem_canceller.ts";
import { Programme } from "../../../post/programme.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { chatter, heard, levelDb, plus, RATE_HZ, wayOf } from "../../dsp/echo/echo_signals.ts";
import { randomPieces, whiteNoise } from "../../dsp/signals.ts";
import { TestSession } from "../stems.ts";

/** A call, and a microphone that hears it 10 ms later, and somebody from second 4 on. */
function meeting(seconds: number) {
  const far = chatter(seconds, 1);
  const near = chatter(seconds, 9);
  near.fill(0, 0, 4 * RATE_HZ);
  const noise = whiteNoise(far.length, 10 ** (-72 / 20));
  return { far, mic: plus(plus(heard(far, wayOf(480, 2)), near), noise) };
}

/** Long arrays: what differs is not to be printed. */
function isSame(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** The call as the computer's stem has it: on both channels alike. */
function stereo(far: Float32Array): Float32Array {
  return Float32Array.from({ length: 2 * far.length }, (_, i) => far[i >> 1] ?? 0);
}

function writeStereo(path: string, far: Float32Array): void {
  const format = { rateHz: RATE_HZ, channels: 2, encoding: "float32", overwrite: true } as const;
  using writer = WavWriter.create(path, format);
  writer.write(stereo(far));
  writer.finish();
}

function cancel(far: Float32Array, mic: Float32Array, pieces: [number, number][]) {
  return withFolder((folder) => {
    const [path, farPath] = [`${folder}/echoless.wav`, `${folder}/system.wav`];
    writeStereo(farPath, far);
    using canceller = new StemCanceller({ farPath, path, farFrames: 0 }, RATE_HZ, mic.length);
    for (const [from, to] of pieces) {
      assertEquals(canceller.reach(to, Infinity), to);
      canceller.push(mic.subarray(from, to));
    }
    canceller.finish();
    using reader = WavReader.open(path);
    return { output: reader.read(0, mic.length + 1), found: canceller.found };
  });
}

Deno.test("as many frames come out as went in, each at its place, in any pieces the same", async () => {
  const { far, mic } = meeting(6);
  const whole = await cancel(far, mic, [[0, mic.length]]);
  assertEquals(whole.output.length, mic.length);
  const pieces = await cancel(far, mic, randomPieces(mic.length, 50_000, 3));
  assert(isSame(pieces.output, whole.output));
  assert(levelDb(mic, 2, 4) - levelDb(whole.output, 2, 4) > 25);
  assert(whole.found.seconds > 5 && whole.found.leftAloneSeconds < 1);
  for (const frames of [0, 1, 1_024, 30_001]) {
    const short = mic.subarray(0, frames);
    const { output } = await cancel(far, short, frames ? [[0, frames]] : []);
    assertEquals(output.length, frames);
  }
});

Deno.test("it waits for a call's stem that is behind, and takes one that has ended for silence from there on", async () => {
  await withFolder((folder) => {
    const [path, farPath] = [`${folder}/echoless.wav`, `${folder}/system.wav`];
    using canceller = new StemCanceller({ farPath, path, farFrames: 0 }, RATE_HZ, RATE_HZ);
    assertEquals(canceller.reach(1_000, 500), 0);
    writeStereo(farPath, new Float32Array(400));
    assertEquals(canceller.reach(1_000, 500), 400);
    assertEquals(canceller.reach(300, 500), 300);
    assertEquals(canceller.reach(1_000, Infinity), 1_000);
    canceller.push(new Float32Array(1_000));
    assertEquals(canceller.finish().length, 1_000);
  });
});

Deno.test("live and afterwards the programme is the same, and says what was heard of the call", async () => {
  const { far, mic } = meeting(9);
  using session = await TestSession.make();
  session.write("mic", mic);
  session.write("system", stereo(far));
  const chunkMp3Frames = 100;
  const options = { ...session.settings().options, echo: "auto" } as const;
  const offline = await session.make({ chunkMp3Frames, options });
  const chunksFolder = `${session.folder}/live`;
  await Deno.mkdir(chunksFolder);
  await using programme = new Programme(
    session.settings({ mode: "live", chunksFolder, chunkMp3Frames, options }),
  );
  for (let frames = 0; frames < session.frames; frames += 60_000) {
    programme.grow({ mic: frames, system: Math.max(0, frames - 50_000) });
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const { echo } = await programme.finish(session.finishing);
  assert(isSame(await Deno.readFile(session.target), offline));
  assert(echo && echo.seconds > 7 && echo.levelDb - echo.leftDb > 20, JSON.stringify(echo));
});

Deno.test("without an echo the file is that of --echo off, to the byte", async () => {
  using session = await TestSession.make();
  session.write("mic", chatter(6, 9));
  session.write("system", stereo(chatter(6, 1)));
  const { options } = session.settings();
  const chunkMp3Frames = 100;
  const made = await session.make({ chunkMp3Frames, options: { ...options, echo: "auto" } });
  assert(
    isSame(made, await session.make({ options: { ...options, echo: "off" }, chunkMp3Frames })),
  );
});

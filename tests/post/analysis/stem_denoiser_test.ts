import { assert, assertEquals, assertRejects } from "@std/assert";
import { WavReader } from "../../../formats/wav_reader.ts";
import { builtUrl } from "../../../ffi/bundle/manifest.ts";
import { StemDenoiser } from "../../../post/analysis/stem_denoiser.ts";
import { Programme } from "../../../post/programme.ts";
import { makeConversation } from "../../../scripts/stage/conversation.ts";
import { randomPieces } from "../../dsp/signals.ts";
import { TestSession } from "../stems.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const wasmUrl = builtUrl("rnnoise.wasm").href;

/** Cleans samples block by block; what was returned is checked against the file. */
function clean(samples: Float32Array, pieces: [number, number][]): Promise<Float32Array> {
  return withFolder((folder) => {
    const path = `${folder}/clean.wav`;
    using denoiser = new StemDenoiser({ wasmUrl, path }, samples.length);
    const returned: number[] = [];
    for (const [from, to] of pieces) {
      for (const sample of denoiser.push(samples.subarray(from, to))) returned.push(sample);
      using reader = WavReader.open(path);
      assertEquals(reader.info.frames, returned.length);
    }
    for (const sample of denoiser.finish()) returned.push(sample);
    using reader = WavReader.open(path);
    assertEquals(reader.read(0, samples.length + 1), Float32Array.from(returned));
    return Float32Array.from(returned);
  });
}

Deno.test("as many samples come out as go in, in any pieces the same, and all are in the file", async () => {
  const { near } = makeConversation(1);
  for (const frames of [0, 1, 479, 480, 961, 30_001]) {
    const samples = near.subarray(near.length - frames);
    const whole = await clean(samples, frames === 0 ? [] : [[0, frames]]);
    assertEquals(whole.length, frames);
    assertEquals(await clean(samples, randomPieces(frames, 5_000, 3)), whole);
  }
});

Deno.test("frame n of the clean stem is frame n of the noisy one", async () => {
  const { near } = makeConversation(4);
  const output = await clean(near, randomPieces(near.length, 50_000));
  const product = (delay: number) => {
    let sum = 0;
    for (let i = 48_000; i < near.length - 100; i++) {
      sum += (near[i] ?? 0) * (output[i + delay] ?? 0);
    }
    return sum;
  };
  for (const off of [-20, 20]) assert(product(off) < product(0));
});

Deno.test("live and afterwards the programme of a clean stem is the same", async () => {
  await using session = await TestSession.talking(6 * 48_000 + 7);
  const { options } = session.settings();
  const changes = { options: { ...options, denoise: true }, rnnoiseUrl: wasmUrl };
  const offline = await session.make(changes);
  const chunksFolder = `${session.folder}/live`;
  await Deno.mkdir(chunksFolder);
  await using programme = new Programme(
    session.settings({ ...changes, mode: "live", chunksFolder }),
  );
  for (let frames = 0; frames < session.frames; frames += 60_000) {
    programme.grow({ mic: frames, system: frames });
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await programme.finish(session.finishing);
  assertEquals(await Deno.readFile(session.target), offline);
});

Deno.test("where nobody says where RNNoise is, that is told", async () => {
  await using session = await TestSession.talking(1_000);
  const { options } = session.settings();
  await assertRejects(
    () => session.make({ options: { ...options, denoise: true } }),
    TypeError,
    "rnnoiseUrl",
  );
});

/** While it is recorded the same file is made, to the byte, as afterwards. */
import { within } from "../../capture/ground/deadline.ts";
import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { getPriority } from "node:os";
import { Programme, type ProgrammeSettings } from "../../post/programme.ts";
import { decodedFrames, FFMPEG, noise, SHELL, talk, TEST_CHUNK, TestSession } from "./stems.ts";
import { until } from "../../scripts/stage/until.ts";

const CHUNK = TEST_CHUNK * 1_152;
/** No chunk takes that long. */
const IDLE_MS = 2_000;

/**
 * Makes the file as a recording does: the stems become known bit by bit, and chunks are made in between.
 *
 * @returns the file, and whether chunks that had been made became stale
 */
async function makeLive(
  session: TestSession,
  seed: number,
  changes: Partial<ProgrammeSettings> = {},
): Promise<{ bytes: Uint8Array<ArrayBuffer>; wasStale: boolean }> {
  const random = noise(seed);
  const target = `${session.folder}/live.mp3`;
  let changed = Promise.withResolvers<void>();
  let wasStale = false;
  let doneBefore = 0;
  const chunksFolder = `${session.folder}/live`;
  await Deno.mkdir(chunksFolder);
  await using programme = new Programme(session.settings({
    ...changes,
    mode: "live",
    chunksFolder,
    workers: 1 + seed % 3,
    onProgress: ({ chunksDone }) => {
      wasStale ||= chunksDone < doneBefore;
      doneBefore = chunksDone;
      changed.resolve();
      changed = Promise.withResolvers<void>();
    },
  }));
  const made = () => [...Deno.readDirSync(chunksFolder)].length;
  const known = { mic: 0, system: 0 };
  while (Math.min(known.mic, known.system) < session.frames) {
    for (const track of TRACK_NAMES) {
      known[track] += Math.floor(session.rateHz * (1.5 + random()));
      known[track] = Math.min(known[track], session.frames);
    }
    programme.grow(known, session.pausesUntil(Math.max(known.mic, known.system)));
    // Analysis lags by up to four seconds for the step and 2.5 for the gate, and two chunks may wait for a third; what
    // that leaves is made meanwhile, or not.
    const lagSeconds = 6.5 + (changes.options?.trim === "all" ? 4 : 0);
    const settled = Math.min(known.mic, known.system) - lagSeconds * session.rateHz;
    const due = Math.floor(settled / CHUNK) - 3;
    while (random() > -0.5 && made() < due) {
      // What is due is a guess: nothing may come any more until the stems grow.
      if (!await within(IDLE_MS, changed.promise.then(() => true), false)) break;
    }
  }
  await programme.finish({ ...session.finishing, target });
  return { bytes: await Deno.readFile(target), wasStale };
}

Deno.test("what is made live is, byte for byte, what is made of the stems afterwards", async () => {
  const rateHz = 48_000;
  const materials: [string, (session: TestSession) => void][] = [
    ["talk on both sides", (session) => {
      session.write("mic", talk(14 * rateHz + 77, 1, rateHz, 3));
      session.write("system", talk(14 * rateHz + 77, 2, rateHz, 4));
    }],
    ["a loud event late", (session) => {
      const mic = talk(13 * rateHz + 1, 1, rateHz, 5);
      session.write("mic", mic.map((x, i) => i < 11.5 * rateHz ? x / 4 : x * 2));
      session.write("system", talk(13 * rateHz + 1, 2, rateHz, 6));
    }],
    ["silence", (session) => {
      session.write("mic", new Float32Array(2 * rateHz));
      session.write("system", new Float32Array(4 * rateHz));
    }],
    ["one track empty", (session) => {
      session.write("mic", new Float32Array(0));
      session.write("system", talk(3 * rateHz, 2, rateHz, 8));
    }],
    ["exactly three chunks", (session) => {
      session.write("mic", talk(3 * CHUNK, 1, rateHz, 9));
      session.write("system", talk(3 * CHUNK, 2, rateHz, 10));
    }],
    ["less than a chunk, the sides of different lengths", (session) => {
      session.write("mic", talk(CHUNK - 5_001, 1, rateHz, 14));
      session.write("system", talk(CHUNK - 1_153, 2, rateHz, 15));
    }],
    ["less than an MP3 frame", (session) => {
      session.write("mic", talk(700, 1, rateHz, 11));
      session.write("system", talk(700, 2, rateHz, 12));
    }],
    ["nothing", (session) => {
      session.write("mic", new Float32Array(0));
      session.write("system", new Float32Array(0));
    }],
  ];
  for (const [seed, [name, write]] of materials.entries()) {
    // On a busy machine no chunk may have been made when the event comes: then it is tried once more.
    const isToBeStale = name === "a loud event late";
    let wasStale = false;
    for (let attempt = 0; attempt === 0 || isToBeStale && !wasStale && attempt < 4; attempt++) {
      await using session = await TestSession.make();
      write(session);
      const live = await makeLive(session, seed + 1);
      wasStale = live.wasStale;
      assertEquals(live.bytes, await session.make(), name);
    }
    assertEquals(wasStale || !isToBeStale, true, name);
  }
});

Deno.test("live and afterwards it is the same whatever is heard and however long each side is", async () => {
  for (let seed = 100; seed < 103; seed++) {
    const random = noise(seed);
    await using session = await TestSession.make();
    for (const [track, channels] of [["mic", 1], ["system", 2]] as const) {
      const frames = Math.floor((random() + 1) * 4 * session.rateHz);
      const samples = talk(frames, channels, session.rateHz, seed);
      for (let i = 0; i < 3; i++) {
        const from = Math.floor((random() + 1) / 2 * samples.length);
        const to = from + Math.floor((random() + 1) * session.rateHz);
        const gain = random() < 0 ? 0 : 3 * random();
        samples.subarray(from, to).forEach((x, j) => samples[from + j] = gain * x);
      }
      session.write(track, samples);
    }
    const rate = random() < 0 ? { bitrateKbps: 64 } : { vbrQuality: 5 };
    const { options } = session.settings();
    const channels = (["mono", "stereo", "split"] as const)[seed % 3] ?? "mono";
    const changes = { form: { type: "mp3", rate }, options: { ...options, channels } } as const;
    const { bytes } = await makeLive(session, seed, changes);
    assertEquals(bytes, await session.make(changes), `seed ${seed}`);
  }
});

Deno.test("live and afterwards it is the same with loudness, cuts and a gate of some depth too", async () => {
  const rateHz = 48_000;
  for (const trim of ["ends", "all"] as const) {
    await using session = await TestSession.make();
    const mic = talk(12 * rateHz + 77, 1, rateHz, 3);
    const system = talk(12 * rateHz + 77, 2, rateHz, 4);
    mic.fill(0, 3 * rateHz, 7 * rateHz);
    system.fill(0, 2 * 3 * rateHz, 2 * 7 * rateHz);
    session.write("mic", mic);
    session.write("system", system);
    const { options } = session.settings();
    const changes = {
      options: { ...options, trim, normalize: "loudness", gateDepth: 20 },
    } as const;
    const { bytes } = await makeLive(session, 20, changes);
    assertEquals(bytes, await session.make(changes), trim);
    const list = JSON.parse(await Deno.readTextFile(`${session.target}.cuts.json`));
    assertEquals(list.cuts.length, trim === "all" ? 1 : 0);
  }
});

Deno.test("pauses are cut out, live and afterwards alike, wherever they lie and whatever else is cut", async () => {
  const rateHz = 48_000;
  for (const trim of ["off", "all"] as const) {
    await using session = await TestSession.talking(12 * rateHz + 77);
    const seconds = [[0, 0.5], [2, 4.5], [4.51, 4.6], [7, 7.001], [11.5, 20]] as const;
    session.pauses = seconds.map(([from, to]) => ({
      fromFrame: from * rateHz,
      toFrame: to === 20 ? Infinity : to * rateHz,
    }));
    const { options } = session.settings();
    const changes = { options: { ...options, trim } } as const;
    const { bytes } = await makeLive(session, 40, changes);
    assertEquals(bytes, await session.make(changes), trim);
    if (trim === "all") continue;
    const { frames } = await decodedFrames("ffmpeg", session.target, 2);
    assertEquals(frames, Math.round((11.5 - 0.5 - 2.5 - 0.09 - 0.001) * rateHz));
    const kept = { options: { ...options, keepPauses: true } } as const;
    await session.make(kept);
    assertEquals((await decodedFrames("ffmpeg", session.target, 2)).frames, 12 * rateHz + 77);
  }
});

Deno.test({
  ...SHELL,
  name:
    "who stops does not wait for an encoder that other programs starve: its chunks are made anew",
  fn: async () => {
    await using session = await TestSession.talking(14 * 48_000);
    const [ffmpegPath, starved] = [`${session.folder}/ffmpeg`, `${session.folder}/starved`];
    // Its priority becomes lower than ours a moment after it was started.
    const isPolite = `[ $(nice) -gt ${getPriority()} ]`;
    const wait = `for i in 1 2 3 4 5; do ${isPolite} && break; sleep 0.05; done`;
    const script = `${wait}\nif ${isPolite}; then >'${starved}'; exec sleep 100; fi`;
    Deno.writeTextFileSync(ffmpegPath, `#!/bin/sh\n${script}\nexec '${FFMPEG}' "$@"\n`, {
      mode: 0o755,
    });
    const settings = { ffmpegPath, chunkMp3Frames: 100, workers: 1 } as const;
    await using programme = new Programme(session.settings({ ...settings, mode: "live" }));
    programme.grow({ mic: session.frames, system: session.frames });
    await until("a chunk is being made", () => existsSync(starved));
    const made = programme.finish({ ...session.finishing, target: `${session.folder}/live.mp3` });
    const { path } = await within(30_000, made, undefined) ?? {};
    assert(path !== undefined, "it waits for the encoder");
    const bytes = await Deno.readFile(path);
    assertEquals(bytes, await session.make({ chunkMp3Frames: 100 }));
  },
});

Deno.test("a session at 96 kHz becomes an MP3 at 48 kHz, live and afterwards the same, exact in its length", async () => {
  await using session = await TestSession.talking(10 * 96_000 + 33, 96_000);
  const { options } = session.settings();
  for (const normalize of ["peak", "loudness"] as const) {
    const changes = { options: { ...options, fileRateHz: 48_000, normalize } };
    const { bytes } = await makeLive(session, 30, changes);
    assertEquals(bytes, await session.make(changes));
    const { frames } = await decodedFrames("ffmpeg", session.target, 2);
    assertEquals(frames, 10 * 48_000 + 17);
    await Deno.remove(`${session.folder}/live`, { recursive: true });
  }
});

Deno.test("nothing behind the end of a file that is cut short is in it, live and afterwards alike", async () => {
  await using session = await TestSession.talking(12 * 48_000);
  const endFrame = 7 * 48_000 + 5;
  const { options } = session.settings();
  session.pauses = [{ fromFrame: 2 * 48_000, toFrame: 3 * 48_000 }];
  for (const keepPauses of [false, true]) {
    await using programme = new Programme(
      session.settings({ mode: "live", options: { ...options, keepPauses } }),
    );
    for (let frames = 0; frames < session.frames; frames += 48_000) {
      programme.grow({ mic: frames, system: frames }, session.pausesUntil(frames));
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await programme.finish({ ...session.finishing, endFrame });
    const live = await Deno.readFile(session.target);
    await Deno.remove(session.chunksFolder, { recursive: true });
    await Deno.mkdir(session.chunksFolder);
    await using again = new Programme(
      session.settings({ options: { ...options, keepPauses } }),
    );
    await again.finish({ ...session.finishing, endFrame, force: true });
    assertEquals(await Deno.readFile(session.target), live);
    const { frames } = await decodedFrames("ffmpeg", session.target, 2);
    assertEquals(frames, endFrame - (keepPauses ? 0 : 48_000));
    await Deno.remove(session.target);
  }
});

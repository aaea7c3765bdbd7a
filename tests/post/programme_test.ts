import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { makeRenderJob } from "../../post/plan/order_render.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertMatch,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { mp3Frames } from "../../formats/mp3_frame.ts";
import { scanMp3 } from "../../formats/mp3_scan.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { encode, type Mp3Settings } from "../../post/encode/encode.ts";
import { OutputError } from "../../post/publish/output_error.ts";
import { Programme, type ProgrammeSettings } from "../../post/programme.ts";
import { Renderer } from "../../post/render/renderer.ts";
import { soundOf } from "../../post/ground/sound.ts";
import { AnalysisServer } from "../../post/analysis/analysis_server.ts";
import { makePlan } from "../../post/plan/plan.ts";
import { TrackAnalysis } from "../../post/analysis/track_analysis.ts";
import { decodedFrames, FFMPEG, noise, SHELL, talk, TEST_CHUNK, TestSession } from "./stems.ts";

const CHUNK = TEST_CHUNK * 1_152;

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
    while (random() > -0.5 && made() < due) await changed.promise;
  }
  await programme.finish({ ...session.finishing, target });
  return { bytes: await Deno.readFile(target), wasStale };
}

/** The whole programme, encoded in one piece. */
async function encodeWhole(settings: ProgrammeSettings, rate: Mp3Settings["rate"]) {
  const sound = soundOf(settings.options);
  const analyses: TrackAnalysis[] = [];
  const readers: Record<string, WavReader> = {};
  for (const track of TRACK_NAMES) {
    const path = settings.stems[track];
    if (path === undefined) continue;
    const analysis = new TrackAnalysis(track, sound.rateHz);
    analysis.append(
      new AnalysisServer({ track, path, sound }).analyse(1e9, true),
    );
    analyses.push(analysis);
    readers[track] = WavReader.open(path);
  }
  const plan = makePlan(analyses, sound);
  const samples = new Renderer(makeRenderJob(plan, analyses, 0, plan.frames), readers)
    .read(0, plan.frames);
  for (const reader of Object.values(readers)) reader[Symbol.dispose]();
  const { rateHz, channels } = plan;
  return {
    samples,
    bytes: await encode(() => [samples], { rateHz, channels, rate, ffmpegPath: FFMPEG }),
  };
}

/** What stands behind the tags. */
function music(file: Uint8Array<ArrayBuffer>, path: string): Uint8Array {
  const { id3Bytes } = scanMp3(path);
  const [tag] = mp3Frames(file.subarray(id3Bytes));
  return file.subarray(id3Bytes + (tag?.header.frameBytes ?? 0));
}

for (
  const [name, rateHz, channels, rate] of [
    ["CBR stereo 48 kHz", 48_000, "stereo", { bitrateKbps: 128 }],
    ["CBR mono 48 kHz", 48_000, "mono", { bitrateKbps: 48 }],
    ["CBR stereo 44.1 kHz, where frames differ in length", 44_100, "stereo", { bitrateKbps: 128 }],
    ["VBR stereo 48 kHz", 48_000, "stereo", { vbrQuality: 4 }],
    ["VBR split 44.1 kHz", 44_100, "split", { vbrQuality: 2 }],
  ] as const
) {
  Deno.test(`the chunks' frames are those of one whole-file encode: ${name}`, async () => {
    await using session = await TestSession.talking(7 * rateHz + 321, rateHz);
    const settings = session.settings({ form: { type: "mp3", rate } });
    const changed = { ...settings, options: { ...settings.options, channels } };
    const file = await session.make(changed);
    const whole = await encodeWhole(changed, rate);
    assertEquals(music(file, session.target), whole.bytes);
  });
}

Deno.test("the length is exact to the sample for every decoder, whatever the length", async () => {
  const random = noise(7);
  const lengths = [0, 1, 1_151, 1_152, CHUNK - 1, CHUNK, CHUNK + 1, CHUNK + 1_152];
  for (let i = 0; i < 4; i++) lengths.push(Math.floor((random() + 1) * 2 * CHUNK));
  for (const frames of lengths) {
    await using session = await TestSession.talking(frames);
    await session.make();
    for (const decoder of ["ffmpeg", "sox", "mpg123"] as const) {
      const decoded = await decodedFrames(decoder, session.target, 2);
      // Of a few MP3 frames ffmpeg is not sure that they are some, and sox plays them whole.
      const short = frames < 3 * 1_152;
      if (!short) assertEquals(decoded.complaints, "", `${decoder}, ${frames} frames`);
      if (short && decoder === "sox") continue;
      // sox goes by the length in the ID3 tag, which is in ms.
      const inexact = decoder === "sox" ? 24 : 0;
      assertAlmostEquals(decoded.frames, frames, inexact, `${decoder}, ${frames} frames`);
    }
  }
});

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
  for (let seed = 100; seed < 105; seed++) {
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

Deno.test("what was off the record from its beginning to its end is a file without sound", async () => {
  await using session = await TestSession.talking(3 * 48_000);
  session.pauses = [{ fromFrame: 0, toFrame: Infinity }];
  await session.make();
  assertEquals((await decodedFrames("ffmpeg", session.target, 2)).frames, 0);
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

Deno.test("the number of workers and the order of their work leave no trace", async () => {
  await using session = await TestSession.talking(4 * 48_000);
  const one = await session.make({ workers: 1 });
  await Deno.remove(session.chunksFolder, { recursive: true });
  await Deno.mkdir(session.chunksFolder);
  assertEquals(await session.make({ workers: 5 }), one);
});

Deno.test("the seek table leads to the right place, with variable bit rate too", async () => {
  await using session = await TestSession.make();
  // Much quieter in its second half: there the frames are smaller.
  const mic = talk(30 * 48_000, 1, 48_000, 1);
  session.write("mic", mic.map((x, i) => i < mic.length / 2 ? x : x / 30));
  for (const rate of [{ bitrateKbps: 96 }, { vbrQuality: 4 }]) {
    const file = await session.make({ form: { type: "mp3", rate }, chunkMp3Frames: 400 });
    const { id3Bytes, infoTag, frames } = scanMp3(session.target);
    assert(infoTag?.bytes && infoTag.toc);
    const { bytes, toc } = infoTag;
    const starts = Array.from(mp3Frames(file.subarray(id3Bytes)), (place) => place.at).slice(1);
    for (let percent = 0; percent < 100; percent++) {
      const at = (toc[percent] ?? 0) * bytes / 256;
      const wanted = percent * frames / 100;
      const from = starts[Math.floor(wanted)] ?? 0;
      // The table has steps of 1/256 of the bytes; with a constant bit rate that is 0.4 % of the length.
      assert(Math.abs(from - at) <= bytes / 256 + 1_441, `${percent} %: ${from} and ${at}`);
      if ("vbrQuality" in rate) continue;
      const landed = starts.findLastIndex((start) => start <= at);
      assertLess(Math.abs(landed - wanted) / frames, 0.005, `${percent} %`);
    }
  }
});

Deno.test("a WAV file holds the rendered programme, in 16 and 24 bits", async () => {
  await using session = await TestSession.talking(100_001);
  const { samples } = await encodeWhole(session.settings(), { bitrateKbps: 128 });
  for (const bits of [16, 24] as const) {
    const target = `${session.folder}/out.wav`;
    await session.make({ form: { type: "wav", bits } }, target);
    using reader = WavReader.open(target);
    assertEquals([reader.info.bits, reader.info.channels], [bits, 2]);
    const read = reader.read(0, 200_000);
    assertEquals(read.length, samples.length);
    const step = 2 ** (1 - bits);
    const worst = read.reduce((most, x, i) => Math.max(most, Math.abs(x - (samples[i] ?? 0))), 0);
    assert(worst <= step * 0.501 + 1e-9, `${worst / step} steps`);
  }
});

Deno.test("chunks that an earlier run left are taken, torn ones are made again", async () => {
  await using session = await TestSession.talking(4 * 48_000);
  const first = await session.make();
  const names = session.chunkNames;
  assertEquals(names.length, 9);
  const times = names.map((name) => Deno.statSync(`${session.chunksFolder}/${name}`).mtime);
  const torn = `${session.chunksFolder}/${names[3]}`;
  await Deno.truncate(torn, 1_000);
  await Deno.writeFile(`${session.chunksFolder}/${names[5]}`, new Uint8Array(0));
  assertEquals(await session.make(), first);
  assertEquals(session.chunkNames, names);
  const again = names.map((name) => Deno.statSync(`${session.chunksFolder}/${name}`).mtime);
  const redone = again.flatMap((time, i) => time?.getTime() === times[i]?.getTime() ? [] : [i]);
  assertEquals(redone, [3, 5]);
});

Deno.test("a stem that lacks its end, and a track without a stem, are silent there", async () => {
  await using session = await TestSession.talking(50_000);
  session.stems.mic = `${session.folder}/never.wav`;
  await using programme = new Programme(session.settings());
  const report = await programme.finish({ ...session.finishing, frames: 50_000 });
  assertEquals([report.frames, report.channels], [50_000, 2]);
  assertEquals(report.silentTracks, ["mic"]);
});

Deno.test("an ffmpeg that is killed in the middle costs nothing but time", SHELL, async () => {
  await using session = await TestSession.talking(3 * 48_000);
  const good = await session.make();
  const path = `${session.folder}/ffmpeg`;
  const once = `${session.folder}/once`;
  await Deno.writeTextFile(
    path,
    `#!/bin/sh\nif mkdir '${once}' 2>/dev/null; then head -c 9999 >/dev/null; kill -KILL $$; fi\n` +
      `exec ${FFMPEG} "$@"\n`,
    { mode: 0o755 },
  );
  assertEquals(await session.make({ ffmpegPath: path }), good);
});

Deno.test(
  "an ffmpeg that always fails is given up at the end, with its last words",
  SHELL,
  async () => {
    await using session = await TestSession.talking(30_000);
    const path = `${session.folder}/ffmpeg`;
    const script = "#!/bin/sh\ncat >/dev/null\necho no such codec >&2\nexit 8\n";
    await Deno.writeTextFile(path, script, { mode: 0o755 });
    await assertRejects(() => session.make({ ffmpegPath: path }), OutputError, "no such codec");
    await Deno.writeTextFile(path, "#!/bin/sh\nkill -KILL $$\n", { mode: 0o755 });
    const { kind, message } = await assertRejects(
      () => session.make({ ffmpegPath: path }),
      OutputError,
    );
    assertEquals(kind, "failed");
    assertMatch(
      message,
      /^Cannot encode MP3: ffmpeg was ended by SIGKILL, 3 times in a row; [^;]+, and /,
    );
    await Deno.writeTextFile(path, `#!/bin/sh\n${FFMPEG} "$@" | head -c 384\n`, { mode: 0o755 });
    await assertRejects(
      () => session.make({ ffmpegPath: path }),
      Deno.errors.InvalidData,
      "it has 1 frames, not",
    );
  },
);

Deno.test("while recording, the file grows with its chunks", async () => {
  await using session = await TestSession.talking(321_000);
  const options = { ...session.settings().options, normalize: "off" } as const;
  const made = Promise.withResolvers<void>();
  const programme = new Programme(session.settings({
    mode: "live",
    options,
    onProgress: ({ chunksDone }) => chunksDone === 8 ? made.resolve() : undefined,
  }));
  assertEquals(programme.progress, { chunksDone: 0, chunksTotal: 0, waiting: 0 });
  programme.grow({ mic: session.frames, system: session.frames });
  await made.promise;
  await programme[Symbol.asyncDispose]();
  const part = await Deno.readFile(`${session.chunksFolder}/programme.part`);
  const file = await session.make({ options });
  // Tags come last; what is there already is the file's own, up to the chunk that had no end yet.
  assertEquals(part.length, 4_096 + 384 + 8 * TEST_CHUNK * 384);
  assertEquals(part.subarray(4_480), file.subarray(4_480, part.length));
  programme.grow({ mic: session.frames, system: session.frames });
  await assertRejects(() => programme.finish(session.finishing), DOMException);
});

Deno.test("how far it is at the stop is told when all has been listened to: not of a part", async () => {
  await using session = await TestSession.make();
  const frames = 130 * 48_000;
  session.write("system", talk(frames, 2, 48_000, 2));
  const totals: number[] = [];
  await using programme = new Programme(session.settings({
    mode: "live",
    chunkMp3Frames: 400,
    onProgress: ({ chunksTotal }) => totals.push(chunksTotal),
  }));
  await programme.finish(session.finishing);
  assertEquals([...new Set(totals)], [Math.ceil(frames / (400 * 1_152))]);
});

Deno.test("a programme that is aborted before it begins does nothing", async () => {
  await using session = await TestSession.talking(1_000);
  await assertRejects(() => session.make({ signal: AbortSignal.abort() }), DOMException);
  assertEquals(session.chunkNames, []);
});

Deno.test("while recording, an ffmpeg that is missing does no harm until the end, and then it is told", async () => {
  await using session = await TestSession.talking(4 * 48_000);
  const path = `${session.folder}/ffmpeg`;
  await using programme = new Programme(session.settings({ mode: "live", ffmpegPath: path }));
  programme.grow({ mic: session.frames, system: session.frames });
  await assertRejects(
    () => programme.finish(session.finishing),
    Deno.errors.NotFound,
    "there is no ffmpeg",
  );
  await assertRejects(() => Deno.stat(session.target), Deno.errors.NotFound);
});

Deno.test(
  "while recording, an ffmpeg that fails is not run again and again: its chunks wait",
  SHELL,
  async () => {
    await using session = await TestSession.talking(321_000);
    const path = `${session.folder}/ffmpeg`;
    const runs = `${session.folder}/runs`;
    await Deno.writeTextFile(runs, "");
    await Deno.writeTextFile(path, `#!/bin/sh\necho run >>'${runs}'\nexit 1\n`, { mode: 0o755 });
    const count = () => Deno.readTextFileSync(runs).split("\n").length - 1;
    const waited = Promise.withResolvers<void>();
    await using programme = new Programme(session.settings({
      mode: "live",
      workers: 1,
      ffmpegPath: path,
      onProgress: ({ chunksTotal, waiting }) => {
        if (chunksTotal >= 4 && waiting === chunksTotal) waited.resolve();
        if (count() > 3) waited.reject(new Error("it is run again and again"));
      },
    }));
    programme.grow({ mic: session.frames, system: session.frames });
    await waited.promise;
    assertEquals(count(), 3);
  },
);

Deno.test("a file that is there is replaced only when that was asked for", async () => {
  await using session = await TestSession.talking(30_000);
  await Deno.writeTextFile(session.target, "precious");
  await using programme = new Programme(session.settings());
  const error = await assertRejects(
    () => programme.finish({ ...session.finishing, force: false }),
    OutputError,
    "confrec recover",
  );
  assertEquals(error.kind, "exists");
  assertEquals(await Deno.readTextFile(session.target), "precious");
  await session.make();
  assertNotEquals((await Deno.stat(session.target)).size, 8);
});

Deno.test("when the list of cuts cannot be written, that is told of it and not of the file", async () => {
  await using session = await TestSession.talking(30_000);
  const list = `${session.target}.cuts.json`;
  await Deno.mkdir(`${list}/in the way`, { recursive: true });
  const { options } = session.settings();
  const error = await assertRejects(
    () => session.make({ options: { ...options, trim: "all" } }),
    OutputError,
  );
  assertEquals(error.message.startsWith(`Cannot write ${list}: `), true, error.message);
  assertEquals((await Deno.stat(session.target)).isFile, true);
});

Deno.test("when the target's folder has vanished, what was made is kept for the next time", async () => {
  await using session = await TestSession.talking(30_000);
  const target = `${session.folder}/share/out.mp3`;
  await using programme = new Programme(session.settings());
  const error = await assertRejects(
    () => programme.finish({ ...session.finishing, target }),
    OutputError,
  );
  assertEquals(error.kind, "gone");
  assertEquals(session.chunkNames.filter((name) => name.endsWith(".mp3")).length, 2);
});

Deno.test("a stem of another form is refused with what to do about it", async () => {
  await using session = await TestSession.talking(1_000);
  session.rateHz = 44_100;
  await using programme = new Programme(session.settings());
  await assertRejects(
    () => programme.finish(session.finishing),
    Deno.errors.InvalidData,
    "confrec mix",
  );
});

Deno.test(
  "aborting gives up at once, and leaves no file under the target's name",
  SHELL,
  async () => {
    await using session = await TestSession.talking(6 * 48_000);
    const path = `${session.folder}/ffmpeg`;
    await Deno.writeTextFile(path, "#!/bin/sh\nexec sleep 100\n", { mode: 0o755 });
    const controller = new AbortController();
    const settings = session.settings({
      ffmpegPath: path,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await using programme = new Programme(settings);
    const error = await assertRejects(() => programme.finish(session.finishing), DOMException);
    assertInstanceOf(error, DOMException);
    assertEquals(error.name, "AbortError");
    await assertRejects(() => Deno.stat(session.target), Deno.errors.NotFound);
  },
);

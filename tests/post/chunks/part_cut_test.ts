import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { STEM_CHANNELS, TRACK_NAMES } from "../../../capture/ground/tracks.ts";
import { WavReader } from "../../../formats/wav_reader.ts";
import { randomNumbers } from "../../../scripts/stage/random_numbers.ts";
import type { PartPlace } from "../../../post/ground/part_place.ts";
import type { Segment } from "../../../post/ground/segments.ts";
import { partCut } from "../../../post/chunks/part_cut.ts";
import type { ProgrammeReport, ProgrammeSettings } from "../../../post/programme.ts";
import { Programme } from "../../../post/programme.ts";
import { TestSession } from "../stems.ts";

/** What is recorded beyond a cut before the stems of the next part begin, s. */
const TAIL_SECONDS = 2;

/** Those that take off what the info tag says; sox does that with nobody's files (docs/formats.md). */
const DECODERS = ["ffmpeg", "mpg123"] as const;
type Decoder = typeof DECODERS[number];

/** What a decoder makes of a file, as raw 16-bit samples. */
async function decoded(decoder: Decoder, path: string): Promise<Uint8Array> {
  const args = {
    // Without dither every decoder is a function of the frames alone.
    ffmpeg: ["-v", "error", "-i", path, "-f", "f32le", "-"],
    mpg123: ["-q", "-s", "--encoding", "s16", path],
  };
  const { stdout } = await new Deno.Command(decoder, { args: args[decoder] }).output();
  return stdout;
}

/** A stretch of a session's stems, as the stems of a session of its own. */
async function stretchOf(whole: TestSession, from: number, to: number): Promise<TestSession> {
  const session = await TestSession.make();
  session.rateHz = whole.rateHz;
  for (const track of TRACK_NAMES) {
    const path = whole.stems[track];
    if (path === undefined) continue;
    using reader = WavReader.open(path);
    session.write(track, reader.read(from, to - from).slice());
  }
  const move = (frame: number) => Math.max(0, frame - from);
  session.pauses = whole.pauses.map(({ fromFrame, toFrame }) => {
    return { fromFrame: move(fromFrame), toFrame: move(toFrame) };
  }).filter(({ fromFrame, toFrame }) => toFrame > fromFrame);
  return session;
}

/** Makes the parts of a session, cut near the frames that are wanted. */
async function makeParts(
  whole: TestSession,
  wanted: readonly number[],
  changes: Partial<ProgrammeSettings>,
  use: (path: string, report: ProgrammeReport) => Promise<void>,
): Promise<void> {
  const { options } = whole.settings(changes);
  let stemsFrom = 0;
  let place: PartPlace | undefined;
  for (let i = 0; i <= wanted.length; i++) {
    const limit = wanted[i];
    const cut = limit === undefined ? undefined : partCut(limit, {
      ...{ stemRateHz: options.rateHz, fileRateHz: options.fileRateHz },
      ...{ pauses: whole.pauses, stemsFromFrame: stemsFrom },
    });
    const end = cut === undefined
      ? whole.frames
      : Math.min(whole.frames, cut.atFrame + (TAIL_SECONDS + 3) * options.rateHz);
    using part = await stretchOf(whole, stemsFrom, end);
    await using programme = new Programme(
      part.settings({ ...changes, ...(place ? { part: place } : {}) }),
    );
    const report = await programme.finish({
      ...part.finishing,
      frames: cut === undefined
        ? end - stemsFrom
        : Math.min(end, cut.atFrame + TAIL_SECONDS * options.rateHz) - stemsFrom,
      ...(cut === undefined ? {} : { toFrame: cut.atFrame - stemsFrom }),
      target: part.target,
    });
    await use(part.target, report);
    if (cut === undefined) return;
    stemsFrom = cut.stemsFromFrame;
    place = {
      encodeFromFrame: cut.encodeFromFrame - stemsFrom,
      fromFrame: cut.atFrame - stemsFrom,
      gainSteps: report.lastGainSteps,
    };
  }
}

for (
  const [name, stemRateHz, fileRateHz, channels, rate] of [
    ["CBR stereo 48 kHz", 48_000, 48_000, "stereo", { bitrateKbps: 128 }],
    ["CBR mono 44.1 kHz, where frames differ in length", 44_100, 44_100, "mono", {
      bitrateKbps: 64,
    }],
    ["VBR split 32 kHz", 32_000, 32_000, "split", { vbrQuality: 4 }],
    ["CBR stereo 48 kHz of 96 kHz", 96_000, 48_000, "stereo", { bitrateKbps: 96 }],
  ] as const
) {
  Deno.test(`the decoded parts, joined, are the decoded whole file: ${name}`, async () => {
    const random = randomNumbers(stemRateHz + channels.length);
    const seconds = 50 + 15 * random();
    using whole = await TestSession.talking(Math.floor(seconds * stemRateHz), stemRateHz);
    whole.pauses = randomPauses(random, seconds, stemRateHz);
    const { options } = whole.settings();
    const changes: Partial<ProgrammeSettings> = {
      options: { ...options, gate: "off", normalize: "off", channels, fileRateHz },
      form: { type: "mp3", rate },
      chunkMp3Frames: 300,
    };
    await whole.make(changes);
    const limits: number[] = [];
    for (let at = 3 + 15 * random(); at < seconds - 6; at += 4 + 20 * random()) {
      const inPause = whole.pauses.some(({ fromFrame, toFrame }) => {
        // While nothing is kept nothing is cut, and a part ends with some sound behind it.
        return at * stemRateHz > fromFrame - 5 * stemRateHz && at * stemRateHz < toFrame;
      });
      if (!inPause) limits.push(Math.floor(at * stemRateHz));
    }
    const parts: Record<Decoder, Uint8Array[]> = { ffmpeg: [], mpg123: [] };
    await makeParts(whole, limits, changes, async (path) => {
      for (const decoder of DECODERS) parts[decoder].push(await decoded(decoder, path));
    });
    for (const decoder of DECODERS) {
      const joined = new Uint8Array(await new Blob(parts[decoder] as BlobPart[]).arrayBuffer());
      const expected = await decoded(decoder, whole.target);
      const sampleBytes = (decoder === "ffmpeg" ? 4 : 2) * (channels === "mono" ? 1 : 2);
      assertEquals(joined.length / sampleBytes, expected.length / sampleBytes, decoder);
      const differing = joined.findIndex((byte, i) => byte !== expected[i]);
      assertEquals(differing, -1, `${decoder}: frame ${differing / sampleBytes} of ${limits}`);
    }
  });
}

function randomPauses(random: () => number, seconds: number, rateHz: number): Segment[] {
  const pauses: Segment[] = [];
  for (let at = 8 + 10 * random(); at < seconds - 15; at += 15 + 15 * random()) {
    const fromFrame = Math.floor(at * rateHz);
    pauses.push({ fromFrame, toFrame: fromFrame + Math.floor((1 + 5 * random()) * rateHz) });
  }
  return pauses;
}

Deno.test("the same for WAV, without any encoder", async () => {
  using whole = await TestSession.talking(40 * 48_000);
  const { options } = whole.settings();
  const changes: Partial<ProgrammeSettings> = {
    options: { ...options, gate: "off", normalize: "off" },
    form: { type: "wav", bits: 24 },
  };
  await whole.make(changes);
  using expected = WavReader.open(whole.target);
  let at = 0;
  await makeParts(whole, [9e5, 1e6, 1.5e6], changes, (path) => {
    using reader = WavReader.open(path);
    const { frames } = reader.info;
    assertEquals(reader.read(0, frames), expected.read(at, frames));
    at += frames;
    return Promise.resolve();
  });
  assertEquals(at, expected.info.frames);
});

Deno.test("a part begins with the gain that the part before ended with, and has its own ten seconds later", async () => {
  const rateHz = 48_000;
  using whole = await TestSession.make();
  // A tone that is 12 dB louder from the second half on.
  const tone = new Float32Array(160 * rateHz);
  for (let i = 0; i < tone.length; i++) {
    tone[i] = (i < tone.length / 2 ? 0.05 : 0.2) * Math.sin(2 * Math.PI * 500 * i / rateHz);
  }
  whole.write(
    "system",
    new Float32Array(tone.length * STEM_CHANNELS.system).map((_, i) => {
      return tone[Math.floor(i / STEM_CHANNELS.system)] ?? 0;
    }),
  );
  const steps: number[] = [];
  const levels: { firstDb: number; secondDb: number; lastDb: number }[] = [];
  await makeParts(whole, [78 * rateHz], { form: { type: "wav", bits: 24 } }, (path, report) => {
    steps.push(report.lastGainSteps.system ?? 0);
    using reader = WavReader.open(path);
    const { frames } = reader.info;
    const levelDb = (frame: number) => {
      const block = reader.read(frame, 960);
      return 20 * Math.log10(block.reduce((most, one) => Math.max(most, Math.abs(one)), 0));
    };
    levels.push({
      ...{ firstDb: levelDb(0), secondDb: levelDb(rateHz), lastDb: levelDb(frames - 960) },
    });
    return Promise.resolve();
  });
  const [first, second] = levels;
  assert(first && second);
  const [before = 0, after = 0] = steps;
  // The second part is 12 dB louder, and so turned up less: by 1 dB and more.
  assertLess(after, before - 20);
  assertAlmostEquals(second.firstDb, first.lastDb, 0.1);
  assertLess(Math.abs(second.secondDb - second.firstDb), 3);
});

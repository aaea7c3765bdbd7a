import { chunk, formatChunk, wav } from "../../formats/wav_bytes.ts";
import { readJournal } from "../../../capture/spool/journal.ts";
import { join } from "node:path";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Session } from "../../../capture/session/session.ts";
import type { SessionEvent, SessionOptions } from "../../../capture/session/session_types.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import { WavReader } from "../../../formats/wav_reader.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { TemporaryFolder, withFolder } from "../../../scripts/stage/temporary_folder.ts";

const RATE_HZ = 48_000;

/** Noise that is the same every time, so that a shift by one frame shows. */
function noise(samples: number, seed: number): Float32Array {
  const out = new Float32Array(samples);
  let state = seed;
  for (let i = 0; i < samples; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    out[i] = (state / 2 ** 32 - 0.5) * 0.5;
  }
  return out;
}

function writeWav(path: string, channels: number, samples: Float32Array, rateHz = RATE_HZ): void {
  using writer = WavWriter.create(path, { rateHz, channels, encoding: "float32" });
  writer.write(samples);
  writer.finish();
}

function readWav(path: string): Float32Array {
  using reader = WavReader.open(path);
  return reader.read(0, reader.info.frames);
}

async function options(
  folder: string,
  events: SessionEvent[],
  more: Partial<SessionOptions> = {},
): Promise<SessionOptions & { readonly spool: Spool }> {
  return {
    rateHz: RATE_HZ,
    tracks: {
      mic: { kind: "file", path: join(folder, "mic.wav") },
      system: { kind: "file", path: join(folder, "system.wav") },
    },
    spool: await Spool.create(join(folder, "out.mp3.confrec")),
    libraryPath: "",
    pace: 1000,
    onEvent: (event) => events.push(event),
    ...more,
  };
}

Deno.test("stems of files are bit-exact copies and equally long, the shorter one padded with silence", () =>
  withFolder(async (folder) => {
    const mic = noise(30 * RATE_HZ + 7, 1);
    const system = noise(2 * (45 * RATE_HZ + 11), 2);
    writeWav(join(folder, "mic.wav"), 1, mic);
    writeWav(join(folder, "system.wav"), 2, system);
    const events: SessionEvent[] = [];
    const o = await options(folder, events);
    using _spool = o.spool;
    const session = await Session.start(o);
    assertEquals(await session.ended, "sources-ended");
    const report = await session.stop();
    await session.closed;

    const frames = 45 * RATE_HZ + 11;
    assertEquals(report.frames, frames);
    assertEquals(report.tracks.mic?.frames, frames);
    assertEquals(report.tracks.system?.frames, frames);
    assertEquals(report.tracks.system?.lost, undefined);
    assertEquals(report.tracks.mic?.lost, undefined);
    assertEquals(readWav(o.spool.stemPath("system")), system);
    const stem = readWav(o.spool.stemPath("mic"));
    assertEquals(stem.length, frames);
    assertEquals(stem.subarray(0, mic.length), mic);
    assert(stem.subarray(mic.length).every((sample) => sample === 0));
    assertEquals(events[0]?.type, "started");
    assertEquals(o.spool.remove(), true);
  }));

Deno.test("a stop in the middle leaves stems of one length that begin as their files do", () =>
  withFolder(async (folder) => {
    const mic = noise(120 * RATE_HZ, 1);
    writeWav(join(folder, "mic.wav"), 1, mic);
    writeWav(join(folder, "system.wav"), 1, mic);
    const events: SessionEvent[] = [];
    const moved = Promise.withResolvers<void>();
    const o = await options(folder, events, {
      pace: 20,
      onEvent: (event) => {
        if (event.type === "progress" && event.seconds > 5) moved.resolve();
      },
    });
    using _spool = o.spool;
    const session = await Session.start(o);
    await moved.promise;
    const { frames, tracks } = await session.stop();
    await session.closed;
    assert(frames > 5 * RATE_HZ && frames < 120 * RATE_HZ);
    assertEquals([tracks.mic?.frames, tracks.system?.frames], [frames, frames]);
    const stem = readWav(o.spool.stemPath("mic"));
    assertEquals(stem.length, frames);
    assertEquals(stem, mic.subarray(0, frames));
    assertEquals(readWav(o.spool.stemPath("system")).length, 2 * frames);
  }));

Deno.test("a duration is exact to the frame at any pace", () =>
  withFolder(async (folder) => {
    const mic = noise(60 * RATE_HZ, 3);
    writeWav(join(folder, "mic.wav"), 1, mic);
    const o = await options(folder, [], {
      tracks: { mic: { kind: "file", path: join(folder, "mic.wav") } },
      durationSeconds: 12.345,
    });
    using _spool = o.spool;
    const session = await Session.start(o);
    assertEquals(await session.ended, "duration");
    assertEquals((await session.stop()).frames, 12.345 * RATE_HZ);
    await session.closed;
    assertEquals(readWav(o.spool.stemPath("mic")), mic.subarray(0, 12.345 * RATE_HZ));
  }));

Deno.test("files of other rates give stems of the session's rate, as long as they are", () =>
  withFolder(async (folder) => {
    writeWav(join(folder, "mic.wav"), 3, noise(3 * 16_000 * 5, 1), 16_000);
    writeWav(join(folder, "system.wav"), 2, noise(2 * 44_100 * 5, 2), 44_100);
    const o = await options(folder, []);
    using _spool = o.spool;
    const session = await Session.start(o);
    await session.ended;
    const { frames } = await session.stop();
    await session.closed;
    assertEquals(frames, 5 * RATE_HZ);
    assertEquals(readWav(o.spool.stemPath("mic")).length, frames);
    assertEquals(readWav(o.spool.stemPath("system")).length, 2 * frames);
  }));

Deno.test("a file that is missing fails the session, and nothing is left of it", () =>
  withFolder(async (folder) => {
    writeWav(join(folder, "mic.wav"), 1, noise(RATE_HZ, 1));
    const o = await options(folder, []);
    using _spool = o.spool;
    await assertRejects(() => Session.start(o), Deno.errors.InvalidData, "system.wav");
    assertEquals([...Deno.readDirSync(folder)].map((entry) => entry.name), ["mic.wav"]);
  }));

Deno.test("a track whose file breaks while it is played does not stop the other", () =>
  withFolder(async (folder) => {
    writeWav(join(folder, "mic.wav"), 1, noise(200 * RATE_HZ, 1));
    const system = noise(2 * 40 * RATE_HZ, 2);
    writeWav(join(folder, "system.wav"), 2, system);
    const events: SessionEvent[] = [];
    const o = await options(folder, events, {
      pace: 50,
      onEvent: (event) => {
        if (event.type === "started") Deno.truncateSync(join(folder, "mic.wav"), 100_000);
        events.push(event);
      },
    });
    using _spool = o.spool;
    const session = await Session.start(o);
    assertEquals(await session.ended, "sources-ended");
    const { tracks } = await session.stop();
    await session.closed;
    assertStringIncludes(tracks.mic?.lost ?? "", "shorter");
    assertEquals(events.filter((e) => e.type === "track-lost").length, 1);
    assertEquals(tracks.system?.frames, 40 * RATE_HZ);
    assertEquals(tracks.system?.lost, undefined);
    assertEquals(readWav(o.spool.stemPath("system")), system);
    assertEquals(readWav(o.spool.stemPath("mic")).length, tracks.mic?.frames);
  }));

/** Records files, and returns the stems. */
async function stemsOf(folder: string, tracks: Partial<Record<"mic" | "system", string>>) {
  const events: SessionEvent[] = [];
  const chosen = Object.fromEntries(
    Object.entries(tracks).map(([track, path]) => [track, { kind: "file", path }]),
  );
  const o = await options(folder, events, { tracks: chosen, pace: 50 });
  using _spool = o.spool;
  const session = await Session.start(o);
  await session.ended;
  await session.stop();
  await session.closed;
  const journal = [...readJournal(o.spool.journalPath)].map(({ record }) => record);
  const read = (track: "mic" | "system") => readWav(o.spool.stemPath(track));
  return { journal, mic: () => read("mic"), system: () => read("system") };
}

/** Power of samples, of the part behind a tenth of a second. */
function lateRms(samples: Float32Array): number {
  const part = samples.subarray(RATE_HZ / 10);
  return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
}

function inChannels(voice: Float32Array, factors: readonly number[]): Float32Array {
  return Float32Array.from(
    { length: voice.length * factors.length },
    (_, i) => (voice[Math.floor(i / factors.length)] ?? 0) * (factors[i % factors.length] ?? 0),
  );
}

Deno.test("a stereo microphone in counterphase is heard, and the journal says how; so it does of the computer", () =>
  withFolder(async (folder) => {
    const voice = noise(3 * RATE_HZ, 7);
    const path = join(folder, "opposed.wav");
    writeWav(path, 2, inChannels(voice, [1, -0.97]));
    const stems = await stemsOf(folder, { mic: path, system: path });
    assert(Math.abs(20 * Math.log10(lateRms(stems.mic()) / lateRms(voice))) < 0.2);
    // Two channels stay as they are.
    assertEquals(stems.system().length, 6 * RATE_HZ);
    // Two workers say it, in either order.
    const folds = stems.journal.filter((record) => record?.type === "fold")
      .sort((a, b) => a.track < b.track ? -1 : 1);
    assertEquals(folds.map(({ track, kind, channel }) => ({ track, kind, channel })), [
      { track: "mic", kind: "opposed", channel: 1 },
      { track: "system", kind: "opposed", channel: 1 },
    ]);
    assert(folds.every(({ atFrame }) => atFrame < 0.1 * RATE_HZ));
  }));

Deno.test("files of 9 to 256 channels are recorded, each channel as loud as the others", () =>
  withFolder(async (folder) => {
    const voice = noise(RATE_HZ, 7);
    for (const channels of [9, 16, 32, 256]) {
      const { path: place } = new TemporaryFolder({ parent: folder });
      const path = join(place, "many.wav");
      const factors = Array.from({ length: channels }, (_, i) => i === channels - 1 ? 1 : 0);
      writeWav(path, channels, inChannels(voice, factors));
      const stems = await stemsOf(place, { mic: path, system: path });
      const expected = lateRms(voice) / Math.sqrt(channels);
      for (const stem of [stems.mic(), stems.system()]) {
        assert(Math.abs(lateRms(stem) / expected - 1) < 1e-3, `${channels} channels`);
      }
    }
  }));

Deno.test("the places that a file's channel mask names are taken", () =>
  withFolder(async (folder) => {
    const rear = inChannels(noise(RATE_HZ, 7), [0, 0, 0, 1]);
    // Front, centre and behind: 4.0. Without the mask the fourth channel is one behind at the right.
    const format = formatChunk({ subtype: 3, channels: 4, bits: 32, channelMask: 0x107 });
    const path = join(folder, "4.0.wav");
    await Deno.writeFile(path, wav([format, chunk("data", new Uint8Array(rear.buffer))]));
    const stem = (await stemsOf(folder, { system: path })).system();
    const side = (at: 0 | 1) => stem.filter((_, i) => i % 2 === at);
    assert(lateRms(side(0)) > 0.4 * lateRms(noise(RATE_HZ, 7)));
    assertEquals(side(0), side(1));
  }));

Deno.test("a mark is in the journal before it is answered, at its time on the session's clock", () =>
  withFolder(async (folder) => {
    writeWav(join(folder, "mic.wav"), 1, noise(60 * RATE_HZ, 1));
    const events: SessionEvent[] = [];
    const one = { mic: { kind: "file", path: join(folder, "mic.wav") } } as const;
    const asked = await options(folder, events, { pace: 1, tracks: one });
    using spool = asked.spool;
    const session = await Session.start(asked);
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 400));
    const atSeconds = await session.mark("Vote");
    const passed = (performance.now() - began) / 1_000;
    assert(atSeconds > 0.35 && atSeconds < passed + 0.2, `${atSeconds} after ${passed}`);
    const marks = [...readJournal(spool.journalPath)].flatMap(({ record }) => {
      return record?.type === "mark" ? [record] : [];
    });
    assertEquals(marks, [{ type: "mark", atFrame: atSeconds * RATE_HZ, text: "Vote" }]);
    assertEquals(events.filter(({ type }) => type === "marked").length, 1);
    const before = await session.mark("Before", 0.2);
    const since = (performance.now() - began) / 1_000;
    assert(before > 0.15 && before < since, `${before} after ${since}`);
    assertEquals(await session.mark("First", 100), 0);
    const { frames } = await session.stop();
    assert(frames / RATE_HZ >= atSeconds);
    await assertRejects(() => session.mark("late"), Error, "has ended");
    await session.closed;
  }));

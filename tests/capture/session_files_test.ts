import { join } from "node:path";
import { assert, assertEquals } from "@std/assert";
import { Session } from "../../capture/session.ts";
import type { SessionEvent, SessionOptions } from "../../capture/session_types.ts";
import { Spool } from "../../capture/spool.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { WavWriter } from "../../formats/wav_writer.ts";

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

function writeWav(path: string, channels: number, samples: Float32Array): void {
  using writer = WavWriter.create(path, { rateHz: RATE_HZ, channels, encoding: "float32" });
  writer.write(samples);
  writer.finish();
}

function readWav(path: string): Float32Array {
  using reader = WavReader.open(path);
  return reader.read(0, reader.info.frames);
}

async function withFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "confrec-session-" });
  try {
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function options(
  folder: string,
  events: SessionEvent[],
  more: Partial<SessionOptions> = {},
): Promise<SessionOptions> {
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

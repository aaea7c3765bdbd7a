import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import { WavWriter } from "../../formats/wav_writer.ts";
import { SoundStream, type StreamNews } from "../../post/sound_stream.ts";
import { SOUND_OPTIONS } from "../../scripts/stage/sound_options.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";
import { FFMPEG, SHELL, talk } from "./stems.ts";

const RATE_HZ = 48_000;
const OPTIONS = { ...SOUND_OPTIONS, gate: "off", normalize: "off" } as const;

/** A reader that takes all, or nothing as long as a test says so. */
class Reader {
  bytes = 0;
  reads = true;
  trouble: Error | undefined;
  #wake = () => {};

  async write(bytes: Uint8Array): Promise<number> {
    while (!this.reads) await new Promise<void>((resolve) => this.#wake = resolve);
    if (this.trouble) throw this.trouble;
    this.bytes += bytes.length;
    return bytes.length;
  }

  begin(): void {
    this.reads = true;
    this.#wake();
  }
}

/** A stream of a folder's stems, at a time that a test says. */
class Session implements AsyncDisposable {
  readonly reader = new Reader();
  readonly news: StreamNews[] = [];
  readonly stream: SoundStream;
  readonly paths: Record<"mic" | "system", string>;
  nowMs = 0;

  constructor(folder: string, form: ConstructorParameters<typeof SoundStream>[0]["form"]) {
    this.paths = { mic: join(folder, "mic.wav"), system: join(folder, "system.wav") };
    this.stream = new SoundStream({
      ...{ options: OPTIONS, form, pace: 1, rnnoiseUrl: "file:///nowhere", sink: this.reader },
      tell: (news) => this.news.push(news),
      nowMs: () => this.nowMs,
    });
  }

  write(mic: Float32Array, system: Float32Array): void {
    for (
      const [path, samples, channels] of [
        [this.paths.mic, mic, 1],
        [this.paths.system, system, 2],
      ] as const
    ) {
      using writer = WavWriter.create(path, {
        ...{ rateHz: RATE_HZ, channels, encoding: "float32", overwrite: true },
      });
      writer.write(samples);
    }
  }

  grow(seconds: number, mic: number, system: number): void {
    this.nowMs = seconds * 1_000;
    const frames = { mic: Math.round(mic * RATE_HZ), system: Math.round(system * RATE_HZ) };
    this.stream.grow(frames, this.paths, 0);
  }

  /** Frames of a 16-bit WAV in stereo that have come, behind a header of 80 bytes. */
  get frames(): number {
    return Math.max(0, this.reader.bytes - 80) / 4;
  }

  async until(isSo: () => boolean): Promise<void> {
    for (let i = 0; i < 3_000 && !isSo(); i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert(isSo(), `${isSo} after a minute: ${this.reader.bytes} bytes`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stream[Symbol.asyncDispose]();
  }
}

const WAV = { type: "wav", bits: 16 } as const;

Deno.test("a side that hangs is silent, and the stream goes on without it after 1.2 s", () =>
  withFolder(async (folder) => {
    await using session = new Session(folder, WAV);
    const mic = talk(6 * RATE_HZ, 1, RATE_HZ, 1);
    session.write(mic, new Float32Array(2 * RATE_HZ));
    for (let second = 1; second <= 6; second++) {
      session.grow(second, second, Math.min(second, 1));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // Of 6 s the last 1.2 are waited for, and the analysis looks ahead.
    await session.until(() => session.frames > 4.2 * RATE_HZ);
    assert(session.frames <= 4.8 * RATE_HZ, `${session.frames / RATE_HZ} s`);
    const { seconds, isWhole } = await session.stream.finish();
    assertEquals([seconds, isWhole], [6, true]);
    assertEquals(session.frames, 6 * RATE_HZ);
    assertEquals(session.news, []);
  }));

Deno.test("where both sides are late nothing of them is lost: they are waited for, 5 s", () =>
  withFolder(async (folder) => {
    await using session = new Session(folder, WAV);
    const mic = talk(12 * RATE_HZ, 1, RATE_HZ, 1);
    session.write(mic.subarray(0, 3 * RATE_HZ), new Float32Array(2 * 3 * RATE_HZ));
    session.grow(3, 3, 3);
    await session.until(() => session.frames > 1.5 * RATE_HZ);
    // What was told last of both is 4.9 s old.
    session.grow(7.9, 3, 3);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert(session.frames <= 3 * RATE_HZ, `${session.frames / RATE_HZ} s`);
    using writer = WavWriter.resume(session.paths.mic, {
      ...{ rateHz: RATE_HZ, channels: 1, encoding: "float32" },
    });
    writer.write(mic.subarray(3 * RATE_HZ, 8 * RATE_HZ));
    session.grow(8, 8, 3);
    await session.until(() => session.frames > 6 * RATE_HZ);
    // Both again, and for good: it goes on without them.
    session.grow(14, 8, 3);
    await session.until(() => session.frames > 8 * RATE_HZ);
    const { isWhole } = await session.stream.finish();
    assertEquals(isWhole, true);
  }));

Deno.test("a stream is not whole when a side has come too late for it, and so the file stays", () =>
  withFolder(async (folder) => {
    await using session = new Session(folder, WAV);
    const [mic, system] = [talk(6 * RATE_HZ, 1, RATE_HZ, 1), talk(6 * RATE_HZ, 2, RATE_HZ, 2)];
    session.write(mic, system.subarray(0, 2 * RATE_HZ));
    for (let second = 1; second <= 6; second++) {
      session.grow(second, second, Math.min(second, 1));
    }
    await session.until(() => session.frames > 4.2 * RATE_HZ);
    using writer = WavWriter.resume(session.paths.system, {
      ...{ rateHz: RATE_HZ, channels: 2, encoding: "float32" },
    });
    writer.write(system.subarray(2 * RATE_HZ));
    session.grow(6, 6, 6);
    const { seconds, isWhole } = await session.stream.finish();
    assertEquals([seconds, isWhole], [6, false]);
    assertEquals(session.news.map(({ type }) => type), ["lacking"]);
  }));

Deno.test(
  "who does not read is told of once, misses what comes, and is told how much when he reads again",
  () =>
    withFolder(async (folder) => {
      await using session = new Session(folder, WAV);
      session.write(talk(40 * RATE_HZ, 1, RATE_HZ, 1), talk(40 * RATE_HZ, 2, RATE_HZ, 2));
      session.reader.reads = false;
      // So much waits for a reader at most, and a little more; a busy machine takes its time to make it.
      let second = 14;
      session.grow(second, second, second);
      await session.until(() => {
        session.grow(second, second, second);
        second = Math.min(25, second + 0.1);
        return session.news.length > 0;
      });
      assertEquals(session.news.map(({ type }) => type), ["stalled"]);
      second += 5;
      session.grow(second, second, second);
      // What was heard by then was missed.
      await new Promise((resolve) => setTimeout(resolve, 500));
      session.reader.begin();
      await session.until(() => session.frames > 8 * RATE_HZ);
      await session.until(() => {
        second = Math.min(39, second + 0.1);
        session.grow(second, second, second);
        return session.news.length > 1;
      });
      const [, flowing] = session.news;
      assert(flowing?.type === "flowing" && flowing.missedSeconds >= 0);
      const { isWhole } = await session.stream.finish();
      assertEquals(isWhole, false);
      assertAlmostEquals(session.frames, (40 - flowing.missedSeconds) * RATE_HZ, 2);
    }),
);

Deno.test("a reader that has gone is told of, and nothing is made any more", () =>
  withFolder(async (folder) => {
    await using session = new Session(folder, WAV);
    session.write(talk(4 * RATE_HZ, 1, RATE_HZ, 1), talk(4 * RATE_HZ, 2, RATE_HZ, 2));
    session.reader.trouble = new Deno.errors.BrokenPipe("gone");
    session.grow(2, 2, 2);
    await session.until(() => session.news.length > 0);
    session.grow(4, 4, 4);
    assertEquals(session.news.map(({ type }) => type), ["gone"]);
    assertEquals((await session.stream.finish()).isWhole, false);
  }));

Deno.test("a disk that is full behind the stream is no reader that has gone", () =>
  withFolder(async (folder) => {
    await using session = new Session(folder, WAV);
    session.write(talk(4 * RATE_HZ, 1, RATE_HZ, 1), talk(4 * RATE_HZ, 2, RATE_HZ, 2));
    session.reader.trouble = Object.assign(new Error("full"), { code: "ENOSPC" });
    session.grow(2, 2, 2);
    await session.until(() => session.news.length > 0);
    const [news] = session.news;
    assertEquals([news?.type, (await session.stream.finish()).isWhole], ["failed", false]);
  }));

Deno.test("an MP3 comes while it is recorded, and all of it when it ends", () =>
  withFolder(async (folder) => {
    const rate = { bitrateKbps: 128 };
    await using session = new Session(folder, { type: "mp3", rate, ffmpegPath: FFMPEG });
    session.write(talk(5 * RATE_HZ, 1, RATE_HZ, 1), talk(5 * RATE_HZ, 2, RATE_HZ, 2));
    session.grow(4, 4, 4);
    // 128 kbit/s, and less than 2 s behind.
    await session.until(() => session.reader.bytes > 2 * 16_000);
    assertEquals((await session.stream.finish()).isWhole, true);
    assertAlmostEquals(session.reader.bytes, 5 * 16_000, 1_500);
    assertEquals(session.news, []);
  }));

Deno.test(
  "an ffmpeg that dies ends the stream, and is told of with its last words",
  SHELL,
  () =>
    withFolder(async (folder) => {
      const ffmpegPath = join(folder, "ffmpeg");
      Deno.writeTextFileSync(ffmpegPath, "#!/bin/sh\necho no such codec >&2\nexit 3\n", {
        mode: 0o700,
      });
      const rate = { bitrateKbps: 128 };
      await using session = new Session(folder, { type: "mp3", rate, ffmpegPath });
      session.write(talk(5 * RATE_HZ, 1, RATE_HZ, 1), talk(5 * RATE_HZ, 2, RATE_HZ, 2));
      session.grow(4, 4, 4);
      await session.until(() => session.news.length > 0);
      const [news] = session.news;
      assert(news?.type === "failed");
      assertEquals(String(news.error), "EncoderError: ffmpeg ended with code 3 (no such codec)");
    }),
);

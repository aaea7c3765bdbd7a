/** The sound of any recording, by the ffmpeg that confrec has inside. */
import { basename } from "node:path";
import { WavReader } from "../../formats/wav_reader.ts";
import type { OutputFormat } from "../ground/output_file.ts";
import { UserError } from "../ground/user_error.ts";

/** What is heard: 48 kHz, so that all analysis is as of a meeting. */
export const HEARD_RATE_HZ = 48_000;
/** Frames in a block: a second. */
const BLOCK_FRAMES = HEARD_RATE_HZ;
/** Samples of a WAV file that are read at once. */
const READ_SAMPLES = 10 * HEARD_RATE_HZ;

/** What is to be decoded. */
export interface DecodeOrder {
  readonly path: string;
  readonly format: OutputFormat;
  readonly ffmpegPath: string;
  readonly channels: 1 | 2;
  readonly signal?: AbortSignal;
}

/**
 * Decodes it, block by block; each is valid until the next.
 *
 * @throws {UserError} of kind usage when it cannot be decoded
 */
export async function* decoded(o: DecodeOrder): AsyncGenerator<Float32Array> {
  if (o.format === "mp3") return yield* converted(o, ["-i", `file:${o.path}`, "-map", "0:a:0"]);
  using reader = WavReader.open(o.path);
  const { rateHz, channels } = reader.info;
  if (rateHz === HEARD_RATE_HZ && channels === o.channels) return yield* read(reader, o.signal);
  // All that can be mixed can be read; of those forms the ffmpeg inside knows few.
  const form = ["-f", "f32le", "-ar", `${rateHz}`, "-ac", `${channels}`, "-i", "pipe:0"];
  yield* converted(o, form, reader);
}

/** Nothing needs to be done to it. */
async function* read(reader: WavReader, signal?: AbortSignal): AsyncGenerator<Float32Array> {
  for (const block of blocksOf(reader)) {
    // Whoever wants to interrupt is to be heard.
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    yield block;
  }
}

function* blocksOf(reader: WavReader): Generator<Float32Array> {
  const { channels, frames: all } = reader.info;
  const frames = Math.ceil(READ_SAMPLES / channels);
  const block = new Float32Array(frames * channels);
  for (let at = 0; at < all; at += frames) yield reader.read(at, frames, block);
}

/** @param input what it is fed; nothing where it reads the file itself */
async function* converted(
  o: DecodeOrder,
  form: readonly string[],
  input?: WavReader,
): AsyncGenerator<Float32Array> {
  const child = new Deno.Command(o.ffmpegPath, {
    args: [
      ...["-hide_banner", "-nostdin", "-loglevel", "error", ...form],
      ...["-ac", `${o.channels}`, "-ar", `${HEARD_RATE_HZ}`, "-f", "f32le", "pipe:1"],
    ],
    ...{ stdin: input === undefined ? "null" : "piped", stdout: "piped", stderr: "piped" },
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  }).spawn();
  const words = new Response(child.stderr).text();
  const fed = input === undefined ? undefined : feed(child.stdin, input);
  const block = new Float32Array(BLOCK_FRAMES * o.channels);
  const bytes = new Uint8Array(block.buffer);
  let filled = 0;
  for await (const chunk of child.stdout) {
    for (let at = 0; at < chunk.length;) {
      const count = Math.min(bytes.length - filled, chunk.length - at);
      bytes.set(chunk.subarray(at, at + count), filled);
      filled += count;
      at += count;
      if (filled < bytes.length) continue;
      yield block;
      filled = 0;
    }
  }
  const frameBytes = 4 * o.channels;
  if (filled >= frameBytes) yield block.subarray(0, Math.floor(filled / frameBytes) * o.channels);
  const { success } = await child.status;
  await fed;
  const said = (await words).trim().split("\n").at(-1) ?? "";
  if (success) return;
  throw new UserError(
    "usage",
    `Cannot read ${o.path}: it is no MP3 or WAV that can be decoded` +
      `${said === "" ? "" : ` (${said.replaceAll(o.path, basename(o.path))})`}; convert it first`,
  );
}

/** Gives a program all samples of a file. */
async function feed(stdin: WritableStream<Uint8Array>, reader: WavReader): Promise<void> {
  const writer = stdin.getWriter();
  try {
    for (const { buffer, byteOffset, byteLength } of blocksOf(reader)) {
      await writer.write(new Uint8Array(buffer, byteOffset, byteLength));
    }
    await writer.close();
  } catch {
    // It has ended early: its last words say why.
  }
}

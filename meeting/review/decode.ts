/** The sound of any recording, by the ffmpeg that confrec has inside. */
import { basename } from "node:path";
import { UserError } from "../ground/user_error.ts";

/** What is heard: 48 kHz, so that all analysis is as of a meeting. */
export const HEARD_RATE_HZ = 48_000;
/** Frames in a block: a second. */
const BLOCK_FRAMES = HEARD_RATE_HZ;

/** What is to be decoded. */
export interface DecodeOrder {
  readonly path: string;
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
  const child = new Deno.Command(o.ffmpegPath, {
    args: [
      ...[
        "-hide_banner",
        "-nostdin",
        "-loglevel",
        "error",
        "-i",
        `file:${o.path}`,
        "-map",
        "0:a:0",
      ],
      ...["-ac", `${o.channels}`, "-ar", `${HEARD_RATE_HZ}`, "-f", "f32le", "pipe:1"],
    ],
    ...{ stdin: "null", stdout: "piped", stderr: "piped" },
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  }).spawn();
  const words = new Response(child.stderr).text();
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
  const said = (await words).trim().split("\n").at(-1) ?? "";
  if (success) return;
  throw new UserError(
    "usage",
    `Cannot read ${o.path}: it is no MP3 or WAV that can be decoded` +
      `${said === "" ? "" : ` (${said.replaceAll(o.path, basename(o.path))})`}; convert it first`,
  );
}

/** MP3 files that LAME made of sound that a test can make again. */
import { random } from "../dsp/signals.ts";
import { TestFolder, tool } from "./tool.ts";

/** How `encodeMp3` encodes. */
export interface Mp3Choice {
  rateHz?: number;
  channels?: 1 | 2;
  /** Of CBR; VBR of quality 4 if not given. */
  kbps?: number;
}

/** Interleaved tones with noise and a few loud clicks, which make LAME switch its windows. */
export function testSound(frames: number, channels: number, seed = 1): Float32Array<ArrayBuffer> {
  const next = random(seed);
  return Float32Array.from({ length: frames * channels }, (_, i) => {
    const frame = Math.floor(i / channels);
    const click = frame % 9000 < 40 ? 0.5 : 0;
    const tone = 0.3 * Math.sin(frame * 0.05 * (1 + i % channels));
    return tone + (click + 0.02) * (2 * next() - 1);
  });
}

/** MP3 frames as the programme's chunks are encoded: no reservoir, no info tag, no ID3. */
export function encodeMp3(samples: Float32Array, o: Mp3Choice = {}): Uint8Array<ArrayBuffer> {
  const { rateHz = 48000, channels = 2 } = o;
  using folder = new TestFolder();
  const raw = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const input = folder.file("in.f32", raw);
  const quality = o.kbps === undefined ? ["-q:a", "4"] : ["-b:a", `${o.kbps}k`];
  return tool("ffmpeg", [
    ...["-v", "error", "-f", "f32le", "-ar", `${rateHz}`, "-ac", `${channels}`, "-i", input],
    ...["-c:a", "libmp3lame", ...quality, "-reservoir", "0", "-write_xing", "0"],
    ...["-id3v2_version", "0", "-f", "mp3", "-"],
  ]).out;
}

/** What ffmpeg decodes, interleaved. */
export function decodeMp3(path: string): Float32Array {
  const { out } = tool("ffmpeg", ["-v", "error", "-i", path, "-f", "f32le", "-"]);
  return new Float32Array(out.slice().buffer);
}

/** What mpg123 decodes, interleaved, and what it said. */
export function decodeMpg123(path: string): { samples: Float32Array; err: string } {
  const { out, err } = tool("mpg123", ["-q", "-s", "-e", "f32", path]);
  return { samples: new Float32Array(out.slice().buffer), err };
}

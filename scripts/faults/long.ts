/** A program that dies after hours, when a stem is larger than 32 bits can say. */
import { join } from "node:path";
import { WavWriter } from "../../formats/wav_writer.ts";
import { writeAllSync } from "../../formats/write_all.ts";
import { decode, levelsOf } from "../stage/tones.ts";
import { runTool } from "../project/tool.ts";
import type { Fault, Outcome } from "./ground/fault.ts";
import { needsNoCard } from "./ground/fault_card.ts";
import { lastLine, type Stage } from "./ground/stage.ts";

/** Hours. */
export const LONG: readonly Fault[] = [
  { name: "SIGKILL after 100 minutes, with a stem of 4.3 GiB", unable: needsNoCard, run: killLate },
];

const RATE_HZ = 96_000;
const SECONDS = 6_000;
/** Sound at the very beginning and at the very end; what is between takes no room on the disk. */
const TONE_SECONDS = 2;
const TONE_HZ = 1_000;
const FRAME_BYTES = 8;

/** The spool is made, and not recorded for so long. */
async function killLate(stage: Stage): Promise<Outcome> {
  const out = stage.path("long.mp3");
  const spool = `${out}.confrec`;
  await Deno.mkdir(spool, { mode: 0o700 });
  leaveStem(join(spool, "system.wav"));
  const { code, stderr } = await stage.recover(spool);
  const problems = code === 4 ? [] : [`recover ended with ${code}: ${stderr}`];
  const heard = await heardMs(stage, out, ["-t", "3"]) +
    await heardMs(stage, out, ["-sseof", "-3"]);
  const lostMs = Math.max(0, 2 * TONE_SECONDS * 1_000 - heard);
  return { lostMs, exits: [code], said: lastLine(stderr, stage.folder), problems };
}

/** As a session leaves it: without sizes in its head, and torn within its last frame. */
function leaveStem(path: string): void {
  const tone = new Float32Array(2 * TONE_SECONDS * RATE_HZ);
  for (let i = 0; i < tone.length; i++) {
    tone[i] = 0.25 * Math.sin((2 * Math.PI * TONE_HZ * (i >> 1)) / RATE_HZ);
  }
  using writer = WavWriter.create(path, { rateHz: RATE_HZ, channels: 2, encoding: "float32" });
  writer.write(tone);
  const { size } = Deno.statSync(path);
  const headBytes = size - tone.byteLength;
  using file = Deno.openSync(path, { write: true });
  file.seekSync(
    headBytes + (SECONDS - TONE_SECONDS) * RATE_HZ * FRAME_BYTES,
    Deno.SeekMode.Start,
  );
  const bytes = new Uint8Array(tone.buffer);
  writeAllSync(file, bytes);
  file.writeSync(new Uint8Array(FRAME_BYTES - 3));
}

/** How long the tone sounds in a part of a file. */
async function heardMs(stage: Stage, file: string, part: string[]): Promise<number> {
  const piece = stage.path("piece.wav");
  await runTool("ffmpeg", ["-v", "error", "-y", ...part, "-i", file, piece]);
  const { channels: [left] } = await decode(piece, 1);
  if (left === undefined) throw new TypeError("A file without channels");
  await stage.listen(piece, ["system"]);
  const levels = levelsOf(left, TONE_HZ);
  return levels.filter((levelDb) => levelDb > -20).length * 10;
}

/** One stem goes on where another is: the stems of two parts of a recording have some of it in common. */
import { isSilent } from "../../dsp/is_silent.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import type { Stem } from "./stem.ts";

/** A stem, and the frame of the session at which it begins. */
export interface StemPlace {
  readonly path: string;
  readonly firstFrame: number;
}

/** Frames read at a time. */
const BLOCK_FRAMES = 48_000;

/**
 * Appends to a stem what another has from there on; where the other ends sooner, or is not there, nothing. Done again, it
 * goes on where it was interrupted.
 *
 * @param firstFrame of the session, at which `stem` begins; not before the other
 * @throws what the file system throws; what was appended by then stays
 */
export function carryOver(before: StemPlace, stem: Stem, firstFrame: number): void {
  using reader = openIfThere(before.path);
  if (reader === undefined) return;
  const { frames, channels } = reader.info;
  const block = new Float32Array(BLOCK_FRAMES * channels);
  for (;;) {
    const at = firstFrame + stem.frames - before.firstFrame;
    const count = Math.min(BLOCK_FRAMES, frames - at);
    if (count <= 0) return;
    const samples = reader.read(at, count, block);
    if (samples.length === 0) return;
    if (isSilent(samples)) stem.silence(samples.length / channels);
    else stem.write(samples);
  }
}

/** Whether a stem has anything from a frame of the session on. */
export function reaches({ path, firstFrame }: StemPlace, frame: number): boolean {
  using reader = openIfThere(path);
  return reader !== undefined && firstFrame + reader.info.frames > frame;
}

function openIfThere(path: string): WavReader | undefined {
  try {
    return WavReader.open(path);
  } catch (error) {
    // A stem in which nothing was written is no WAV file yet.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.InvalidData) return;
    throw error;
  }
}

/** What a track writes to: its stem, in memory or on the disk, and whoever listens for speech in it. */
import { SpeechCheck } from "../sound/speech_check.ts";
import { CurrentStem } from "../stem/current_stem.ts";
import type { RecorderDependencies } from "./recorder_dependencies.ts";
import type { OpenTrack } from "./track_protocol.ts";
import { WaitingStem } from "../stem/waiting_stem.ts";

/** A stem that can be written. */
export interface BegunStem {
  readonly stem: CurrentStem;
  readonly speech: SpeechCheck | undefined;
  /** Interleaved, as the stem has them. */
  write(samples: Float32Array): void;
  silence(frames: number): void;
}

/**
 * Begins it.
 *
 * @param nowFrame up to which one that waits need not remember that there was nothing
 * @throws as the file system does
 */
export function beginStem(
  open: OpenTrack,
  nowFrame: number,
  dependencies: Pick<RecorderDependencies, "createStem" | "nextStem">,
  onChanged: (stemPath: string) => void,
): BegunStem {
  const { track, rateHz, stemPath: path, firstFrame = 0, speech: order } = open;
  const place = { path, firstFrame };
  const first = waitingStem(open, nowFrame) ?? dependencies.createStem(open);
  const stem = new CurrentStem(first, place, dependencies, onChanged);
  // It holds the end of the stem before.
  if (open.before !== undefined) onChanged(path);
  const speech = order && new SpeechCheck({ ...order, rateHz, track, fromFrame: stem.endFrame });
  return {
    ...{ stem, speech },
    write: (samples) => {
      stem.write(samples);
      speech?.process(samples);
    },
    silence: (frames) => {
      stem.silence(frames);
      speech?.silence(frames);
    },
  };
}

function waitingStem(
  { track, rateHz, waitSeconds, resume }: OpenTrack,
  nowFrame: number,
): WaitingStem | undefined {
  if (waitSeconds === undefined) return undefined;
  const frames = Math.ceil(waitSeconds * rateHz);
  const fromFrame = resume === undefined ? 0 : Math.max(0, nowFrame - frames);
  return new WaitingStem({ track, frames, fromFrame });
}

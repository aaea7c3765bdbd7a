/** What the sound of a source is put through on its way to a stem, by what the source is. */
import type { ChannelPlace } from "../../dsp/channel_place.ts";
import { FoldDown } from "../../dsp/fold_down.ts";
import { STEM_CHANNELS, type TrackName } from "../ground/tracks.ts";
import { SoundCheck } from "./sound_check.ts";

/** Long enough for usual blocks; a longer one makes the buffer grow. */
const USUAL_BLOCK_FRAMES = 4_096;

/** What of a source matters to that. */
export interface SoundShape {
  readonly rateHz: number;
  readonly channels: number;
  readonly exact: boolean;
  readonly places?: readonly ChannelPlace[] | undefined;
}

/** Looks whether a source sounds as it should. */
export function soundCheckFor(track: TrackName, { rateHz, channels }: SoundShape): SoundCheck {
  return new SoundCheck({
    rateHz,
    inChannels: channels,
    outChannels: STEM_CHANNELS[track],
    // What the computer plays may contain any note; only a microphone has a cable that hums.
    hum: track === "mic",
  });
}

/** Makes the stem's channels of a source's. */
export function foldFor(
  track: TrackName,
  { channels, exact, places, rateHz }: SoundShape,
): FoldDown {
  return new FoldDown({
    inChannels: channels,
    outChannels: STEM_CHANNELS[track],
    rateHz,
    ...(places === undefined ? {} : { places }),
    // A microphone's channels are sockets or capsules; those of files and outputs are loudspeakers.
    meaning: track === "mic" && !exact ? "inputs" : "speakers",
    maxBlockFrames: USUAL_BLOCK_FRAMES,
  });
}

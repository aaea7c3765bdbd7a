/** Mixing as it really is: workers and ffmpeg. */
import { unpackEmbedded } from "../../ffi/bundle/embedded.ts";
import { Programme } from "../../post/programme.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { convertInputs } from "../../meeting/mix/convert_inputs.ts";
import type { Mixed, MixParts, MixRequest } from "./mix_parts.ts";
import {
  formOf,
  id3Of,
  programmeOptions,
  rnnoiseUrl,
} from "../../meeting/settings/programme_settings.ts";
import { shareOfRest } from "../../meeting/ground/progress_of_rest.ts";
import { StopSignals } from "../process/stop_signals.ts";

/** What of the whole work it is to convert inputs that are no stems, roughly. */
const CONVERSION_SHARE = 0.5;

/** All cores, at once. */
export const realMixParts: MixParts = {
  unpack: unpackEmbedded,
  signals: () => new StopSignals(),
  mix,
};

async function mix(request: MixRequest): Promise<Mixed> {
  const { inputs, output, options, force, ffmpegPath, folder, signal, onShare } = request;
  let converted = 0;
  const stems = await convertInputs({
    ...{ inputs, rateHz: options.rate, folder, signal },
    onShare: (share) => onShare(converted = CONVERSION_SHARE * share),
  });
  const before = converted > 0 ? CONVERSION_SHARE : 0;
  const share = shareOfRest();
  await using programme = new Programme({
    stems,
    options: programmeOptions(options, output.format),
    form: formOf(options, output.format),
    chunksFolder: folder,
    ffmpegPath,
    rnnoiseUrl: rnnoiseUrl(),
    mode: "offline",
    signal,
    onProgress: (progress) => onShare(before + (1 - before) * share(progress)),
  });
  return await programme.finish({
    frames: Math.max(...Object.values(stems).map(framesOf)),
    target: output.path,
    force,
    id3: id3Of(new Date()),
    advice: "run the same command again",
  });
}

function framesOf(path: string): number {
  using reader = WavReader.open(path);
  return reader.info.frames;
}

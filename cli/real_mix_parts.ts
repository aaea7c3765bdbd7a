/** Mixing as it really is: workers and ffmpeg. */
import { unpackEmbedded } from "../ffi/embedded.ts";
import { Programme } from "../post/programme.ts";
import { WavReader } from "../formats/wav_reader.ts";
import { convertInputs } from "./convert_inputs.ts";
import type { Mixed, MixParts, MixRequest } from "./mix_parts.ts";
import { formOf, id3Of, programmeOptions, rnnoiseUrl } from "./programme_settings.ts";
import { shareOf } from "./real_parts.ts";
import { StopSignals } from "./stop_signals.ts";

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
  let share = 0;
  const stems = await convertInputs({
    ...{ inputs, rateHz: options.rate, folder, signal },
    onShare: (converted) => onShare(share = CONVERSION_SHARE * converted),
  });
  const before = share > 0 ? CONVERSION_SHARE : 0;
  await using programme = new Programme({
    stems,
    options: programmeOptions(options, output.format),
    form: formOf(options, output.format),
    chunksFolder: folder,
    ffmpegPath,
    rnnoiseUrl: rnnoiseUrl(),
    mode: "offline",
    signal,
    onProgress: (progress) => onShare(before + (1 - before) * shareOf(progress)),
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

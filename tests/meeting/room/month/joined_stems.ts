/** Files that are their stems side by side, sample by sample: what a session heard can be read from them. */
import { WavReader } from "../../../../formats/wav_reader.ts";
import { WavWriter } from "../../../../formats/wav_writer.ts";
import { ORDINARY_SOUND } from "../../../../meeting/report/file_sound.ts";
import type { FileMaker, MadeFile, ProgrammeRequest } from "../../../../meeting/world/world.ts";
import type { FinishOptions } from "../../../../post/programme_report.ts";
import { FILE_CHANNELS, RATE_HZ } from "./heard_seconds.ts";

/** Makes a file of the stems of a session, with the tag by which confrec knows its own. */
export class JoinedStems implements FileMaker {
  readonly progress = { chunksDone: 0, chunksTotal: 0, waiting: 0 };
  readonly #request: ProgrammeRequest;
  readonly #onFinish: () => void;

  /** @param onFinish called before a file is made; what it throws is why there is none */
  constructor(request: ProgrammeRequest, onFinish: () => void) {
    this.#request = request;
    this.#onFinish = onFinish;
  }

  grow(): void {}

  longestPause(): undefined {}

  async finish({ target, frames, id3, force }: FinishOptions): Promise<MadeFile> {
    await Promise.resolve().then(this.#onFinish);
    const { mic, system } = this.#request.stems;
    const { encoder = "", recorded } = id3;
    using writer = WavWriter.create(target, {
      ...{ rateHz: RATE_HZ, channels: FILE_CHANNELS, encoding: "pcm16", overwrite: force },
      origin: { originator: encoder, ...(recorded === undefined ? {} : { recorded }) },
    });
    const joined = new Float32Array(frames * FILE_CHANNELS);
    put(joined, mic, 0);
    put(joined, system, 1);
    writer.write(joined);
    writer.finish();
    const bytes = Deno.lstatSync(target).size;
    return { bytes, frames, rateHz: RATE_HZ, silentTracks: [], ...ORDINARY_SOUND };
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** A stem that is shorter is silent at its end. */
function put(joined: Float32Array, stem: string | undefined, at: number): void {
  if (stem === undefined) return;
  using reader = WavReader.open(stem);
  const { frames, channels } = reader.info;
  const samples = reader.read(0, Math.min(frames, joined.length / FILE_CHANNELS));
  for (let frame = 0; frame * channels < samples.length; frame++) {
    for (let channel = 0; channel < channels; channel++) {
      joined[frame * FILE_CHANNELS + at + channel] = samples[frame * channels + channel] ?? 0;
    }
  }
}

/** Where the stems go that are made of the microphone's: without the call's echo, without noise. */
import { join } from "node:path";
import type { StemPaths } from "../ground/heard_stems.ts";
import type { ProgrammeOptions } from "../ground/options.ts";
import type { EchoOrder } from "./stem_canceller.ts";
import type { DenoiseOrder } from "./stem_denoiser.ts";

/** What is wanted, and where there is room for it. */
interface Wanted {
  readonly options: Pick<ProgrammeOptions, "echo" | "denoise">;
  readonly stems: StemPaths;
  readonly chunksFolder: string;
  readonly rnnoiseUrl?: string;
}

type Orders = {
  readonly echo?: () => Omit<EchoOrder, "farFrames">;
  readonly denoise?: () => DenoiseOrder;
};

/** What of both is wanted of the microphone: orders, each to a new file, as the one before may still be read. */
export function micOrders(wanted: Wanted): Orders {
  const { options, stems: { system: farPath }, chunksFolder, rnnoiseUrl } = wanted;
  let files = 0;
  const echo = () => ({
    farPath: farPath ?? "",
    path: join(chunksFolder, `mic.echoless${++files}.wav`),
  });
  const denoise = () => {
    if (rnnoiseUrl === undefined) {
      throw new TypeError("Cannot suppress noise: nobody said where RNNoise is; set rnnoiseUrl");
    }
    return { wasmUrl: rnnoiseUrl, path: join(chunksFolder, `mic.clean${++files}.wav`) };
  };
  return {
    ...(options.echo === "off" || farPath === undefined ? {} : { echo }),
    ...(options.denoise ? { denoise } : {}),
  };
}

/** Another program that records beside confrec. */
import { join } from "node:path";
import { decode } from "../../scripts/stage/tones.ts";
import type { VirtualCard } from "../../scripts/stage/virtual_card.ts";

/** `parecord` on an output: what the sound server really had, whatever browsers and players made of it. */
export class Witness {
  readonly #path: string;
  readonly #child: Deno.ChildProcess;

  constructor(card: VirtualCard, sink: string) {
    this.#path = join(card.folder, `${sink}-witness.wav`);
    const format = ["--rate=48000", "--channels=1", "--format=float32le", "--file-format=wav"];
    this.#child = new Deno.Command("parecord", {
      args: [`--device=${sink}.monitor`, ...format, this.#path],
      env: card.env,
      stderr: "null",
    }).spawn();
  }

  /** Ends it; gives what it heard, 48 kHz. */
  async heard(): Promise<Float32Array> {
    this.#child.kill("SIGINT");
    await this.#child.status;
    const { channels: [heard = new Float32Array()] } = await decode(this.#path, 1);
    return heard;
  }
}

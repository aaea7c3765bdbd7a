/** A meeting out of files, so that no sound card is needed. */
import { join } from "node:path";
import { WavWriter } from "../../formats/wav_writer.ts";
import { TemporaryFolder } from "../../scripts/stage/temporary_folder.ts";

/** A folder with both sides of a meeting of 20 s. */
export class Meeting implements Disposable {
  readonly #temporary = new TemporaryFolder({ prefix: "confrec Ä 漢 " });
  readonly folder: string = this.#temporary.path;

  constructor() {
    for (const [name, hz] of [["mic", 300], ["far", 1_000]] as const) {
      const path = join(this.folder, `${name}.wav`);
      using writer = WavWriter.create(path, { rateHz: 48_000, channels: 1, encoding: "pcm16" });
      const sample = (_: unknown, n: number) => 0.5 * Math.sin(2 * Math.PI * hz * n / 48_000);
      writer.write(Float32Array.from({ length: 20 * 48_000 }, sample));
      writer.finish();
    }
  }

  /** The arguments that record it. */
  get sources(): string[] {
    return [
      ...["--mic", `file:${join(this.folder, "mic.wav")}`],
      ...["--system", `file:${join(this.folder, "far.wav")}`],
    ];
  }

  /** What is beside the sources. */
  get made(): string[] {
    return [...Deno.readDirSync(this.folder)].map(({ name }) => name)
      .filter((name) => !["mic.wav", "far.wav"].includes(name)).sort();
  }

  [Symbol.dispose](): void {
    this.#temporary[Symbol.dispose]();
  }
}

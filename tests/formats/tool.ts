/** Programs that we did not write, and a folder for what they read and write. */
import { TemporaryFolder } from "../../scripts/stage/temporary_folder.ts";

/** What a finished tool left. */
export interface ToolResult {
  out: Uint8Array<ArrayBuffer>;
  err: string;
}

/** Runs an installed program (ffmpeg, sox, mpg123, lame) and fails with what it said where it fails. */
export function tool(name: string, args: string[]): ToolResult {
  const { code, stdout, stderr } = new Deno.Command(name, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).outputSync();
  const err = new TextDecoder().decode(stderr);
  if (code !== 0) throw new Error(`${name} ${args.join(" ")}: ${err}`);
  return { out: stdout, err };
}

/** A folder that is gone with the test. */
export class TestFolder implements Disposable {
  readonly #folder = new TemporaryFolder();

  /** The path of a file in it, written if `bytes` are given. */
  file(name: string, bytes?: Uint8Array): string {
    const path = `${this.#folder.path}/${name}`;
    if (bytes !== undefined) Deno.writeFileSync(path, bytes);
    return path;
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

/** float32 samples from raw little-endian bytes. */
export function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

/** Lets Windows programs run this machine's sox, ffmpeg and so on, as if they had them: tests read files with those. */
import { join } from "node:path";
import { writeAll } from "../../formats/write_all.ts";
import { findTarget } from "../build/targets.ts";
import { project } from "../project/folders.ts";
import { runTool } from "../project/tool.ts";
import type { Wine } from "./wine.ts";

/** Programs that tests of Windows may run. */
const TOOLS = ["ffmpeg", "ffprobe", "lame", "mpg123", "sox"] as const;

/**
 * A server on this machine and, in a folder, a stub for each tool: `sox.exe` sends its arguments and what is piped into
 * it here, where the true one runs, and gives back its output and exit code.
 */
export class LinuxTools implements AsyncDisposable {
  /** The folder with the stubs. */
  readonly folder: string;
  readonly #listener: Deno.TcpListener;
  readonly #serving: Promise<void>;

  private constructor(
    folder: string,
    listener: Deno.TcpListener,
    toLinux: (path: string) => string,
  ) {
    this.folder = folder;
    this.#listener = listener;
    this.#serving = serve(listener, toLinux);
  }

  /**
   * Builds the stubs and begins to serve.
   *
   * @throws {Error} when the compiler for Windows is missing
   */
  static async start(wine: Wine): Promise<LinuxTools> {
    const folder = join(wine.folder, "tools");
    await Deno.mkdir(folder);
    const { compiler } = findTarget("x86_64-pc-windows-msvc");
    const stub = join(folder, "stub.exe");
    await runTool(compiler, [
      ...["-O1", "-Wall", "-Wextra", "-Werror", "-municode", "-s", "-static"],
      ...[join(project, "scripts", "windows", "linux_tools_stub.c"), "-o", stub, "-lws2_32"],
    ]);
    for (const tool of TOOLS) await Deno.copyFile(stub, join(folder, `${tool}.exe`));
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    return new LinuxTools(folder, listener, (path) => wine.toLinux(path));
  }

  /** What a program needs in its environment to find the stubs, and the stubs to find this. */
  get env(): Record<string, string> {
    const { port } = this.#listener.addr as Deno.NetAddr;
    return { WINEPATH: `Z:${this.folder.replaceAll("/", "\\")}`, CONFREC_TOOL_PORT: `${port}` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#serving;
  }
}

async function serve(listener: Deno.TcpListener, toLinux: (path: string) => string) {
  const running = new Set<Promise<void>>();
  for await (const connection of listener) {
    const answering = answer(connection, toLinux)
      .catch((error) => console.error(`Cannot serve a tool: ${error}`))
      .finally(() => running.delete(answering));
    running.add(answering);
  }
  await Promise.all(running);
}

/**
 * One call: the number of bytes, then tool, working folder and arguments, each with a zero at its end, then standard
 * input to its end; back come exit code and the lengths of both outputs (uint32, little-endian), then the outputs.
 */
async function answer(connection: Deno.TcpConn, toLinux: (path: string) => string): Promise<void> {
  using _ = connection;
  const length = new DataView((await readBytes(connection, 4)).buffer).getUint32(0, true);
  const words = new TextDecoder().decode(await readBytes(connection, length)).split("\0");
  const [tool = "", cwd = "", ...args] = words.slice(0, -1);
  const name = TOOLS.find((each) => `${each}.exe` === tool.toLowerCase() || each === tool);
  const { code, stdout, stderr } = name === undefined
    ? { code: 127, stdout: new Uint8Array(), stderr: new TextEncoder().encode(`no ${tool}`) }
    : await runWithInput(name, args.map(toLinux), toLinux(cwd), connection);
  const head = new DataView(new ArrayBuffer(12));
  [code, stdout.length, stderr.length].forEach((number, i) => head.setUint32(4 * i, number, true));
  for (const bytes of [new Uint8Array(head.buffer), stdout, stderr]) {
    await writeAll(connection, bytes);
  }
}

async function runWithInput(
  tool: string,
  args: string[],
  cwd: string,
  connection: Deno.TcpConn,
): Promise<Deno.CommandOutput> {
  const child = new Deno.Command(tool, {
    args,
    cwd,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [output] = await Promise.all([child.output(), passOn(connection, child.stdin)]);
  return output;
}

/** Not by `pipeTo`, which closes the connection when its input ends. */
async function passOn(connection: Deno.TcpConn, input: WritableStream<Uint8Array>): Promise<void> {
  const writer = input.getWriter();
  const bytes = new Uint8Array(1 << 16);
  try {
    for (let got = await connection.read(bytes); got !== null; got = await connection.read(bytes)) {
      await writer.write(bytes.slice(0, got));
    }
    await writer.close();
  } catch {
    // The tool has read enough, or has ended.
  }
}

async function readBytes(
  connection: Deno.TcpConn,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let got = 0; got < length;) {
    const read = await connection.read(bytes.subarray(got));
    if (read === null) throw new Error("the call was broken off");
    got += read;
  }
  return bytes;
}

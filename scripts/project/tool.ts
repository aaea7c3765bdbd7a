/** Other programs that the scripts run: compilers, archivers, package clients. */
import { isFile } from "../../ffi/system/is_there.ts";
import { join } from "node:path";

/** Where and with what a tool runs. */
export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

/**
 * Runs a program to its end and returns what it printed on standard output.
 *
 * @throws {Deno.errors.NotFound} when there is no such program
 * @throws {Error} when it failed, with the last lines of what it said
 */
export async function runTool(
  program: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  // Windows starts npm, which is a batch file, only through its command processor.
  const batch = Deno.build.os === "windows" && program === "npm";
  const { code, stdout, stderr } = await outputOf(batch ? "cmd" : program, {
    args: batch ? ["/c", program, ...args] : [...args],
    ...options,
    // Where this is set, Deno's own messages drown in stack traces.
    env: { RUST_BACKTRACE: "0", ...options.env },
    stdin: "null",
  });
  const said = new TextDecoder().decode(stdout);
  if (code === 0) return said;
  const why = `${said}\n${new TextDecoder().decode(stderr)}`.trim().split("\n").slice(-12);
  throw new Error(`${program} failed with exit code ${code}:\n  ${why.join("\n  ")}`);
}

async function outputOf(
  program: string,
  options: Deno.CommandOptions,
): Promise<Deno.CommandOutput> {
  try {
    return await new Deno.Command(program, options).output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Deno.errors.NotFound(`${program} is not installed`);
  }
}

/** Whether a program can be started by its name. */
export function hasTool(program: string): boolean {
  const windows = Deno.build.os === "windows";
  const folders = (Deno.env.get("PATH") ?? "").split(windows ? ";" : ":");
  const names = windows ? [`${program}.exe`, `${program}.cmd`] : [program];
  return folders.some((folder) => names.some((name) => isFile(join(folder, name))));
}

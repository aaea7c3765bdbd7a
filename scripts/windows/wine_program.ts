/** The Windows confrec as if it were a program of this machine. */
import { join } from "node:path";
import { denoArguments, WINDOWS_FOLDER, WINDOWS_ZIP } from "./windows_folder.ts";
import { runTool } from "../project/tool.ts";
import { Wine } from "./wine.ts";

/** The folder that a person on Windows unpacks, unpacked for this Windows; as Linux names it. */
export async function unpackFolder(wine: Wine): Promise<string> {
  await runTool("python3", ["-m", "zipfile", "-e", WINDOWS_ZIP, wine.folder]);
  return join(wine.folder, WINDOWS_FOLDER);
}

/**
 * Writes a shell script that runs confrec out of a folder, as its confrec.cmd does, with the arguments it gets.
 *
 * Wine uses the sound server of `PULSE_SERVER`. SIGINT reaches the Windows program as Ctrl+C, which Wine makes of it in
 * the processes that run Windows code; all others ignore it. When the script is killed everything ends with it.
 *
 * @param folder made by `unpackFolder`
 * @returns the script's path
 */
export async function writeProgram(wine: Wine, folder: string): Promise<string> {
  const path = join(wine.folder, "confrec");
  const exports = Object.entries(wine.env)
    .map(([name, value]) => `export ${name}=${quote(value)}`);
  const program = [
    ...["sh", wine.script, Wine.toWindows(join(folder, "deno.exe"))],
    ...denoArguments(Wine.toWindows(join(folder, "app"))),
  ].map(quote).join(" ");
  const lines = [
    "#!/bin/sh",
    ...exports,
    'export PULSE="${PULSE_SERVER#unix:}"',
    // A session of its own is a process group of its own, which alone gets the signal.
    `setsid setpriv --pdeathsig KILL sh -c 'trap "" INT; exec "$@"' sh ${program} "$@" &`,
    "child=$!",
    "trap 'kill -s INT -- -$child' INT",
    // A signal ends the first wait; the second one gives the exit code.
    'wait "$child"; code=$?',
    'while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done',
    'exit "$code"',
  ];
  await Deno.writeTextFile(path, `${lines.join("\n")}\n`, { mode: 0o755 });
  return path;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

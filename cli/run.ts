/** The program, but for the process around it. */
import type { Io } from "./terminal/io.ts";

/**
 * Runs one command line to its end.
 *
 * Modules are loaded when they are needed: `--version` answers in a few milliseconds, and nothing that concerns devices
 * is touched for the sake of a help text.
 *
 * @param args the words behind `confrec`
 * @returns the exit code (docs/exit_codes.md)
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    const [only] = args;
    if (args.length === 1 && (only === "--version" || only === "-V")) {
      return await showVersion(io);
    }
    // Before all that takes time to load: a person sees at once that it has understood.
    if (beginsToRecord(args)) io.stderr.announce(io.stderr.isUtf8 ? "Starting…" : "Starting...");
    const { parseArguments } = await import("./parse_arguments.ts");
    const { command, named, call } = parseArguments(args);
    if (call.options.help) {
      const { helpText } = await import("./help.ts");
      const { columns, isTerminal } = io.stdout;
      const colour = io.colour && isTerminal;
      io.stdout.write(helpText(named ? command : undefined, { columns, colour }));
      return 0;
    }
    if (call.options.version) return await showVersion(io);
    if (call.options.licenses) {
      const { licenceNotices } = await import("./version.ts");
      io.stdout.write(licenceNotices());
      return 0;
    }
    return await command.run(call, io);
  } catch (error) {
    return await reportFailure(error, args.includes("--json"), io);
  } finally {
    await io.stdout.flush();
    await io.stderr.flush();
  }
}

/** What silences it, or asks for something else. */
const NO_START = ["--quiet", "-q", "--json", "--help", "-h", "--version", "-V", "--licenses"];

/** Whether these words are those of a recording, as far as a glance tells. */
function beginsToRecord(args: readonly string[]): boolean {
  const [first = ""] = args;
  return (first === "record" || first.startsWith("-")) &&
    args.some((word) => /^(--out|-o)(=|$)/.test(word)) &&
    !args.some((word) => NO_START.includes(word));
}

async function showVersion(io: Io): Promise<number> {
  const { versionText } = await import("./version.ts");
  io.stdout.write(versionText());
  return 0;
}

async function reportFailure(error: unknown, json: boolean, io: Io): Promise<number> {
  const { failureOf } = await import("./process/failure.ts");
  const { exitCode, message, trace, spool } = failureOf(error);
  io.stderr.write(`${trace === undefined ? "" : `${trace}\n`}confrec: ${message}\n`);
  if (json) {
    const { JsonLines } = await import("./report/json_lines.ts");
    const kept = spool === undefined ? {} : { spool };
    const lines = new JsonLines(io.stdout, io.now, true);
    lines.fail({ event: "error", exitCode, message, ...kept });
  }
  return exitCode;
}

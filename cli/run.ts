/** The program, but for the process around it. */
import type { ConfigPlace } from "./config/config_place.ts";
import type { Io } from "./terminal/io.ts";

/**
 * Runs one command line to its end.
 *
 * Modules are loaded when they are needed: `--version` answers in a few milliseconds, and nothing that concerns devices
 * is touched for the sake of a help text.
 *
 * @param args the words behind `confrec`
 * @param place where settings are looked for; where the system has them by default
 * @returns the exit code (docs/exit_codes.md)
 */
export async function run(
  args: readonly string[],
  io: Io,
  place?: ConfigPlace,
): Promise<number> {
  let json = args.includes("--json");
  try {
    const [only] = args;
    if (args.length === 1 && (only === "--version" || only === "-V")) {
      return await showVersion(io);
    }
    const { parseArguments } = await import("./parse_arguments.ts");
    const { complete } = await import("./config/complete.ts");
    const { configPlace } = await import("./config/config_place.ts");
    const { command, named, call } = parseArguments(args, (command, typed) => {
      return complete(command, typed, place ?? configPlace()).values;
    });
    json = call.options.json;
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
    return await reportFailure(error, json, io);
  } finally {
    await io.stdout.flush();
    await io.stderr.flush();
  }
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

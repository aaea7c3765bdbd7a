/** The program, but for the process around it. */
import type { ConfigPlace } from "./config/config_place.ts";
import type { HelpTopic } from "./parse_arguments.ts";
import type { Command } from "./options/command.ts";
import { ASK } from "./completions/shells.ts";
import { plainText } from "../meeting/ground/plain_line.ts";
import { untied, whole, wrapLine } from "./terminal/wrap_words.ts";
import { EXIT_CODE } from "./process/exit_code.ts";
import type { Io } from "./terminal/io.ts";
import type { VersionForm } from "./version.ts";

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
  const outcome = await runCommand(args, io, place);
  await io.stdout.flush();
  await io.stderr.flush();
  const { trouble } = io.stdout;
  if (trouble === undefined) return outcome.code;
  tell(`confrec: Cannot write to standard output: ${trouble}; what is there is not whole`, io);
  await io.stderr.flush();
  return outcome.code === 0 && !outcome.hasActed ? EXIT_CODE.output : outcome.code;
}

/** What these print is what they are run for, as help is; the exit codes of others say what became of a file or a recording. */
const PRINTING = ["config", "completions", "devices", "doctor", "status"];

interface Outcome {
  readonly code: number;
  /** It has done something else than to print. */
  readonly hasActed?: boolean;
}

async function runCommand(
  args: readonly string[],
  io: Io,
  place: ConfigPlace | undefined,
): Promise<Outcome> {
  let json = args.includes("--json");
  try {
    const [only] = args;
    if (args.length === 1 && (only === "--version" || only === "-V")) {
      return { code: await showVersion({ verbose: false, json: false }, io) };
    }
    if (only === ASK) return { code: await answerShell(args.slice(1), io) };
    // Before all that takes time to load: a person sees at once that it has understood.
    if (beginsToRecord(args)) io.stderr.announce(io.stderr.isUtf8 ? "Starting…" : "Starting...");
    const { parseArguments } = await import("./parse_arguments.ts");
    const { Completer } = await import("./config/completer.ts");
    const { isTerminal } = io.stderr;
    const completer = new Completer({ isTerminal, now: io.now, hostName: Deno.hostname }, place);
    const { command, help, call } = parseArguments(
      args,
      (...asked) => completer.complete(...asked),
    );
    const { options } = call;
    json = options.json;
    if (help !== undefined) return { code: await showHelp(help, command, io) };
    if (options.version) return { code: await showVersion(options, io) };
    if (options.licenses) {
      const { licenceNotices } = await import("./version.ts");
      io.stdout.write(licenceNotices());
      return { code: 0 };
    }
    for (const line of completer.warnings) tell(`confrec: ${line}`, io);
    if (options.verbose) { for (const line of completer.lines()) tell(line, io); }
    // The name was not typed, so it is told before anything else.
    if (command.name === "record" && completer.unnamed !== undefined && !options.quiet) {
      const when = options.toStdout ? "If the reader of standard output goes away, the" : "The";
      tell(`${when} file will be ${whole(completer.unnamed)}`, io);
    }
    return { code: await command.run(call, io), hasActed: !PRINTING.includes(command.name) };
  } catch (error) {
    return { code: await reportFailure(error, json, io) };
  }
}

/** What silences it, or asks for something else. */
const NO_START = [
  ...["--quiet", "-q", "--json", "--help", "-h", "--help-all", "--version", "-V", "--licenses"],
];

/** Whether these words are those of a recording, as far as a glance tells. */
function beginsToRecord(args: readonly string[]): boolean {
  const [first = ""] = args;
  return (first === "" || first === "record" || first.startsWith("-")) &&
    !args.some((word) => NO_START.includes(word) || /^-[a-zA-Z]*[qhV]/.test(word));
}

/** A line for people. */
function tell(line: string, { stderr: { isTerminal, columns }, stderr }: Io): void {
  const plain = plainText(line);
  stderr.write(`${isTerminal ? wrapLine(plain, columns) : untied(plain)}\n`);
}

/** For the scripts of `confrec completions`. */
async function answerShell(words: readonly string[], io: Io): Promise<number> {
  const [{ answer }, { COMMANDS }, { realLookups }] = await Promise.all([
    import("./completions/answer.ts"),
    import("./commands.ts"),
    import("./completions/real_lookups.ts"),
  ]);
  await answer(COMMANDS, words, io, realLookups);
  return 0;
}

async function showHelp(topic: HelpTopic, command: Command, io: Io): Promise<number> {
  const { helpText } = await import("./help_text.ts");
  const { columns, canDraw } = io.stdout;
  const layout = { columns, colour: io.colour && canDraw };
  io.stdout.write(helpText(topic, command, layout, io.now()));
  return 0;
}

async function showVersion(form: VersionForm, io: Io): Promise<number> {
  const { versionText } = await import("./version.ts");
  io.stdout.write(versionText(form));
  return 0;
}

async function reportFailure(error: unknown, json: boolean, io: Io): Promise<number> {
  const { errorLine, failureOf } = await import("./process/failure.ts");
  const { exitCode, message, trace } = failureOf(error);
  if (trace !== undefined) io.stderr.write(`${trace}\n`);
  tell(`confrec: ${message}`, io);
  if (json) {
    const { JsonLines } = await import("./report/json_lines.ts");
    new JsonLines(io.stdout, io.now, true).fail(errorLine(error));
  }
  return exitCode;
}

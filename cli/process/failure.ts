/** From an error to what the process says and returns (docs/exit_codes.md). */
import { EXIT_CODE } from "./exit_code.ts";
import { isOutputTrouble, outputTrouble } from "../../meeting/ground/output_trouble.ts";
import { plainLine } from "../../meeting/ground/plain_line.ts";
import { DeviceChoiceError } from "../../capture/source/device_choice.ts";
import { SpoolBusyError } from "../../capture/spool/spool.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { OutputError } from "../../post/publish/output_error.ts";
import { UserError, type UserErrorKind } from "../../meeting/ground/user_error.ts";
import { KeptSpoolError } from "../../meeting/ground/kept_spool_error.ts";

const CODE_OF_KIND: Readonly<Record<UserErrorKind, number>> = {
  usage: EXIT_CODE.usage,
  device: EXIT_CODE.device,
  session: EXIT_CODE.device,
  output: EXIT_CODE.output,
};

/** How a run failed. */
export interface Failure {
  readonly exitCode: number;
  /** One line. */
  readonly message: string;
  /** Only for bugs. */
  readonly trace?: string;
  /** The folder in which all that was recorded waits. */
  readonly spool?: string;
}

/** What to say and to return for anything that was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof KeptSpoolError) return keptSpool(error);
  if (error instanceof UserError) {
    return { exitCode: CODE_OF_KIND[error.kind], message: plainLine(error.message) };
  }
  if (error instanceof OutputError) {
    return { exitCode: EXIT_CODE.output, message: plainLine(error.message) };
  }
  if (error instanceof DeviceError) {
    return { exitCode: EXIT_CODE.device, message: plainLine(error.message) };
  }
  if (error instanceof DeviceChoiceError || error instanceof SpoolBusyError) {
    return { exitCode: EXIT_CODE.usage, message: plainLine(error.message) };
  }
  if (isInstallation(error)) {
    return { exitCode: EXIT_CODE.bug, message: plainLine(error.message) };
  }
  return {
    exitCode: EXIT_CODE.bug,
    message: `Cannot go on: ${
      plainLine(messageOf(error))
    }; this is a bug in confrec, please report it`,
    trace: traceOf(error),
  };
}

/** The same as the last of the lines of JSON. */
export function errorLine(error: unknown): Omit<Failure, "trace"> & { readonly event: "error" } {
  const { trace: _, ...line } = failureOf(error);
  return { event: "error", ...line };
}

/** Something went wrong after recording had begun: whatever it was, what was heard is safe. */
function keptSpool({ spool, recovery, cause }: KeptSpoolError): Failure {
  const kept = `everything recorded is kept in ${spool}`;
  const how = `${kept}; finish it with: ${recovery}`;
  // These say how to go on by themselves.
  if (cause instanceof OutputError) {
    return { ...failureOf(cause), message: `${plainLine(cause.message)}; ${kept}`, spool };
  }
  const inner = failureOf(cause);
  if (inner.trace === undefined) {
    // What is wrong with what lies there is no bug.
    const isBug = inner.exitCode === EXIT_CODE.bug && !(cause instanceof Deno.errors.InvalidData);
    const exitCode = isBug ? EXIT_CODE.bug : EXIT_CODE.output;
    return { exitCode, message: `${inner.message}; ${how}`, spool };
  }
  if (isOutputTrouble(cause)) {
    const message = `Cannot write the file: ${outputTrouble(cause)}; ${how}`;
    return { exitCode: EXIT_CODE.output, message, spool };
  }
  const message = `Cannot finish: ${
    plainLine(messageOf(cause))
  }; ${how} (this is a bug in confrec)`;
  return { exitCode: EXIT_CODE.bug, message, trace: inner.trace, spool };
}

/** Something about this copy of confrec that the message explains: it was not built, or is damaged. */
function isInstallation(error: unknown): error is Error {
  const kinds = [Deno.errors.NotFound, Deno.errors.InvalidData, Deno.errors.PermissionDenied];
  return error instanceof Error && error.message.startsWith("Cannot ") &&
    kinds.some((kind) => error instanceof kind);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** Where an error came from, with its causes; several lines. */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\nCaused by: ${traceOf(error.cause)}`;
}

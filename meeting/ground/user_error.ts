/** What a person can do about an error: it decides the exit code (docs/exit_codes.md). */
export type CommandErrorKind =
  /** The command line, the configuration or an input file is wrong; nothing was touched. */
  | "usage"
  /** No usable device; nothing was recorded. */
  | "device"
  /** The output cannot be written. */
  | "output";

/**
 * An error that the person can mend.
 *
 * Its message is one line, "Cannot <do this>: <why>; <what to try>", and is shown without a stack trace.
 */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly kind: CommandErrorKind;

  constructor(kind: CommandErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

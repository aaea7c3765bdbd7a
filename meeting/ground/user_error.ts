/** The errors that a person can mend. */

/** What the person can do about an error. */
export type UserErrorKind =
  /** What was asked for, the configuration or an input file is wrong; nothing was touched. */
  | "usage"
  /** No usable device; nothing was recorded. */
  | "device"
  /** No recording runs that could be steered. */
  | "session"
  /** The output cannot be written. */
  | "output";

/**
 * An error that the person can mend.
 *
 * Its message is one line, "Cannot <do this>: <why>; <what to try>", and is shown without a stack trace.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly kind: UserErrorKind;

  constructor(kind: UserErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

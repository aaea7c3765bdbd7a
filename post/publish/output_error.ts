/** Why the finished file could not be written. */
import { type SystemErrorKind, systemTrouble } from "../../ffi/system/system_error.ts";
import { EncoderError } from "../encode/encoder_error.ts";

/** What a person can do about a file that could not be written. */
export type OutputErrorKind =
  /** The disk is full: free space. */
  | "full"
  /** Access is denied, or the disk is read-only: change permissions or choose another place. */
  | "denied"
  /** Another program has the file open: close it there. */
  | "busy"
  /** The folder has vanished: bring it back, or choose another one. */
  | "gone"
  /** Something else is there, and was not to be replaced. */
  | "exists"
  /** What was written is not what was meant, or another failure of the system. */
  | "failed";

/** What the system's errors are to who wants the file; the others are failures of the system. */
const KINDS: Readonly<Partial<Record<SystemErrorKind, OutputErrorKind>>> = {
  full: "full",
  denied: "denied",
  "read-only": "denied",
  busy: "busy",
  gone: "gone",
};

/**
 * The finished file could not be written. What was recorded is still there: the caller keeps the spool and says how to
 * finish it.
 */
export class OutputError extends Error {
  override readonly name = "OutputError";
  readonly kind: OutputErrorKind;

  constructor(kind: OutputErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }

  /**
   * Says what an error means that came while `path` was being written; also an encoder's that failed again and again.
   *
   * Aborts, and other errors that say enough by themselves ("Cannot …"), are given back as they are.
   *
   * @param advice what the person can run afterwards, such as `run: confrec recover "x.confrec"`
   */
  static from(error: unknown, path: string, advice: string): unknown {
    if (!(error instanceof Error) || error instanceof OutputError) return error;
    if (error instanceof EncoderError) {
      return new OutputError("failed", `${error.message}, and ${advice}`, { cause: error });
    }
    if (error instanceof DOMException || error.message.startsWith("Cannot ")) return error;
    const { kind, why, remedy } = meaning(error);
    const message = `Cannot write ${path}: ${why}; ${remedy} and ${advice}`;
    return new OutputError(kind, message, { cause: error });
  }
}

function meaning(error: Error): { kind: OutputErrorKind; why: string; remedy: string } {
  const trouble = systemTrouble(error);
  if (trouble !== undefined) {
    const { kind, why, remedy } = trouble;
    if (kind === "exists") return { kind, why, remedy: "move it away or use --force," };
    return { kind: KINDS[kind] ?? "failed", why, remedy };
  }
  if (error instanceof Deno.errors.NotCapable) {
    return { kind: "denied", why: "Deno was given no permission to", remedy: "give it" };
  }
  return { kind: "failed", why: error.message, remedy: "check the disk" };
}

/** Somebody has given up what was under way. */
export function abortError(): DOMException {
  return new DOMException("Finishing the file was given up", "AbortError");
}

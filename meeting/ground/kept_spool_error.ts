/** An error after recording had begun: the cause is whatever happened, and the spool holds what was heard. */
export class KeptSpoolError extends Error {
  override readonly name = "KeptSpoolError";
  /** The folder. */
  readonly spool: string;
  /** The command line that makes the file of it. */
  readonly recovery: string;

  constructor(spool: string, recovery: string, cause: unknown) {
    super(`Cannot finish: the recording is kept in ${spool}`, { cause });
    this.spool = spool;
    this.recovery = recovery;
  }
}

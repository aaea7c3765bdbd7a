/** A meeting waited for somebody to speak until its time was over. */

/** It has not begun, and nothing is left of it. */
export class NothingBegunError extends Error {
  override name = "NothingBegunError";

  constructor() {
    super("Nothing was recorded: nobody spoke until it was to end");
  }
}

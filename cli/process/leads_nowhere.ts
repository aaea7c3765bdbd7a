/** Whether anybody gets what is written to a stream of the process. */
import { fstatSync } from "node:fs";

/**
 * Whether it is lost: the stream is `/dev/null`, or was closed when the program was started, which comes to the same.
 *
 * @param stream 1 for standard output, which is no terminal
 */
export function leadsNowhere(stream: number): boolean {
  try {
    return fstatSync(stream).isCharacterDevice();
  } catch {
    return false;
  }
}

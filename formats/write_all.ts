/** Writes all of some bytes, where a single write may take only a part of them. */

/** Something that takes bytes at once, and says how many it took: an open file. */
export interface SyncWriter {
  writeSync(bytes: Uint8Array): number;
}

/** Something that takes bytes in its own time, and says how many it took: an open file, a pipe, a connection. */
export interface Writer {
  write(bytes: Uint8Array): Promise<number>;
}

/**
 * Writes all of `bytes`.
 *
 * @param onWritten is called after each write with the number of bytes that it took: what a failure leaves behind
 * @throws what the writer throws; the bytes before are written then
 */
export function writeAllSync(
  to: SyncWriter,
  bytes: Uint8Array,
  onWritten?: (count: number) => void,
): void {
  for (let done = 0; done < bytes.length;) {
    const count = to.writeSync(bytes.subarray(done));
    done += count;
    onWritten?.(count);
  }
}

/**
 * Writes all of `bytes`, without blocking the thread.
 *
 * @throws what the writer throws; the bytes before are written then
 */
export async function writeAll(to: Writer, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await to.write(bytes.subarray(done));
}

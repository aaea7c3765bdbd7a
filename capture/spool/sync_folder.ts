/** Names of files that survive a power cut. */

/**
 * Waits until the names in a folder are on the disk: without that a power cut can take a file whose contents are safe.
 *
 * Where the system cannot do it (Windows, some network shares) it keeps names safe by itself, or nothing helps; so
 * nothing is thrown.
 */
export function syncFolder(folder: string): void {
  try {
    using handle = Deno.openSync(folder);
    handle.syncSync();
  } catch {
    // See above.
  }
}

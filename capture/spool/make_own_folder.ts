/** Making a folder that only its owner enters. */

/**
 * Makes a folder, or takes the one that is there.
 *
 * @param refusal says what is wrong where something else has its name
 * @throws {Deno.errors.InvalidData} with that, when it is a link or no folder
 * @throws what the file system throws
 */
export function makeOwnFolder(folder: string, refusal: string): void {
  try {
    Deno.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    if (!Deno.lstatSync(folder).isDirectory) throw new Deno.errors.InvalidData(refusal);
  }
}

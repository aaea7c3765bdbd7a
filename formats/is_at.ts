/**
 * Whether an open file is the one of that name: others may have removed or moved it meanwhile.
 *
 * Where systems do not number files, or do not let anybody look, any file of that name is taken for it.
 */
export function isAt(file: Deno.FsFile, path: string): boolean {
  try {
    const there = Deno.lstatSync(path);
    const { ino, dev } = file.statSync();
    return ino === null || (there.ino === ino && there.dev === dev);
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

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

/**
 * Whether what has that name is as long as the open file and was written at the same time: then nothing is lost by taking it
 * for that. Some shares give a file another number while it is open.
 */
export function isLike(file: Deno.FsFile, path: string): boolean {
  try {
    const [there, own] = [Deno.lstatSync(path), file.statSync()];
    const [thereMs, ownMs] = [there, own].map(({ mtime }) => mtime?.getTime());
    return there.isFile && there.size === own.size && ownMs !== undefined && thereMs === ownMs;
  } catch {
    return false;
  }
}

/** Gives a finished file its name. */
import { isSurelyThere } from "../../ffi/system/is_there.ts";
import { syncFolder } from "../../capture/spool/sync_folder.ts";
import { systemCode } from "../../ffi/system/system_error.ts";
import { removeIfThere, removeQuietly } from "../../capture/spool/remove_if_there.ts";
import { dirname, join } from "node:path";
import { platform } from "../../ffi/system/platform.ts";
import { writeAll } from "../../formats/write_all.ts";
import { OutputError } from "./output_error.ts";

export interface PublishOptions {
  /** Replace what is at the target. */
  readonly force: boolean;
  /** What the person can run when it fails, see `OutputError.from`. */
  readonly advice: string;
  /** Permissions of the file, as for chmod; those that it has by default. */
  readonly mode?: number | undefined;
  /**
   * Checks the file, under its last name but one, before anything is replaced by it.
   *
   * @throws when it is not what it should be
   */
  verify(path: string): void | Promise<void>;
}

/** How often, and after how many milliseconds, it is tried again to rename or remove a file in use. */
const ATTEMPTS = 10;
const PAUSE_MS = 200;

/** Bytes copied at a time to another file system. */
const COPY_BYTES = 1 << 20;

/**
 * Gives a finished file its name: the target is either not there, what it was before, or whole.
 *
 * The file is moved where that can be; to another file system it is copied first, to a hidden file beside the target. It
 * is on the disk, and verified, before it gets its name. Something that appeared at the target in the meantime is not
 * replaced without `force`.
 *
 * @throws {OutputError} when that cannot be done; the source is still there then
 * @throws what `verify` throws
 */
export async function publish(source: string, target: string, o: PublishOptions): Promise<void> {
  try {
    const { size } = await Deno.stat(source);
    await o.verify(source);
    await permit(source, o.mode);
    let isCopied = false;
    try {
      await giveName(source, target, o.force);
    } catch (error) {
      // Trying is the only way to know: parts of one disk can be as far apart as two disks.
      if (systemCode(error) !== "EXDEV") throw error;
      await publishCopy(source, target, o);
      isCopied = true;
    }
    syncFolder(dirname(target));
    const seen = (await Deno.stat(target)).size;
    if (seen !== size) {
      throw new OutputError(
        "failed",
        `Cannot trust ${target}: it has ${seen} bytes instead of ${size}; check the disk and ${o.advice}`,
      );
    }
    // Last of all: it may be the only other copy.
    if (isCopied) removeQuietly(source);
  } catch (error) {
    throw OutputError.from(error, target, o.advice);
  }
}

async function publishCopy(source: string, target: string, o: PublishOptions): Promise<void> {
  const tag = crypto.randomUUID().slice(0, 8);
  // Not after the target: a name may be as long as the file system takes.
  const staged = join(dirname(target), `.confrec-${tag}.part`);
  try {
    await copy(source, staged);
    await o.verify(staged);
    await permit(staged, o.mode);
    await giveName(staged, target, o.force);
  } catch (error) {
    removeIfThere(staged);
    throw error;
  }
}

/** Gives others the permissions before the name, so that nobody sees the file without. */
async function permit(path: string, mode: number | undefined): Promise<void> {
  if (mode === undefined) return;
  try {
    await Deno.chmod(path, mode);
  } catch {
    // FAT and network shares have permissions of their own, and that is no reason to lose the file.
  }
}

async function giveName(staged: string, target: string, force: boolean): Promise<void> {
  if (force) return await move(staged, target);
  try {
    // Unlike renaming, linking fails when something is there: no gap between looking and doing.
    await Deno.link(staged, target);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw error;
    // FAT and many network shares have no links.
    if (isSurelyThere(target)) {
      throw new Deno.errors.AlreadyExists(`${target} exists`, { cause: error });
    }
    return await move(staged, target);
  }
  // The file is there: that its other name stays is no reason to say that it is not. It goes with the spool; beside the
  // file, as left work.
  await patiently(target, () => removeIfThere(staged)).catch(() => {});
}

/** Gives the file its name, whatever has that name. */
async function move(staged: string, target: string): Promise<void> {
  await patiently(target, () => Deno.rename(staged, target));
}

/**
 * Tries again for a while what Windows does not do with files that other programs have open: virus scanners and indexers
 * let go soon, of the new file and of the old one.
 *
 * @throws {Deno.errors.Busy} when the target stays in use
 * @throws what the last attempt threw, when there is no target yet
 */
async function patiently(target: string, act: () => void | Promise<void>): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!platform.meansInUse(error)) throw error;
      if (attempt === ATTEMPTS) {
        if (!isSurelyThere(target)) throw error;
        throw new Deno.errors.Busy(`${target} is in use`, { cause: error });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Copies to a new file and waits for the disk. */
async function copy(source: string, target: string): Promise<void> {
  using from = await Deno.open(source);
  using to = await Deno.open(target, { write: true, createNew: true, mode: 0o600 });
  const block = new Uint8Array(COPY_BYTES);
  for (let read = await from.read(block); read !== null; read = await from.read(block)) {
    await writeAll(to, block.subarray(0, read));
  }
  await to.syncData();
}

/** The first of several folders from which an unpacked file can be used. */
import { messageOf } from "../system/message_of.ts";
import { type SystemErrorKind, systemTrouble } from "../system/system_error.ts";
import type { BuiltFile } from "./manifest.ts";
import { unpack } from "./unpack.ts";

/** A folder, and how it comes to be. */
export interface Place {
  /** For messages. */
  readonly name: string;
  /**
   * The folder; made when it is asked for.
   *
   * @throws what the file system throws
   */
  folder(): string;
}

/** A place that was not taken. */
export interface PlaceLeft {
  /** As its name is for messages. */
  readonly name: string;
  readonly why: string;
  /** What to do about its disk, where it is that. */
  readonly remedy?: string;
}

/** What a place says of its disk; of what else is wrong with it whoever asked for it knows more. */
const OF_DISKS: readonly SystemErrorKind[] = ["full", "read-only", "unreachable", "damaged"];

/**
 * Unpacks a file into the first place that takes it and lets it be used.
 *
 * @param readBytes gives the file's content
 * @param whyUnusable tries it
 * @param passOver is told of each place that was not taken, and why
 * @returns its path
 * @throws {Deno.errors.InvalidData} when the content is not what was built: no other place would change that
 * @throws {Deno.errors.PermissionDenied} when there is no such place; it says why for each
 */
export async function unpackToFirst(
  places: readonly Place[],
  file: BuiltFile,
  readBytes: () => Uint8Array<ArrayBuffer>,
  whyUnusable: (path: string) => Promise<string | undefined>,
  passOver: (left: PlaceLeft) => void = () => {},
): Promise<string> {
  const passed: PlaceLeft[] = [];
  const leave = (left: PlaceLeft) => {
    passed.push(left);
    passOver(left);
  };
  for (const { name, folder } of places) {
    try {
      const path = await unpack(file, readBytes, folder());
      const why = await whyUnusable(path);
      if (why === undefined) return path;
      leave({ name, why });
    } catch (error) {
      if (error instanceof Deno.errors.InvalidData) throw error;
      leave({ name, ...troubleOf(error) });
    }
  }
  const reasons = passed.map(({ name, why }) => `${name}: ${why}`);
  const remedy = passed.find((left) => left.remedy !== undefined)?.remedy;
  throw new Deno.errors.PermissionDenied(
    `Cannot unpack ${file.name}: no folder can be written and lets programs run ` +
      `(${reasons.join("; ")}); ${
        remedy === undefined ? "" : `${remedy}, or `
      }set XDG_CACHE_HOME or TMPDIR to one that does`,
  );
}

/** What the system says has words of ours; what we say is said as it is. */
function troubleOf(error: unknown): Omit<PlaceLeft, "name"> {
  const message = messageOf(error);
  const trouble = message.includes("(os error ") ? systemTrouble(error) : undefined;
  if (trouble === undefined) return { why: message };
  const { why, kind, remedy } = trouble;
  return OF_DISKS.includes(kind) ? { why, remedy } : { why };
}

/** What a part needs before anything of it is recorded: its name, its claim, its spool. */
import { type Spool, SpoolBusyError } from "../../capture/spool/spool.ts";
import type { OutputFile } from "../ground/output_file.ts";
import { newSpool } from "../output/new_spool.ts";
import { UserError } from "../ground/user_error.ts";
import { claimOutput } from "../output/output_claim.ts";
import { noteSpool } from "../output/spool_notes.ts";
import type { PreparedMeeting } from "../prepare/prepare_meeting.ts";
import type { World } from "../world/world.ts";

/** A part that can be recorded. */
export interface OpenedPart {
  readonly number: number;
  readonly output: OutputFile;
  readonly spool: Spool;
  /** The claim to the file, the lock on the spool, the note of where it is. */
  readonly held: Disposable;
  /** Takes it back as if nothing had been; only while nothing is in it that anyone needs. */
  undo(): void;
}

/**
 * Opens a part.
 *
 * @param claim to its file, if that was taken before; it is released with the rest, also when this throws
 * @param copy put behind its name where something has taken that
 * @throws {UserError} usage: something is in the way of the file or its spool; output: the disk says no
 * @throws {SpoolBusyError} when another session is recording there
 */
export async function openPart(
  { settings, spoolParent, partOutput }: PreparedMeeting,
  number: number,
  world: World,
  claim?: Disposable,
  copy?: number,
): Promise<OpenedPart> {
  using held = new DisposableStack();
  held.use(claim);
  const output = partOutput(number, copy);
  if (claim === undefined) held.use(await claimOutput(output.path, world.cacheFolder()));
  const { spool, undo } = await newSpool(
    output.path,
    spoolParent,
    settings.mode,
    output.awayFor !== undefined,
  );
  held.use(spool);
  held.use(noteSpool(spool.folder, world.cacheFolder()));
  return { number, output, spool, held: held.move(), undo };
}

/** So many names are tried. */
const MOST_NAMES = 99;

/**
 * Opens the next part of a meeting, under a numbered name where something is in the way of its own: without it the one before
 * would go on for as long as that is there.
 *
 * @param warn hears of another name
 * @throws what `openPart` throws, where numbers do not help
 */
export function openNextPart(
  prepared: PreparedMeeting,
  number: number,
  world: World,
  warn: (message: string) => void,
): Promise<OpenedPart> {
  const open = (copy: number) =>
    openPart(prepared, number, world, undefined, copy === 1 ? undefined : copy);
  return openWhereFree(open, warn);
}

/**
 * Opens a part under the first name that nothing is in the way of.
 *
 * @param open opens it under its own name, 1, or a numbered one
 * @param warn hears of another name
 * @throws what `open` throws, where numbers do not help
 */
export async function openWhereFree(
  open: (number: number) => Promise<OpenedPart>,
  warn: (message: string) => void,
): Promise<OpenedPart> {
  let trouble: Error | undefined;
  for (let number = 1; number <= MOST_NAMES; number++) {
    try {
      const opened = await open(number);
      if (trouble) warn(`${trouble.message}; recording to ${opened.output.path} instead`);
      return opened;
    } catch (error) {
      if (!isInTheWay(error)) throw error;
      trouble ??= error;
    }
  }
  throw trouble;
}

/** Whether another name would do. */
function isInTheWay(error: unknown): error is Error {
  return error instanceof SpoolBusyError || (error instanceof UserError && error.kind === "usage");
}

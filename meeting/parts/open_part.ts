/** What a part needs before anything of it is recorded: its name, its claim, its spool. */
import type { Spool } from "../../capture/spool/spool.ts";
import type { OutputFile } from "../ground/output_file.ts";
import { newSpool } from "../output/new_spool.ts";
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
 * @throws {UserError} usage: something is in the way of the file or its spool; output: the disk says no
 * @throws {SpoolBusyError} when another session is recording there
 */
export async function openPart(
  { settings, spoolParent, partOutput }: PreparedMeeting,
  number: number,
  world: World,
  claim?: Disposable,
): Promise<OpenedPart> {
  using held = new DisposableStack();
  held.use(claim);
  const output = partOutput(number);
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

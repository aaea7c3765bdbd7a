/** What a start does about recordings that were not finished. */
import { leftSpools, leftSpoolsNotice } from "../../meeting/recover/left_spools.ts";
import { recoverAll, type RecoverAudience } from "../recover/recover.ts";
import type { RecoverParts } from "../recover/recover_parts.ts";
import type { RecordingView } from "../report/recording_view.ts";

/** `--recover`: what cannot be finished is told, and holds up nothing. */
export async function finishLeft(
  parent: string,
  parts: RecoverParts,
  audience: RecoverAudience,
): Promise<void> {
  await recoverAll(await leftSpools(parent), { force: false }, parts, audience);
}

/** Says in one line what waits in a folder, and how to finish it. */
export async function tellLeft(parent: string, own: string, view: RecordingView): Promise<void> {
  const notice = leftSpoolsNotice(parent, await leftSpools(parent, own));
  if (notice !== undefined) view.warn(notice);
}

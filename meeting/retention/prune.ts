/** Removes the oldest recordings, so that a disk or a term is not exceeded. */
import { basename, dirname } from "node:path";
import { messageOf } from "../../ffi/system/message_of.ts";
import { nameBeside } from "../../ffi/system/name_beside.ts";
import { removeFolder } from "../../capture/spool/remove_own.ts";
import { removeLargeIfThere } from "../../capture/spool/remove_if_there.ts";
import { isOutputTrouble, outputTrouble } from "../ground/output_trouble.ts";
import { isClaimed } from "../output/output_claim.ts";
import { notedSpools } from "../output/spool_notes.ts";
import { type Candidate, chooseRemovals } from "./choose_removals.ts";
import { findRecordings, type FoundRecording } from "./find_recordings.ts";
import { type KeepRule, keptWords, ruleWords } from "../ground/keep_rule.ts";

/** What is to be looked through, and by which rule. */
export interface PruneRequest {
  /** Absolute. */
  readonly folder: string;
  /** How far below it, too. */
  readonly levels: number;
  readonly rule: KeepRule;
  readonly now: Date;
  /** The user's folder for claims and notes, if there is one. */
  readonly cache: string | undefined;
  /** Only says what would be done. */
  readonly dryRun: boolean;
  /** A file that stays, whatever else: the one that was just made. */
  readonly except?: string;
  /** Each part of a recording that was split counts as one: of one that never ends. */
  readonly countsParts?: boolean;
}

/** What becomes of a recording. */
export interface PruneDecision {
  readonly path: string;
  /** `failed`: it was to be removed, and something prevented it. */
  readonly action: "remove" | "keep" | "failed";
  /** A clause, such as "it is older than 30 days". */
  readonly why: string;
  /** With what belongs to it. */
  readonly bytes: number;
  readonly recordedAt: Date;
}

/** What was done, or would be. */
export interface PruneReport {
  /** Of all recordings that confrec made, the oldest first. */
  readonly decisions: readonly PruneDecision[];
  /** Sound files that confrec did not make; nothing is done to them. */
  readonly others: readonly string[];
  /** Sound files and folders that this user may not read; nothing is done to them. */
  readonly unreadable: readonly string[];
}

type Judged = FoundRecording & Candidate;

/**
 * Applies a rule to a folder.
 *
 * Recordings that somebody records to, that are not whole, or whose spool is there stay. A recording goes with its list
 * of cuts and its kept stems, these first: what is interrupted is gone on with the next time. So do folders below the
 * one that is looked through, when nothing is left in them.
 *
 * @throws what the file system throws of the folder itself; of the recordings in it that is a decision
 */
export async function prune(request: PruneRequest): Promise<PruneReport> {
  const { folder, levels, rule, now, cache, dryRun, countsParts } = request;
  const { recordings: found, others, unreadable } = await findRecordings(folder, levels);
  const recordings = countsParts === true
    ? found.map((each) => ({ ...each, recording: each.path }))
    : found;
  const spools = new Set(notedSpools(cache).map((spool) => basename(spool)));
  const judged: Judged[] = [];
  for (const each of recordings) {
    const spared = await spareReason(each, request, spools);
    judged.push(spared === undefined ? each : { ...each, spared });
  }
  const removals = new Set(chooseRemovals(judged, rule, now.getTime()));
  const decisions: PruneDecision[] = [];
  for (const each of judged.toSorted((a, b) => a.recordedMs - b.recordedMs)) {
    const isToGo = removals.has(each);
    const failure = isToGo && !dryRun ? await remove(each, folder, cache) : undefined;
    decisions.push({
      path: each.path,
      action: failure !== undefined ? "failed" : isToGo ? "remove" : "keep",
      why: failure ?? (isToGo ? ruleWords(rule) : each.spared ?? keptWords(rule)),
      bytes: each.bytes,
      recordedAt: new Date(each.recordedMs),
    });
  }
  return { decisions, others, unreadable };
}

/** Why a recording must stay; undefined when it may go. */
async function spareReason(
  { path, isWhole, isBesideSpool }: FoundRecording,
  { cache, except }: PruneRequest,
  spools: ReadonlySet<string>,
): Promise<string | undefined> {
  if (path === except) return "it was just made";
  if (!isWhole) return "it is not whole";
  if (isBesideSpool || spools.has(nameBeside(basename(path), ".confrec"))) {
    return "its spool is still there";
  }
  return await isClaimed(path, cache) ? "somebody is recording to it" : undefined;
}

/** @returns why it could not be removed */
async function remove(
  found: FoundRecording,
  folder: string,
  cache: string | undefined,
): Promise<string | undefined> {
  const { path, sidecars, modifiedMs } = found;
  try {
    if (await isClaimed(path, cache)) return "somebody is recording to it";
    const info = Deno.lstatSync(path);
    if (!info.isFile || (info.mtime?.getTime() ?? 0) !== modifiedMs) return "it has just changed";
    for (const each of [...sidecars, path]) await removeLargeIfThere(each);
    removeEmpty(dirname(path), folder);
    return undefined;
  } catch (error) {
    return isOutputTrouble(error) ? outputTrouble(error) : messageOf(error);
  }
}

/** Removes folders in which nothing is left, up to the one that is looked through. */
function removeEmpty(from: string, folder: string): void {
  try {
    for (let at = from; at !== folder && at.startsWith(folder); at = dirname(at)) {
      if (!removeFolder(at)) return;
    }
  } catch {
    // An empty folder harms nobody.
  }
}

/** `confrec prune`: removes the oldest recordings of a folder. */
import { UserError } from "../../meeting/ground/user_error.ts";
import { counted, fileSize } from "../../meeting/ground/figures.ts";
import { plainText } from "../../meeting/ground/plain_line.ts";
import { typedPath } from "../../meeting/ground/typed_path.ts";
import { folderTrouble } from "../../meeting/output/look_at.ts";
import { prune, type PruneDecision, type PruneReport } from "../../meeting/retention/prune.ts";
import type { CommandCall } from "../options/command.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { searchPlace, type SteerWorld } from "../steer/search_place.ts";
import type { Io } from "../terminal/io.ts";

/** How far below the folder recordings are looked for. */
const LEVELS = 5;

/**
 * Removes what a rule does not keep, or says what it would remove.
 *
 * @returns the exit code: output when something could not be removed
 * @throws {UserError} usage: no folder is named, or it is none
 */
export async function pruneFolder(
  { options, argument }: CommandCall<"keep" | "dryRun" | "json" | "help">,
  io: Io,
  world: SteerWorld,
): Promise<number> {
  const { keep: rule, dryRun, json } = options;
  if (rule === undefined || argument === undefined) {
    throw new UserError(
      "usage",
      "Cannot remove recordings: no folder is named; for example: confrec prune Meetings --keep 30d",
    );
  }
  const folder = checkedFolder(argument);
  const { cache } = searchPlace(world);
  const report = await prune({ folder, levels: LEVELS, rule, now: io.now(), cache, dryRun });
  for (const decision of report.decisions) {
    if (json) io.stdout.write(asJson(decision));
    else if (dryRun || decision.action === "remove") io.stdout.write(line(decision, dryRun));
    else if (decision.action === "failed") {
      io.stderr.write(`confrec: Cannot remove ${plainText(decision.path)}: ${decision.why}\n`);
    }
  }
  if (!json) io.stdout.write(summary(report, dryRun));
  const hasFailed = report.decisions.some(({ action }) => action === "failed");
  return hasFailed ? EXIT_CODE.output : EXIT_CODE.complete;
}

/** A link may lead to the folder: somebody has named it. */
function checkedFolder(argument: string): string {
  const path = typedPath(argument);
  const why = folderTrouble(path);
  if (why === undefined) return Deno.realPathSync(path);
  throw notThat(argument, why);
}

function notThat(argument: string, why: string): UserError {
  return new UserError("usage", `Cannot look through ${argument}: ${why}; name a folder`);
}

function line({ action, path, why, bytes }: PruneDecision, dryRun: boolean): string {
  const word = action === "remove" ? dryRun ? "would remove" : "removed" : "would keep";
  return `${word} ${plainText(path)} (${fileSize(bytes)}): ${why}\n`;
}

function asJson({ action, path, why, bytes, recordedAt }: PruneDecision): string {
  const recorded = recordedAt.toISOString();
  return `${JSON.stringify({ action, out: path, bytes, recorded, why })}\n`;
}

function summary({ decisions, others, unreadable }: PruneReport, dryRun: boolean): string {
  const gone = decisions.filter(({ action }) => action === "remove");
  const bytes = gone.reduce((sum, each) => sum + each.bytes, 0);
  const kept = decisions.length - gone.length;
  const foreign = others.length === 0
    ? ""
    : `; left alone: ${counted(others.length, "sound file")} that confrec did not make`;
  const [first, ...more] = unreadable;
  const closed = first === undefined
    ? ""
    : `; no permission to read ${plainText(first)}${
      more.length === 0 ? "" : ` and ${more.length} more`
    }`;
  return `${dryRun ? "Would remove" : "Removed"} ${counted(gone.length, "recording")} ` +
    `(${fileSize(bytes)}) and ${dryRun ? "keep" : "kept"} ${kept}${foreign}${closed}\n`;
}

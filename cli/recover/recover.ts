/** `confrec recover`: finishes what crashes, full disks and impatience have left. */
import { isThere } from "../../ffi/system/is_there.ts";
import { SpoolBusyError } from "../../capture/spool/spool.ts";
import { Aftercare } from "../../meeting/aftercare/aftercare.ts";
import { type Listener, warning } from "../../meeting/events/events.ts";
import { typedPath } from "../../meeting/ground/typed_path.ts";
import { counted } from "../../meeting/ground/figures.ts";
import { clearLeftWork } from "../../meeting/output/work_folder.ts";
import { platform } from "../../ffi/system/platform.ts";
import { checkOutput } from "../../meeting/output/output_path.ts";
import { spoolsBelow } from "../../meeting/recover/left_spools.ts";
import {
  checkPlace,
  checkSingle,
  InterruptedError,
  isSpool,
  recoverEach,
  recoverOne,
  SpoolGoneError,
} from "../../meeting/recover/recover.ts";
import type { RecoverChoice, RecoveredSpool } from "../../meeting/recover/recovered_spool.ts";
import { incompleteWords, type MeetingReport } from "../../meeting/report/meeting_report.ts";
import type { CommandCall } from "../options/command.ts";
import type { CommandWorld } from "../process/command_world.ts";
import { EXIT_CODE, exitCodeOf } from "../process/exit_code.ts";
import { failureOf } from "../process/failure.ts";
import { printPath } from "../process/print_path.ts";
import { JsonLines } from "../report/json_lines.ts";
import { ProgressView } from "../report/progress_view.ts";
import { summaryLines } from "../report/summary_lines.ts";
import type { Io } from "../terminal/io.ts";
import { StatusLine } from "../terminal/status_line.ts";
import { whole } from "../terminal/wrap_words.ts";

/** The options that recovering looks at. */
export type RecoverOptionName = "out" | "force" | "onFinish" | "quiet" | "json";

/** Who hears of it. */
export interface RecoverAudience {
  readonly status: StatusLine;
  readonly lines: JsonLines;
  readonly quiet: boolean;
  /** A file is there. */
  onFile?(report: MeetingReport): void;
}

/**
 * Finishes one spool, or all in a folder.
 *
 * One that cannot be finished does not keep the others from it.
 *
 * @returns the exit code: the one that matters most, if there are several
 * @throws what `failureOf` knows, when a single spool was named
 */
export async function recover(
  { options, given, argument = "." }: CommandCall<RecoverOptionName>,
  io: Io,
  world: CommandWorld,
): Promise<number> {
  const { force, quiet, json } = options;
  const place = typedPath(argument);
  const status = new StatusLine(io.stderr, !quiet && !json);
  const lines = new JsonLines(io.stdout, io.now, json);
  const aftercare = new Aftercare({ onFinish: options.onFinish }, place, world, (event) => {
    if (event.event === "warning") status.say(`confrec: ${event.message}`);
    lines.show(event);
  });
  const audience = {
    ...{ status, lines, quiet },
    onFile: (report: MeetingReport) => {
      printPath(report.output.path, io, json);
      aftercare.add(report);
    },
  };
  checkPlace(place);
  const isOne = isSpool(place);
  const { spools, isPartial } = isOne ? { spools: [place], isPartial: false } : spoolsBelow(place);
  const output = given.has("out")
    ? checkOutput({
      ...{ out: options.out, force, keepStems: false, inputs: [] },
      now: world.now(),
      hostName: world.hostName(),
    })
    : undefined;
  checkSingle(place, spools, output?.path);
  world.leaveFolder();
  const choice = { force, ...(output ? { output } : {}) };
  try {
    if (isOne) return codeOf(await recoverShown(place, choice, world, audience));
    await lookOver(place, isPartial, audience);
    if (spools.length === 0 && !quiet) {
      status.say(`There is nothing to recover in ${whole(place)}`);
    }
    return await recoverAll(spools, choice, world, audience);
  } finally {
    using signals = world.signals();
    signals.stop.then(() => aftercare.giveUp());
    await aftercare.settled;
  }
}

/** Says what cannot be looked at in a folder, and removes what an interrupted mix has left there. */
async function lookOver(
  place: string,
  isPartial: boolean,
  audience: RecoverAudience,
): Promise<void> {
  const unreadable = platform.unreadableNames(place);
  if (unreadable > 0) {
    const what = counted(unreadable, "name");
    warn(`${what} in ${place} cannot be read: not UTF-8; rename what is called so`, audience);
  }
  if (isPartial) {
    warn(
      `There are so many folders below ${place} that not all were searched; name one further down`,
      audience,
    );
  }
  for (const left of await clearLeftWork(place)) {
    if (!audience.quiet) {
      audience.status.say(`Removed ${whole(left)}, which an interrupted mix had left`);
    }
  }
}

/**
 * Finishes several spools, and reports those that cannot be.
 *
 * @returns the exit code that matters most; those that are being recorded do not count
 */
export async function recoverAll(
  spools: readonly string[],
  choice: RecoverChoice,
  world: CommandWorld,
  audience: RecoverAudience,
): Promise<number> {
  const outcomes = await recoverEach(spools, async (spool) => {
    try {
      return await recoverShown(spool, choice, world, audience);
    } catch (error) {
      if (!(error instanceof InterruptedError)) warnOf(error, audience);
      throw error;
    }
  });
  const codes = new Set(outcomes.flatMap(({ recovered, error }) => {
    if (recovered !== undefined) return codeOf(recovered);
    const isOthers = error instanceof SpoolBusyError || error instanceof SpoolGoneError;
    return isOthers ? [] : failureOf(error).exitCode;
  }));
  const worst: readonly number[] = [
    EXIT_CODE.bug,
    EXIT_CODE.output,
    EXIT_CODE.usage,
    EXIT_CODE.degraded,
  ];
  return worst.find((code) => codes.has(code)) ?? EXIT_CODE.complete;
}

/** Finishes one, and shows how that goes and what comes of it. */
async function recoverShown(
  spool: string,
  choice: RecoverChoice,
  world: CommandWorld,
  audience: RecoverAudience,
): Promise<RecoveredSpool> {
  const { status, lines, quiet } = audience;
  using signals = world.signals();
  const abort = new AbortController();
  signals.stop.then(() => abort.abort(), () => {});
  const view = new ProgressView("Recovering", status);
  const tell: Listener = (event) => {
    if (event.event === "finishing") view.show(event.share);
    if (event.event === "recovered") {
      showReport(event.report, audience);
      audience.onFile?.(event.report);
    }
    if (event.event === "warning") status.say(`confrec: ${event.message}`);
    lines.show(event);
  };
  try {
    view.prepare();
    lines.begin();
    const recovered = await recoverOne(spool, choice, world, tell, abort.signal);
    status.clear();
    if (recovered.outcome === "recovered" || quiet) return recovered;
    const why = recovered.outcome === "unheard"
      ? `Nothing had been heard yet in ${whole(spool)}`
      : `The file of ${whole(spool)} had been finished`;
    const rest = isThere(spool)
      ? "other files are in it, so it stays; move those away that you want, and remove it"
      : "it is removed";
    status.say(`${why}; ${rest}`);
    return recovered;
  } finally {
    status.clear();
  }
}

function showReport(report: MeetingReport, { status, quiet }: RecoverAudience): void {
  status.clear();
  if (!quiet) { for (const line of summaryLines(report, "Recovered")) status.say(line); }
  const missing = incompleteWords(report);
  if (missing !== undefined) status.say(`confrec: ${missing}`);
}

function codeOf(recovered: RecoveredSpool): number {
  return recovered.outcome === "recovered" ? exitCodeOf(recovered.report) : EXIT_CODE.complete;
}

function warnOf(error: unknown, audience: RecoverAudience): void {
  const { message, trace } = failureOf(error);
  warn(trace === undefined ? message : `${trace}\n${message}`, audience);
}

function warn(message: string, { status, lines }: RecoverAudience): void {
  status.say(`confrec: ${message}`);
  lines.show(warning(message));
}

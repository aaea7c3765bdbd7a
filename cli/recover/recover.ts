/** `confrec recover`: finishes what crashes, full disks and impatience have left. */
import { isThere } from "../../ffi/system/is_there.ts";
import type { CommandCall } from "../options/command.ts";
import { basename, join, resolve } from "node:path";
import { SpoolBusyError } from "../../capture/spool/spool.ts";
import { CommandError } from "../../meeting/ground/user_error.ts";
import { EventStream } from "../report/event_stream.ts";
import { EXIT_CODE, failureOf } from "../process/failure.ts";
import type { Io } from "../terminal/io.ts";
import { KeptSpoolError } from "../../meeting/ground/kept_spool_error.ts";
import { spoolsIn } from "../../meeting/recover/left_spools.ts";
import { checkOutput } from "../../meeting/output/output_path.ts";
import type { RecoverParts } from "./recover_parts.ts";
import {
  type RecoverChoice,
  type Recovered,
  recoverSpool,
} from "../../meeting/recover/recover_spool.ts";
import { recoverCommand } from "../../meeting/ground/recovery_command.ts";
import { recoveredEvent, summaryLines } from "../report/recording_summary.ts";
import { ShareView } from "../report/progress_view.ts";
import { StatusLine } from "../terminal/status_line.ts";

/** The options that recovering looks at. */
export type RecoverOptionName = "out" | "force" | "quiet" | "json";

/** Who is told. */
export interface RecoverAudience {
  readonly status: StatusLine;
  readonly events: EventStream;
  readonly quiet: boolean;
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
  parts: RecoverParts,
): Promise<number> {
  const place = resolve(argument);
  const audience = {
    status: new StatusLine(io.stderr, !options.quiet && !options.json),
    events: new EventStream(io.stdout, io.now, options.json),
    quiet: options.quiet,
  };
  checkFolder(place);
  const isOne = isSpool(place);
  const spools = isOne ? [place] : spoolsIn(place);
  const output = given.has("out")
    ? checkOutput({
      ...{ out: options.out, force: options.force, keepStems: false, inputs: [] },
      now: io.now(),
      hostName: io.hostName(),
    })
    : undefined;
  if (output && spools.length > 1) {
    throw new CommandError(
      "usage",
      `Cannot use --out: ${place} holds ${spools.length} recordings; name one of them`,
    );
  }
  const choice = { force: options.force, ...(output ? { output } : {}) };
  if (isOne) return await recoverOne(place, choice, parts, audience);
  if (spools.length === 0 && !options.quiet) {
    audience.status.say(`There is nothing to recover in ${place}`);
  }
  return await recoverAll(spools, choice, parts, audience);
}

/**
 * Finishes several spools, and tells of those that cannot be.
 *
 * @returns the exit code that matters most; those that are being recorded do not count
 */
export async function recoverAll(
  spools: readonly string[],
  choice: RecoverChoice,
  parts: RecoverParts,
  audience: RecoverAudience,
): Promise<number> {
  const codes = new Set<number>();
  for (const spool of spools) {
    try {
      codes.add(await recoverOne(spool, choice, parts, audience));
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      const { exitCode, message, trace } = failureOf(error);
      const isOthers = error instanceof SpoolBusyError || error instanceof SpoolGoneError;
      if (!isOthers) codes.add(exitCode);
      warn(trace === undefined ? message : `${trace}\n${message}`, audience);
    }
  }
  const worst = [EXIT_CODE.bug, EXIT_CODE.output, EXIT_CODE.usage, EXIT_CODE.degraded];
  return worst.find((code) => codes.has(code)) ?? EXIT_CODE.complete;
}

async function recoverOne(
  spool: string,
  choice: RecoverChoice,
  parts: RecoverParts,
  audience: RecoverAudience,
): Promise<number> {
  const { status, events, quiet } = audience;
  using signals = parts.signals();
  const abort = new AbortController();
  signals.stop.then(() => abort.abort(), () => {});
  const view = new ShareView("Recovering", status, events);
  try {
    view.prepare();
    const recovered = await recoverSpool(spool, choice, parts, {
      signal: abort.signal,
      onShare: (share) => view.show(share),
    });
    status.clear();
    if (typeof recovered === "string") {
      const why = recovered === "unheard"
        ? `Nothing had been heard yet in ${spool}`
        : `The file of ${spool} had been finished`;
      if (!quiet) status.say(`${why}; it is removed`);
      return EXIT_CODE.complete;
    }
    tell(spool, recovered, audience);
    return recovered.exitCode;
  } catch (error) {
    if (abort.signal.aborted) throw new InterruptedError(spool);
    if (error instanceof CommandError || error instanceof SpoolBusyError) throw error;
    if (!isThere(spool)) throw new SpoolGoneError(spool);
    throw new KeptSpoolError(spool, recoverCommand(spool), error);
  } finally {
    status.clear();
  }
}

function tell(spool: string, recovered: Recovered, audience: RecoverAudience): void {
  const { status, events, quiet } = audience;
  if (!quiet) { for (const line of summaryLines(recovered, "Recovered")) status.say(line); }
  const { faults, output, remains } = recovered;
  if (faults.length > 0) warn(`${output.shown} is not complete: ${faults.join("; ")}`, audience);
  if (remains !== undefined) warn(remains, audience);
  events.emit(recoveredEvent(recovered, recovered.exitCode, spool));
}

function warn(message: string, { status, events }: RecoverAudience): void {
  status.say(`confrec: ${message}`);
  events.emit({ event: "warning", message });
}

/** The person would not wait. */
class InterruptedError extends CommandError {
  constructor(spool: string) {
    super("output", `Cannot recover ${spool}: it was interrupted; run the same command again`);
  }
}

/** It was there a moment ago. */
class SpoolGoneError extends CommandError {
  constructor(spool: string) {
    super(
      "usage",
      `Cannot recover ${spool}: it is not there any more; another confrec has finished it, or it was removed`,
    );
  }
}

/** A folder that is a spool by its name, or by what is in it. */
function isSpool(place: string): boolean {
  return basename(place).endsWith(".confrec") || isThere(join(place, "journal.ndjson"));
}

/** @throws {CommandError} of kind usage when it is no folder that can be looked into */
function checkFolder(place: string): void {
  try {
    Deno.readDirSync(place)[Symbol.iterator]().next();
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such folder"
      : error instanceof Deno.errors.PermissionDenied
      ? "permission is denied"
      : "it is not a folder";
    throw new CommandError(
      "usage",
      `Cannot recover ${place}: ${why}; name a spool such as meeting.mp3.confrec, or a folder that holds some`,
      { cause: error },
    );
  }
}

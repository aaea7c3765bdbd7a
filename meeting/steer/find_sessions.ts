/** Which recordings run, and which of them is meant. */
import { mailIn } from "../../capture/spool/spool_mail.ts";
import { basename, resolve } from "node:path";
import { Spool } from "../../capture/spool/spool.ts";
import { isThere } from "../../ffi/system/is_there.ts";
import { recoverCommand } from "../ground/recovery_command.ts";
import { typedPath } from "../ground/typed_path.ts";
import { UserError } from "../ground/user_error.ts";
import { notedSpools } from "../output/spool_notes.ts";
import { readableSpools } from "../recover/left_spools.ts";
import { PassingError } from "./passing_error.ts";
import { roomsIn } from "./room_folder.ts";
import { readIfRight } from "./small_file.ts";
import { statusSchema, type SteerStatus } from "./steer_protocol.ts";

/** A recording that runs. */
export interface RunningSession {
  readonly spool: string;
  /** The file to be made; by the spool's name where there is no status yet. */
  readonly out: string;
  readonly status: SteerStatus | undefined;
}

/** Where recordings may be. */
export interface SearchPlace {
  /** The user's cache, in which spools are noted. */
  readonly cache: string | undefined;
  /** A folder that is looked through too, if there is one. */
  readonly folder: string | undefined;
}

/** Those that run: noted in the cache, or in the folder. What may not be looked at is left out. */
export async function runningSessions({ cache, folder }: SearchPlace): Promise<RunningSession[]> {
  const found: RunningSession[] = [];
  for (const spool of new Set([...notedSpools(cache), ...spoolsOf(folder)])) {
    const session = await sessionAt(spool).catch(() => undefined);
    if (session !== undefined) found.push(session);
  }
  return withoutDoubles([...found, ...await runningRooms(cache)]);
}

/** A room that records is meant by its meeting; one that waits is meant, and not the meeting that it is finishing. */
function withoutDoubles(found: readonly RunningSession[]): RunningSession[] {
  const spools = new Set(found.map(({ spool }) => spool));
  const hidden = new Set(found.flatMap(({ spool, status }) => {
    if (status?.room === undefined) return [];
    const { recording, finishing } = status.room;
    return recording !== undefined && spools.has(recording) ? [spool, ...finishing] : finishing;
  }));
  return found.filter(({ spool }) => !hidden.has(spool));
}

/** Rooms that run. */
async function runningRooms(cache: string | undefined): Promise<RunningSession[]> {
  const rooms: RunningSession[] = [];
  for (const folder of roomsIn(cache)) {
    const room = await sessionAt(folder).catch(() => undefined);
    if (room?.status?.room !== undefined) rooms.push(room);
  }
  return rooms;
}

/**
 * The one that is meant.
 *
 * @param name part of the file's name, its path, or its spool; without one it must be the only one
 * @throws {UserError} of kind session when none runs, usage when several fit
 */
export async function chooseSession(
  place: SearchPlace,
  name: string | undefined,
): Promise<RunningSession> {
  const running = await runningSessions(place);
  const fitting = name === undefined ? running : await fittingTo(name, running);
  const [only] = fitting;
  if (only === undefined) {
    const closed = await deniedOf(spoolsOf(place.folder));
    if (closed !== undefined && name !== undefined && isCalled(closed, name)) throw denied(closed);
    throw await notYetOf(place, name) ?? none(name, running, closed);
  }
  if (fitting.length === 1) return only;
  const which = name === undefined ? "several recordings run" : `"${name}" fits several recordings`;
  const words = `Cannot choose: ${which}; add --session with one of: ${listOf(fitting)}`;
  // Of one process they are, as a rule, two parts of one recording, and the first is about to be finished.
  const isOne = new Set(fitting.map(({ status }) => status?.pid)).size === 1;
  throw isOne ? new PassingError("usage", words) : new UserError("usage", words);
}

/**
 * A recording by its spool; undefined when none runs there, or it cannot be asked yet or any more.
 *
 * @throws what the file system throws, also when nothing is there
 */
export async function sessionAt(spool: string): Promise<RunningSession | undefined> {
  if (!Deno.lstatSync(spool).isDirectory || !(await Spool.isLocked(spool))) return undefined;
  // Whoever only finishes a recording has its spool locked too, and no mailbox.
  const { requestsFolder, statusPath } = mailIn(spool);
  if (!Deno.lstatSync(requestsFolder).isDirectory) return undefined;
  const status = await readIfRight(statusPath, statusSchema);
  return { spool, out: status?.out ?? spool.replace(/\.confrec$/, ""), status };
}

async function fittingTo(
  name: string,
  running: readonly RunningSession[],
): Promise<RunningSession[]> {
  const path = resolve(typedPath(name));
  const exact = running.filter(({ spool, out }) => spool === path || out === path);
  if (exact.length > 0) return exact;
  const partly = running.filter(({ out }) => isCalled(out, name));
  if (partly.length > 0) return partly;
  // Another folder than those that were looked through.
  const places = [path, Spool.folderFor(path)];
  for (const spool of places) {
    const session = await sessionAt(spool).catch(() => undefined);
    if (session !== undefined) return [session];
  }
  const closed = await deniedOf(places);
  if (closed !== undefined) throw denied(closed);
  return [];
}

function isCalled(path: string, part: string): boolean {
  return basename(path).toLowerCase().includes(part.toLowerCase());
}

/** The first of them that is another user's, who has closed it; whether anybody records there cannot be seen. */
async function deniedOf(spools: readonly string[]): Promise<string | undefined> {
  for (const spool of spools) {
    try {
      await sessionAt(spool);
    } catch (error) {
      if (error instanceof Deno.errors.PermissionDenied) return spool;
    }
  }
  return undefined;
}

/** Of recordings that cannot be asked: one that is only beginning or finishing, or whose process has died. */
async function notYetOf(
  { cache, folder }: SearchPlace,
  name: string | undefined,
): Promise<UserError | undefined> {
  const named = name === undefined ? [] : [typedPath(name), Spool.folderFor(typedPath(name))];
  const all = new Set([
    ...notedSpools(cache),
    ...spoolsOf(folder),
    ...named.map((one) => resolve(one)),
  ]);
  let left: string | undefined;
  for (const spool of all) {
    if (name !== undefined && !isCalled(spool, basename(name))) continue;
    const isHeld = await Spool.isLocked(spool).catch(() => undefined);
    if (isHeld) {
      return new PassingError(
        "session",
        `Cannot ask the recording in ${spool} now: it is just beginning, or its file is being made; try again`,
      );
    }
    if (isHeld === false && isThere(spool)) left ??= spool;
  }
  if (left === undefined) return undefined;
  return new UserError(
    "session",
    `Cannot find a recording: the one in ${left} has ended without a file; finish it with: ` +
      recoverCommand(left),
  );
}

function none(
  name: string | undefined,
  running: readonly RunningSession[],
  closed: string | undefined,
): UserError {
  if (name !== undefined && running.length > 0) {
    return new UserError(
      "session",
      `Cannot find "${name}": no recording that runs is called so; there are: ${listOf(running)}`,
    );
  }
  const what = name === undefined ? "none runs" : `none that is called "${name}" runs`;
  if (closed !== undefined) {
    return new UserError(
      "session",
      `Cannot find a recording of yours: ${what}; ${closed} is another user's, who alone may steer it`,
    );
  }
  return new UserError(
    "session",
    `Cannot find a recording: ${what}; start one with: confrec --out meeting.mp3`,
  );
}

function denied(spool: string): UserError {
  return new UserError(
    "output",
    `Cannot use ${spool}: no permission; only the user who records may steer`,
  );
}

function listOf(sessions: readonly RunningSession[]): string {
  return sessions.map(({ out }) => out).join(", ");
}

function spoolsOf(folder: string | undefined): string[] {
  return folder === undefined ? [] : readableSpools(folder);
}

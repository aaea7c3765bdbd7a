/** The other side of the mailbox: a request is sent, and its answer waited for. */
import { mailIn } from "../../capture/spool/spool_mail.ts";
import { messageOf } from "../../ffi/system/message_of.ts";
import { join } from "node:path";
import { Spool } from "../../capture/spool/spool.ts";
import { systemTrouble } from "../../ffi/system/system_error.ts";
import { recoverCommand } from "../ground/recovery_command.ts";
import { UserError } from "../ground/user_error.ts";
import { isLeft } from "./is_left.ts";
import { PassingError } from "./passing_error.ts";
import { readIfRight, writeBeside } from "./small_file.ts";
import { answerSchema, type SteerAnswer, type SteerOrder } from "./steer_protocol.ts";

/** How long an answer is waited for, ms. */
const ANSWER_MS = 2_000;
/** How often an answer is looked for, and whether somebody is still there to give it, ms. */
const LOOK_MS = 20;
/** Longer than an answer takes: where a lock can only be waited for, that takes as long again. */
const LOCK_MS = 600;

/** The recording that was asked has ended, or its process has. */
export class SessionGoneError extends UserError {
  /** Of the request that it may have obeyed before; undefined when it was gone before that. */
  readonly id: string | undefined;

  constructor(spool: string, id?: string) {
    const rest = isLeft(spool)
      ? `its process has ended without finishing the file; finish it with: ${recoverCommand(spool)}`
      : "it has ended";
    super("session", `Cannot ask the recording in ${spool}: ${rest}`);
    this.id = id;
  }
}

/** An answer that the order was carried out. */
export type Done = Extract<SteerAnswer, { done: true }>;

/**
 * Asks a session, and waits for its answer: two seconds at most.
 *
 * @param spool of the session
 * @returns the answer, with the request's id
 * @throws {PassingError} when it is just beginning, or just ending
 * @throws {SessionGoneError} when nobody records there, or no longer
 * @throws {UserError} of kind session when a room waits and has nothing to steer
 * @throws {UserError} of kind usage when it refuses, output when it does not answer or the request cannot be written
 */
export async function ask(spool: string, order: SteerOrder, limitMs = ANSWER_MS): Promise<Done> {
  const id = crypto.randomUUID();
  const { requestsFolder, answersFolder } = mailIn(spool);
  const requestPath = join(requestsFolder, `${id}.json`);
  const answerPath = join(answersFolder, `${id}.json`);
  if (!(await isHeld(spool))) throw new SessionGoneError(spool);
  await send(spool, requestPath, JSON.stringify({ id, ...order }));
  const startMs = performance.now();
  let isOver = false;
  for (let nextLockMs = LOCK_MS;;) {
    const answer = await readIfRight(answerPath, answerSchema);
    if (answer?.id === id) {
      await Deno.remove(answerPath).catch(() => {});
      if (answer.done) return answer;
      const { why, isIdle } = answer;
      const isSentence = why.startsWith("Cannot ");
      throw new UserError(
        isIdle ? "session" : "usage",
        isSentence ? why : `Cannot ask the recording in ${spool}: ${why}`,
      );
    }
    // It may have answered before it went, and after the last look.
    if (isOver) throw new SessionGoneError(spool, id);
    const waitedMs = performance.now() - startMs;
    if (waitedMs >= nextLockMs) {
      nextLockMs = waitedMs + LOCK_MS;
      isOver = !(await isHeld(spool));
      continue;
    }
    if (waitedMs > limitMs) {
      await Deno.remove(requestPath).catch(() => {});
      const seconds = limitMs / 1_000;
      throw new UserError(
        "output",
        `Cannot ask the recording in ${spool}: it does not answer within ${seconds} s, though its ` +
          "process lives; it may wait for a disk, try again",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function send(spool: string, path: string, text: string): Promise<void> {
  try {
    if (!(await Deno.lstat(mailIn(spool).requestsFolder)).isDirectory) {
      throw new Deno.errors.InvalidData("its mailbox is not a folder");
    }
    await writeBeside(path, text);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new PassingError(
        "session",
        `Cannot ask the recording in ${spool}: it is just beginning, or just ending; try again`,
      );
    }
    throw new UserError("output", `Cannot ask the recording in ${spool}: ${whyNot(error)}`);
  }
}

/** @throws {UserError} of kind output when one may not look: the recording is another user's */
async function isHeld(spool: string): Promise<boolean> {
  try {
    return await Spool.isLocked(spool);
  } catch (error) {
    throw new UserError("output", `Cannot ask the recording in ${spool}: ${whyNot(error)}`);
  }
}

function whyNot(error: unknown): string {
  const trouble = systemTrouble(error);
  if (trouble?.kind === "denied") return "no permission; only the user who records may steer";
  return trouble?.why ?? messageOf(error);
}

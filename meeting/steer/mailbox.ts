/** The session's side of the mailbox: requests are looked for, obeyed, and answered. */
import { makeOwnFolder } from "../../capture/spool/make_own_folder.ts";
import { MAIL_FILE, type SpoolMail } from "../../capture/spool/spool_mail.ts";
import { messageOf } from "../../ffi/system/message_of.ts";
import { join } from "node:path";
import { removeIfThere, removeLargeIfThere } from "../../capture/spool/remove_if_there.ts";
import { removeOwn } from "../../capture/spool/remove_own.ts";
import { plainLine } from "../ground/plain_line.ts";
import { UserError } from "../ground/user_error.ts";
import { readSmall, writeBeside } from "./small_file.ts";
import { requestSchema, type SteerAnswer, type SteerRequest } from "./steer_protocol.ts";

/** A request's name is its id. */
const REQUEST_FILE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.json$/;
/** Requests that one look goes through; what is called otherwise does not count. */
const MOST_LOOKED_AT = 1_000;
/** Marks that are set at a time; the others wait for a later look. */
const MOST_MARKS_AT_ONCE = 50;
/** Answers that are remembered, in case a request comes again. */
const MOST_REMEMBERED = 1_000;
/** Nobody has come for an answer after so long, ms. */
const STALE_MS = 60_000;

/** Where the mail is. */
export type MailFolders = Pick<SpoolMail, "requestsFolder" | "answersFolder">;

/** A request that was found; nothing where it was read before. */
interface Received {
  readonly id: string;
  readonly path: string;
  readonly request: SteerRequest | Error | undefined;
}

/** What is reported of a request that was obeyed. */
export interface Obeyed {
  readonly atSeconds?: number;
}

/**
 * A mailbox in a spool. Who may write there may steer; nothing is followed that is a link.
 *
 * A request that is no good is answered with the reason where its name is an id, and left alone otherwise.
 */
export class Mailbox {
  readonly #folders: MailFolders;
  readonly #obey: (request: SteerRequest) => Promise<Obeyed>;
  readonly #answers = new Map<string, Promise<SteerAnswer>>();
  /** What is being read, obeyed or answered. */
  readonly #underWay = new Set<string>();
  #marks = 0;
  /** All that was found before has been read. */
  #read: Promise<unknown> = Promise.resolve();

  /** @param obey what it rejects with becomes the answer */
  constructor(folders: MailFolders, obey: (request: SteerRequest) => Promise<Obeyed>) {
    this.#folders = folders;
    this.#obey = obey;
  }

  /**
   * Makes the folders; whoever finds them may ask.
   *
   * @throws what the file system throws, also when something else has their names
   */
  open(): void {
    // Whoever finds the first of them expects the second.
    for (const folder of [this.#folders.answersFolder, this.#folders.requestsFolder]) {
      makeOwnFolder(folder, `${folder} is not a folder`);
    }
  }

  /**
   * Obeys what waits, in the order in which it was sent, and answers. Who asks next need not wait for that: it may be called
   * again meanwhile.
   *
   * @returns once all that was found now is answered
   * @throws what the file system throws; what could not be answered is answered the next time, and not done again
   */
  async look(): Promise<void> {
    const waiting = this.#waiting();
    if (waiting.length === 0) return;
    // All are read before the first is obeyed: so they are obeyed in their order, and yet at the same time.
    const reading = Promise.all(waiting.map(({ id, path }) => this.#receive(id, path)));
    const before = this.#read;
    // Without the results, each of which would keep all those before it.
    this.#read = Promise.allSettled([before, reading]).then(() => {});
    await before;
    await Promise.all((await reading).map((received) => this.#deal(received)));
  }

  /** Removes answers that nobody has fetched, and requests that were never sent whole. */
  async clear(nowMs = Date.now()): Promise<void> {
    for (const folder of [this.#folders.answersFolder, this.#folders.requestsFolder]) {
      for await (const { name, isDirectory } of Deno.readDir(folder)) {
        if (isDirectory || !MAIL_FILE.test(name)) continue;
        const path = join(folder, name);
        const age = nowMs - ((await Deno.lstat(path)).mtime?.getTime() ?? 0);
        if (age > STALE_MS) await removeLargeIfThere(path);
      }
    }
  }

  /** Obeys and answers all that was asked, and takes no more: nothing that comes in between is left lying. */
  async end(): Promise<void> {
    while (this.#waiting().length > 0) await this.look();
    this.close();
  }

  /** Takes no more requests. Those who ask from now on find no mailbox; answers stay as long as the spool. */
  close(): void {
    removeOwn(this.#folders.requestsFolder, MAIL_FILE);
  }

  /** Without a task for another thread: nearly always there is nothing, several times a second for hours. */
  #waiting(): { id: string; path: string }[] {
    const found: { id: string; path: string; at: number }[] = [];
    let looked = 0;
    for (const { name, isDirectory } of Deno.readDirSync(this.#folders.requestsFolder)) {
      const id = REQUEST_FILE.exec(name)?.[1];
      if (id === undefined || isDirectory || this.#underWay.has(id)) continue;
      if (++looked > MOST_LOOKED_AT) break;
      const path = join(this.#folders.requestsFolder, name);
      const changedMs = changedMsOf(path);
      if (changedMs !== undefined) found.push({ id, path, at: changedMs });
    }
    return found.sort((a, b) => a.at - b.at);
  }

  async #receive(id: string, path: string): Promise<Received> {
    this.#underWay.add(id);
    const request = this.#answers.has(id) ? undefined : await readRequest(id, path);
    return { id, path, request };
  }

  async #deal({ id, path, request }: Received): Promise<void> {
    const isMark = request !== undefined && "order" in request && request.order === "mark";
    // Nobody waits behind a flood of marks who wants to be off the record, or to be heard again.
    const isDue = !isMark || this.#marks < MOST_MARKS_AT_ONCE;
    if (isMark && isDue) this.#marks++;
    try {
      if (isDue) await this.#reply(id, path, request);
    } finally {
      this.#underWay.delete(id);
      if (isMark && isDue) this.#marks--;
    }
  }

  async #reply(id: string, path: string, request: Received["request"]): Promise<void> {
    const answer = this.#answers.get(id) ?? this.#answer(id, request);
    this.#answers.set(id, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST_REMEMBERED && oldest !== undefined) this.#answers.delete(oldest);
    const text = JSON.stringify(await answer);
    await writeBeside(join(this.#folders.answersFolder, `${id}.json`), text);
    removeIfThere(path);
  }

  async #answer(id: string, request: SteerRequest | Error | undefined): Promise<SteerAnswer> {
    try {
      if (request === undefined) throw new Error("the request cannot be read");
      if (request instanceof Error) throw request;
      return { id, done: true, ...await this.#obey(request) };
    } catch (error) {
      const why = messageOf(error);
      const isIdle = error instanceof UserError && error.kind === "session";
      return { id, done: false, why: plainLine(why), ...(isIdle ? { isIdle } : {}) };
    }
  }
}

/** When a file was changed, ms; `undefined` when it is gone. */
function changedMsOf(path: string): number | undefined {
  try {
    return Deno.lstatSync(path).mtime?.getTime() ?? 0;
  } catch {
    return undefined;
  }
}

async function readRequest(id: string, path: string): Promise<SteerRequest | Error> {
  try {
    return requestOf(id, await readSmall(path));
  } catch (error) {
    return new Error(`the request cannot be read: ${messageOf(error)}`);
  }
}

/** A request, or the reason for which it is no good. */
export function requestOf(id: string, text: string): SteerRequest | Error {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return new Error("the request cannot be read: it is not JSON");
  }
  const { data, error } = requestSchema.safeParse(json);
  if (data === undefined) {
    const [issue] = error.issues;
    const where = issue?.path.join(".") || "as a whole";
    return new Error(
      `the request is not one that this confrec knows (${where}: ${issue?.message})`,
    );
  }
  return data.id === id ? data : new Error("the request has another id than its name");
}

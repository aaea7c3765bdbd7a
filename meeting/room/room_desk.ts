/** Where a room is asked from outside, and says how it goes: also while nobody meets, and without writing then. */
import { removeQuietly } from "../../capture/spool/remove_if_there.ts";
import { mailIn, type SpoolMail } from "../../capture/spool/spool_mail.ts";
import type { AskedStop } from "../ground/stop_reason.ts";
import { UserError } from "../ground/user_error.ts";
import type { Controls } from "../steer/controls.ts";
import { Mailbox, type Obeyed } from "../steer/mailbox.ts";
import { obeyWith } from "../steer/remote_control.ts";
import { writeBeside } from "../steer/small_file.ts";
import type { RoomFolder } from "../steer/room_folder.ts";
import type { SteerRequest, SteerStatus } from "../steer/steer_protocol.ts";
import type { RoomWorld } from "./room_world.ts";

/** How often requests are looked for, ms. */
const LOOK_MS = 500;

/** What is needed of a room. */
export interface DeskedRoom {
  /** Of the meeting that is being recorded. */
  readonly controls: Controls | undefined;
  /** How it goes, without the time. */
  readonly status: Omit<SteerStatus, "time">;
  stop(reason: AskedStop): void;
  /** Ends the meeting that is being recorded; the room goes on. */
  endMeeting(): void;
}

/** Looks for requests from when it is made until it is disposed of. Nothing that fails here reaches the room. */
export class RoomDesk implements Disposable {
  /** Requests to stop whose senders wait to hear what came of it. */
  readonly stopRequests: string[] = [];
  readonly #room: DeskedRoom;
  readonly #folder: Pick<RoomFolder, "path" | "isHeld" | "keep">;
  readonly #mail: SpoolMail;
  readonly #mailbox: Mailbox;
  readonly #world: Pick<RoomWorld, "now" | "after">;
  #cancel: () => void = () => {};
  #isOver = false;
  #written = "";
  #writing: Promise<void> = Promise.resolve();

  /** @param folder see `openRoomFolder` */
  constructor(
    room: DeskedRoom,
    folder: Pick<RoomFolder, "path" | "isHeld" | "keep">,
    world: Pick<RoomWorld, "now" | "after">,
  ) {
    this.#room = room;
    this.#folder = folder;
    this.#mail = mailIn(folder.path);
    this.#world = world;
    this.#mailbox = new Mailbox(this.#mail, (request) => this.#obey(request));
    // It may be of another room, that was killed.
    if (folder.isHeld) removeQuietly(this.#mail.statusPath);
    this.tell();
    void this.#writing.then(() => this.#mailbox.clear()).catch(() => {}).then(() => this.#look());
  }

  /** Writes the status, if it is another one. */
  tell(): void {
    const { status } = this.#room;
    const text = JSON.stringify(status);
    if (text === this.#written || this.#isOver || !this.#folder.isHeld) return;
    this.#written = text;
    const timed = { ...status, time: this.#world.now().toISOString() };
    this.#writing = this.#writing
      .then(() => writeBeside(this.#mail.statusPath, JSON.stringify(timed)))
      .catch(() => {
        // With the next change, again.
        this.#written = "";
      });
  }

  /** Whoever asks next does not wait until what another has asked for is done. */
  #look(): void {
    if (this.#isOver) return;
    // What is in another room's mailbox is meant for that one.
    if (this.#folder.isHeld) void this.#mailbox.look().catch(() => this.#restore());
    else void this.#restore();
    this.#cancel = this.#world.after(LOOK_MS, () => this.#look());
  }

  /** There is no mailbox: it is the first look, or somebody has emptied the cache. */
  async #restore(): Promise<void> {
    if (this.#isOver) return;
    try {
      await this.#folder.keep();
      if (this.#isOver || !this.#folder.isHeld) return;
      this.#mailbox.open();
      this.#written = "";
      this.tell();
    } catch {
      // Perhaps the next time.
    }
  }

  #obey(request: SteerRequest): Promise<Obeyed> {
    return Promise.try(async () => {
      const { controls } = this.#room;
      if (request.order !== "stop") {
        if (controls === undefined) {
          throw nothingRecorded(request.order);
        }
        return await obeyWith(controls, request);
      }
      if (request.only === "meeting") {
        if (controls === undefined) {
          throw nothingRecorded("end the meeting");
        }
        this.#room.endMeeting();
        return {};
      }
      if (request.wait) this.stopRequests.push(request.id);
      this.#room.stop("request");
      return {};
    });
  }

  /** Answers who has asked, and then nobody any more. */
  async end(): Promise<void> {
    this[Symbol.dispose]();
    await this.#writing;
    if (!this.#folder.isHeld) return;
    await this.#mailbox.look().catch(() => {});
    try {
      this.#mailbox.close();
    } catch {
      // It is made anew the next time.
    }
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#cancel();
  }
}

function nothingRecorded(what: string): UserError {
  return new UserError(
    "session",
    `Cannot ${what}: the room waits, nothing is recorded; try again when a meeting is`,
  );
}

/** A room that records itself for months: it waits for a meeting, records it, and waits for the next one meanwhile. */
import { Aftercare } from "../aftercare/aftercare.ts";
import { type Listener, warning } from "../events/events.ts";
import { type AskedStop, isFailure, stopsAll } from "../ground/stop_reason.ts";
import type { MeetingReport } from "../report/meeting_report.ts";
import type { Controls } from "../steer/controls.ts";
import { openRoomFolder, type RoomFolder } from "../steer/room_folder.ts";
import type { SteerStatus } from "../steer/steer_protocol.ts";
import { CallWatch } from "./call_watch.ts";
import type { CheckedRoom } from "./check_room.ts";
import { Complaints } from "./complaints.ts";
import { Finishing } from "./finishing.ts";
import { LeftOvers } from "./left_overs.ts";
import { isPlaceTrouble, Openings } from "./openings.ts";
import { Leaving, pause, Pauses } from "./pauses.ts";
import { careful, type RoomAudience } from "./room_audience.ts";
import { RoomDesk } from "./room_desk.ts";
import type { RoomMeeting } from "./room_meeting.ts";
import type { RoomWorld } from "./room_world.ts";

/** A meeting that has recorded so much was a success for a while, s. */
const SUCCESS_SECONDS = 10;
/** Of what is in the way, UTF-16 units. */
const MOST_TROUBLE = 500;

/** What a room came to. */
export interface RoomReport {
  /** Meetings that were begun. */
  readonly meetings: number;
  /** The file of the one that was being recorded when the room was stopped, if one was. */
  readonly last: MeetingReport | undefined;
  /** Spools of which files have still to be made. */
  readonly left: readonly string[];
}

/** A room; it ends when it is stopped, and not before. */
export class Room {
  /** Resolves when the last file is there, or its spool is kept, and all is done for it. */
  readonly finished: Promise<RoomReport>;
  readonly #o: CheckedRoom;
  readonly #world: RoomWorld;
  readonly #audience: RoomAudience;
  readonly #aftercare: Aftercare;
  readonly #leftOvers: LeftOvers;
  readonly #finishing: Finishing;
  readonly #openings: Openings;
  readonly #complaints: Complaints;
  /** Nobody can tell who is in a call. */
  readonly #unknown: Complaints;
  /** What cannot be removed is not what is in the way. */
  readonly #pruning: Complaints;
  readonly #calls: CallWatch | undefined;
  readonly #desk: RoomDesk | undefined;
  readonly #stopping = new AbortController();
  readonly #pauses = new Pauses();
  #stopReason: AskedStop = "request";
  #meeting: RoomMeeting | undefined;
  /** Somebody has ended the recording of this call, and wants no other of it. */
  #isDone = false;
  /** Nobody has spoken in this call any more. */
  #isSilent = false;

  /**
   * Opens it.
   *
   * @throws {UserError} usage: another room has this folder
   */
  static async open(room: CheckedRoom, world: RoomWorld, audience: RoomAudience): Promise<Room> {
    return new Room(room, world, audience, await openRoomFolder(room.folder, world.cacheFolder()));
  }

  private constructor(
    room: CheckedRoom,
    world: RoomWorld,
    audience: RoomAudience,
    held: RoomFolder | undefined,
  ) {
    this.#o = room;
    this.#world = world;
    this.#audience = careful(audience);
    const { names: { out }, aftercare, folder, spoolParent, ignored } = room;
    const { hear, onOutcome, onSign } = this.#audience;
    const complaints = () => new Complaints((text) => hear(warning(text)), () => world.nowMs());
    this.#complaints = complaints();
    this.#pruning = complaints();
    this.#unknown = complaints();
    const onTrouble = (error: unknown) => this.#complain(error);
    const tell: Listener = (event) => hear(event);
    this.#aftercare = new Aftercare(aftercare, out, world, tell, room.trigger === "always");
    // Whoever is there at the start can do something about it.
    for (const trouble of room.troubles) onTrouble(trouble);
    this.#leftOvers = new LeftOvers({
      ...{ world, folder, spoolParent, onTrouble },
      onFolder: () => this.#calm(this.#complaints, room.troubles),
      hear: (event) => {
        hear(event);
        if (event.event === "recovered") this.#aftercare.add(event.report);
      },
    });
    const onLeft = (spool: string) => this.#leftOvers.add(spool);
    this.#finishing = new Finishing({
      ...{ onTrouble, onLeft },
      onOutcome,
      onChange: () => this.#desk?.tell(),
    });
    this.#openings = new Openings({
      ...{ room, world, audience: this.#audience },
      isRecording: () => this.#meeting !== undefined,
      onBegun: (meeting, number, programs) => this.#begun(meeting, number, programs),
      onSplit: () => this.#desk?.tell(),
      onFile: (report, startedAt) => this.#aftercare.add(report, startedAt),
      ...{ onLeft, onTrouble },
    });
    if (room.trigger === "call") {
      // While a meeting is recorded or listened for, its workers are to be heard of.
      const isIdle = () => this.#meeting === undefined && !this.#isSilent;
      const onAnswer = () => isIdle() && onSign();
      this.#calls = new CallWatch({
        ...{ world, ignored, onAnswer },
        onTrouble: (error) => this.#complain(error, this.#unknown),
        onKnown: () => this.#calm(this.#unknown),
      });
    }
    if (held !== undefined) this.#desk = new RoomDesk(this, held, world);
    this.finished = this.#run(held);
  }

  /** Of the meeting that is being recorded, if one is. */
  get controls(): Controls | undefined {
    return this.#meeting?.meeting.controls;
  }

  /** How it goes, for others. */
  get status(): Omit<SteerStatus, "time"> {
    const recording = this.#meeting?.meeting.spoolFolder;
    const { spools: finishing, lastFile: last } = this.#finishing;
    const trouble = (this.#complaints.current ?? this.#unknown.current)?.slice(0, MOST_TROUBLE);
    return {
      ...{ format: 1, out: this.#o.names.out, seconds: 0, tracks: {}, muted: [], chunksWaiting: 0 },
      ...{ state: recording === undefined ? "waiting" : "recording", pid: Deno.pid },
      room: {
        ...{ trigger: this.#o.trigger, meetings: this.#openings.count, finishing },
        ...(recording === undefined ? {} : { recording }),
        ...(last === undefined ? {} : { last }),
        ...(trouble === undefined ? {} : { trouble }),
      },
    };
  }

  /** Requests to stop whose senders wait for what comes of it. */
  get stopRequests(): readonly string[] {
    return this.#desk?.stopRequests ?? [];
  }

  /** Ends the room: first the file of the meeting that is being recorded. */
  stop(reason: AskedStop = "interrupt"): void {
    this.#stopReason = reason;
    this.#stopping.abort();
  }

  /** Ends the meeting that is being recorded, and waits for the next one; of the same call no other is recorded. */
  endMeeting(): void {
    this.#meeting?.stop("meeting-over");
  }

  /** Leaves files unmade; all spools are kept. */
  giveUp(why: string): void {
    this.#meeting?.meeting.giveUp(why);
    this.#finishing.giveUp(why);
    this.#aftercare.giveUp();
    this.#leftOvers[Symbol.dispose]();
  }

  get #signal(): AbortSignal {
    return this.#stopping.signal;
  }

  async #run(held: Disposable | undefined): Promise<RoomReport> {
    using _held = held;
    using _calls = this.#calls;
    using _awake = this.#calls === undefined ? this.#world.keepAwake() : undefined;
    const { trigger } = this.#o;
    this.#calls?.begin();
    this.#leftOvers.begin();
    let isWaiting = false;
    while (!this.#signal.aborted) {
      if (!isWaiting) this.#audience.hear({ event: "room", state: "waiting", trigger });
      const meeting = await this.#next().catch((error) => this.#failed(error));
      isWaiting = meeting === undefined;
      if (meeting !== undefined) await this.#attend(meeting);
    }
    this.#audience.hear({ event: "room", state: "ending", trigger });
    await Promise.all([this.#finishing.settled(), this.#openings.giveUp()]);
    this.#leftOvers[Symbol.dispose]();
    await this.#leftOvers.settled();
    await this.#aftercare.settled;
    await this.#desk?.end();
    const { lastReport: last } = this.#finishing;
    return { meetings: this.#openings.count, last, left: this.#leftOvers.spools };
  }

  /** The next meeting, as soon as it is recorded; undefined when there is none, or the room is to end. */
  async #next(): Promise<RoomMeeting | undefined> {
    const calls = this.#calls;
    if (calls === undefined) {
      return await (this.#o.trigger === "speech"
        ? this.#openings.spoken(this.#signal)
        : this.#openings.begin([], this.#signal));
    }
    if (this.#isDone) await calls.over(this.#signal);
    this.#isDone = false;
    // It listens already: until the call is over, and not for one that may come in hours.
    if (this.#isSilent) return await this.#inCall(calls, []);
    const programs = (await calls.begun(this.#signal))?.map(({ program }) => program);
    if (programs === undefined) return undefined;
    return await this.#inCall(calls, programs);
  }

  /** One begins, unless the call ends before; of a call in which nobody spoke any more, with speech. */
  async #inCall(calls: CallWatch, programs: string[]): Promise<RoomMeeting | undefined> {
    using over = new Leaving(this.#signal);
    void calls.over(over.signal).then(() => over.abort());
    if (!this.#isSilent) return await this.#openings.begin(programs, over.signal);
    const meeting = await this.#openings.spoken(over.signal);
    this.#isSilent = false;
    return meeting;
  }

  /** It is recorded now. */
  #begun(meeting: RoomMeeting, number: number, programs: readonly string[]): void {
    this.#meeting = meeting;
    this.#complaints.forget();
    const { trigger } = this.#o;
    const begun = { event: "room", state: "meeting", trigger, meeting: number } as const;
    this.#audience.hear({ ...begun, ...(programs.length > 0 ? { programs: [...programs] } : {}) });
    this.#desk?.tell();
  }

  /** Until it ends by itself, is ended, or its call is over. */
  async #attend(meeting: RoomMeeting): Promise<void> {
    let isCallOver = false;
    const stop = () => meeting.stop(this.#stopReason);
    this.#signal.addEventListener("abort", stop, { once: true });
    if (this.#signal.aborted) stop();
    using ended = new Leaving(this.#signal);
    void this.#calls?.over(ended.signal).then(() => {
      if (ended.signal.aborted) return;
      isCallOver = true;
      meeting.stop("meeting-over");
    });
    const reason = await meeting.recorded;
    ended.abort();
    this.#signal.removeEventListener("abort", stop);
    this.#finishing.add(
      this.#openings.count,
      meeting.meeting,
      this.#signal.aborted || stopsAll(reason),
    );
    this.#meeting = undefined;
    this.#desk?.tell();
    this.#isDone = reason === "meeting-over" && !isCallOver;
    this.#isSilent = reason === "silence";
    if (!this.#isSilent) void this.#openings.giveUp();
    if (meeting.seconds >= SUCCESS_SECONDS) this.#pauses.reset();
    // Whoever stops the meeting of a room means the room.
    if (stopsAll(reason)) this.stop(reason);
    else if (isFailure(reason)) await this.#rest();
  }

  /** It could not begin. */
  async #failed(error: unknown): Promise<undefined> {
    this.#complain(error);
    if (isPlaceTrouble(error)) {
      // No other process would find more space.
      this.#audience.onSign();
      // It waits for the programs that still run for files: somebody else may make space before.
      void this.#aftercare.makeSpace(this.#openings.name, (event) => {
        if (event.event === "warning") this.#pruning.about(event.message);
        else this.#audience.hear(event);
      });
    }
    await this.#rest();
  }

  /** Before what has failed is tried again. */
  async #rest(): Promise<void> {
    await pause(this.#pauses.next(), this.#world.after, this.#signal);
  }

  #complain(trouble: unknown, complaints = this.#complaints): void {
    complaints.about(trouble);
    this.#desk?.tell();
  }

  #calm(complaints: Complaints, about?: readonly string[]): void {
    complaints.calm(about);
    this.#desk?.tell();
  }
}

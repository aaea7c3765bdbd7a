/** Opens a room's meetings: at once, or when somebody speaks. */
import { isOutputTrouble } from "../ground/output_trouble.ts";
import { UserError } from "../ground/user_error.ts";
import { PlaceAwayError } from "../output/output_folder.ts";
import type { MeetingReport } from "../report/meeting_report.ts";
import type { WaitOrders } from "../recording/begin_session.ts";
import type { MeetingInput } from "../settings/meeting_settings.ts";
import type { CheckedRoom } from "./check_room.ts";
import { wordsOf } from "./complaints.ts";
import { meetingName } from "./meeting_name.ts";
import { NoDevice } from "./no_device.ts";
import type { RoomAudience } from "./room_audience.ts";
import { RoomMeeting, type RoomMeetingAudience } from "./room_meeting.ts";
import type { RoomWorld } from "./room_world.ts";
import { unlessGivenUp, Upcoming } from "./upcoming.ts";
import { withUsableCover } from "./usable_cover.ts";

/** So long before a silence ends a meeting, the next one listens; s. */
const AHEAD_SECONDS = 20;

/** What is needed of a room. */
export interface OpeningsOptions {
  readonly room: CheckedRoom;
  readonly world: RoomWorld;
  readonly audience: RoomAudience;
  /** Whether a meeting is being recorded. */
  isRecording(): boolean;
  /** One is recorded now, counted from 1; the programs are those that are in its call. */
  onBegun(meeting: RoomMeeting, number: number, programs: readonly string[]): void;
  onSplit(): void;
  onLeft(spool: string): void;
  onFile(report: MeetingReport, startedAt: Date): void;
  /** There is nothing to record with, or something is missing that a file was to have. */
  onTrouble(trouble: string): void;
}

/** Opens one after the other. */
export class Openings {
  /** Meetings that have begun. */
  count = 0;
  /** Of the file that was tried last, absolute; placeholders may be in it. */
  name: string;
  readonly #o: OpeningsOptions;
  /** The next one, which listens already. */
  #upcoming: Upcoming | undefined;

  constructor(options: OpeningsOptions) {
    this.#o = options;
    this.name = options.room.names.out;
  }

  /**
   * Begins one now, or as soon as a device is there.
   *
   * @returns undefined when the signal came first
   * @throws what is in the way
   */
  async begin(programs: readonly string[], signal: AbortSignal): Promise<RoomMeeting | undefined> {
    const number = this.count + 1;
    const meeting = await unlessGivenUp(this.#open(number, { onSpeech: false, signal }), signal);
    return meeting && this.#begun(meeting, number, programs);
  }

  /**
   * Begins one when somebody speaks.
   *
   * @returns undefined when the signal came first
   * @throws what is in the way
   */
  async spoken(signal: AbortSignal): Promise<RoomMeeting | undefined> {
    const upcoming = this.#upcoming ??= this.#listen();
    upcoming.letBegin();
    const giveUp = () => upcoming.giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    try {
      const meeting = await upcoming.begun;
      return meeting && this.#begun(meeting, upcoming.number, []);
    } finally {
      signal.removeEventListener("abort", giveUp);
      this.#upcoming = undefined;
    }
  }

  /** Listens no more for one that may follow; resolves when the devices are closed. */
  async giveUp(): Promise<void> {
    const upcoming = this.#upcoming;
    this.#upcoming = undefined;
    upcoming?.giveUp();
    await upcoming?.begun.catch(() => {});
  }

  #begun(meeting: RoomMeeting, number: number, programs: readonly string[]): RoomMeeting {
    this.count = number;
    this.#o.onBegun(meeting, number, programs);
    return meeting;
  }

  #listen(): Upcoming {
    const number = this.count + 1;
    const begin = async (wait: WaitOrders) => await this.#open(number, wait);
    return new Upcoming(number, begin, () => this.#sign());
  }

  /** While a meeting is recorded its progress says as much. */
  #sign(): void {
    if (!this.#o.isRecording()) this.#o.audience.onSign();
  }

  async #open(number: number, wait: WaitOrders): Promise<RoomMeeting> {
    const { room, world, audience, isRecording, onSplit, onLeft, onFile, onTrouble } = this.#o;
    using noDevice = new NoDevice({
      after: world.after,
      onTrouble: (trouble) => isRecording() || onTrouble(trouble),
      onSign: () => this.#sign(),
    });
    this.name = await meetingName(room.names, world);
    const input = withUsableCover(room.input, onTrouble);
    const begin = (input: MeetingInput) => {
      return RoomMeeting.begin({ ...room, input }, this.name, world, hearers, wait);
    };
    const hearers: RoomMeetingAudience = {
      begin: (about) => audience.onBegin(number, about),
      hear: (event) => {
        audience.hear(event, number);
        if (event.event === "waiting" && event.missing !== undefined) noDevice.begin(event.missing);
        else if (event.event === "waiting") noDevice[Symbol.dispose]();
        if (event.event === "split") onSplit();
      },
      onSilence: (seconds) => this.#foresee(number, seconds),
      onAway: (why) => onTrouble(`${why}; the meeting is recorded, and its file made after that`),
      ...{ onLeft, onFile },
    };
    const { spool, ...others } = input;
    try {
      return await begin(input);
    } catch (error) {
      if (spool === undefined || !isPlaceTrouble(error)) throw error;
      onTrouble(`${wordsOf(error)}; trying beside the file`);
      // There a spool of that name may wait.
      this.name = await meetingName({ ...room.names, spool: undefined }, world);
      return await begin(others);
    }
  }

  /**
   * Listens for the next meeting before a silence ends this one, so that no word between them is missed. What is said
   * meanwhile is heard by this one too, which goes on then.
   */
  #foresee(number: number, silentSeconds: number): void {
    const { room: { trigger, silenceSeconds }, isRecording } = this.#o;
    if (trigger === "always" || number !== this.count || !isRecording()) return;
    if (silentSeconds >= silenceSeconds - AHEAD_SECONDS) this.#upcoming ??= this.#listen();
    else void this.giveUp();
  }
}

/** Whether a disk or a folder was in the way, and no device. */
export function isPlaceTrouble(error: unknown): boolean {
  return error instanceof PlaceAwayError || isOutputTrouble(error) ||
    error instanceof UserError && error.kind === "output";
}

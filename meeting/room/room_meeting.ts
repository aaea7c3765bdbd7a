/** One meeting of a room, from its name to its file. */
import { Meeting } from "../meeting.ts";
import type { Listener } from "../events/events.ts";
import type { RecordingFacts } from "../events/session_news.ts";
import type { AskedStop, StopReason } from "../ground/stop_reason.ts";
import { secondsBefore, type WaitOrders } from "../recording/begin_session.ts";
import { prepareMeeting } from "../prepare/prepare_meeting.ts";
import type { MeetingReport } from "../report/meeting_report.ts";
import type { CheckedRoom } from "./check_room.ts";
import type { RoomWorld } from "./room_world.ts";

/** Who hears of it. */
export interface RoomMeetingAudience {
  /** It is about to be recorded. */
  begin(about: RecordingFacts): void;
  readonly hear: Listener;
  /** Its file can only be made once what is in the way has gone. */
  onAway(why: string): void;
  /** For how long nobody has spoken, seconds, where that may end it. */
  onSilence(seconds: number): void;
  /** A part of it is left to be finished another time. */
  onLeft(spool: string): void;
  /** A file of it is there, whose recording began then. */
  onFile(report: MeetingReport, startedAt: Date): void;
}

/** A meeting that is being recorded, or whose file is being made. */
export class RoomMeeting {
  readonly meeting: Meeting;
  /** Resolves when nothing of it is recorded any more; undefined when it has failed. */
  readonly recorded: Promise<StopReason | undefined>;
  readonly #facts: Facts;

  /**
   * Begins to record it.
   *
   * @param out the file; placeholders may be in it
   * @param wait what is said to one that waits
   * @throws what `prepareMeeting` and `Meeting.start` throw
   */
  static async begin(
    { input }: CheckedRoom,
    out: string,
    world: RoomWorld,
    audience: RoomMeetingAudience,
    wait: WaitOrders = {},
  ): Promise<RoomMeeting> {
    const facts = new Facts(world, audience);
    const prepared = await prepareMeeting({ ...input, out }, world, { isUnattended: true });
    const { awayFor } = prepared.output;
    if (awayFor !== undefined) audience.onAway(awayFor);
    audience.begin(prepared.about);
    const meeting = await Meeting.start(prepared, world, (event) => facts.hear(event), wait);
    return new RoomMeeting(meeting, facts);
  }

  private constructor(meeting: Meeting, facts: Facts) {
    this.meeting = meeting;
    this.#facts = facts;
    const failed = () => undefined;
    this.recorded = Promise.race([facts.stopping, meeting.finished.then(failed, failed)]);
  }

  /** Recorded so far. */
  get seconds(): number {
    return this.#facts.seconds;
  }

  /** Ends it; its file is made then. */
  stop(reason: AskedStop): void {
    this.meeting.stop(reason);
  }
}

/** What is remembered of its events. */
class Facts {
  readonly stopping: Promise<StopReason>;
  seconds = 0;
  readonly #audience: RoomMeetingAudience;
  readonly #world: Pick<RoomWorld, "now">;
  readonly #stop: (reason: StopReason) => void;
  #startedAt: Date;

  constructor(world: Pick<RoomWorld, "now">, audience: RoomMeetingAudience) {
    this.#world = world;
    this.#audience = audience;
    this.#startedAt = world.now();
    ({ promise: this.stopping, resolve: this.#stop } = Promise.withResolvers<StopReason>());
  }

  readonly hear: Listener = (event) => {
    if (event.event === "started") {
      this.#startedAt = secondsBefore(this.#world.now(), event.agoSeconds);
    }
    this.#audience.hear(event);
    if (event.event === "progress") {
      this.seconds = event.seconds;
      this.#audience.onSilence(event.silentSeconds ?? 0);
    }
    if (event.event === "warning" && event.spool !== undefined) this.#audience.onLeft(event.spool);
    if (event.event === "part-finished") {
      const startedAt = new Date(this.#startedAt.getTime() + event.atSeconds * 1_000);
      this.#audience.onFile(event.report, startedAt);
    }
    if (event.event === "finished" && event.report.parts === undefined) {
      this.#audience.onFile(event.report, this.#startedAt);
    }
    if (event.event === "stopping") this.#stop(event.reason);
  };
}

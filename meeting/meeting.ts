/** A meeting that is recorded: from its first frame to the finished file. */
import {
  beginSession,
  type Begun,
  secondsBefore,
  type WaitOrders,
} from "./recording/begin_session.ts";
import { failureAfterStart } from "./recording/failures.ts";
import { within } from "../capture/ground/deadline.ts";
import type { PlacedStems } from "./parts/part.ts";
import type { SessionEvent, SessionReport } from "../capture/session/session_types.ts";
import type { Spool } from "../capture/spool/spool.ts";
import type { ChunkProgress } from "../post/chunks/chunk_board.ts";
import { EventHub } from "./events/event_hub.ts";
import { type Listener, warning } from "./events/events.ts";
import type { AskedStop, StopReason } from "./ground/stop_reason.ts";
import { UserError } from "./ground/user_error.ts";
import { clearAway } from "./output/clear_away.ts";
import { DiskWatch } from "./output/disk_watch.ts";
import type { PreparedMeeting } from "./prepare/prepare_meeting.ts";
import { extendClock } from "./recording/extend_clock.ts";
import { WallClockEnd } from "./recording/wall_clock_end.ts";
import { finishWhole } from "./recording/finish_whole.ts";
import { withStemsHeld } from "./recording/hold_stems.ts";
import type { MeetingReport } from "./report/meeting_report.ts";
import { framesOf, type RecordingFacts, SessionNews } from "./events/session_news.ts";
import { keepParts } from "./parts/keep_parts.ts";
import type { PartKeeper } from "./parts/part_keeper.ts";
import { reportOfParts } from "./parts/parts_report.ts";
import { Controls } from "./steer/controls.ts";
import { Steering } from "./steer/steering.ts";
import type { FileMaker, LiveSession, World } from "./world/world.ts";

/** What is given up may take so long to end, ms. */
const LEAVING_MS = 1_000;

/** A meeting that is being recorded. */
export class Meeting {
  /** What it is going to be. */
  readonly about: RecordingFacts;
  /** All that happens, from the start to the finished file, and what there is to say about the spool after it. */
  readonly events: EventHub;
  /** Marks, pauses and mutes it while it is recorded. */
  readonly controls: Controls;
  /**
   * Resolves when the file is there and the spool is gone.
   *
   * Rejects with `KeptSpoolError` when something went wrong: all that was heard is in the spool then; with
   * `UserError` when even that was removed by somebody.
   */
  readonly finished: Promise<MeetingReport>;
  readonly #prepared: PreparedMeeting;
  readonly #world: World;
  readonly #startedAt: Date;
  readonly #news: SessionNews;
  readonly #disk: DiskWatch;
  readonly #parts: PartKeeper;
  readonly #clock: WallClockEnd;
  readonly #asked = Promise.withResolvers<AskedStop>();
  readonly #givenUp = Promise.withResolvers<never>();
  readonly #outcome = Promise.withResolvers<MeetingReport>();
  readonly #abort = new AbortController();
  #onChunks = (_progress: ChunkProgress) => {};
  #session: LiveSession | undefined;
  readonly #steering: Steering;
  #hasFailedToHear = false;
  #begunAt: Date;

  /**
   * Begins to record; one that waits for speech resolves when it records.
   *
   * @param listener hears all events, from the first on
   * @param wait what is said to one that waits
   * @throws {UserError} usage: something is in the way of the file or its spool; output: the disk says no
   * @throws {SpoolBusyError} when another session is recording there
   * @throws {NothingBegunError} when it has waited until the time at which it was to end
   * @throws the reason of `wait.signal` when that gives it up
   * @throws what opening the devices throws; nothing has been recorded then, and nothing is left behind
   */
  static async start(
    prepared: PreparedMeeting,
    world: World,
    listener?: Listener,
    wait: WaitOrders = {},
  ): Promise<Meeting> {
    using held = new DisposableStack();
    held.use(world.keepAwake());
    const events = new EventHub();
    if (listener) events.listen(listener);
    const clock = held.use(new WallClockEnd(prepared.settings.until, () => world.now()));
    const { meeting, session } = await beginSession(
      { prepared, world, events, wait, clock },
      (begun) => {
        const meeting = new Meeting(begun, world, events, clock);
        return { meeting, hear: (event) => meeting.#hear(event) };
      },
    );
    meeting.#session = session;
    const { spool, output } = meeting.#parts.current.facts;
    meeting.#steering.moveTo(spool.folder, output.path);
    void meeting.#run(session, held.move());
    return meeting;
  }

  private constructor(
    { prepared, first, startedAt }: Begun,
    world: World,
    events: EventHub,
    clock: WallClockEnd,
  ) {
    this.#prepared = prepared;
    this.#world = world;
    this.#startedAt = this.#begunAt = startedAt;
    this.#clock = clock;
    this.about = prepared.about;
    this.events = events;
    this.#steering = new Steering(this, () => world.now());
    this.finished = this.#outcome.promise;
    const emit: Listener = (event) => this.events.emit(event);
    this.#news = new SessionNews(this.about, emit);
    this.#parts = keepParts(first, {
      ...{ prepared, world, startedAt: this.#startedAt, signal: this.#abort.signal, emit },
      session: () => this.#session,
      onChunks: (progress) => this.#onChunks(progress),
      onBegun: ({ facts }) => this.#steering.moveTo(facts.spool.folder, facts.output.path),
    });
    const { plannedSeconds: durationSeconds } = prepared;
    this.#disk = new DiskWatch({
      left: (recorded) => {
        return prepared.spaceLeft(Math.max(0, recorded - this.#parts.unfinishedFromSeconds));
      },
      ...(durationSeconds === undefined ? {} : { durationSeconds }),
      warn: (message) => this.#warn(message),
    });
    this.controls = new Controls(() => ({
      session: this.#session,
      tracks: this.about.tracks,
      marks: () => this.#news.marks.length,
      hushes: () => this.#news.hushes.length,
      extendClock: (seconds) => {
        const facts = { begunAt: this.#begunAt, now: world.now(), emit };
        return extendClock(this.#clock, seconds, facts);
      },
      onExtended: (endSeconds) => this.#disk.endsAt(endSeconds),
      split: () => this.#parts.request(),
    }));
    // Whoever only listens to events must not be hurt by a failure that others report to them.
    this.finished.catch(() => {});
    this.#givenUp.promise.catch(() => {});
  }

  /** Ends the recording; the file is finished then. */
  stop(reason: AskedStop = "interrupt"): void {
    this.#asked.resolve(reason);
  }

  /**
   * Ends the recording, or the making of its file, without a file: `finished` is rejected, and the spool is kept for
   * `recover`.
   *
   * @param why a clause, such as "Ctrl+C was pressed again"
   */
  giveUp(why: string): void {
    this.#givenUp.reject(new UserError("output", `Cannot finish: ${why}`));
    this.#abort.abort();
  }

  /** Where both sides are written now, and the frame of the recording with which these files begin. */
  get stems(): PlacedStems {
    return this.#parts.current.stemsOf(this.about.tracks);
  }

  /** Requests to stop whose senders wait for what comes of it. */
  get stopRequests(): readonly string[] {
    return this.#steering.stopRequests;
  }

  /** Where it is recorded to now. */
  get spoolFolder(): string {
    return this.#spool.folder;
  }

  get #spool(): Spool {
    return this.#parts.current.facts.spool;
  }

  #warn(message: string): void {
    this.events.emit(warning(message));
  }

  /** What goes wrong here must not reach the session, which goes on recording. */
  #hear(event: SessionEvent): void {
    try {
      if (event.type === "started") {
        this.#begunAt = secondsBefore(this.#world.now(), event.agoSeconds);
      }
      if (event.type === "progress") {
        this.#parts.look(framesOf(event), this.#news.hushed.pauses, event.silentSeconds);
        this.#disk.look(event.seconds);
      }
      const { chunksWaiting } = this.#parts.current.programme;
      this.#news.take(event, { chunksWaiting, secondsLeft: this.#disk.secondsLeft });
    } catch (error) {
      if (this.#hasFailedToHear) return;
      this.#hasFailedToHear = true;
      this.#warn(`Cannot follow how the recording goes: ${String(error)}; it goes on`);
    }
  }

  /** From the first frame to the end of everything. */
  async #run(session: LiveSession, held: Disposable): Promise<void> {
    using _held = held;
    using _part = { [Symbol.dispose]: () => this.#parts.current.facts.held[Symbol.dispose]() };
    try {
      this.#parts.current.programme.begin();
      const reason = await Promise.race<StopReason>([
        this.#asked.promise,
        session.ended,
        this.#clock.reached,
        this.#disk.full,
        this.#givenUp.promise,
      ]);
      const report = await Promise.race([this.#givenUp.promise, this.#finish(session, reason)]);
      await this.#steering.end();
      // Reported before: the file is there, and the stems of a long day take seconds to remove.
      const remains = report.parts === undefined ? await clearAway(this.#spool) : undefined;
      if (remains !== undefined) this.#warn(remains);
      // A process that ends while an audio thread runs may crash.
      await session.closed;
      this.#outcome.resolve(report);
    } catch (error) {
      // Whoever finishes the spool next must be alone with it, but nobody waits for what hangs.
      await within(LEAVING_MS, this.#leave(session), undefined);
      this.#outcome.reject(failureAfterStart(error, this.#spool));
    } finally {
      this.events.end();
    }
  }

  /** Ends what still runs; how it ends does not matter any more. */
  async #leave(session: LiveSession): Promise<void> {
    const programme = this.#parts.current.programme[Symbol.asyncDispose]();
    const parts = [this.#parts.end(), this.#parts.close()];
    await Promise.allSettled([session.stop(), programme, this.#steering.end(), ...parts]);
  }

  async #finish(session: LiveSession, reason: StopReason): Promise<MeetingReport> {
    this.events.emit({ event: "stopping", reason });
    await this.#parts.end();
    const report = await session.stop(reason);
    // Who has given up meanwhile may have left the spool to others.
    this.#abort.signal.throwIfAborted();
    const maker = await this.#parts.current.programme.settle();
    this.events.emit({ event: "finishing", share: 0 });
    if (this.#parts.current.facts.number > 1) return await this.#finishParts(maker, report, reason);
    const result = await finishWhole(maker, {
      ...{
        prepared: this.#prepared,
        spool: this.#spool,
        session: report,
        news: this.#news,
        reason,
      },
      ...{ startedAt: this.#startedAt, begunAt: this.#begunAt },
      follow: (onChunks) => this.#onChunks = onChunks,
      onProgress: (share) => this.events.emit({ event: "finishing", share }),
      warn: (message) => this.#warn(message),
    });
    this.events.emit({ event: "finished", report: result });
    return result;
  }

  async #finishParts(maker: FileMaker, report: SessionReport, reason: StopReason) {
    const { output } = this.#parts.current.facts;
    const tell = (share: number) => this.events.emit({ event: "finishing", share });
    const done = await withStemsHeld(this.#spool, output, () => this.#parts.finish(maker, tell));
    const result = reportOfParts(done, { report, news: this.#news, reason });
    this.events.emit({ event: "finished", report: result });
    return result;
  }
}

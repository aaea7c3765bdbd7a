/** A meeting that is recorded: from its first frame to the finished file. */
import { beginSession } from "./recording/begin_session.ts";
import { failureAfterStart } from "./recording/failures.ts";
import { within } from "../capture/ground/deadline.ts";
import { endFaults, trackFaults } from "./report/faults.ts";
import { type HushedStretches, hushedStretches } from "../capture/ground/hush.ts";
import { mapTracks } from "../capture/ground/tracks.ts";
import { notePublished } from "../capture/recovery/left_session.ts";
import type { SessionEvent, SessionReport } from "../capture/session/session_types.ts";
import type { Spool } from "../capture/spool/spool.ts";
import type { ChunkProgress } from "../post/chunks/chunk_board.ts";
import { EventHub } from "./events/event_hub.ts";
import { type Listener, warning } from "./events/events.ts";
import { progressOfRest } from "./ground/progress_of_rest.ts";
import { recoverCommand } from "./ground/recovery_command.ts";
import type { AskedStop, StopReason } from "./ground/stop_reason.ts";
import { UserError } from "./ground/user_error.ts";
import { clearAway } from "./output/clear_away.ts";
import { DiskWatch } from "./output/disk_watch.ts";
import { keepNeededStems } from "./output/keep_stems.ts";
import { claimOutput } from "./output/output_claim.ts";
import type { PreparedMeeting } from "./prepare/prepare_meeting.ts";
import { withStemsHeld } from "./recording/hold_stems.ts";
import { LiveProgramme } from "./recording/live_programme.ts";
import { isInDoubt, soundWords } from "./report/file_sound.ts";
import { type MeetingReport, storyOf, trackFactsOf } from "./report/meeting_report.ts";
import { framesOf, type RecordingFacts, SessionNews } from "./events/session_news.ts";
import { id3Of } from "./settings/programme_settings.ts";
import { Controls } from "./steer/controls.ts";
import { RemoteControl } from "./steer/remote_control.ts";
import type { FileMaker, LiveSession, MadeFile, World } from "./world/world.ts";

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
  readonly #spool: Spool;
  readonly #startedAt: Date;
  readonly #news: SessionNews;
  readonly #disk: DiskWatch;
  readonly #programme: LiveProgramme;
  readonly #asked = Promise.withResolvers<AskedStop>();
  readonly #givenUp = Promise.withResolvers<never>();
  readonly #outcome = Promise.withResolvers<MeetingReport>();
  readonly #abort = new AbortController();
  #onChunks: (progress: ChunkProgress) => void = () => {};
  #session: LiveSession | undefined;
  #remote: RemoteControl | undefined;
  #hasFailedToHear = false;

  /**
   * Begins to record; with `startOnSpeech`, once somebody speaks.
   *
   * @param listener hears all events, from the first on
   * @param signal gives up waiting for speech: its reason is thrown, and nothing is left behind
   * @throws {UserError} usage: something is in the way of the file or its spool; output: the disk says no
   * @throws {SpoolBusyError} when another session is recording there
   * @throws what opening the devices throws; nothing has been recorded then, and nothing is left behind
   */
  static async start(
    prepared: PreparedMeeting,
    world: World,
    listener?: Listener,
    signal?: AbortSignal,
  ): Promise<Meeting> {
    using held = new DisposableStack();
    held.use(world.keepAwake());
    held.use(await claimOutput(prepared.output.path, world.cacheFolder()));
    const events = new EventHub();
    if (listener) events.listen(listener);
    const { meeting, session } = await beginSession(
      { prepared, world, events, held, signal },
      (spool, startedAt) => {
        const meeting = new Meeting(prepared, world, spool, startedAt, events);
        return { meeting, hear: (event) => meeting.#hear(event) };
      },
    );
    meeting.#session = session;
    const { folder } = meeting.#spool;
    meeting.#remote = held.use(new RemoteControl(meeting, folder, () => world.now()));
    void meeting.#run(session, held.move());
    return meeting;
  }

  private constructor(
    prepared: PreparedMeeting,
    world: World,
    spool: Spool,
    startedAt: Date,
    events: EventHub,
  ) {
    this.#prepared = prepared;
    this.#world = world;
    this.#spool = spool;
    this.#startedAt = startedAt;
    this.about = prepared.about;
    this.events = events;
    this.finished = this.#outcome.promise;
    this.#news = new SessionNews(this.about, (event) => this.events.emit(event));
    const { duration } = prepared.settings;
    this.#disk = new DiskWatch({
      left: (recorded) => prepared.spaceLeft(recorded),
      ...(duration === undefined ? {} : { durationSeconds: duration }),
      warn: (message) => this.#warn(message),
    });
    this.controls = new Controls(() => ({
      session: this.#session,
      tracks: this.about.tracks,
      marks: () => this.#news.marks.length,
      onExtended: (endSeconds) => this.#disk.endsAt(endSeconds),
    }));
    this.#programme = new LiveProgramme(
      spool,
      () => this.#makeProgramme(),
      (message) => this.#warn(message),
    );
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

  /** Requests to stop whose senders wait for what comes of it. */
  get stopRequests(): readonly string[] {
    return this.#remote?.stopRequests ?? [];
  }

  #warn(message: string): void {
    this.events.emit(warning(message));
  }

  /** What goes wrong here must not reach the session, which goes on recording. */
  #hear(event: SessionEvent): void {
    try {
      if (event.type === "progress") {
        this.#programme.grow(framesOf(event), this.#hushed.pauses);
        this.#disk.look(event.seconds);
      }
      const { chunksWaiting } = this.#programme;
      this.#news.take(event, { chunksWaiting, secondsLeft: this.#disk.secondsLeft });
    } catch (error) {
      if (this.#hasFailedToHear) return;
      this.#hasFailedToHear = true;
      this.#warn(`Cannot follow how the recording goes: ${String(error)}; it goes on`);
    }
  }

  #makeProgramme(): FileMaker {
    const { settings, tracks, output, ffmpegPath } = this.#prepared;
    return this.#world.programme({
      stems: mapTracks(tracks, (_source, track) => this.#spool.stemPath(track)),
      sound: settings,
      format: output.format,
      chunksFolder: this.#spool.chunksFolder,
      ffmpegPath,
      mode: "live",
      signal: this.#abort.signal,
      onProgress: (progress) => this.#onChunks(progress),
    });
  }

  /** From the first frame to the end of everything. */
  async #run(session: LiveSession, held: Disposable): Promise<void> {
    using _held = held;
    try {
      this.#programme.begin();
      const reason = await Promise.race<StopReason>([
        this.#asked.promise,
        session.ended,
        this.#disk.full,
        this.#givenUp.promise,
      ]);
      const report = await Promise.race([this.#givenUp.promise, this.#finish(session, reason)]);
      await this.#remote?.end();
      // Reported before: the file is there, and the stems of a long day take seconds to remove.
      const remains = await clearAway(this.#spool);
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
    const programme = this.#programme[Symbol.asyncDispose]();
    await Promise.allSettled([session.stop(), programme, this.#remote?.end()]);
  }

  async #finish(session: LiveSession, reason: StopReason): Promise<MeetingReport> {
    this.events.emit({ event: "stopping", reason });
    const report = await session.stop();
    const maker = await this.#programme.settle();
    this.events.emit({ event: "finishing", share: 0 });
    const { output, settings: { keepStems, force, gate } } = this.#prepared;
    const spool = this.#spool;
    const made = await withStemsHeld(spool, output, () => this.#makeFile(maker, report));
    const need = { isAsked: keepStems, isInDoubt: isInDoubt(made, gate) };
    // Whoever finishes this spool after a crash need not, and must not, make the file again.
    const file = { out: output.path, bytes: made.bytes, keepStems: need.isInDoubt };
    await notePublished(spool, file).catch(() => {});
    for (const message of soundWords(made, "stem")) this.#warn(message);
    const stems = await keepNeededStems(spool, need, output.stemPaths, force, this.#advice);
    const { records } = this.#news;
    const result: MeetingReport = {
      output,
      bytes: made.bytes,
      seconds: report.frames / report.rateHz,
      ...storyOf(report, this.#hushed, this.#news.marks, this.#news.tailFrame),
      fileSeconds: made.frames / made.rateHz,
      tracks: trackFactsOf(report, records),
      stems,
      faults: [...endFaults(reason, report), ...trackFaults(report, records)],
      sound: made,
    };
    this.events.emit({ event: "finished", report: result });
    return result;
  }

  async #makeFile(maker: FileMaker, { frames, rateHz }: SessionReport): Promise<MadeFile> {
    await using programme = maker;
    const share = progressOfRest(programme.progress.chunksDone);
    this.#onChunks = (progress) => this.events.emit({ event: "finishing", share: share(progress) });
    const { output, settings } = this.#prepared;
    return await programme.finish({
      frames,
      pauses: this.#hushed.pauses,
      endFrame: this.#news.tailFrame,
      target: output.path,
      force: settings.force,
      id3: id3Of(this.#startedAt, this.#news.marks, frames / rateHz),
      advice: this.#advice,
    });
  }

  get #hushed(): HushedStretches {
    return hushedStretches(this.#news.hushes);
  }

  get #advice(): string {
    return `finish it with: ${recoverCommand(this.#spool.folder)}`;
  }
}

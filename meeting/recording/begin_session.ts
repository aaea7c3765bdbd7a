/** How a meeting's session begins: at once, or when there is a reason to; until then nothing is on the disk. */
import type { PerTrack } from "../../capture/ground/tracks.ts";
import type { SessionEvent, SessionPlace } from "../../capture/session/session_types.ts";
import type { EventHub } from "../events/event_hub.ts";
import { warning } from "../events/events.ts";
import { WaitingNews } from "../events/waiting_news.ts";
import { NothingBegunError } from "../ground/nothing_begun_error.ts";
import { refuseLeftSpool } from "../output/new_spool.ts";
import { claimOutput } from "../output/output_claim.ts";
import type { PreparedMeeting } from "../prepare/prepare_meeting.ts";
import type { LiveSession, World } from "../world/world.ts";
import { failureBeforeStart } from "./failures.ts";
import { warnBeforehand } from "./first_warnings.ts";
import { settingsOfPart } from "../parts/keep_parts.ts";
import { openFreePlace } from "./free_place.ts";
import { type OpenedPart, openPart } from "../parts/open_part.ts";
import { sessionOptions } from "./session_options.ts";
import type { WallClockEnd } from "./wall_clock_end.ts";

/**
 * What is said to a meeting that waits before it records (with `startOnSpeech`, or with `begin`). It emits `waiting` once it
 * listens, and `started` when it records.
 */
export interface WaitOrders {
  /** Gives up waiting: its reason is thrown, and nothing is left behind. Once it records, this is of no concern any more. */
  readonly signal?: AbortSignal;
  /**
   * Begins it when this resolves, as if somebody had begun to speak so many seconds ago: 0 for now. The recording begins the
   * pre-roll before that.
   */
  readonly begin?: Promise<number>;
  /** Whether speech begins it, too, or from now on; by default as `startOnSpeech` says. */
  readonly onSpeech?: boolean | (() => boolean);
  /** Four times a second while it waits: frames that each side has heard so far. */
  onListening?(frames: PerTrack<number>): void;
}

/** What a session is begun for. */
export interface BeginningOptions {
  readonly prepared: PreparedMeeting;
  readonly world: World;
  readonly events: EventHub;
  readonly wait: WaitOrders;
  /** Ends waiting, too. */
  readonly clock: Pick<WallClockEnd, "reached">;
}

/** What there is when it begins. */
export interface Begun {
  /** By the time at which it has begun. */
  readonly prepared: PreparedMeeting;
  readonly first: OpenedPart;
  /** When its first frame was heard. */
  readonly startedAt: Date;
}

/** Who hears a session, and for whom. */
export interface Hearing<M> {
  readonly meeting: M;
  hear(event: SessionEvent): void;
}

/**
 * Begins a session.
 *
 * @param make makes who hears it, once there is a spool
 * @returns it, and the session, which records
 * @throws what is in the way; nothing is left behind then
 * @throws {NothingBegunError} when the clock ends the waiting
 * @throws the signal's reason when it is given up
 */
export async function beginSession<M>(
  o: BeginningOptions,
  make: (begun: Begun) => Hearing<M>,
): Promise<{ readonly meeting: M; readonly session: LiveSession }> {
  const { prepared, world, events, wait, clock } = o;
  const { startOnSpeech, preRoll: preRollSeconds } = prepared.settings;
  const { onSpeech = startOnSpeech, begin, signal, onListening } = wait;
  const { waitForDevices: awaitDevices } = prepared.settings;
  const isWaiting = onSpeech !== false || begin !== undefined || awaitDevices;
  const emit = events.emit.bind(events);
  let begun: Begun | undefined;
  let hearing: Hearing<M> | undefined;
  // While nothing is on the disk: nobody else is to record to the same file.
  let claim: Disposable | undefined;
  const makePlace = async (agoSeconds: number): Promise<SessionPlace> => {
    const startedAt = secondsBefore(world.now(), agoSeconds);
    const warn = (message: string) => emit(warning(message));
    const taken = claim;
    claim = undefined;
    const place = isWaiting
      ? await openFreePlace(prepared, startedAt, world, taken, warn)
      : { prepared, first: await openPart(prepared, 1, world) };
    const { prepared: now, first } = place;
    begun = { ...place, startedAt };
    hearing = make(begun);
    warnBeforehand(now, first.spool.folder, world, warn);
    const settings = settingsOfPart(now, startedAt, { ...first, fromFrame: 0 });
    return { spool: first.spool, settings };
  };
  const leaving = new AbortController();
  const news = new WaitingNews(prepared.about, emit);
  const options = sessionOptions(
    prepared,
    onSpeech !== false,
    (event) => (hearing ?? news).hear(event),
  );
  try {
    let session: LiveSession;
    if (isWaiting) {
      claim = await claimOutput(prepared.output.path, world.cacheFolder());
      refuseLeftSpool(prepared.output.path, prepared.spoolParent);
      void clock.reached.then(() => leaving.abort(new NothingBegunError()));
      const later = {
        ...{ preRollSeconds, onSpeech, awaitDevices, makePlace },
        // Of who tells no time the moment is now: what is being said matters more.
        ...(begin === undefined ? {} : { begin: begin.then((ago) => ago >= 0 ? ago : 0) }),
        ...(onListening === undefined ? {} : { onListening }),
        signal: AbortSignal.any([leaving.signal, ...(signal === undefined ? [] : [signal])]),
      };
      session = await world.startSession({ ...options, later });
    } else {
      session = await world.startSession({ ...options, ...await makePlace(0) });
    }
    if (hearing === undefined) throw new TypeError("Cannot go on: the session has no spool");
    return { meeting: hearing.meeting, session };
  } catch (error) {
    claim = release(claim);
    begun?.first.undo();
    begun?.first.held[Symbol.dispose]();
    throw failureBeforeStart(error, (begun ?? { prepared }).prepared.output.path);
  }
}

/** A moment so many seconds before another. */
export function secondsBefore(at: Date, seconds = 0): Date {
  return new Date(at.getTime() - 1_000 * seconds);
}

function release(claim: Disposable | undefined): undefined {
  claim?.[Symbol.dispose]();
}

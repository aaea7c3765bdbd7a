/** How a meeting's session begins: at once, or when somebody speaks; until then nothing is on the disk. */
import type { SessionEvent, SessionPlace } from "../../capture/session/session_types.ts";
import type { Spool } from "../../capture/spool/spool.ts";
import type { EventHub } from "../events/event_hub.ts";
import { warning } from "../events/events.ts";
import { newSpool } from "../output/new_spool.ts";
import { noteSpool } from "../output/spool_notes.ts";
import type { PreparedMeeting } from "../prepare/prepare_meeting.ts";
import type { LiveSession, World } from "../world/world.ts";
import { failureBeforeStart } from "./failures.ts";
import { warnBeforehand } from "./first_warnings.ts";
import { sessionOptions, sessionPlace } from "./session_options.ts";

/** What a session is begun for. */
export interface BeginningOptions {
  readonly prepared: PreparedMeeting;
  readonly world: World;
  readonly events: EventHub;
  /** Gets what is to be released when the meeting is over, or could not begin. */
  readonly held: DisposableStack;
  /** Gives up waiting for speech. */
  readonly signal: AbortSignal | undefined;
}

/** A meeting that has a spool, and hears its session. */
export interface Hearing<M> {
  readonly meeting: M;
  hear(event: SessionEvent): void;
}

/** A session that records, and the meeting that was made for it. */
export interface Beginning<M> {
  readonly meeting: M;
  readonly session: LiveSession;
}

/**
 * Begins a session.
 *
 * @param make makes the meeting, once there is a spool
 * @throws what is in the way; nothing is left behind then
 * @throws the signal's reason when waiting is given up
 */
export async function beginSession<M>(
  { prepared, world, events, held, signal }: BeginningOptions,
  make: (spool: Spool, startedAt: Date) => Hearing<M>,
): Promise<Beginning<M>> {
  const { output, spoolParent, settings: { startOnSpeech, preRoll } } = prepared;
  let undo = () => {};
  let hearing: Hearing<M> | undefined;
  const makePlace = async (agoSeconds: number): Promise<SessionPlace> => {
    const { spool, undo: remove } = await newSpool(output.path, spoolParent);
    undo = remove;
    held.use(spool);
    held.use(noteSpool(spool.folder, world.cacheFolder()));
    const startedAt = new Date(world.now().getTime() - 1_000 * agoSeconds);
    hearing = make(spool, startedAt);
    warnBeforehand(prepared, spool.folder, world, (message) => events.emit(warning(message)));
    return sessionPlace(prepared, spool, startedAt);
  };
  const place = startOnSpeech ? undefined : await makePlace(0);
  const wish = { preRollSeconds: preRoll, makePlace, ...(signal === undefined ? {} : { signal }) };
  try {
    if (startOnSpeech) events.emit({ event: "waiting", format: 1, out: output.path });
    const session = await world.startSession({
      ...sessionOptions(prepared, (event) => hearing?.hear(event)),
      ...(place ?? { startOnSpeech: wish }),
    });
    if (hearing === undefined) throw new TypeError("Cannot go on: the session has no spool");
    return { meeting: hearing.meeting, session };
  } catch (error) {
    undo();
    throw failureBeforeStart(error, output.path);
  }
}

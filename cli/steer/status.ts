/** `confrec status`: how a recording goes. */
import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { clockTime, counted, level, timeSpan } from "../../meeting/ground/figures.ts";
import { SIDE_LABEL } from "../../meeting/report/side_words.ts";
import { plainText } from "../../meeting/ground/plain_line.ts";
import { type RunningSession, sessionAt } from "../../meeting/steer/find_sessions.ts";
import { PassingError } from "../../meeting/steer/passing_error.ts";
import { withSession } from "../../meeting/steer/with_session.ts";
import type { SteerStatus } from "../../meeting/steer/steer_protocol.ts";
import type { CommandCall } from "../options/command.ts";
import { encodingBehind, USUAL_WAITING } from "../report/recording_line.ts";
import type { Io } from "../terminal/io.ts";
import { searchPlace, type SteerWorld } from "./search_place.ts";

/** Between two looks of `--watch`, ms. */
const WATCH_MS = 1_000;
/** It is written once a second; what is older than this has stopped, s. */
const STALE_SECONDS = 5;
const DOES = {
  recording: "Recording",
  paused: "Paused: nothing is kept,",
  finishing: "Finishing",
  waiting: "Waiting",
} as const;
const AWAITED = {
  call: "a call",
  speech: "somebody to speak",
  always: "the next meeting",
} as const;

/**
 * Prints how a recording goes; with `--watch` once a second, until it has ended or nobody reads any more.
 *
 * @throws {UserError} when none runs, or several do and none is named
 */
export async function status(
  { options: { session: name, json, watch } }: CommandCall<"session" | "json" | "watch" | "help">,
  io: Io,
  world: SteerWorld,
): Promise<number> {
  let session: RunningSession | undefined = await withSession(
    searchPlace(world),
    name,
    (session) => {
      // With --watch it comes in a moment.
      if (session.status === undefined && !watch) throw notYet(session.out);
      return session;
    },
  );
  const { spool } = session;
  let isRead = true;
  let wake = () => {};
  io.stdout.gone.then(() => {
    isRead = false;
    wake();
  });
  do {
    const { status } = session;
    if (status !== undefined) io.stdout.write(json ? asJson(status, spool) : forPeople(status, io));
    if (!watch) break;
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, WATCH_MS);
    });
    session = isRead ? await sessionAt(spool).catch(() => undefined) : undefined;
  } while (session !== undefined);
  return 0;
}

/** A room has a status of its own while it waits; it is written when it changes. */
function roomLine({ out }: SteerStatus, room: NonNullable<SteerStatus["room"]>): string {
  const parts = [`Waiting for ${AWAITED[room.trigger]}`];
  if (room.meetings > 0) parts.push(`${counted(room.meetings, "meeting")} so far`);
  if (room.finishing.length > 0) parts.push("finishing the last one");
  else if (room.last !== undefined) parts.push(`the last is ${plainText(room.last)}`);
  if (room.trouble !== undefined) parts.push(`in trouble: ${plainText(room.trouble)}`);
  return `${parts.join(", ")}: ${plainText(out)}\n`;
}

function notYet(out: string): PassingError {
  return new PassingError(
    "session",
    `Cannot tell how ${out} goes: it is just beginning, or its disk is full; try again`,
  );
}

function asJson(status: SteerStatus, spool: string): string {
  return `${JSON.stringify({ ...status, spool })}\n`;
}

function forPeople(status: SteerStatus, io: Io): string {
  if (status.room !== undefined) return roomLine(status, status.room);
  const { out, state, seconds, tracks, secondsLeft, chunksWaiting, time } = status;
  const parts = [`${DOES[state]} ${clockTime(seconds)}`];
  for (const track of TRACK_NAMES) {
    const levels = tracks[track];
    if (levels === undefined || state === "paused") continue;
    const isMuted = status.muted.includes(track);
    const spare = status.spares?.[track];
    const place = spare === undefined ? "" : ` (${plainText(spare)} in its place)`;
    parts.push(
      `${SIDE_LABEL[track]}${place} ${isMuted ? "muted" : level(levels.peakDb ?? -Infinity)}`,
    );
  }
  const { endSeconds, mark } = status;
  if (endSeconds !== undefined && state !== "finishing") {
    parts.push(`${clockTime(Math.max(0, endSeconds - seconds))} left`);
  }
  if (mark !== undefined) {
    const text = mark.text === "" ? "" : ` (${plainText(mark.text)})`;
    parts.push(`last mark at ${clockTime(mark.atSeconds)}${text}`);
  }
  if (chunksWaiting > USUAL_WAITING) parts.push(encodingBehind(chunksWaiting));
  if (secondsLeft !== undefined) parts.push(`disk space for ${timeSpan(secondsLeft)}`);
  const age = (io.now().getTime() - Date.parse(time)) / 1_000;
  if (age > STALE_SECONDS) parts.push(`no news for ${timeSpan(age)}: it hangs, or its disk does`);
  return `${parts.join(", ")}: ${plainText(out)}\n`;
}

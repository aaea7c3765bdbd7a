/** From what somebody asks of a room to what is checked of it, before anything is touched. */
import { dirname } from "node:path";
import { typedPath } from "../ground/typed_path.ts";
import type { Trigger } from "../ground/trigger.ts";
import { UserError } from "../ground/user_error.ts";
import { askedBeside, checkRequest, withFilesFound } from "../prepare/check_request.ts";
import { PlaceAwayError } from "../output/output_folder.ts";
import { retentionPlace } from "../retention/retention_place.ts";
import { foundProgram } from "../aftercare/run_hook.ts";
import type { AftercareSettings } from "../settings/aftercare_settings.ts";
import { givenOf, type MeetingInput, meetingSchema } from "../settings/meeting_settings.ts";
import { readSettings } from "../settings/read_settings.ts";
import type { World } from "../world/world.ts";
import type { MeetingNames } from "./meeting_name.ts";
import { withUsableCover } from "./usable_cover.ts";

/** What is asked of a room. */
export interface RoomRequest {
  /** Of each meeting; `out` is a pattern. */
  readonly input: MeetingInput;
  readonly aftercare: AftercareSettings;
  readonly trigger: Trigger;
  /** Parts of the names of programs that are in no call. */
  readonly ignored: readonly string[];
}

/** A room that can be opened. */
export interface CheckedRoom extends RoomRequest {
  /** The folder that all its files are in or below, absolute. */
  readonly folder: string;
  /** The folder of spools, as far as it is one. */
  readonly spoolParent: string;
  readonly names: MeetingNames;
  /** What is in the way of a file now, and may not be for long. */
  readonly troubles: readonly string[];
  /** After so long without speech a meeting is over; Infinity for never. */
  readonly silenceSeconds: number;
}

/** The next meeting is listened for before one ends: shorter silences leave no time for that, s. */
const LEAST_SILENCE_SECONDS = 30;
const USUAL_SILENCE = "5m";

/**
 * Checks it; what only time can mend (a device, a disk, a share that is not there) is no error.
 *
 * @throws {UserError} of kind usage
 */
export function checkRoom(
  request: RoomRequest,
  world: Pick<World, "now" | "hostName">,
): CheckedRoom {
  const settings = withFilesFound(readSettings(meetingSchema, withDefaults(request)));
  for (const track of ["mic", "system"] as const) {
    if (settings[track]?.startsWith("file:") !== true) continue;
    throw new UserError(
      "usage",
      `Cannot listen to a file for months: --${track} is ${settings[track]}; name a device`,
    );
  }
  if (settings.stopOnSilence < LEAST_SILENCE_SECONDS) {
    throw new UserError(
      "usage",
      `Cannot use --stop-on-silence ${settings.stopOnSilence}s in a room: ` +
        `${LEAST_SILENCE_SECONDS}s at least, since people pause`,
    );
  }
  // The folder of now is left: from here on all paths are whole.
  const out = typedPath(settings.out);
  const [spool, cover] = [settings.spool, settings.cover].map((path) => {
    return path === undefined ? undefined : typedPath(path);
  });
  const input = {
    ...{ ...withDefaults(request), out },
    ...(spool === undefined ? {} : { spool }),
    ...(cover === undefined ? {} : { cover }),
  };
  const { onFinish, ...aftercare } = request.aftercare;
  const troubles: string[] = [];
  const onTrouble = (trouble: string) => void troubles.push(trouble);
  const first = firstFile(input, world, onTrouble);
  withUsableCover(input, onTrouble);
  const { folder } = retentionPlace(out, first);
  return {
    ...{ ...request, input, folder, troubles },
    aftercare: {
      ...aftercare,
      ...(onFinish === undefined ? {} : { onFinish: foundProgram(onFinish) }),
    },
    spoolParent: spool ?? dirname(first),
    silenceSeconds: settings.stopOnSilence,
    names: { out, spool, isSplit: settings.split !== undefined, beside: askedBeside(settings) },
  };
}

/** A meeting that begins by itself ends by itself, too. */
function withDefaults({ input, trigger }: RoomRequest): MeetingInput {
  const stopOnSilence = input.stopOnSilence ?? (trigger === "always" ? "off" : USUAL_SILENCE);
  // One side at once is worth more than both of them later, and nobody is there to plug anything in.
  return { ...input, stopOnSilence, startOnSpeech: trigger !== "always", waitForDevices: true };
}

/**
 * @param onTrouble hears what is in its way, and may go away by itself
 * @returns the file that a meeting would become now
 */
function firstFile(
  input: MeetingInput,
  world: Pick<World, "now" | "hostName">,
  onTrouble: (trouble: string) => void,
): string {
  const settings = readSettings(meetingSchema, { ...input, force: true });
  try {
    return checkRequest(settings, givenOf(input), world).output.path;
  } catch (error) {
    const isPassing = error instanceof UserError && error.kind !== "usage" ||
      error instanceof PlaceAwayError;
    if (!isPassing) throw error;
    onTrouble(error.message);
    return settings.out;
  }
}

/** The picture of a room's files, which nobody misses as much as what is said. */
import { messageOf } from "../../ffi/system/message_of.ts";
import { readCover } from "../prepare/read_cover.ts";
import type { MeetingInput } from "../settings/meeting_settings.ts";

/**
 * What is asked of the next meeting, without a picture that cannot be used now: it is no reason not to record.
 *
 * @param input its paths are whole
 * @param onTrouble hears why it cannot be used
 */
export function withUsableCover(
  input: MeetingInput,
  onTrouble: (trouble: string) => void,
): MeetingInput {
  const { cover, ...rest } = input;
  if (cover === undefined) return input;
  try {
    readCover(String(cover));
    return input;
  } catch (error) {
    onTrouble(`${messageOf(error)}; meetings are recorded without it`);
    return rest;
  }
}

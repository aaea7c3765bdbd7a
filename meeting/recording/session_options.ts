/** From a meeting that was checked to what its session is asked for. */
import type {
  SessionEvent,
  SessionOptions,
  SessionPlace,
} from "../../capture/session/session_types.ts";
import type { Spool } from "../../capture/spool/spool.ts";
import type { PreparedMeeting } from "../prepare/prepare_meeting.ts";
import { journalSettings } from "../settings/journal_settings.ts";
import { rnnoiseUrl } from "../settings/programme_settings.ts";

/**
 * What the session is asked for, whatever it is recorded to.
 *
 * @param onEvent hears all that it reports
 */
export function sessionOptions(
  { settings, tracks, libraryPath }: PreparedMeeting,
  onEvent: (event: SessionEvent) => void,
): SessionOptions {
  const { rate, pace, duration, warnSilence, stopOnSilence, startOnSpeech } = settings;
  const stop = stopOnSilence === Infinity ? {} : { stopSilenceSeconds: stopOnSilence };
  const isListening = startOnSpeech || stopOnSilence < Infinity;
  return {
    rateHz: rate,
    tracks,
    libraryPath,
    pace,
    ...(duration === undefined ? {} : { durationSeconds: duration }),
    warnSilenceSeconds: warnSilence,
    ...(isListening ? { speech: { rnnoiseUrl: rnnoiseUrl(), ...stop } } : {}),
    onEvent,
  };
}

/** What the session is recorded to, and what is to become of it. */
export function sessionPlace(
  { settings: { force, keepStems }, input, output }: PreparedMeeting,
  spool: Spool,
  startedAt: Date,
): SessionPlace {
  const journalled = { out: output.path, spool: spool.folder, force, keepStems, startedAt };
  return { spool, settings: journalSettings(journalled, input) };
}

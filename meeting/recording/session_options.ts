/** From a meeting that was checked to what its session is asked for. */
import type { SessionEvent, SessionOptions } from "../../capture/session/session_types.ts";
import type { PreparedMeeting } from "../prepare/prepare_meeting.ts";
import { rnnoiseUrl } from "../settings/programme_settings.ts";

/**
 * What the session is asked for, whatever it is recorded to.
 *
 * @param onSpeech whether speech is waited for
 * @param onEvent hears all that it reports
 */
export function sessionOptions(
  { settings, tracks, libraryPath }: PreparedMeeting,
  onSpeech: boolean,
  onEvent: (event: SessionEvent) => void,
): SessionOptions {
  const { rate, pace, duration, warnSilence, stopOnSilence } = settings;
  const stop = stopOnSilence === Infinity ? {} : { stopSilenceSeconds: stopOnSilence };
  const isListening = onSpeech || stopOnSilence < Infinity;
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

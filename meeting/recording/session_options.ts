/** From a meeting that was checked to what its session is asked for. */
import type { SessionEvent, SessionOptions } from "../../capture/session/session_types.ts";
import type { Spool } from "../../capture/spool/spool.ts";
import type { PreparedMeeting } from "../prepare/prepare_meeting.ts";
import { journalSettings } from "../settings/journal_settings.ts";
import { rnnoiseUrl } from "../settings/programme_settings.ts";

/**
 * What the session is asked for.
 *
 * @param onEvent hears all that it reports
 */
export function sessionOptions(
  { settings, input, output, tracks, libraryPath }: PreparedMeeting,
  spool: Spool,
  startedAt: Date,
  onEvent: (event: SessionEvent) => void,
): SessionOptions {
  const { rate, pace, duration, warnSilence, stopOnSilence, force, keepStems } = settings;
  const journalled = { out: output.path, spool: spool.folder, force, keepStems, startedAt };
  return {
    rateHz: rate,
    tracks,
    spool,
    libraryPath,
    pace,
    ...(duration === undefined ? {} : { durationSeconds: duration }),
    warnSilenceSeconds: warnSilence,
    ...(stopOnSilence === Infinity
      ? {}
      : { speech: { rnnoiseUrl: rnnoiseUrl(), stopSilenceSeconds: stopOnSilence } }),
    settings: journalSettings(journalled, input),
    onEvent,
  };
}

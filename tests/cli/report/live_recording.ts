/** A recording as its view hears of it. */
import type { MeetingEvent } from "../../../meeting/events/events.ts";
import type { RecordingFacts } from "../../../meeting/events/session_news.ts";

export const ABOUT: RecordingFacts = {
  out: "/meeting.mp3",
  tracks: ["mic", "system"],
  awaited: {},
  spared: [],
  rateHz: 48_000,
  bytesPerSecond: 16_000,
};

/** Both sides begin. */
export const STARTED: MeetingEvent = {
  event: "started",
  format: 1,
  out: "/meeting.mp3",
  rateHz: 48_000,
  tracks: {
    mic: { name: "USB Mic A", rateHz: 48_000, channels: 1 },
    system: { name: "Speakers", rateHz: 48_000, channels: 2 },
  },
  secondsLeft: 126_000,
};

/** Levels at a moment, dBFS. */
export function levelsAt(
  seconds: number,
  mic: number | null = -18,
  system: number | null = -30,
): MeetingEvent {
  const one = (peakDb: number | null, ppm: number) => ({
    peakDb,
    rmsDb: peakDb === null ? null : peakDb - 12,
    ppm,
    ...{ droppedFrames: 0, frames: 0 },
  });
  return {
    event: "progress",
    seconds,
    bytes: seconds * 16_000,
    chunksWaiting: 0,
    secondsLeft: 126_000,
    tracks: { mic: one(mic, 12.34), system: one(system, -0.4) },
  };
}

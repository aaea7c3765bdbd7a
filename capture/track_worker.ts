/** The thread of one track: messages in and out, and polls in between. What it does stands in `stem_recorder.ts`. */
import { afterMs } from "./ground/timers.ts";
import { AudioLibrary } from "../ffi/audio_library.ts";
import { type Clock, EngineClock, PacedClock } from "./ground/clock.ts";
import { DeviceSource } from "./source/device_source.ts";
import { FileSource } from "./source/file_source.ts";
import { carryOver } from "./stem/carry_over.ts";
import { MonitorSwitch } from "./source/monitor_switch.ts";
import { PlayingOutput } from "./source/playing_output.ts";
import type { DeviceChoice } from "./source/source.ts";
import { openOrSpare } from "./source/source_or_spare.ts";
import { StemFile } from "./stem/stem_file.ts";
import type { FromTrack, OpenTrack, ToTrack } from "./track/track_protocol.ts";
import { trackFailureOf } from "./track/track_failure.ts";
import { type PollStage, StemRecorder } from "./track/stem_recorder.ts";

/**
 * Time between two polls, ms. The device keeps 10 s and more, so being late loses nothing; but what was not written yet is
 * lost when the process is killed. While nothing is recorded, what begins the recording may be heard a little later, as it
 * begins before that. A poll costs more than what it finds: the thread wakes up for it.
 */
const POLL_MS: Readonly<Record<PollStage, number>> = { awaited: 20, recording: 250, waiting: 400 };
/** The same in a session that is faster than real time. */
const LEAST_POLL_MS = 20;

// The worker's own global scope; the types loaded are those of the main thread.
const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<ToTrack>) => void) | null;
  postMessage(message: FromTrack): void;
  close(): void;
};

const send = (message: FromTrack) => scope.postMessage(message);

let recorder: StemRecorder | undefined;
let clock: Clock | undefined;
let library: AudioLibrary | undefined;

scope.onmessage = ({ data }) => {
  if (data.type === "open") open(data);
  else if (recorder !== undefined && clock !== undefined) {
    recorder.handle(data, clock.nowNs());
    pollNow();
  }
  if (recorder === undefined || recorder.isDone) close();
};

function open(message: OpenTrack): void {
  const { choice, libraryPath, pace, epochNs } = message;
  try {
    if (libraryPath !== undefined) library = AudioLibrary.open(libraryPath);
  } catch (error) {
    send({ type: "failed", failure: trackFailureOf(error, true) });
    return;
  }
  const host = library ?? new EngineClock(message.nowNs);
  const sessionClock = clock = pace === 1 ? host : new PacedClock(host, epochNs, pace);
  const output = new PlayingOutput();
  const monitorSwitch = new MonitorSwitch();
  recorder = new StemRecorder({
    open: message,
    openSource: (before) => {
      if (choice.kind === "file") return new FileSource(choice.path, sessionClock, choice);
      const audio = library;
      if (audio === undefined) throw new TypeError("Cannot open a device without the library");
      const open = (one: DeviceChoice) => new DeviceSource(audio, one, {}, output, monitorSwitch);
      return openOrSpare(choice, open, before);
    },
    hush: (isHushed) => monitorSwitch.hush(isHushed),
    createStem: (open) => {
      const { stemPath, resume, before, firstFrame = 0 } = open;
      if (resume === undefined) return StemFile.create(stemPath, ...stemOf(open));
      const stem = StemFile.resume(stemPath, ...stemOf(open));
      if (before !== undefined) carryOver(before, stem, firstFrame);
      return stem;
    },
    nextStem: ({ stemPath, firstFrame }, before) => {
      const stem = StemFile.resume(stemPath, ...stemOf(message));
      try {
        carryOver(before, stem, firstFrame);
      } catch (error) {
        stem[Symbol.dispose]();
        throw error;
      }
      return stem;
    },
    send,
  });
  recorder.open(sessionClock.nowNs());
  poll(recorder, sessionClock, { pace, due: performance.now() });
}

function stemOf({ rateHz, track, fence }: OpenTrack) {
  return [rateHz, track, fence && new Int32Array(fence)] as const;
}

/** Polls, and then again: `due` goes up by whole periods, and what was missed is not made up for. */
function poll(
  recorder: StemRecorder,
  clock: Clock,
  { pace, due }: { readonly pace: number; readonly due: number },
): void {
  const more = recorder.poll(clock.nowNs());
  if (recorder.isDone) return close();
  const now = performance.now();
  const periodMs = Math.max(LEAST_POLL_MS, POLL_MS[recorder.stage] / pace);
  const next = more ? now : Math.max(Math.min(due, now) + periodMs, now);
  pollIn(next - now, () => poll(recorder, clock, { pace, due: next }));
}

let upcoming: { readonly cancel: () => void; readonly run: () => void } | undefined;

function pollIn(ms: number, run: () => void): void {
  upcoming = { cancel: afterMs(ms, run), run };
}

/** The session has said something, and may wait for what follows from it. */
function pollNow(): void {
  if (upcoming === undefined) return;
  upcoming.cancel();
  pollIn(0, upcoming.run);
}

let closed = false;

function close(): void {
  if (closed) return;
  closed = true;
  recorder?.close();
  library?.[Symbol.dispose]();
  send({ type: "closed" });
  scope.close();
}

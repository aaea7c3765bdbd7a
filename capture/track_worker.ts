/** The thread of one track: messages in and out, and polls in between. What it does stands in `stem_recorder.ts`. */
import { AudioLibrary } from "../ffi/audio_library.ts";
import { type Clock, EngineClock, PacedClock } from "./ground/clock.ts";
import { DeviceSource } from "./source/device_source.ts";
import { FileSource } from "./source/file_source.ts";
import { carryOver } from "./stem/carry_over.ts";
import { MonitorSwitch } from "./source/monitor_switch.ts";
import { PatientStem } from "./stem/patient_stem.ts";
import { PlayingOutput } from "./source/playing_output.ts";
import type { DeviceChoice } from "./source/source.ts";
import { openOrSpare } from "./source/source_or_spare.ts";
import type { Stem } from "./stem/stem.ts";
import { StemFile } from "./stem/stem_file.ts";
import type { FromTrack, OpenTrack, ToTrack } from "./track/track_protocol.ts";
import { type NextPoll, PollLoop } from "./track/poll_loop.ts";
import { StemRecorder } from "./track/stem_recorder.ts";
import { trackFailureOf } from "./track/track_failure.ts";

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
let polls: PollLoop | undefined;
let closed = false;

scope.onmessage = ({ data }) => {
  // The clock is the library's.
  if (closed) return;
  if (data.type === "open") open(data);
  else if (recorder !== undefined && clock !== undefined) {
    recorder.handle(data, clock.nowNs());
    // The session may wait for what follows from what it has said.
    polls?.hurry();
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
  const stemRecorder = recorder = new StemRecorder({
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
      if (resume === undefined) return patient(open, StemFile.create(stemPath, ...stemOf(open)));
      const stem = StemFile.resume(stemPath, ...stemOf(open));
      if (before !== undefined) carryOver(before, stem, firstFrame);
      return patient(open, stem);
    },
    nextStem: ({ stemPath, firstFrame }, before) => {
      const stem = StemFile.resume(stemPath, ...stemOf(message));
      try {
        carryOver(before, stem, firstFrame);
      } catch (error) {
        stem[Symbol.dispose]();
        throw error;
      }
      return patient(message, stem);
    },
    send,
  });
  stemRecorder.open(sessionClock.nowNs());
  polls = new PollLoop({ clock: host, pace, poll: () => poll(stemRecorder, sessionClock, pace) });
  polls.start();
}

function stemOf({ rateHz, track, fence }: OpenTrack) {
  return [rateHz, track, fence && new Int32Array(fence)] as const;
}

function patient({ track, rateHz }: OpenTrack, stem: Stem): PatientStem {
  return new PatientStem(stem, track, rateHz);
}

function poll(recorder: StemRecorder, clock: Clock, pace: number): NextPoll {
  const nowNs = clock.nowNs();
  const more = recorder.poll(nowNs);
  if (recorder.isDone) close();
  return { more, stage: recorder.stage, withinMs: (recorder.tryNs - nowNs) / 1e6 / pace };
}

function close(): void {
  if (closed) return;
  closed = true;
  polls?.stop();
  recorder?.close();
  library?.[Symbol.dispose]();
  send({ type: "closed" });
  scope.close();
}

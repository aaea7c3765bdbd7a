import { assertEquals } from "@std/assert";
import { join } from "node:path";
import type { MeetingEvent } from "../../../meeting/events/events.ts";
import type { MeetingReport } from "../../../meeting/report/meeting_report.ts";
import type { PreparedMeeting } from "../../../meeting/prepare/prepare_meeting.ts";
import type { LiveStream, StreamRequest } from "../../../meeting/world/world.ts";
import { StreamOut } from "../../../cli/record/stream_out.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { FakeRecording } from "../fake_recording.ts";

/** A world whose streams remember what they were told. */
class StreamWorld extends FakeRecording {
  readonly told: unknown[] = [];
  asked: StreamRequest | undefined;
  isWhole = true;

  override stream(request: StreamRequest): LiveStream {
    this.asked = request;
    return {
      grow: (...args) => void this.told.push(args),
      finish: () => Promise.resolve({ seconds: 61, isWhole: this.isWhole }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
}

const PROGRESS: MeetingEvent = {
  event: "progress",
  ...{ seconds: 1, bytes: 1, chunksWaiting: 0 },
  tracks: {
    mic: { frames: 48_000, peakDb: null, rmsDb: null, ppm: 0, droppedFrames: 0 },
  },
};

async function open(
  folder: string,
  isAlone: boolean,
  isNowhere = false,
  endsWithReader = false,
) {
  const world = new StreamWorld();
  const path = join(folder, "meeting.mp3");
  Deno.writeTextFileSync(path, "an MP3");
  const prepared = { output: { path, shown: "meeting.mp3" }, settings: { pace: 1 } };
  const heard: string[] = [];
  const out = await StreamOut.open(
    { format: "mp3", isAlone, endsWithReader },
    prepared as unknown as PreparedMeeting,
    world,
    {
      sink: { ...world.stdout, isNowhere },
      warn: (message) => heard.push(message),
      say: (line) => heard.push(line),
      onGone: () => heard.push("gone"),
    },
  );
  const report = (stems = {}) => ({ output: { path }, stems }) as unknown as MeetingReport;
  return { world, out, path, heard, report };
}

const THERE = { stems: { paths: { mic: "mic.wav", system: "system.wav" }, fromFrame: 7 } };

Deno.test("a stream is told how far each side is, also one of which nothing is known", () =>
  withFolder(async (folder) => {
    const { world, out } = await open(folder, true);
    out.hear(PROGRESS, undefined);
    out.hear(PROGRESS, THERE);
    assertEquals(world.told, [[{ mic: 48_000, system: 0 }, THERE.stems.paths, 7]]);
    assertEquals(world.unpacked, ["ffmpeg"]);
  }));

Deno.test("where all went to the reader, and no file was asked for, there is none", () =>
  withFolder(async (folder) => {
    const { out, heard, report } = await open(folder, true);
    out.hear({ event: "finishing", share: 0 }, THERE);
    assertEquals(await out.settle(report()), false);
    assertEquals([...Deno.readDirSync(folder)].length, 0);
    assertEquals(heard, [
      "Recorded 01:01, all of it to standard output; no file was asked for",
    ]);
  }));

Deno.test("the file stays where it was asked for, where the reader missed something or there is none, and where its stems had to", () =>
  withFolder(async (folder) => {
    for (
      const [isAlone, isWhole, isNowhere, stems] of [
        [false, true, false, {}],
        [true, false, false, {}],
        [true, true, true, {}],
        [true, true, false, { mic: "meeting.mic.wav" }],
      ] as const
    ) {
      const { world, out, path, report } = await open(folder, isAlone, isNowhere);
      world.isWhole = isWhole;
      out.hear({ event: "finishing", share: 0 }, THERE);
      assertEquals(await out.settle(report(stems)), true);
      assertEquals(Deno.statSync(path).isFile, true);
    }
  }));

Deno.test("people hear what becomes of the stream, and that the recording goes on", () =>
  withFolder(async (folder) => {
    const { world, heard } = await open(folder, true);
    const tell = world.asked?.tell ?? (() => {});
    tell({ type: "stalled", atSeconds: 75 });
    tell({ type: "flowing", missedSeconds: 12 });
    tell({ type: "lacking", atSeconds: 78 });
    tell({ type: "failed", atSeconds: 80, error: new Error("ffmpeg ended with code 1") });
    tell({ type: "gone", atSeconds: 90, error: new Deno.errors.BrokenPipe() });
    const goesOn = "the recording goes on, and all of it will be in meeting.mp3";
    assertEquals(heard, [
      `Nobody reads standard output since 01:15; ${goesOn}`,
      "Standard output is read again; 12 s of it are missing there",
      "Some sound from before 01:18 is missing on standard output: it came too late, or the gate had " +
      "taken it; all of it will be in meeting.mp3",
      `Cannot write to standard output any more: ffmpeg ended with code 1; ${goesOn}`,
      `The reader of standard output has gone (at 01:30); ${goesOn}`,
      "gone",
    ]);
  }));

Deno.test("where the recording ends with its reader it is not said to go on", () =>
  withFolder(async (folder) => {
    const { world, heard } = await open(folder, false, false, true);
    world.asked?.tell({ type: "gone", atSeconds: 90, error: new Deno.errors.BrokenPipe() });
    assertEquals(heard, [
      "The reader of standard output has gone (at 01:30); the recording ends, and is in meeting.mp3",
      "gone",
    ]);
  }));

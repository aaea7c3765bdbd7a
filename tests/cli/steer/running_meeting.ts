/** A recording that runs in this process, for the commands that steer it. */
import { join } from "node:path";
import { parseArguments } from "../../../cli/parse_arguments.ts";
import type { CommandCall } from "../../../cli/options/command.ts";
import type { OptionName } from "../../../cli/options/options.ts";
import { noteEnd } from "../../../cli/record/note_end.ts";
import type { SteerWorld } from "../../../cli/steer/search_place.ts";
import type { MeetingEvent } from "../../../meeting/events/events.ts";
import { Meeting } from "../../../meeting/meeting.ts";
import type { MeetingInput } from "../../../meeting/settings/meeting_settings.ts";
import { prepareMeeting } from "../../../meeting/prepare/prepare_meeting.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { FakeRecording, progressAt } from "../fake_recording.ts";

/** What a test gets. */
export interface RunningMeeting {
  readonly folder: string;
  readonly out: string;
  readonly world: FakeRecording & SteerWorld;
  readonly events: MeetingEvent[];
  readonly meeting: Meeting;
  /** What the program that records comes to. */
  readonly exitCode: Promise<number>;
}

class SteeredRecording extends FakeRecording implements SteerWorld {
  readonly folder: string;

  constructor(folder: string) {
    super();
    this.folder = folder;
    this.script = (tell) => tell(progressAt(12.5));
  }

  override cacheFolder(): string {
    return join(this.folder, "cache");
  }

  workingFolder(): string {
    return this.folder;
  }
}

/** Records until somebody stops it, or the test is over. */
export async function withMeeting(
  test: (running: RunningMeeting) => Promise<void>,
  settings: Omit<MeetingInput, "out"> = {},
): Promise<void> {
  await withFolder(async (folder) => {
    const world = new SteeredRecording(folder);
    const out = join(folder, "Weekly.mp3");
    const events: MeetingEvent[] = [];
    const prepared = await prepareMeeting({ ...settings, out }, world);
    const meeting = await Meeting.start(prepared, world, (event) => events.push(event));
    const exitCode = noteEnd(meeting, world.cacheFolder());
    exitCode.catch(() => {});
    try {
      await test({ folder, out, world, events, exitCode, meeting });
    } finally {
      meeting.stop();
      await exitCode.catch(() => {});
    }
  });
}

/** A command line as the command gets it. */
export function callOf(args: readonly string[]): CommandCall<OptionName> {
  return parseArguments(args).call;
}

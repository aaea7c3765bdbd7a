/** Everything that can be wrong is found here, before anything is touched. */
import { dirname } from "node:path";
import { type PerTrack, tracksOf } from "../../capture/ground/tracks.ts";
import type { SourceChoice } from "../../capture/source/source.ts";
import type { Id3Picture } from "../../formats/id3.ts";
import type { OutputFile } from "../ground/output_file.ts";
import { withNumber } from "../output/output_path.ts";
import { diskNeeds } from "../output/disk_needs.ts";
import { secondsLeft } from "../output/disk_space.ts";
import { checkDiskSpace, LEAST_SECONDS, LEAST_UNATTENDED_SECONDS } from "../output/disk_watch.ts";
import type { RecordingFacts } from "../events/session_news.ts";
import { typedPath } from "../ground/typed_path.ts";
import { nextMoment } from "../ground/time_of_day.ts";
import {
  givenOf,
  type MeetingInput,
  meetingSchema,
  type MeetingSettings,
} from "../settings/meeting_settings.ts";
import { bytesPerSecond } from "../settings/programme_settings.ts";
import { readSettings } from "../settings/read_settings.ts";
import type { World } from "../world/world.ts";
import {
  type CheckedRequest,
  checkRequest,
  type RequestFacts,
  withFilesFound,
} from "./check_request.ts";
import { readCover } from "./read_cover.ts";
import {
  awaitedDevices,
  chooseTracks,
  isSpared,
  needsDevice,
  trackWarnings,
} from "./choose_tracks.ts";

/** A meeting that can be recorded: all is checked, and nothing touched yet. */
export interface PreparedMeeting {
  readonly settings: MeetingSettings;
  /** The picture that goes into the file. */
  readonly cover: Id3Picture | undefined;
  /** The settings as they were given, paths whole. */
  readonly input: MeetingInput;
  readonly output: OutputFile;
  /** See `CheckedRequest`. */
  partOutput(number: number, copy?: number): OutputFile;
  /** The folder for the spool. */
  readonly spoolParent: string;
  /** What is to be said beforehand. */
  readonly warnings: readonly string[];
  readonly tracks: PerTrack<SourceChoice>;
  readonly about: RecordingFacts;
  /** How long it is going to be, as far as that is known; undefined when somebody is to stop it. */
  readonly plannedSeconds: number | undefined;
  /**
   * The same as it is when it begins at another time: its name may say when, and its end may be a time of day. The name that was
   * checked is kept where another could not be used.
   */
  begunAt(startedAt: Date): PreparedMeeting;
  /**
   * The same with a number behind its name, as something has taken that meanwhile: `meeting 2.mp3`.
   *
   * @throws {UserError} when that name cannot be used either
   */
  numbered(startedAt: Date, number: number): PreparedMeeting;
  /** For how long the disk lasts, after so many seconds of recording. */
  spaceLeft(recordedSeconds: number): number | undefined;
  /** Empty where they are not needed. */
  readonly libraryPath: string;
  readonly ffmpegPath: string;
}

/**
 * Checks a request.
 *
 * @param facts see `RequestFacts`
 * @throws {UserError} usage: a setting or an input file is wrong; output: the file cannot be made there
 * @throws {DeviceError} when there is no device to record
 * @throws {DeviceChoiceError} when a name fits none, or several
 */
export async function prepareMeeting(
  input: MeetingInput,
  world: World,
  facts: Omit<RequestFacts, "before"> = {},
): Promise<PreparedMeeting> {
  const settings = withFilesFound(readSettings(meetingSchema, input));
  const checked = checkRequest(settings, givenOf(input), world, facts);
  const coverPath = settings.cover === undefined ? undefined : typedPath(settings.cover);
  const cover = coverPath === undefined ? undefined : readCover(coverPath);
  const troubles: string[] = [];
  const onTrouble = facts.isUnattended ? (one: string) => void troubles.push(one) : undefined;
  const tracks = await chooseTracks(settings, () => world.devices(), onTrouble);
  const warnings = [...checked.warnings, ...troubles, ...trackWarnings(tracks)];
  const place = placeOf(checked, settings, tracks, world, world.now());
  const { output, plannedSeconds, spaceLeft } = place;
  const leastSeconds = facts.isUnattended ? LEAST_UNATTENDED_SECONDS : LEAST_SECONDS;
  if (!settings.force) checkDiskSpace(spaceLeft(0), output.shown, plannedSeconds, leastSeconds);
  const [libraryPath, ffmpegPath] = await Promise.all([
    needsDevice(tracks) ? world.unpack("confrec_audio") : "",
    output.format === "mp3" ? world.unpack("ffmpeg") : "",
  ]);
  const prepared: PreparedMeeting = {
    input: coverPath === undefined ? input : { ...input, cover: coverPath },
    ...{ settings, cover, warnings, tracks, libraryPath, ffmpegPath, ...place },
    begunAt: (startedAt) => {
      const again = checkAgain(checked, settings, {
        ...{ given: givenOf(input), world, startedAt, facts },
      });
      return { ...prepared, ...placeOf(again, settings, tracks, world, startedAt) };
    },
    numbered: (startedAt, number) => {
      const out = withNumber(settings.out, number);
      const at = { now: () => startedAt, hostName: () => world.hostName() };
      const known = { ...facts, before: checked };
      const again = checkRequest({ ...settings, out }, givenOf(input), at, known);
      return { ...prepared, ...placeOf(again, settings, tracks, world, startedAt) };
    },
  };
  return prepared;
}

/** Where it is recorded to, and for how long, when it begins at a time. */
function placeOf(
  { output, partOutput, spoolParent }: CheckedRequest,
  settings: MeetingSettings,
  tracks: PerTrack<SourceChoice>,
  world: World,
  startedAt: Date,
) {
  const places = {
    spool: spoolParent,
    file: dirname(output.path),
    freeBytes: (at: string) => world.freeBytes(at),
  };
  const plannedSeconds = settings.duration ?? secondsUntil(settings, startedAt);
  const needs = diskNeeds(settings, output.format, tracks);
  const about = {
    out: output.path,
    tracks: tracksOf(tracks),
    awaited: awaitedDevices(tracks),
    spared: tracksOf(tracks).filter((track) => isSpared(tracks[track])),
    rateHz: settings.rate,
    bytesPerSecond: bytesPerSecond(settings, output.format),
    ...(plannedSeconds === undefined ? {} : { durationSeconds: plannedSeconds }),
  };
  const spaceLeft = (recorded: number) => secondsLeft(places, needs, recorded);
  return { output, partOutput, spoolParent, about, spaceLeft, plannedSeconds };
}

/** The request when it begins; where nothing of its name says when, that was checked already. */
function checkAgain(
  checked: CheckedRequest,
  settings: MeetingSettings,
  { given, world, startedAt, facts }: {
    readonly given: ReadonlySet<string>;
    readonly world: World;
    readonly startedAt: Date;
    readonly facts: RequestFacts;
  },
): CheckedRequest {
  if (!/\{(date|time)\}/i.test(settings.out)) return checked;
  try {
    const then = { now: () => startedAt, hostName: () => world.hostName() };
    return checkRequest(settings, given, then, { ...facts, before: checked });
  } catch {
    // What is being said matters more than what its file is called.
    return checked;
  }
}

function secondsUntil({ until }: MeetingSettings, now: Date): number | undefined {
  if (until === undefined) return undefined;
  return (nextMoment(until, now).getTime() - now.getTime()) / 1_000;
}

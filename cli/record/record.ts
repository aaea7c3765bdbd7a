/** `confrec record`: everything that can be wrong is found before anything is touched; then the recording begins. */
import { isThere } from "../../ffi/system/is_there.ts";
import { isOutputTrouble, outputTrouble } from "../../meeting/ground/output_trouble.ts";
import type { CommandCall } from "../options/command.ts";
import { type PerTrack, TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import { dirname, resolve } from "node:path";
import { awaitedDefault, chooseSource } from "../../capture/source/device_choice.ts";
import type { SourceChoice } from "../../capture/source/source.ts";
import { type Spool } from "../../capture/spool/spool.ts";
import type { DeviceInfo } from "../../ffi/audio_context.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { CommandError } from "../../meeting/ground/user_error.ts";
import { conduct } from "../../meeting/meeting.ts";
import { diskNeeds } from "../../meeting/output/disk_needs.ts";
import { secondsLeft } from "../../meeting/output/disk_space.ts";
import { stemLimit } from "../../meeting/output/stem_limit.ts";
import { DiskWatch } from "../../meeting/output/disk_watch.ts";
import { EventStream } from "../report/event_stream.ts";
import { checkInputFile } from "../../meeting/mix/input_file.ts";
import type { Io } from "../terminal/io.ts";
import { finishLeft, tellLeft } from "./earlier_recordings.ts";
import { newSpool } from "../../meeting/output/new_spool.ts";
import type { OptionName, Options } from "../options/options.ts";
import { checkFolder, checkOutput, type OutputFile } from "../../meeting/output/output_path.ts";
import { bytesPerSecond, checkFormatOptions } from "../../meeting/settings/programme_settings.ts";
import { RecordingView } from "../report/recording_view.ts";
import type { RecordParts } from "./record_parts.ts";
import { journalSettings, type TypedOptions } from "../../meeting/settings/journal_settings.ts";
import { claimOutput } from "../../meeting/output/output_claim.ts";
import { quoted, recoverCommand } from "../../meeting/ground/recovery_command.ts";
import { StatusLine } from "../terminal/status_line.ts";

/** The options that recording looks at. */
export type RecordOptionName = Exclude<OptionName, "help" | "version" | "licenses">;

type RecordOptions = Pick<Options, RecordOptionName>;

/**
 * Records, until something ends it, and makes the file.
 *
 * @param parts where devices, sessions and programmes come from
 * @returns the exit code: complete or degraded
 * @throws what `failureOf` knows
 */
export async function record(
  { options, given, typed }: CommandCall<RecordOptionName>,
  io: Io,
  parts: RecordParts,
): Promise<number> {
  const status = new StatusLine(io.stderr, !options.quiet && !options.json);
  const events = new EventStream(io.stdout, io.now, options.json);
  const audience = { status, events, quiet: options.quiet };
  const output = checkRequest(options, given, io);
  const parent = spoolParent(options, output);
  checkFolder(parent, options.spool === undefined ? "--out" : "--spool");
  if (options.recover) {
    await finishLeft(parent, await parts.recoverParts(), audience);
    // It may have become the very file.
    checkRequest(options, given, io);
  }
  const tracks = await chooseTracks(options, parts);
  checkPace(options, tracks);
  const places = {
    spool: parent,
    file: dirname(output.path),
    freeBytes: (at: string) => parts.freeBytes(at),
  };
  const needs = diskNeeds(options, output.format, tracks);
  const disk = new DiskWatch({
    left: (recorded) => secondsLeft(places, needs, recorded),
    ...(options.duration === undefined ? {} : { durationSeconds: options.duration }),
    warn: (message) => view.warn(message),
  });
  if (!options.force) disk.check(output.shown);
  const [libraryPath, ffmpegPath] = await Promise.all([
    needsDevice(tracks) ? parts.unpack("confrec_audio") : "",
    output.format === "mp3" ? parts.unpack("ffmpeg") : "",
  ]);

  using signals = parts.signals();
  using _awake = parts.keepAwake();
  using _claim = await claimOutput(output.path, parts.cacheFolder());
  const { spool, undo } = await newSpool(output.path, parent);
  using _held = spool;
  const view = new RecordingView(
    {
      output,
      tracks: TRACK_NAMES.filter((track) => tracks[track] !== undefined),
      awaited: awaitedDevices(tracks),
      rateHz: options.rate,
      bytesPerSecond: bytesPerSecond(options, output.format),
      quiet: options.quiet,
      secondsLeft: () => disk.secondsLeft,
    },
    status,
    events,
  );
  const limit = stemLimit(spool.folder, parts.largestFile(spool.folder), options, tracks);
  if (limit !== undefined) view.warn(limit);
  // Never waited for: a network share may take its time, and the meeting has begun.
  void tellLeft(parent, spool.folder, view);
  const recovery = () => recoverCommand(spool.folder);
  const startedAt = io.now();
  return await conduct({
    output,
    spool,
    recovery,
    keepStems: options.keepStems,
    disk,
    force: options.force,
    start: async (onEvent) => {
      try {
        return await parts.startSession({
          rateHz: options.rate,
          tracks,
          spool,
          libraryPath,
          pace: options.pace,
          ...(options.duration === undefined ? {} : { durationSeconds: options.duration }),
          warnSilenceSeconds: options.warnSilence,
          settings: settingsOf(options, typed, { output, spool, startedAt }),
          onEvent,
        });
      } catch (error) {
        undo();
        throw asOutputError(error, output);
      }
    },
    programme: () => {
      const { force } = options;
      return parts.programme({
        ...{ options, force, output, spool, tracks, ffmpegPath, startedAt, recovery },
      });
    },
  }, { view, status, events, signals });
}

/** What can be found wrong by looking at names and files alone. */
function checkRequest(
  options: RecordOptions,
  given: ReadonlySet<OptionName>,
  io: Io,
): OutputFile {
  const { out, force, keepStems, mic, system } = options;
  if (mic === "none" && system === "none") {
    throw new CommandError(
      "usage",
      "Cannot record nothing: --mic and --system are both none; leave one of them out",
    );
  }
  const inputs = [mic, system].flatMap((asked) => {
    return asked?.startsWith("file:") === true ? [asked.slice("file:".length)] : [];
  });
  for (const track of TRACK_NAMES) checkNoFile(track, options[track]);
  const output = checkOutput({
    ...{ out, force, keepStems, inputs, cuts: options.trim !== "off" },
    now: io.now(),
    hostName: io.hostName(),
  });
  checkFormatOptions(given, output.format, options);
  for (const input of inputs) checkInputFile(input);
  return output;
}

/** Who names a file that is there means the file, whatever devices there are. */
function checkNoFile(track: TrackName, asked: string | undefined): void {
  if (asked === undefined || !/\.wav$/i.test(asked) || !isThere(asked)) return;
  throw new CommandError(
    "usage",
    `Cannot use --${track} "${asked}": it is a file; write --${track} ${quoted(`file:${asked}`)} ` +
      "to play it, or use confrec mix",
  );
}

async function chooseTracks(
  options: RecordOptions,
  parts: RecordParts,
): Promise<PerTrack<SourceChoice>> {
  const needsList = TRACK_NAMES.some((track) => {
    return options[track] !== "none" && options[track]?.startsWith("file:") !== true;
  });
  const devices: readonly DeviceInfo[] = needsList ? await parts.devices() : [];
  const tracks: PerTrack<SourceChoice> = {};
  const missing: DeviceError[] = [];
  for (const track of TRACK_NAMES) {
    const asked = options[track];
    try {
      const choice = chooseSource(track, asked === "default" ? undefined : asked, () => devices);
      if (choice) tracks[track] = choice;
    } catch (error) {
      if (!(error instanceof DeviceError && error.kind === "missing")) throw error;
      // One half is better than nothing, and the other may still be plugged in.
      missing.push(error);
      tracks[track] = awaitedDefault(track);
    }
  }
  const [first] = missing;
  if (first !== undefined && missing.length === Object.keys(tracks).length) throw first;
  return tracks;
}

function checkPace({ pace }: RecordOptions, tracks: PerTrack<SourceChoice>): void {
  if (pace === 1 || !needsDevice(tracks)) return;
  throw new CommandError(
    "usage",
    `Cannot use --pace ${pace} with a device: only files can be played faster; leave it out`,
  );
}

function needsDevice(tracks: PerTrack<SourceChoice>): boolean {
  return Object.values(tracks).some(({ kind }) => kind === "device");
}

/** The devices that somebody named: when one goes away nothing takes its place. */
function awaitedDevices(tracks: PerTrack<SourceChoice>): PerTrack<string> {
  return Object.fromEntries(
    Object.entries(tracks).flatMap(([track, choice]) => {
      return choice.kind === "device" && choice.id !== undefined ? [[track, choice.name]] : [];
    }),
  );
}

/** Where the spool is to be: beside the file if nobody says anything else. */
function spoolParent({ spool }: RecordOptions, { path }: OutputFile): string {
  return spool === undefined ? dirname(path) : resolve(spool);
}

/** What the journal keeps for whoever has to finish the file. */
function settingsOf(
  { force, keepStems }: RecordOptions,
  typed: TypedOptions,
  { output, spool, startedAt }: {
    readonly output: OutputFile;
    readonly spool: Spool;
    readonly startedAt: Date;
  },
) {
  const out = output.path;
  return journalSettings({ out, spool: spool.folder, force, keepStems, startedAt }, typed);
}

/** A disk that is full before anything was recorded. */
function asOutputError(error: unknown, { path }: OutputFile): unknown {
  if (!isOutputTrouble(error)) return error;
  const message = `Cannot record to ${path}: ${outputTrouble(error)}; choose another --out`;
  return new CommandError("output", message, { cause: error });
}

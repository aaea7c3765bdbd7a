/** The file of recordings that exist, as if they had just been recorded. */
import { basename, dirname } from "node:path";
import {
  mapTracks,
  type PerTrack,
  TRACK_NAMES,
  type TrackName,
} from "../../capture/ground/tracks.ts";
import type { SessionReport } from "../../capture/session/session_types.ts";
import type { Id3Picture } from "../../formats/id3.ts";
import { type WavInfo, WavReader } from "../../formats/wav_reader.ts";
import { describeFile } from "../beside/describe_file.ts";
import { type Listener, warning } from "../events/events.ts";
import { unknownStory } from "../facts/file_story.ts";
import type { OutputFile } from "../ground/output_file.ts";
import { progressOfRest } from "../ground/progress_of_rest.ts";
import { typedPath } from "../ground/typed_path.ts";
import { SIDE_FIRST } from "../report/side_words.ts";
import { UserError } from "../ground/user_error.ts";
import { wantedBeside } from "../ground/beside_paths.ts";
import { checkOutput } from "../output/output_path.ts";
import { workFolder } from "../output/work_folder.ts";
import { inputWarning, readable } from "../prepare/input_file.ts";
import { readCover } from "../prepare/read_cover.ts";
import { soundFaults } from "../report/faults.ts";
import { soundWords } from "../report/file_sound.ts";
import type { MeetingReport } from "../report/meeting_report.ts";
import { givenOf } from "../settings/meeting_settings.ts";
import { type MixInput, mixSchema, type MixSettings } from "../settings/mix_settings.ts";
import { fileTag, tagBytes } from "../settings/file_tag.ts";
import { checkFormatSettings } from "../settings/programme_settings.ts";
import { readSettings } from "../settings/read_settings.ts";
import type { MadeFile, World } from "../world/world.ts";
import { convertInputs } from "./convert_inputs.ts";

/** What of the whole work it is to convert inputs that are no stems, roughly. */
const CONVERSION_SHARE = 0.5;

/** A mix that can be made: all is checked, and nothing touched yet. */
export interface PreparedMix {
  readonly settings: MixSettings;
  /** Paths of WAV files. */
  readonly inputs: PerTrack<string>;
  readonly output: OutputFile;
  /** The picture that goes into the file. */
  readonly cover: Id3Picture | undefined;
  /** What is to be said beforehand. */
  readonly warnings: readonly string[];
}

/**
 * Checks what is to be mixed.
 *
 * @throws {UserError} usage: a setting or an input is wrong; output: the file cannot be made there
 */
export function prepareMix(input: MixInput, world: World): PreparedMix {
  const settings = readSettings(mixSchema, input);
  const inputs = inputsOf(settings);
  const { out, force, trim, sidecar, report } = settings;
  const output = checkOutput({
    ...{ out, force, keepStems: false, inputs: Object.values(inputs), cuts: trim !== "off" },
    beside: wantedBeside({ sidecar, report }),
    now: world.now(),
    hostName: world.hostName(),
  });
  checkFormatSettings(givenOf(input), output.format, settings);
  const found = Object.values(inputs).map((path) => ({ path, info: wavInfoOf(path) }));
  if (found.every(({ info }) => info.frames === 0)) {
    const [first] = found;
    throw new UserError(
      "usage",
      `Cannot mix ${first?.path}: it holds no sound, its length is 0; name another file`,
    );
  }
  const warnings = found.flatMap(({ path, info }) => inputWarning(path, info) ?? []);
  const cover = settings.cover === undefined ? undefined : readCover(typedPath(settings.cover));
  return { settings, inputs, output, cover, warnings };
}

/**
 * Makes the file, on all cores.
 *
 * @param listener hears warnings, progress, and of the finished file
 * @param signal gives up
 * @throws {UserError} of kind output when the signal came
 * @throws what making the file throws; the inputs are as they were, and nothing else is left
 */
export async function mixFiles(
  prepared: PreparedMix,
  world: World,
  listener: Listener,
  signal: AbortSignal,
): Promise<MeetingReport> {
  const { output, warnings } = prepared;
  const warn = (message: string) => listener(warning(message));
  for (const message of warnings) warn(message);
  try {
    const ffmpegPath = output.format === "mp3" ? await world.unpack("ffmpeg") : "";
    using folder = await workFolder(dirname(output.path), prepared.settings.mode);
    const made = await make(prepared, world, ffmpegPath, folder.path, listener, signal);
    for (const track of made.silentTracks) {
      const path = prepared.inputs[track];
      // That it has no length is said already.
      if (path !== undefined && wavInfoOf(path).frames === 0) continue;
      warn(silenceWords(track, output));
    }
    const { settings } = prepared;
    const faults = soundFaults(made);
    const { facts, warnings: troubles } = await describeFile({
      ...{ output, made, faults, file: settings, sound: settings, original: "input" },
      force: settings.force,
      story: unknownStory(sessionOf(made), mapTracks(prepared.inputs, (path) => basename(path))),
    });
    for (const message of [...soundWords(made, "input"), ...troubles]) warn(message);
    const report: MeetingReport = {
      output,
      bytes: made.bytes,
      seconds: made.frames / made.rateHz,
      fileSeconds: made.frames / made.rateHz,
      ...{ pauses: [], mutes: [], marks: [] },
      tracks: {},
      stems: {},
      ...{ faults, sound: made },
      ...(facts === undefined ? {} : { facts }),
    };
    listener({ event: "finished", report });
    return report;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new UserError(
      "output",
      `Cannot finish ${output.shown}: it was interrupted; run it again`,
    );
  }
}

async function make(
  { inputs, output, settings, cover }: PreparedMix,
  world: World,
  ffmpegPath: string,
  folder: string,
  listener: Listener,
  signal: AbortSignal,
): Promise<MadeFile> {
  const progress = (share: number) => listener({ event: "finishing", share });
  let converted = 0;
  const stems = await convertInputs({
    ...{ inputs, rateHz: settings.rate, folder, signal },
    onProgress: (share) => progress(converted = CONVERSION_SHARE * share),
  });
  const before = converted > 0 ? CONVERSION_SHARE : 0;
  const share = progressOfRest();
  const tagged = { file: settings, cover, path: output.path };
  await using programme = world.programme({
    tagBytes: tagBytes(tagged),
    stems,
    sound: { ...settings, keepPauses: false },
    format: output.format,
    chunksFolder: folder,
    ffmpegPath,
    mode: "offline",
    signal,
    onProgress: (chunks) => progress(before + (1 - before) * share(chunks)),
  });
  return await programme.finish({
    frames: Math.max(...Object.values(stems).map((path) => wavInfoOf(path).frames)),
    target: output.path,
    force: settings.force,
    sha256: settings.sidecar,
    envelope: settings.report,
    ...fileTag(tagged, { startedAt: world.now(), isDated: false }),
    advice: "run the same command again",
  });
}

/** As long as the inputs are; of their clocks nobody knows anything. */
function sessionOf({ outline, frames, rateHz }: MadeFile): SessionReport {
  const { kept = [] } = outline ?? {};
  const seconds = Math.max(frames / rateHz, ...kept.map((one) => one.fromSeconds + one.seconds));
  return { rateHz, frames: Math.round(seconds * rateHz), tracks: {} };
}

function wavInfoOf(path: string): WavInfo {
  return readable(path, () => {
    using reader = WavReader.open(path);
    return reader.info;
  });
}

/** `none`, or nothing, stands for a side that there is not; the `file:` of a recording is understood too. */
function inputsOf(settings: MixSettings): PerTrack<string> {
  const inputs: PerTrack<string> = {};
  for (const track of TRACK_NAMES) {
    const asked = settings[track];
    if (asked === undefined || asked === "none") continue;
    inputs[track] = typedPath(asked.replace(/^file:/, ""));
  }
  if (Object.keys(inputs).length > 0) return inputs;
  throw new UserError(
    "usage",
    "Cannot mix nothing: name at least one file; " +
      "for example: confrec mix --mic a.wav --system b.wav --out meeting.mp3",
  );
}

/** That a side is missing must not be noticed only when the meeting is listened to. */
function silenceWords(track: TrackName, { shown }: OutputFile): string {
  return `${
    SIDE_FIRST[track]
  } is silent in ${shown}: there is no sound in it; look whether it is the right file`;
}

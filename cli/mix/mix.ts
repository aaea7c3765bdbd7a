/** `confrec mix`: the file of recordings that exist, as if they had just been recorded. */
import type { CommandCall } from "../options/command.ts";
import { type PerTrack, TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import { dirname } from "node:path";
import { WavReader } from "../../formats/wav_reader.ts";
import { CommandError } from "../../meeting/ground/user_error.ts";
import { EventStream, jsonSeconds } from "../report/event_stream.ts";
import { EXIT_CODE } from "../process/failure.ts";
import { clockTime, fileSize } from "../../meeting/ground/figures.ts";
import { readable } from "../../meeting/mix/input_file.ts";
import type { Io } from "../terminal/io.ts";
import type { MixParts } from "./mix_parts.ts";
import type { SoundOptions } from "../options/options.ts";
import { checkOutput, type OutputFile } from "../../meeting/output/output_path.ts";
import { checkFormatOptions } from "../../meeting/settings/programme_settings.ts";
import { StatusLine } from "../terminal/status_line.ts";
import { ShareView } from "../report/progress_view.ts";
import { workFolder } from "../../meeting/output/work_folder.ts";

/** The options that mixing looks at. */
export type MixOptionName =
  | keyof SoundOptions
  | "mic"
  | "system"
  | "out"
  | "force"
  | "quiet"
  | "json";

/**
 * Makes the file.
 *
 * @param parts what does the work
 * @returns the exit code
 * @throws what `failureOf` knows; the inputs are as they were, and nothing else is left
 */
export async function mix(
  { options, given }: CommandCall<MixOptionName>,
  io: Io,
  parts: MixParts,
): Promise<number> {
  const inputs = inputsOf(options);
  const { out, force, quiet, json } = options;
  const output = checkOutput({
    ...{
      out,
      force,
      keepStems: false,
      inputs: Object.values(inputs),
      cuts: options.trim !== "off",
    },
    now: io.now(),
    hostName: io.hostName(),
  });
  checkFormatOptions(given, output.format, options);
  const status = new StatusLine(io.stderr, !quiet && !json);
  const events = new EventStream(io.stdout, io.now, json);
  const warn = (message: string) => {
    status.say(`confrec: ${message}`);
    events.emit({ event: "warning", message });
  };
  for (const input of Object.values(inputs)) checkInput(input, warn);
  const ffmpegPath = output.format === "mp3" ? await parts.unpack("ffmpeg") : "";

  using signals = parts.signals();
  const abort = new AbortController();
  signals.stop.then(() => abort.abort(), () => {});
  const view = new ShareView("Mixing", status, events);
  try {
    using folder = workFolder(dirname(output.path));
    // Hours of sound are listened to for many seconds before the first chunk is made.
    view.prepare();
    const { frames, rateHz, bytes, silentTracks } = await parts.mix({
      ...{ inputs, output, options, force, ffmpegPath },
      folder: folder.path,
      signal: abort.signal,
      onShare: (share) => view.show(share),
    });
    status.clear();
    const seconds = frames / rateHz;
    for (const track of silentTracks) warn(silenceWords(track, output, options));
    if (!quiet) status.say(`Mixed ${clockTime(seconds)} to ${output.shown} (${fileSize(bytes)})`);
    events.emit({
      event: "finished",
      out: output.path,
      seconds: jsonSeconds(seconds),
      bytes,
      exitCode: EXIT_CODE.complete,
      faults: [],
      tracks: {},
      stems: {},
    });
    return EXIT_CODE.complete;
  } catch (error) {
    throw abort.signal.aborted ? interrupted(output) : error;
  } finally {
    status.clear();
  }
}

/** `none`, or nothing, stands for a side that there is not; the `file:` of `record` is understood too. */
function inputsOf(
  options: CommandCall<MixOptionName>["options"],
): PerTrack<string> {
  const inputs: PerTrack<string> = {};
  for (const track of TRACK_NAMES) {
    const asked = options[track];
    if (asked === undefined || asked === "none") continue;
    inputs[track] = asked.replace(/^file:/, "");
  }
  if (Object.keys(inputs).length > 0) return inputs;
  throw new CommandError(
    "usage",
    "Cannot mix nothing: name at least one file; " +
      "for example: confrec mix --mic a.wav --system b.wav --out meeting.mp3",
  );
}

/** What a crash or a full disk has cut short is taken as far as it goes: there may be no other copy. */
function checkInput(path: string, warn: (message: string) => void): void {
  const { truncated, open } = readable(path, () => {
    using reader = WavReader.open(path);
    return reader.info;
  });
  if (truncated && !open) warn(`${path} was cut short; what is there is taken`);
}

/** A voice so soft that the gate takes it for noise must not be missed only when the meeting is listened to. */
function silenceWords(track: TrackName, { shown }: OutputFile, { gate }: SoundOptions): string {
  const gated = track === "mic" && gate !== "off";
  return gated
    ? `${track} is silent in ${shown}: nothing in it rises above the gate; --gate off keeps what there is`
    : `${track} is silent in ${shown}: there is no sound in it; look whether it is the right file`;
}

function interrupted({ shown }: OutputFile): CommandError {
  return new CommandError("output", `Cannot finish ${shown}: it was interrupted; run it again`);
}

/** One spool: from what a session left to the finished file. */
import { cutFaults, soundFaults, trackFaults } from "../report/faults.ts";
import { fileTag, tagBytes } from "../settings/file_tag.ts";
import { progressOfRest } from "../ground/progress_of_rest.ts";
import { formatOf, linkedTo, stemPathsOf } from "../output/output_path.ts";
import type { MadeFile, World } from "../world/world.ts";
import type { RecoverChoice, RecoveredSpool, RecoverWatch } from "./recovered_spool.ts";
import { describeLeft, taggedLeft } from "./describe_left.ts";
import { isSurelyAnother, makeWhereFree, type PlacedFile, TakenError } from "./taken_place.ts";
import { completeNext, endOfPart, partAlone, takeFromBefore, tellNext } from "./left_part.ts";
import { storyOf, trackFactsOf, type TrackRecords } from "../report/meeting_report.ts";
import { usualSound } from "../settings/sound_settings.ts";
import type { OutputFile } from "../ground/output_file.ts";
import { isThere } from "../../ffi/system/is_there.ts";
import { mapTracks, type PerTrack, TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { basename, dirname, join } from "node:path";
import {
  type LeftSession,
  notePublished,
  readLeftSession,
} from "../../capture/recovery/left_session.ts";
import { Spool } from "../../capture/spool/spool.ts";
import { isOwn } from "../../ffi/system/private_folder.ts";
import { padWav } from "../../formats/wav_pad.ts";
import { clearAway } from "../output/clear_away.ts";
import { isWithin, makeFolders } from "../output/folders.ts";
import { lookAt } from "../output/look_at.ts";
import { UserError } from "../ground/user_error.ts";
import { clockTime } from "../ground/figures.ts";
import { keepNeededStems, type StemNeed } from "../output/keep_stems.ts";
import { recoverCommand } from "../ground/recovery_command.ts";
import { sameBytes } from "../output/same_bytes.ts";
import { readJournalSettings, type SessionSettings } from "../settings/journal_settings.ts";
import { type FileSound, isInDoubt, ORDINARY_SOUND } from "../report/file_sound.ts";
import { TrackRecord } from "../report/track_record.ts";

/**
 * Makes the file, reads it back, and removes the spool.
 *
 * @param folder the spool
 * @throws {SpoolBusyError} when a running process holds it
 * @throws {UserError} usage: it is another user's; output: something else is at the file's place, or the stems are gone
 * @throws what the making of the file throws; the spool is as it was then
 */
export async function recoverSpool(
  folder: string,
  choice: RecoverChoice,
  world: World,
  watch: RecoverWatch,
): Promise<RecoveredSpool> {
  using spool = await Spool.open(folder);
  await takeFromBefore(readLeftSession(spool), spool);
  await completeNext(readLeftSession(spool), spool);
  const isBeside = choice.isBeside === true || watch.isBeside === true;
  return await finishSpool(spool, choice, world, { ...watch, isBeside });
}

/** The same for a spool that this process holds already, and of which the next part has everything. */
export async function finishSpool(
  spool: Spool,
  choice: RecoverChoice,
  world: World,
  watch: RecoverWatch,
): Promise<RecoveredSpool> {
  const { folder } = spool;
  const left = readLeftSession(spool);
  const settings = readJournalSettings(left.settings);
  const own = choice.output ?? ownOutput(folder, settings);
  if (left.report.frames === 0) {
    if (left.published === undefined) refuseIfHeard(folder, left);
    spool.remove();
    return { outcome: left.published === undefined ? "unheard" : "finished" };
  }
  const force = choice.force || settings?.force === true;
  const { folder: below } = choice;
  if (below !== undefined && isWithin(below, own.path) && isFolder(below)) {
    makeFolders(dirname(own.path), settings?.sound.mode);
  }
  const jobAt = (output: OutputFile): Job => ({ spool, left, settings, output, force });
  const make = (output: OutputFile) => makeFile(jobAt(output), world, watch);
  const places = choice.output === undefined ? [own, renamedBefore(left, own)] : [own];
  const { output, made } = publishedBefore(places, left) ??
    (choice.mayRename === true
      ? await makeWhereFree(own, dirname(folder), world.cacheFolder(), make)
      : { output: own, made: await make(own) });
  const job = jobAt(output);
  const { bytes, sound } = made;
  const alone = partAlone(left);
  const { report } = alone;
  const records = recordsOf(alone);
  const faults = [...cutFaults(alone), ...trackFaults(report, records), ...soundFaults(sound)];
  const { facts, warnings } = await describeLeft({
    ...{ output, settings, alone, faults, force, made: made.file },
    partAtSeconds: choice.partAtSeconds ?? settings?.partAtSeconds,
  });
  const isAsked = settings?.keepStems === true;
  const need = { isAsked, isInDoubt: made.keepStems === true };
  const file = { out: output.path, bytes, keepStems: need.isInDoubt };
  await notePublished(spool, file).catch(() => {});
  const stems = await keepWholeStems(job, need);
  return {
    outcome: "recovered",
    lastGainSteps: made.lastGainSteps,
    report: {
      output,
      bytes,
      seconds: report.frames / report.rateHz,
      ...storyOf(report, alone.hushed, alone.marks, alone.tailFrame),
      ...(made.fileSeconds === undefined ? {} : { fileSeconds: made.fileSeconds }),
      tracks: trackFactsOf(report, records),
      stems,
      faults,
      sound,
      ...(facts === undefined ? {} : { facts }),
    },
    warnings: output === own
      ? warnings
      : [...warnings, `${own.path} is another file; this one is ${output.path}`],
    damagedBytes: left.damagedBytes,
    remains: await clearAway(spool),
  };
}

/** What this may be called where it was to be made when something else was there. */
function renamedBefore({ published }: LeftSession, { path }: OutputFile): OutputFile {
  return outputAt(join(dirname(path), basename(published?.out ?? path)));
}

function isFolder(path: string): boolean {
  return lookAt(path, path)?.isDirectory === true;
}

/** @throws {UserError} output: the journal tells of sound that is not there; its pieces may be all there is */
function refuseIfHeard(folder: string, { reportedFrames, report: { rateHz } }: LeftSession): void {
  if (reportedFrames < rateHz) return;
  throw new UserError(
    "output",
    `Cannot recover ${folder}: ${
      clockTime(reportedFrames / rateHz)
    } had been recorded, but its stems are ` +
      `missing or empty; bring them back, or listen to what is in ${
        join(folder, "chunks")
      } and remove it`,
  );
}

interface Job {
  readonly spool: Spool;
  readonly left: LeftSession;
  readonly settings: SessionSettings | undefined;
  readonly output: OutputFile;
  readonly force: boolean;
}

/**
 * Where the session would have put the file: beside the spool, also if both were moved since; elsewhere if the session
 * said so.
 *
 * @throws {UserError} of kind usage when the spool is another user's, who could have this one's files replaced
 */
function ownOutput(folder: string, settings: SessionSettings | undefined): OutputFile {
  if (!isOwn(Deno.lstatSync(folder))) {
    throw new UserError(
      "usage",
      `Cannot recover ${folder}: it belongs to another user; say with --out which file to make`,
    );
  }
  const wasBeside = settings === undefined || dirname(settings.out) === dirname(settings.spool);
  const path = wasBeside ? join(dirname(folder), ownName(folder, settings)) : settings.out;
  const named = formatOf(path) === undefined ? `${path}.mp3` : path;
  return outputAt(linkedTo(named, named));
}

/** The spool's name says it, unless it had to be shortened; a spool may have been renamed since. */
function ownName(folder: string, settings: SessionSettings | undefined): string {
  const isAsItWas = settings !== undefined && basename(settings.spool) === basename(folder);
  return isAsItWas ? basename(settings.out) : basename(folder).replace(/\.confrec$/, "");
}

function outputAt(path: string): OutputFile {
  return {
    path,
    shown: path,
    format: formatOf(path) ?? "mp3",
    stemPaths: stemPathsOf(path),
  };
}

/** What is known of a finished file. */
interface Made {
  readonly bytes: number;
  readonly keepStems?: boolean | undefined;
  readonly lastGainSteps?: PerTrack<number> | undefined;
  readonly sound: FileSound;
  readonly fileSeconds?: number;
  /** Of one that was made now. */
  readonly file?: MadeFile;
}

/** The finished file, when the session came to publish it and it is still that one. */
function publishedBefore(
  places: readonly OutputFile[],
  { published }: LeftSession,
): PlacedFile<Made> | undefined {
  if (published === undefined) return undefined;
  const output = places.find(({ path }) => {
    if (basename(published.out) !== basename(path) || !isThere(path)) return false;
    const { size, isFile } = Deno.lstatSync(path);
    return isFile && size === published.bytes;
  });
  if (output === undefined) return undefined;
  // Only the microphone has a gate.
  const inDoubt: FileSound = { ...ORDINARY_SOUND, gateOpenings: { mic: "speech" } };
  const sound = published.keepStems === true ? inDoubt : ORDINARY_SOUND;
  return { output, made: { ...published, sound } };
}

async function makeFile(job: Job, world: World, watch: RecoverWatch): Promise<Made> {
  const { spool, left, settings, output, force } = job;
  const alone = partAlone(left);
  const startedAt = settings?.startedAt ?? alone.startedAt;
  // What is at the place may be this very file, from the moment between its publishing and the spool's end.
  const isTaken = !force && isThere(output.path);
  if (isTaken && watch.maker === undefined && isSurelyAnother(output, startedAt)) {
    throw new TakenError(output.path);
  }
  const target = isTaken ? join(spool.chunksFolder, `recovered.${output.format}`) : output.path;
  const { rateHz, tracks } = left.report;
  const share = progressOfRest(watch.maker?.progress.chunksDone);
  const tagged = taggedLeft(settings, output.path, left.part?.number);
  // The same way as for a session that is not cut short; chunks that it finished are taken as they are.
  await using programme = watch.maker ?? world.programme({
    stems: mapTracks(tracks, (_report, track) => spool.stemPath(track)),
    sound: settings?.sound ?? usualSound(),
    format: output.format,
    rateHz,
    ...{ chunksFolder: spool.chunksFolder, tagBytes: tagBytes(tagged) },
    ffmpegPath: output.format === "mp3" ? await world.unpack("ffmpeg") : "",
    mode: watch.isBeside ? "background" : "offline",
    ...(left.part === undefined ? {} : { part: left.part }),
    signal: watch.signal,
    onProgress: (progress) => watch.onProgress(share(progress)),
  });
  const made = await programme.finish({
    ...endOfPart(left),
    pauses: left.hushed.pauses,
    endFrame: left.tailFrame,
    target,
    force: force || isTaken,
    sha256: settings?.file.sidecar === true,
    envelope: settings?.file.report === true,
    ...fileTag(tagged, {
      startedAt: startedAt ?? world.now(),
      isDated: startedAt !== undefined,
      marks: alone.marks,
      seconds: alone.report.frames / rateHz,
    }),
    advice: adviceFor(spool.folder),
  });
  if (isTaken && !await sameBytes(target, output.path)) throw new TakenError(output.path);
  await tellNext(left, made.lastGainSteps);
  return {
    ...{ bytes: made.bytes, lastGainSteps: made.lastGainSteps },
    keepStems: isInDoubt(made, settings?.sound.gate),
    ...{ sound: made, file: made },
    fileSeconds: made.frames / made.rateHz,
  };
}

/** Stems of one length, as a session that comes to its end leaves them. */
function keepWholeStems(
  { spool, left, output, force }: Job,
  need: StemNeed,
): Promise<PerTrack<string>> {
  if (!need.isAsked && !need.isInDoubt) return Promise.resolve({});
  for (const track of TRACK_NAMES) {
    if (isThere(spool.stemPath(track))) padWav(spool.stemPath(track), left.report.frames);
  }
  return keepNeededStems(spool, need, output.stemPaths, force, adviceFor(spool.folder));
}

function recordsOf({ gaps, spares, hushed: { pauses, mutes }, report }: LeftSession): TrackRecords {
  const records = { mic: new TrackRecord(), system: new TrackRecord() };
  for (const track of TRACK_NAMES) {
    records[track].hushed([...pauses, ...mutes[track]], report.rateHz);
    for (const { name, atSeconds, seconds } of spares[track] ?? []) {
      records[track].spares.from(atSeconds, name);
      records[track].spares.from(atSeconds + seconds, undefined);
    }
  }
  for (const gap of gaps) records[gap.track].gap({ type: "gap", ...gap });
  return records;
}

function adviceFor(folder: string): string {
  return `finish it with: ${recoverCommand(folder)}`;
}

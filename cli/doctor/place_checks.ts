/** What the doctor checks about files and folders: where the program's parts run, and where a recording goes. */
import { messageOf } from "../../ffi/system/message_of.ts";
import { dirname } from "node:path";
import { timeSpan } from "../../meeting/ground/figures.ts";
import { diskNeeds } from "../../meeting/output/disk_needs.ts";
import { secondsLeft } from "../../meeting/output/disk_space.ts";
import { LEAST_SECONDS } from "../../meeting/output/disk_watch.ts";
import { leftNotices } from "../../meeting/recover/left_spools.ts";
import { usualSound } from "../../meeting/settings/sound_settings.ts";
import type { DoctorWorld } from "./doctor_world.ts";
import type { DoctorRequest, Finding } from "./finding.ts";
import { tryFolder } from "./try_folder.ts";

/** Space for less than this is worth a word, seconds. */
const SHORT_SPACE_SECONDS = 2 * 3_600;

/** Whether the program may do what it has to. */
export function permissions(missing: readonly string[]): Finding {
  const check = "permissions";
  if (missing.length === 0) return { check, state: "ok", message: "all that are needed" };
  return {
    check,
    state: "fail",
    message: `${missing.join(", ")} missing; start confrec with them`,
  };
}

/** From where library and ffmpeg run. */
export async function cache(world: DoctorWorld): Promise<Finding> {
  const check = "cache";
  const wanted = world.cacheFolder();
  try {
    const library = dirname(await world.unpack("confrec_audio"));
    const program = await ffmpegFolder(world) ?? library;
    const used = [...new Set([library, program])].join(" and ");
    if (wanted === undefined || [library, program].every((one) => one === wanted)) {
      return { check, state: "ok", message: `library and ffmpeg run from ${used}` };
    }
    const [why, advice] = wanted === ""
      ? ["this user has none", "set HOME"]
      : whyLeft(wanted, world);
    return {
      check,
      state: "warn",
      message: `${why}, so that each start unpacks anew into ${used}; ${advice}`,
    };
  } catch (error) {
    return { check, state: "fail", message: messageOf(error) };
  }
}

/** Undefined when it cannot be unpacked, which has a check of its own. */
async function ffmpegFolder(world: DoctorWorld): Promise<string | undefined> {
  try {
    return dirname(await world.unpack("ffmpeg"));
  } catch {
    return undefined;
  }
}

/** Why a folder was left, as far as that is known, and what to do. */
function whyLeft(wanted: string, world: DoctorWorld): readonly [string, string] {
  const places = [...world.placesLeft("confrec_audio"), ...world.placesLeft("ffmpeg")];
  const left = places.find(({ name }) => name === wanted);
  return [
    `cannot use ${wanted}${left === undefined ? "" : `: ${left.why}`}`,
    left?.remedy ?? "make it writable for yourself alone, and allow programs there",
  ];
}

/** Whether the encoder works. */
export async function ffmpeg(world: DoctorWorld): Promise<Finding> {
  const check = "ffmpeg";
  try {
    const bytes = await world.encode(await world.unpack("ffmpeg"));
    if (bytes > 0) return { check, state: "ok", message: "runs, and encodes MP3" };
    return { check, state: "fail", message: "runs, and makes nothing; install confrec again" };
  } catch (error) {
    return { check, state: "fail", message: messageOf(error) };
  }
}

/** Whether a recording may grow, and its file be made, where they are wanted. */
export async function folder({ folder, spool }: DoctorRequest): Promise<Finding> {
  const check = "folder";
  try {
    await tryFolder(folder, "--out");
    if (spool !== folder) await tryFolder(spool, "--spool");
    return { check, state: "ok", message: `${folder} can be written to` };
  } catch (error) {
    return { check, state: "fail", message: messageOf(error) };
  }
}

/** For how long there is space. */
export function disk({ folder, spool }: DoctorRequest, world: DoctorWorld): Finding {
  const check = "disk";
  const places = { spool, file: folder, freeBytes: (at: string) => world.freeBytes(at) };
  const left = secondsLeft(places, diskNeeds(usualSound(), "mp3", { mic: true, system: true }), 0);
  if (left === undefined) {
    return { check, state: "warn", message: "the system does not say how much space there is" };
  }
  const space = `space for ${timeSpan(left)}`;
  if (left >= SHORT_SPACE_SECONDS) return { check, state: "ok", message: space };
  return {
    check,
    state: left < LEAST_SECONDS ? "fail" : "warn",
    message: `${space}; free some, or choose another place with --out or --spool`,
  };
}

/** Recordings that were not finished: beside the new one, and wherever this user has recorded. */
export async function left({ spool }: DoctorRequest, world: DoctorWorld): Promise<Finding[]> {
  const notices = await leftNotices(spool, undefined, world.notesFolder());
  return notices.map((message) => ({ check: "left", state: "warn", message }));
}

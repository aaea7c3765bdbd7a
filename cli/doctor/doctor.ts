/** `confrec doctor`: whether a recording would succeed on this machine, and if not, what to do. */
import { EXIT_CODE } from "../process/exit_code.ts";
import { plainText } from "../../meeting/ground/plain_line.ts";
import type { CommandCall } from "../options/command.ts";
import { dirname } from "node:path";
import { typedPath } from "../../meeting/ground/typed_path.ts";
import { linkedTo } from "../../meeting/output/output_path.ts";
import { examine } from "./doctor_checks.ts";
import type { Finding } from "./finding.ts";
import type { DoctorWorld } from "./doctor_world.ts";
import type { Io } from "../terminal/io.ts";
import type { Output } from "../terminal/stream_output.ts";
import { wrapWords } from "../terminal/wrap_words.ts";

/** What a check is called where people read it. */
const TITLES: Readonly<Record<Finding["check"], string>> = {
  permissions: "permissions",
  cache: "cache folder",
  ffmpeg: "ffmpeg",
  folder: "output folder",
  disk: "disk",
  left: "left over",
  server: "sound server",
  mic: "microphone",
  silence: "silence",
  system: "the call",
};

/** Where a terminal has no space for two columns. */
const NARROW_INDENT = 2;

/** The checks without which nothing is recorded; the others are about the file. */
const SOUND_CHECKS: readonly Finding["check"][] = ["server", "mic", "system"];

/**
 * Looks at everything that a recording needs, and tells each thing as it is found: a line for people, or with `--json`
 * an object.
 *
 * @returns the exit code: complete when a recording would succeed; device when no side, or not the one that would be
 *   recorded, can be heard; output when the file could not be made
 */
export async function doctor(
  { options }: CommandCall<"mic" | "system" | "out" | "spool" | "json">,
  io: Io,
  world: DoctorWorld,
): Promise<number> {
  const { mic, system, out, spool, json } = options;
  const file = out ?? "meeting.mp3";
  const folder = dirname(linkedTo(typedPath(file), file));
  const request = {
    asked: { ...(mic === undefined ? {} : { mic }), ...(system === undefined ? {} : { system }) },
    folder,
    spool: spool === undefined ? folder : typedPath(spool),
  };
  const failed: Finding["check"][] = [];
  for await (const finding of examine(request, world)) {
    if (finding.state === "fail") failed.push(finding.check);
    io.stdout.write(json ? `${JSON.stringify(finding)}\n` : lineFor(finding, io.stdout));
  }
  if (failed.some((check) => SOUND_CHECKS.includes(check))) return EXIT_CODE.device;
  return failed.length > 0 ? EXIT_CODE.output : EXIT_CODE.complete;
}

function lineFor({ check, state, message }: Finding, { isTerminal, columns }: Output): string {
  const front = `${state.padEnd(4)}  ${TITLES[check].padEnd(13)}  `;
  const text = plainText(message);
  if (!isTerminal) return `${front}${text}\n`;
  const isWide = 2 * front.length <= columns;
  const indent = isWide ? front.length : NARROW_INDENT;
  const start = isWide ? front : `${front.trimEnd()}\n${" ".repeat(indent)}`;
  return `${start}${wrapWords(text, columns, indent)}\n`;
}

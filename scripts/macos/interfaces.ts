/** Apple's frameworks as Free Pascal declares them: its translations of Apple's headers, in Debian free software. */
import { join } from "node:path";
import { privateApt } from "../project/private_apt.ts";
import { exists } from "../project/stamp.ts";
import { runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";
import { macFolder } from "./zig.ts";

/** A package that every Debian from 12 on has. */
const PACKAGE = "fpc-source-3.2.2";
const SUITE = "bookworm";
const PLACE = "usr/share/fpcsrc/3.2.2/packages/univint/src";

/** What miniaudio includes of CoreAudio, AudioToolbox and CoreFoundation, and what these need. */
const UNITS = [
  ...["CoreAudioTypes", "AudioHardwareBase", "AudioHardware", "AudioHardwareDeprecated"],
  ...["AUComponent", "AudioComponents", "AudioOutputUnit", "AudioUnitProperties"],
  ...["CFBase", "CFString", "MacTypes"],
];

/**
 * Gives the units' texts, fetched once (20 MB).
 *
 * @throws {Error} when the Debian archive cannot be reached
 */
export async function fetchInterfaces(): Promise<string[]> {
  const folder = join(macFolder, PACKAGE);
  if (!await exists(join(folder, `${UNITS.at(-1)}.pas`))) await fetchPackage(folder);
  return await Promise.all(UNITS.map(async (unit) => {
    // Some hold marks of an old Macintosh: not UTF-8, and in comments only.
    return new TextDecoder("latin1").decode(await Deno.readFile(join(folder, `${unit}.pas`)));
  }));
}

async function fetchPackage(folder: string): Promise<void> {
  console.error(`Fetching ${PACKAGE} (Debian, 20 MB)`);
  await withFolder(async (work) => {
    const options = await privateApt(work, { type: "deb", suite: SUITE });
    await runTool("apt-get", [...options, "-o", "APT::Update::Error-Mode=any", "update"]);
    await runTool("apt-get", [...options, "download", PACKAGE], { cwd: work });
    const [command, ...args] = ["sh", "-c", 'dpkg-deb --fsys-tarfile "$1"*.deb | tar -x "./$2"'];
    await runTool(command, [...args, "sh", PACKAGE, PLACE], { cwd: work });
    await Deno.mkdir(folder, { recursive: true });
    for (const unit of UNITS) {
      await Deno.copyFile(join(work, PLACE, `${unit}.pas`), join(folder, `${unit}.pas`));
    }
  });
}

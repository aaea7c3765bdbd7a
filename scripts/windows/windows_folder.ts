/**
 * `deno task zip:windows`: makes dist/confrec-windows.zip, a folder that runs on a Windows without Deno.
 *
 * It is for where the runtime for executables cannot be had, and so no confrec.exe be made: it holds deno.exe from npm
 * and does the same. A release has confrec.exe.
 */
import { join, relative } from "node:path";
import { build } from "../build/build.ts";
import { bundleProgram, MAIN } from "../build/bundle.ts";
import { pageFiles, PERMISSIONS } from "../build/compile.ts";
import { RNNOISE_FILE } from "../build/fetch_rnnoise.ts";
import { findTarget } from "../build/targets.ts";
import { makeZip, type ZipEntry } from "./zip.ts";
import { project, targetFolder } from "../project/folders.ts";
import { fetchDeno } from "../stage/npm_deno.ts";
import { tell } from "../project/tell.ts";
import { withFolder } from "../stage/temporary_folder.ts";

/** The archive, and the folder in it. */
export const WINDOWS_ZIP: string = join(project, "dist", "confrec-windows.zip");
/** What is in the archive is in this folder. */
export const WINDOWS_FOLDER = "confrec-windows";

/** What stands behind `deno.exe` and before what a person types; `app` is the folder of that name in this one. */
export function denoArguments(app: string): string[] {
  return ["run", ...PERMISSIONS, "--quiet", "--no-config", "--no-lock", "--no-remote", "--no-npm"]
    .concat(`${app}\\${MAIN}`);
}

const TARGET = "x86_64-pc-windows-msvc";
/** Its last command's exit code is the batch file's. */
const COMMAND = `@"%~dp0deno.exe" ${
  denoArguments("%~dp0app").map((word) => word.startsWith("%") ? `"${word}"` : word).join(" ")
} %*\r\n`;

const README = `confrec for Windows, with Deno beside it

Unpack this folder anywhere. In a terminal:

    confrec.cmd doctor
    confrec.cmd --out meeting.mp3

Ctrl+C ends the recording. When the file is finished Windows asks whether to end the batch job: either answer will do.
Everything else is as in confrec's own documents, "confrec.cmd" for "confrec".
To remove it, delete the folder, and %LOCALAPPDATA%\\confrec.

deno.exe is Deno, unchanged (MIT licence); app\\build holds FFmpeg and LAME (LGPL) and other people's licences.
`.replaceAll("\n", "\r\n");

/** Makes the archive; returns its path. */
export async function makeWindowsZip(): Promise<string> {
  await build(findTarget(TARGET));
  const files: ZipEntry[] = [
    text("confrec.cmd", COMMAND),
    text("README.txt", README),
    await file("LICENSE.txt", join(project, "LICENSE")),
    await file("deno.exe", await fetchDeno("windows")),
    ...await modules(),
  ];
  for (const path of await pageFiles()) {
    files.push(await file(`app/${path}`, join(project, path)));
  }
  const built = targetFolder(TARGET);
  const { library, ffmpeg } = findTarget(TARGET);
  for (const name of ["manifest.json", "notices.txt", RNNOISE_FILE, library, ffmpeg]) {
    files.push(await file(`app/build/${TARGET}/${name}`, join(built, name)));
  }
  await Deno.mkdir(join(project, "dist"), { recursive: true });
  const entries = files.map((each) => ({ ...each, name: `${WINDOWS_FOLDER}/${each.name}` }));
  await Deno.writeFile(WINDOWS_ZIP, makeZip(entries));
  return WINDOWS_ZIP;
}

async function modules(): Promise<ZipEntry[]> {
  return await withFolder(async (folder) => {
    const paths = await bundleProgram(folder);
    return await Promise.all(paths.map((path) => file(`app/${path}`, join(folder, path))));
  });
}

function text(name: string, content: string): ZipEntry {
  return { name, bytes: new TextEncoder().encode(content) };
}

async function file(name: string, path: string): Promise<ZipEntry> {
  return { name, bytes: await Deno.readFile(path) };
}

if (import.meta.main) {
  await tell(async () => {
    const path = await makeWindowsZip();
    const { size } = await Deno.stat(path);
    console.error(`Made ${relative(Deno.cwd(), path)}, ${(size / 1e6).toFixed(1)} MB`);
  });
}

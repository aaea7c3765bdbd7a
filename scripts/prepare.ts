/**
 * `deno run -A scripts/prepare.ts [build|test|firefox]`: installs what building, or testing too, or testing with Firefox,
 * needs and this machine lacks.
 *
 * Only on Debian and its relatives and only for root; everybody else is told what to install.
 */
import { tell } from "./project/tell.ts";
import { hasTool, runTool } from "./project/tool.ts";

/** Programs and the Debian packages that have them. */
export const PACKAGES = {
  cc: ["gcc", "libc6-dev"],
  make: ["make"],
  xz: ["xz-utils"],
  pulseaudio: ["pulseaudio"],
  pactl: ["pulseaudio-utils"],
  paplay: ["pulseaudio-utils"],
  parecord: ["pulseaudio-utils"],
  ffmpeg: ["ffmpeg"],
  ffprobe: ["ffmpeg"],
  mpg123: ["mpg123"],
  sox: ["sox"],
  /** Not a program but a part of sox, without which it reads no MP3. */
  "sox-mp3": ["libsox-fmt-mp3"],
  lame: ["lame"],
  "espeak-ng": ["espeak-ng"],
  /** For tests of what is seen and typed in a terminal. */
  tmux: ["tmux"],
  "x86_64-w64-mingw32-gcc": ["gcc-mingw-w64-x86-64"],
  bwrap: ["bubblewrap"],
  "aarch64-linux-gnu-gcc": ["gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"],
  "qemu-aarch64": ["qemu-user"],
  /** For a call as people hold it. */
  chromium: ["chromium"],
  "firefox-esr": ["firefox-esr"],
  zsh: ["zsh"],
  fish: ["fish"],
  mandoc: ["mandoc"],
  /** For tests that need an XML or plist reader, or the other end of a socket, that we did not write. */
  python3: ["python3"],
  "systemd-analyze": ["systemd"],
  /** Readers of tags that we did not write. */
  mid3v2: ["python3-mutagen"],
  eyeD3: ["eyed3"],
  mediainfo: ["mediainfo"],
  exiftool: ["libimage-exiftool-perl"],
  rclone: ["rclone"],
} as const;

/** A program that can be installed. */
export type Program = keyof typeof PACKAGES;

const BUILD: readonly Program[] = ["cc", "make", "xz"];
const TEST: readonly Program[] = [
  ...BUILD,
  ...["pulseaudio", "pactl", "paplay", "parecord"] as const,
  ...["ffmpeg", "ffprobe", "mpg123", "sox", "sox-mp3", "lame"] as const,
  ...["zsh", "fish", "mandoc"] as const,
  ...["tmux", "python3", "systemd-analyze"] as const,
  ...["mid3v2", "eyeD3", "mediainfo", "exiftool", "rclone"] as const,
  ...["chromium", "espeak-ng", "bwrap"] as const,
];

/** What it takes to hold a call in Firefox as well: 284 MB more. */
const FIREFOX: readonly Program[] = [...TEST, "firefox-esr"];

/** What it takes to make Windows programs here and to run them. */
export const WINDOWS: readonly Program[] = [...TEST, "x86_64-w64-mingw32-gcc"];

/**
 * What it takes to test on PipeWire, which itself is unpacked for the tests alone: no more than for the others, so that CI
 * can test Windows at the same time. Two of Debian's installers are in each other's way.
 */
export const PIPEWIRE: readonly Program[] = TEST;

/**
 * Installs those of the programs that are missing.
 *
 * @throws {Error} when they cannot be installed from here, with what the person should install
 */
export async function installMissing(programs: readonly Program[]): Promise<void> {
  const missing: Program[] = [];
  for (const program of programs) if (!await isThere(program)) missing.push(program);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.flatMap((program) => PACKAGES[program]))];
  const command = `apt-get install ${packages.join(" ")}`;
  if (!hasTool("apt-get") || Deno.uid() !== 0) {
    throw new Error(
      `Cannot go on: ${missing.join(", ")} not installed; ` +
        (hasTool("apt-get") ? `run as root: ${command}` : "install what provides them"),
    );
  }
  console.error(`Installing ${packages.join(", ")}`);
  try {
    await aptGet("install", ...packages);
  } catch {
    // A new machine has no package lists yet, an old one stale ones.
    await aptGet("update");
    await aptGet("install", ...packages);
  }
}

async function isThere(program: Program): Promise<boolean> {
  if (program !== "sox-mp3") return hasTool(program);
  return hasTool("sox") && /AUDIO FILE FORMATS:.* mp3 /.test(await runTool("sox", ["--help"]));
}

async function aptGet(...args: string[]): Promise<void> {
  await runTool("apt-get", ["-q", "-y", "--no-install-recommends", ...args], {
    env: { DEBIAN_FRONTEND: "noninteractive" },
  });
}

if (import.meta.main) {
  const { args: [wanted] } = Deno;
  const programs = { test: TEST, firefox: FIREFOX }[wanted ?? ""] ?? withoutGiven(BUILD);
  await tell(() => installMissing(programs));
}

/** What is not needed when ready parts are given is not asked for. */
function withoutGiven(programs: readonly Program[]): Program[] {
  const given = Boolean(Deno.env.get("CONFREC_FFMPEG"));
  const compiler = Boolean(Deno.env.get("CC"));
  return programs.filter((each) => each === "cc" ? !compiler : !given);
}

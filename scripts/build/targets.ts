/** The platforms that confrec is built for, by Rust's names for them, as in `Deno.build.target`. */

import { join } from "node:path";
import { project } from "../project/folders.ts";

/** Read by the compiler before each C file for Linux. */
export const OLD_GLIBC = "scripts/build/old_glibc.h";

/** What building for a platform needs to know. */
export interface Target {
  readonly triple: string;
  /** The shared library's file name. */
  readonly library: string;
  /** FFmpeg's file name. */
  readonly ffmpeg: string;
  /** What `deno compile` makes. */
  readonly program: string;
  /** The C compiler. */
  readonly compiler: string;
  /** The Debian package that has the compiler. */
  readonly compilerPackage: string;
  /** The C files that only this system needs, beside those that all do. */
  readonly sources: readonly string[];
  /** The C compiler's options for the shared library, and the linker's. */
  readonly compileFlags: readonly string[];
  readonly linkFlags: readonly string[];
  /** Options of FFmpeg's and of LAME's configure scripts. */
  readonly ffmpegOptions: readonly string[];
  readonly lameOptions: readonly string[];
}

const linux = {
  library: "libconfrec_audio.so",
  ffmpeg: "ffmpeg",
  program: "confrec",
  sources: [
    "pulse/pulse.c",
    "pulse/pipewire_clock.c",
    "pulse/pulse_delay.c",
    "pulse/pulse_patience.c",
    "pulse/pulse_streams.c",
    "pulse/pulse_uses.c",
  ],
  // What nobody calls is left out: half of miniaudio, and with it what only new glibcs have.
  compileFlags: [
    ...["-fPIC", "-pthread", "-ffunction-sections", "-fdata-sections"],
    ...["-include", join(project, OLD_GLIBC)],
  ],
  linkFlags: [
    // It stays once it is loaded: whoever still calls it, late, must not find nothing.
    ...["-shared", "-s", "-Wl,--no-undefined,-z,nodelete,--gc-sections"],
    // Empty in a new glibc, which the linker would leave out; in an old one old_glibc.h's functions are there.
    ...["-Wl,--no-as-needed", "-l:libdl.so.2", "-l:libpthread.so.0", "-Wl,--as-needed", "-lm"],
  ],
} as const;

const mac = {
  library: "libconfrec_audio.dylib",
  ffmpeg: "ffmpeg",
  program: "confrec",
  compilerPackage: "",
  sources: [],
  compileFlags: ["-fPIC"],
  linkFlags: ["-dynamiclib", "-lpthread", "-lm"],
} as const;

/** Every 64-bit PC has SSE2, but LAME uses it only when it is told so: 4 % less to do. */
const LAME_SSE = "CPPFLAGS=-DMIN_ARCH_SSE";

const host = Deno.build.target;
const ownCompiler = Deno.env.get("CC") || "cc";

const TARGETS: readonly Target[] = [
  { triple: "x86_64-unknown-linux-gnu", ...linux, ...gnu("x86_64-linux-gnu", "x86_64") },
  { triple: "aarch64-unknown-linux-gnu", ...linux, ...gnu("aarch64-linux-gnu", "aarch64") },
  {
    triple: "x86_64-pc-windows-msvc",
    library: "confrec_audio.dll",
    ffmpeg: "ffmpeg.exe",
    program: "confrec.exe",
    compiler: host.includes("windows") ? ownCompiler : "x86_64-w64-mingw32-gcc",
    compilerPackage: "gcc-mingw-w64-x86-64",
    sources: [],
    compileFlags: [],
    // The compiler's own runtime goes inside: nothing of MinGW is on a Windows machine.
    linkFlags: ["-shared", "-s", "-static", "-lole32", "-lwinmm"],
    ffmpegOptions: [
      "--enable-cross-compile",
      "--cross-prefix=x86_64-w64-mingw32-",
      "--target-os=mingw32",
      "--arch=x86_64",
      "--enable-w32threads",
    ],
    lameOptions: ["--host=x86_64-w64-mingw32", LAME_SSE],
  },
  { triple: "x86_64-apple-darwin", ...mac, ...apple("x86_64") },
  { triple: "aarch64-apple-darwin", ...mac, ...apple("arm64") },
];

/**
 * The platform of that name; without a name the one that this runs on.
 *
 * @throws {RangeError} when confrec is not built for it, with the names there are
 */
export function findTarget(triple: string = host): Target {
  const target = TARGETS.find((each) => each.triple === triple);
  if (target) return target;
  throw new RangeError(
    `Cannot build for ${triple}: the targets are ${TARGETS.map((each) => each.triple).join(", ")}`,
  );
}

/** A Linux with glibc, built by its own compiler or by Debian's cross compiler for it. */
function gnu(prefix: string, arch: string) {
  const lameSpeed = arch === "x86_64" ? [LAME_SSE] : [];
  if (host === `${arch}-unknown-linux-gnu`) {
    return {
      compiler: ownCompiler,
      compilerPackage: "gcc libc6-dev",
      ffmpegOptions: [`--cc=${ownCompiler}`, "--enable-pthreads"],
      lameOptions: [`CC=${ownCompiler}`, ...lameSpeed],
    };
  }
  return {
    compiler: `${prefix}-gcc`,
    compilerPackage: `gcc-${prefix}`,
    ffmpegOptions: [
      "--enable-cross-compile",
      `--cross-prefix=${prefix}-`,
      "--target-os=linux",
      `--arch=${arch}`,
      "--enable-pthreads",
    ],
    lameOptions: [`--host=${prefix}`, ...lameSpeed],
  };
}

/** A Mac builds both kinds of Mac; FFmpeg is given there, since there is no Debian archive. */
function apple(arch: string) {
  return {
    compiler: ownCompiler,
    compileFlags: ["-fPIC", "-arch", arch],
    linkFlags: [...mac.linkFlags, "-arch", arch],
    ffmpegOptions: [],
    lameOptions: [],
  };
}

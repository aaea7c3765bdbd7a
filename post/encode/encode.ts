/** Samples to MP3 frames, by ffmpeg. */
import { systemTrouble } from "../../ffi/system/system_error.ts";
import { EncoderError } from "./encoder_error.ts";
import { type FilterLimits, type FilterResult, runFilter } from "./run_filter.ts";

/** How the programme becomes MP3. Plain data: part of what a chunk's name is made from. */
export interface Mp3Settings {
  /** 44100, 48000 or 32000: the rates of MPEG-1. */
  readonly rateHz: number;
  readonly channels: 1 | 2;
  /** A constant bit rate in kbit/s, 32 to 320, or LAME's VBR quality, 0 (best) to 9. */
  readonly rate: { readonly bitrateKbps: number } | { readonly vbrQuality: number };
}

export interface EncodeOptions extends Mp3Settings {
  readonly ffmpegPath: string;
  readonly signal?: AbortSignal;
  /** See `FilterLimits`. */
  readonly niceness?: number;
  /** How often ffmpeg may fail before that is an error. */
  readonly attempts?: number;
  readonly stallSeconds?: number;
  readonly graceSeconds?: number;
}

const ATTEMPTS = 3;
/** A loaded machine may keep a program of low priority waiting for long; a hung one waits for ever. */
const STALL_SECONDS = 120;
const GRACE_SECONDS = 2;
/** More than the largest MP3 frames make of a chunk with all that is around it. */
const MAX_OUTPUT_BYTES = 16 << 20;

/**
 * Encodes one stretch of samples from nothing, without bit reservoir, tags or info frame: bare MP3 frames, which can
 * stand behind any others.
 *
 * One ffmpeg is run for it, and again when it fails, hangs or is killed.
 *
 * @param blocks makes the samples, interleaved, within ±1; called once for each attempt, and drawn only as fast as ffmpeg
 * takes them. A block must stay as it is until the next one is drawn. NaN must not be in it.
 * @throws {Deno.errors.NotFound} when there is no ffmpeg, {Deno.errors.PermissionDenied} when it may not be run
 * @throws {DOMException} `AbortError` when `signal` says so
 * @throws {EncoderError} when every attempt has failed, with ffmpeg's last words
 */
export async function encode(
  blocks: () => Iterable<Float32Array>,
  options: EncodeOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const attempts = options.attempts ?? ATTEMPTS;
  const limits: FilterLimits = {
    stallSeconds: options.stallSeconds ?? STALL_SECONDS,
    graceSeconds: options.graceSeconds ?? GRACE_SECONDS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.niceness === undefined ? {} : { niceness: options.niceness }),
  };
  let failure: EncoderFailure = { how: "was not run", remedy: "" };
  for (let attempt = 0; attempt < attempts; attempt++) {
    options.signal?.throwIfAborted();
    const result = await runFilter(
      options.ffmpegPath,
      encoderArguments(options),
      bytesOf(blocks()),
      limits,
    ).catch((error) => {
      throw spawnError(error, options.ffmpegPath);
    });
    if (result.ok && result.stdout.length > 0) return result.stdout;
    options.signal?.throwIfAborted();
    failure = encoderFailure(result, options.ffmpegPath);
  }
  throw new EncoderError(
    `Cannot encode MP3: ffmpeg ${failure.how}, ${attempts} times in a row; ${failure.remedy}`,
  );
}

/** What is known of an ffmpeg that failed, and what a person can do about it. */
interface EncoderFailure {
  readonly how: string;
  readonly remedy: string;
}

const STOPPED = {
  stalled: "stood still",
  babbled: "wrote more than there was to encode",
  aborted: "was asked to stop",
} as const;

function encoderFailure(result: FilterResult, path: string): EncoderFailure {
  const words = result.stderrTail.split("\n").at(-1) ?? "";
  const said = words === "" ? "" : ` (${words})`;
  if (result.stopped !== null) {
    return { how: `${STOPPED[result.stopped]}${said}`, remedy: "close other programs" };
  }
  if (result.signal !== null) {
    // The usual killer of a program that has done nothing wrong is a system without memory.
    const remedy = "see what ends it, or free memory";
    return { how: `was ended by ${result.signal}${said}`, remedy };
  }
  return { how: `ended with code ${result.code}${said}`, remedy: `check ${path}` };
}

/** ffmpeg's arguments; the encoder's own quality setting stays at its default. */
function encoderArguments(settings: Mp3Settings): string[] {
  const rate = "bitrateKbps" in settings.rate
    ? ["-b:a", `${settings.rate.bitrateKbps}k`]
    : ["-q:a", `${settings.rate.vbrQuality}`];
  return [
    ...["-hide_banner", "-nostdin", "-loglevel", "error"],
    ...["-f", "f32le", "-ar", `${settings.rateHz}`, "-ac", `${settings.channels}`, "-i", "pipe:0"],
    ...["-c:a", "libmp3lame", ...rate, "-reservoir", "0"],
    ...["-flush_packets", "0", "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3", "pipe:1"],
  ];
}

/** Every processor that Deno runs on is little-endian, as f32le is. */
function* bytesOf(blocks: Iterable<Float32Array>): Generator<Uint8Array> {
  for (const block of blocks) {
    yield new Uint8Array(block.buffer, block.byteOffset, block.byteLength);
  }
}

function spawnError(error: unknown, path: string): unknown {
  if (error instanceof Deno.errors.NotFound && !error.message.startsWith("Cannot ")) {
    const remedy = Deno.build.standalone ? "start confrec again" : 'run "deno task build"';
    return new Deno.errors.NotFound(
      `Cannot encode MP3: there is no ffmpeg at ${path}; ${remedy}, or write a .wav file`,
    );
  }
  if (systemTrouble(error)?.kind === "no-program") {
    return new Deno.errors.PermissionDenied(
      `Cannot encode MP3: ${path} is not a program for this machine; install the confrec that was made for it`,
      { cause: error },
    );
  }
  if (error instanceof Deno.errors.PermissionDenied && !error.message.startsWith("Cannot ")) {
    return new Deno.errors.PermissionDenied(
      `Cannot encode MP3: ${path} may not be run; check that its folder allows programs`,
    );
  }
  return error;
}

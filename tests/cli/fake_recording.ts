/** Sessions and programmes that need no device, no time and no encoder. */
import { type FileSound, ORDINARY_SOUND } from "../../meeting/report/file_sound.ts";
import { buildId3 } from "../../formats/id3.ts";
import type { FinishOptions } from "../../post/programme_report.ts";
import type { CommandWorld } from "../../cli/process/command_world.ts";
import type {
  FileMaker,
  LiveSession,
  LiveStream,
  ProgrammeRequest,
  StreamRequest,
} from "../../meeting/world/world.ts";
import type {
  SessionEnd,
  SessionEvent,
  SessionOptions,
  SessionReport,
} from "../../capture/session/session_types.ts";
import { type SignalSource, StopSignals } from "../../cli/process/stop_signals.ts";
import type { ByteSink } from "../../post/stream/byte_queue.ts";
import type { DeviceInfo } from "../../ffi/audio_context.ts";
import { fakeNow } from "./fake_io.ts";

export const RATE_HZ = 48_000;

const DEVICE = { rateHz: 48_000, channels: 2, isMonitor: false } as const;

/** Two microphones, one pair of speakers. */
export const DEVICES: readonly DeviceInfo[] = [
  { ...DEVICE, id: "in.a", name: "USB Mic A", direction: "input", isDefault: true },
  { ...DEVICE, id: "in.b", name: "USB Mic B", direction: "input", isDefault: false },
  { ...DEVICE, id: "out.a", name: "Speakers", direction: "output", isDefault: true },
];

/** Signals that a test sends; half a second passes between two. */
export class FakeSignals implements SignalSource {
  readonly #listeners = new Map<Deno.Signal, () => void>();
  #nowMs = 0;

  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  add(signal: Deno.Signal, listener: () => void): void {
    this.#listeners.set(signal, listener);
  }

  remove(signal: Deno.Signal): void {
    this.#listeners.delete(signal);
  }

  now(): number {
    return this.#nowMs;
  }

  send(signal: Deno.Signal): void {
    this.#nowMs += 500;
    this.#listeners.get(signal)?.();
  }
}

/** A world without devices, workers and encoders, on a machine called "Room 7/2". */
export abstract class FakeWorld implements CommandWorld {
  readonly signalSource = new FakeSignals();
  readonly unpacked: string[] = [];
  /** Whether the machine is kept from going to sleep. */
  awake = false;
  /** Nobody knows, so nobody is told. */
  freeBytes: (folder: string) => number | undefined = () => undefined;
  largestFile: (folder: string) => number | undefined = () => undefined;
  list: () => readonly DeviceInfo[] = () => DEVICES;

  now(): Date {
    return fakeNow();
  }

  hostName(): string {
    return "Room 7/2";
  }

  devices(): Promise<readonly DeviceInfo[]> {
    return Promise.resolve().then(this.list);
  }

  unpack(name: "confrec_audio" | "ffmpeg"): Promise<string> {
    this.unpacked.push(name);
    return Promise.resolve(`/nowhere/${name}`);
  }

  stdout: ByteSink = { write: ({ length }) => Promise.resolve(length) };

  /** All tests of a process share one. */
  leaveFolder(): void {}

  signals(): StopSignals {
    return new StopSignals(this.signalSource);
  }

  keepAwake(): Disposable {
    this.awake = true;
    return { [Symbol.dispose]: () => this.awake = false };
  }

  cacheFolder(): string | undefined {
    return undefined;
  }

  startSession(_options: SessionOptions): Promise<LiveSession> {
    return Promise.reject(new TypeError("A recording was begun"));
  }

  abstract programme(request: ProgrammeRequest): FileMaker;

  stream(_request: StreamRequest): LiveStream {
    throw new TypeError("A stream was begun");
  }
}

/** What a file is made from, and into what. */
export type FileRequest = ProgrammeRequest & FinishOptions;

/** Files that tell of which stems they were made. */
export class FakeRecovery extends FakeWorld {
  readonly requests: FileRequest[] = [];
  sound: FileSound = ORDINARY_SOUND;
  /** Files have their tag in front, as real ones do. */
  isTagged = false;
  /** Called before the file is made. */
  before: (request: FileRequest) => void | Promise<void> = () => {};

  programme(request: ProgrammeRequest): FileMaker {
    return {
      progress: { chunksDone: 0, chunksTotal: 2, waiting: 2 },
      longestPause: () => undefined,
      grow: () => {},
      finish: async (options) => {
        const whole = { ...request, ...options };
        this.requests.push(whole);
        request.onProgress?.({ chunksDone: 1, chunksTotal: 2, waiting: 1 });
        await this.before(whole);
        request.signal?.throwIfAborted();
        const text = `recovered ${Object.keys(request.stems).join(" and ")}`;
        const tag = this.isTagged ? buildId3(options.id3) : new Uint8Array();
        Deno.writeFileSync(options.target, tag);
        Deno.writeTextFileSync(options.target, text, { append: true });
        const { frames } = options;
        const bytes = tag.length + text.length;
        return { bytes, frames, rateHz: RATE_HZ, silentTracks: [], ...this.sound };
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
}

/** What goes on in a test's recording; each part can be replaced. */
export class FakeRecording extends FakeWorld {
  readonly grown: unknown[] = [];
  readonly recovery = new FakeRecovery();
  sound: FileSound = ORDINARY_SOUND;
  sessionOptions: SessionOptions | undefined;
  request: ProgrammeRequest | undefined;

  /** Called once the session runs, with a way to tell events; by default it ends at once. */
  script: (tell: (event: SessionEvent) => void, end: LiveSessionEnd) => void = (_tell, end) => {
    end("sources-ended");
  };
  report: SessionReport = reportOf(10);
  start: () => void = () => {};
  makeProgramme: () => void = () => {};
  closeProgramme: () => Promise<void> = () => Promise.resolve();
  stop: () => Promise<void> = () => Promise.resolve();
  finish: () => Promise<void> = () => Promise.resolve();
  /** Hears what the file is to be. */
  onFinish: (options: FinishOptions) => void = () => {};
  /** Resolves when the disk has a mark. */
  marking: () => Promise<void> = () => Promise.resolve();
  /** Where marks are, seconds. */
  markSeconds = 1.5;

  /** Called while it waits; resolves with how long ago the first frame was, once it begins. */
  wait: (tell: (event: SessionEvent) => void) => Promise<number> = () => Promise.resolve(0);

  override async startSession(options: SessionOptions): Promise<LiveSession> {
    this.sessionOptions = options;
    await Promise.resolve().then(this.start);
    const tracks = Object.keys(options.tracks) as ("mic" | "system")[];
    const { spool, agoSeconds } = await this.#begun(options);
    for (const track of tracks) Deno.writeTextFileSync(spool.stemPath(track), track);
    const { promise: ended, resolve } = Promise.withResolvers<SessionEnd>();
    options.onEvent({
      type: "started",
      tracks: Object.fromEntries(
        tracks.map((track) => [track, { name: `the ${track}`, rateHz: RATE_HZ, channels: 1 }]),
      ),
      agoSeconds,
    });
    // After the meeting has heard that the session runs.
    setTimeout(() => this.script(options.onEvent, resolve), 0);
    return {
      split: () => Promise.reject(new Error("nobody splits this")),
      ended,
      closed: Promise.resolve(),
      stop: () => this.stop().then(() => this.report),
      mark: async (text) => {
        await this.marking();
        options.onEvent({ type: "marked", atSeconds: this.markSeconds, text });
        return this.markSeconds;
      },
      hush: (order) => {
        const type = `${order.type}d` as const;
        const atSeconds = this.markSeconds;
        options.onEvent(
          "track" in order
            ? { type: type as "muted", track: order.track, atSeconds }
            : { type: type as "paused", atSeconds },
        );
        return Promise.resolve(atSeconds);
      },
      extend: (seconds) => {
        if (options.durationSeconds === undefined) return undefined;
        const endSeconds = options.durationSeconds + seconds;
        options.onEvent({ type: "extended", atSeconds: this.markSeconds, endSeconds });
        return endSeconds;
      },
    };
  }

  async #begun({ later, spool, onEvent }: SessionOptions) {
    if (spool !== undefined) return { spool, agoSeconds: 0 };
    if (later === undefined) throw new TypeError("There is nothing to record to");
    const { signal, begin } = later;
    if (later.onSpeech !== false || begin !== undefined) onEvent({ type: "waiting", tracks: {} });
    const givenUp = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
    const asked = begin?.then((seconds) => seconds + later.preRollSeconds);
    const agoSeconds = await Promise.race([this.wait(onEvent), givenUp, ...asked ? [asked] : []]);
    return { ...await later.makePlace(agoSeconds), agoSeconds };
  }

  programme(request: ProgrammeRequest): FileMaker {
    if (request.mode === "offline") return this.recovery.programme(request);
    this.request = request;
    this.makeProgramme();
    let isFinished = false;
    return {
      progress: { chunksDone: 0, chunksTotal: 2, waiting: 0 },
      longestPause: () => undefined,
      grow: (frames) => this.grown.push(frames),
      finish: async (options) => {
        const { target, frames } = options;
        this.onFinish(options);
        request.onProgress?.({ chunksDone: 1, chunksTotal: 2, waiting: 1 });
        await this.finish();
        Deno.writeTextFileSync(target, "finished");
        isFinished = true;
        return { bytes: 8, frames, rateHz: RATE_HZ, silentTracks: [], ...this.sound };
      },
      [Symbol.asyncDispose]: () => isFinished ? Promise.resolve() : this.closeProgramme(),
    };
  }
}

type LiveSessionEnd = (end: SessionEnd) => void;

/** A report of both sides without any fault. */
export function reportOf(seconds: number): SessionReport {
  const track = {
    frames: seconds * RATE_HZ,
    dropped: 0,
    gaps: { count: 0, seconds: 0 },
    ppm: 12.3,
    startOffsetSeconds: 0,
  };
  return {
    rateHz: RATE_HZ,
    frames: seconds * RATE_HZ,
    tracks: { mic: { ...track, name: "the mic" }, system: { ...track, name: "the system" } },
  };
}

/** Both sides as they sound at one moment. */
export function progressAt(seconds: number, peakDb = -10, rmsDb = -20): SessionEvent {
  const one = { frames: seconds * RATE_HZ, peakDb, rmsDb, ppm: 12.3, dropped: 0 };
  return { type: "progress", seconds, tracks: { mic: one, system: one } };
}

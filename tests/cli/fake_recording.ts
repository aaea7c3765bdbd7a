/** Sessions and programmes that need no device, no time and no encoder. */
import type {
  SessionEvent,
  SessionOptions,
  SessionReport,
} from "../../capture/session/session_types.ts";
import type { LiveProgramme, LiveSession } from "../../meeting/meeting.ts";
import type { ProgrammeRequest, RecordParts } from "../../cli/record/record_parts.ts";
import type { RecoverParts, RecoverRequest } from "../../cli/recover/recover_parts.ts";
import { type SignalSource, StopSignals } from "../../cli/process/stop_signals.ts";
import type { DeviceInfo } from "../../ffi/audio_context.ts";

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

/** Recoveries that write which stems there are. */
export class FakeRecovery implements RecoverParts {
  readonly signalSource = new FakeSignals();
  readonly requests: RecoverRequest[] = [];
  /** Called before the file is made. */
  before: (request: RecoverRequest) => void | Promise<void> = () => {};

  unpack(name: "confrec_audio" | "ffmpeg"): Promise<string> {
    return Promise.resolve(`/nowhere/${name}`);
  }

  signals(): StopSignals {
    return new StopSignals(this.signalSource);
  }

  async finish(request: RecoverRequest): Promise<number> {
    this.requests.push(request);
    request.onShare(0.5);
    await this.before(request);
    request.signal.throwIfAborted();
    const text = `recovered ${Object.keys(request.report.tracks).join(" and ")}`;
    Deno.writeTextFileSync(request.target, text);
    return text.length;
  }
}

/** What goes on in a test's recording; each part can be replaced. */
export class FakeRecording implements RecordParts {
  readonly signalSource = new FakeSignals();
  readonly grown: unknown[] = [];
  readonly recovery = new FakeRecovery();
  sessionOptions: SessionOptions | undefined;
  request: ProgrammeRequest | undefined;
  unpacked: string[] = [];
  /** Whether the machine is kept from going to sleep. */
  awake = false;
  /** Nobody knows, so nobody is told. */
  freeBytes: (folder: string) => number | undefined = () => undefined;
  largestFile: (folder: string) => number | undefined = () => undefined;

  /** Called once the session runs, with a way to tell events; by default it ends at once. */
  script: (tell: (event: SessionEvent) => void, end: LiveSessionEnd) => void = (_tell, end) => {
    end("sources-ended");
  };
  report: SessionReport = reportOf(10);
  list: () => readonly DeviceInfo[] = () => DEVICES;
  start: () => void = () => {};
  makeProgramme: () => void = () => {};
  closeProgramme: () => Promise<void> = () => Promise.resolve();
  stop: () => Promise<void> = () => Promise.resolve();
  finish: () => Promise<void> = () => Promise.resolve();

  devices(): Promise<readonly DeviceInfo[]> {
    return Promise.resolve().then(this.list);
  }

  unpack(name: "confrec_audio" | "ffmpeg"): Promise<string> {
    this.unpacked.push(name);
    return Promise.resolve(`/nowhere/${name}`);
  }

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

  recoverParts(): Promise<RecoverParts> {
    return Promise.resolve(this.recovery);
  }

  async startSession(options: SessionOptions): Promise<LiveSession> {
    this.sessionOptions = options;
    await Promise.resolve().then(this.start);
    const tracks = Object.keys(options.tracks) as ("mic" | "system")[];
    for (const track of tracks) Deno.writeTextFileSync(options.spool.stemPath(track), track);
    const { promise: ended, resolve } = Promise.withResolvers<"sources-ended">();
    options.onEvent({
      type: "started",
      tracks: Object.fromEntries(
        tracks.map((track) => [track, { name: `the ${track}`, rateHz: RATE_HZ, channels: 1 }]),
      ),
    });
    // After the conductor has heard that the session runs.
    setTimeout(() => this.script(options.onEvent, (end) => resolve(end as "sources-ended")), 0);
    return {
      ended,
      closed: Promise.resolve(),
      stop: () => this.stop().then(() => this.report),
    };
  }

  programme(request: ProgrammeRequest): LiveProgramme {
    this.request = request;
    this.makeProgramme();
    return {
      chunksWaiting: 0,
      grow: (frames) => this.grown.push(frames),
      close: () => this.closeProgramme(),
      finish: async (_report, onShare) => {
        onShare(0.5);
        await this.finish();
        Deno.writeTextFileSync(request.output.path, "finished");
        return 8;
      },
    };
  }
}

type LiveSessionEnd = (end: "sources-ended" | "duration" | "all-lost") => void;

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

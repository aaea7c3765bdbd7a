/** A session in simulated time: its workers are real, its devices, its clock and its disk are not. */
import { join } from "node:path";
import type { HushOrder, PlacedHush } from "../../../capture/ground/hush.ts";
import { STEM_CHANNELS, type TrackName } from "../../../capture/ground/tracks.ts";
import { Session } from "../../../capture/session/session.ts";
import type {
  LaterStart,
  SessionEvent,
  SessionOptions,
} from "../../../capture/session/session_types.ts";
import { type JournalRecord, readJournal } from "../../../capture/spool/journal.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import type { Stem } from "../../../capture/stem/stem.ts";
import { StemRecorder } from "../../../capture/track/stem_recorder.ts";
import type { FromTrack, ToTrack } from "../../../capture/track/track_protocol.ts";
import { DeviceError } from "../../../ffi/device_error.ts";
import { randomNumbers } from "../../../scripts/stage/random_numbers.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { ManualClock, SimulatedSource } from "../simulated_source.ts";
import { ManualTimers } from "./manual_timers.ts";

/** Of stems and devices, Hz. */
export const RATE_HZ = 48_000;
/** Louder than anything that devices hear, unless a test lets them. */
const LOUD = 0.9;
const DEVICE = { kind: "device", stream: "input", name: "Device" } as const;

/** Which frames of a stem are silent: stretches of zeros and of sound, frames. */
export class RunStem implements Stem {
  readonly isInPlace = true;
  frames = 0;
  /** Frames at which it is louder than this, once a hundredth of a second. */
  readonly loudFrames: number[] = [];
  /** Ends of stretches that alternate, the first of sound. */
  readonly edges: number[] = [];
  readonly #channels: number;
  #isSilent = false;

  constructor(track: TrackName) {
    this.#channels = STEM_CHANNELS[track];
  }

  write(samples: Float32Array): void {
    for (let i = 0; i < samples.length; i += this.#channels) {
      const isLoud = Math.abs(samples[i] ?? 0) > LOUD;
      const { frames, loudFrames } = this;
      if (isLoud && frames - (loudFrames.at(-1) ?? -Infinity) > RATE_HZ / 100) {
        loudFrames.push(frames);
      }
      this.#add((samples[i] ?? 0) === 0, 1);
    }
  }

  silence(frames: number): void {
    this.#add(true, frames);
  }

  #add(isSilent: boolean, frames: number): void {
    if (isSilent !== this.#isSilent) this.edges.push(this.frames);
    this.#isSilent = isSilent;
    this.frames += frames;
  }

  isSilent(frame: number): boolean {
    const before = this.edges.findIndex((edge) => edge > frame);
    return (before < 0 ? this.edges.length : before) % 2 === 1;
  }

  sync(): void {}
  prepare(): boolean {
    return false;
  }
  finish(): void {}
  [Symbol.dispose](): void {}
}

/** A session whose workers are real, whose devices and time are not, and whose messages take a while. */
export class World {
  readonly clock = new ManualClock();
  readonly timers = new ManualTimers(this.clock);
  readonly stems = { mic: new RunStem("mic"), system: new RunStem("system") };
  readonly sources: Record<TrackName, SimulatedSource[]> = { mic: [], system: [] };
  readonly events: SessionEvent[] = [];
  /** When a device can be opened, seconds since the start. */
  readonly presentFrom = { mic: 0, system: 0 };
  /** Longest way of a message, ms. */
  delayMs = 10;
  /** What devices hear, at an instant since the start; a steady value without it. */
  sound: ((track: TrackName, seconds: number) => number) | undefined;
  /** Time between two polls of a worker, and length of a device's blocks, ms. */
  pollMs = 20;
  /** How long ago a session began that had waited. */
  agoSeconds: number | undefined;
  readonly #spool: Spool;
  readonly #random: () => number;
  readonly #startNs: number;

  private constructor(spool: Spool, seed: number) {
    this.#spool = spool;
    this.#random = randomNumbers(seed);
    this.#startNs = this.clock.nowNs();
  }

  static async in(seed: number, test: (world: World) => Promise<void>): Promise<void> {
    await withFolder(async (folder) => {
      using spool = await Spool.create(join(folder, "out.confrec"));
      await test(new World(spool, seed));
    });
  }

  async start(more: Partial<SessionOptions> = {}): Promise<Session> {
    const promise = this.begin({ spool: this.#spool, ...more });
    await this.timers.run(4);
    return await promise;
  }

  /** Begins one that waits; it resolves some time after that has ended. */
  wait(more: Partial<SessionOptions>, later: Partial<LaterStart>): Promise<Session> {
    const makePlace = (agoSeconds: number) => {
      this.agoSeconds = agoSeconds;
      return Promise.resolve({ spool: this.#spool, settings: {} });
    };
    return this.begin({
      later: { preRollSeconds: 0, onSpeech: true, makePlace, ...later },
      ...more,
    });
  }

  begin(more: Partial<SessionOptions>): Promise<Session> {
    const promise = Session.start({
      ...{ rateHz: RATE_HZ, tracks: { mic: DEVICE, system: DEVICE } },
      ...{ libraryPath: "", pace: 1, onEvent: (event) => this.events.push(event) },
      ...more,
    }, {
      clock: this.clock,
      after: this.timers.after,
      openLink: (track, receive) => this.#work(track, receive),
      [Symbol.dispose]: () => {},
    });
    promise.catch(() => {});
    return promise;
  }

  /** What is asked takes as long as the messages to the workers and back. */
  async ask(session: Session, order: HushOrder): Promise<number> {
    const promise = session.hush(order);
    promise.catch(() => {});
    await this.timers.run(0.5);
    // The journal is put on a real disk.
    return await promise;
  }

  async stop(session: Session): Promise<number> {
    const stopping = session.stop();
    await this.timers.run(5);
    return (await stopping).frames;
  }

  /** What the journal holds. */
  get records(): JournalRecord[] {
    try {
      return [...readJournal(this.#spool.journalPath)].flatMap(({ record }) => record ?? []);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }

  /** What the journal says of pauses and mutes. */
  get placed(): PlacedHush[] {
    return this.records.filter((record): record is PlacedHush => {
      return ["pause", "resume", "mute", "unmute"].includes(record.type);
    });
  }

  #soundOf(track: TrackName, sound: (track: TrackName, seconds: number) => number) {
    return (hostNs: number) => sound(track, (hostNs - this.#startNs) / 1e9);
  }

  #work(track: TrackName, receive: (message: FromTrack) => void) {
    let recorder: StemRecorder | undefined;
    const way = (action: () => void) => this.timers.after(this.#random() * this.delayMs, action);
    const send = (message: FromTrack) => void way(() => receive(message));
    const inbox: ToTrack[] = [];
    const handle = (message: ToTrack) => {
      if (message.type === "open") {
        const made = recorder = new StemRecorder({
          open: message,
          openSource: () => {
            if ((this.clock.nowNs() - this.#startNs) / 1e9 < this.presentFrom[track]) {
              throw new DeviceError("missing", "it is not there");
            }
            const source = new SimulatedSource(this.clock, {
              channels: STEM_CHANNELS[track],
              blockFrames: this.pollMs * RATE_HZ / 2_000,
              ...(this.sound === undefined ? {} : { sound: this.#soundOf(track, this.sound) }),
            });
            this.sources[track].push(source);
            return source;
          },
          nextStem: () => this.stems[track],
          createStem: () => this.stems[track],
          send,
        });
        made.open(this.clock.nowNs());
        const poll = () => {
          made.poll(this.clock.nowNs());
          if (!made.isDone) this.timers.after(this.pollMs, poll);
        };
        poll();
      } else recorder?.handle(message, this.clock.nowNs());
      if (recorder?.isDone) send({ type: "closed" });
    };
    return {
      // In their order, however long each takes.
      send: (message: ToTrack) => {
        inbox.push(message);
        way(() => {
          const next = inbox.shift();
          if (next !== undefined) handle(next);
        });
      },
      terminate: () => {},
    };
  }
}

/** What is recorded as it is recorded: the mix of both sides, about a second behind, to whoever reads it. */
import { within } from "../capture/ground/deadline.ts";
import { mapTracks, type PerTrack } from "../capture/ground/tracks.ts";
import type { ProgrammeOptions } from "./ground/options.ts";
import { type ProgrammeSound, soundOf } from "./ground/sound.ts";
import { systemTrouble } from "../ffi/system/system_error.ts";
import type { PostOrder, PostResult } from "./post_protocol.ts";
import { WorkerClient } from "./workers/worker_client.ts";
import { ByteQueue, type ByteSink } from "./stream/byte_queue.ts";
import { Mp3Stream } from "./stream/mp3_stream.ts";
import { type StreamEncoder, WavStream } from "./stream/stream_encoder.ts";
import type { StemPlace } from "./stream/stem_tail.ts";

/** What the stream is. */
export type StreamForm =
  | { readonly type: "wav"; readonly bits: 16 | 24 }
  | {
    readonly type: "mp3";
    readonly rate: { readonly bitrateKbps: number } | { readonly vbrQuality: number };
    readonly ffmpegPath: string;
  };

/** Something to tell of the stream; the recording is not concerned. */
export type StreamNews =
  /** Nobody reads: what is recorded from here on (seconds of the recording) is not in the stream. */
  | { readonly type: "stalled"; readonly atSeconds: number }
  /** Somebody reads again: so much is missing. */
  | { readonly type: "flowing"; readonly missedSeconds: number }
  /** Sound from before this is in the file and not in the stream: see `StreamPiece.isLacking`. Told once. */
  | { readonly type: "lacking"; readonly atSeconds: number }
  /** The reader has gone. */
  | { readonly type: "gone"; readonly atSeconds: number; readonly error: unknown }
  /** It cannot be made any more. */
  | { readonly type: "failed"; readonly atSeconds: number; readonly error: unknown };

/** What went to the reader. */
export interface StreamReport {
  /** Of the recording, as far as the stream came. */
  readonly seconds: number;
  /** All of it, to the end, was taken, and the file holds nothing else: neither what came late, nor what a gate took. */
  readonly isWhole: boolean;
}

/** What a stream is made of. */
export interface SoundStreamOptions {
  readonly options: ProgrammeOptions;
  readonly form: StreamForm;
  readonly rnnoiseUrl: string;
  readonly sink: ByteSink;
  /** How many times faster than real time the recording goes. */
  readonly pace: number;
  tell(news: StreamNews): void;
  /** Milliseconds that only go forward. */
  nowMs?(): number;
  readonly workerModule?: string;
}

/** A side that is so far behind is silent in the stream: the other must not wait for it. */
const PATIENCE_SECONDS = 1.2;
/** Where no side is further it holds up nobody, and is waited for so long: this program itself, or the disk, may be late. */
const ALONE_PATIENCE_SECONDS = 5;
/** A reader that leaves so much unread, beside what pipes hold, misses what comes until it reads again. */
const MOST_WAITING_SECONDS = 10;
/** At the end it is waited for a reader as long as it reads, and so long when it does not. */
const END_PATIENCE_MS = 5_000;

/**
 * Makes the stream, in a worker of its own, from the stems as they grow.
 *
 * Nothing here holds the recording up: it is told how far the stems are, and answers nothing.
 */
export class SoundStream implements AsyncDisposable {
  readonly #o: SoundStreamOptions;
  readonly #sound: ProgrammeSound;
  readonly #worker: WorkerClient<PostOrder, PostResult>;
  readonly #queue: ByteQueue;
  readonly #nowMs: () => number;
  #encoder: StreamEncoder | undefined;
  #places: PerTrack<StemPlace[]> = {};
  /** Stem frames that are to be heard, and that were. */
  #wantedFrame = 0;
  #heardFrame = 0;
  /** Programme frames that were made, and given on. */
  #madeFrames = 0;
  #stalledFrom: number | undefined;
  #missedFrames = 0;
  #isLacking = false;
  /** The recording's time, as far as it can be told from the stems, less the clock's, s. */
  #aheadSeconds = -Infinity;
  #running: Promise<void> | undefined;
  #isOver = false;

  constructor(o: SoundStreamOptions) {
    this.#o = o;
    this.#sound = soundOf(o.options);
    this.#worker = new WorkerClient(o.workerModule ?? "post/post_worker.ts");
    this.#queue = new ByteQueue(o.sink);
    this.#nowMs = o.nowMs ?? (() => performance.now());
    this.#queue.gone.then((error) => {
      if (this.#isOver) return;
      // A pipe breaks when its reader goes; all else is the trouble of a disk.
      const type = systemTrouble(error) === undefined ? "gone" : "failed";
      this.#end({ type, atSeconds: this.#seconds, error });
    });
  }

  /**
   * The recording has so many whole frames of each side on the disk.
   *
   * @param stems where each side is written now; these files begin at frame `fromFrame` of the recording
   */
  grow(frames: PerTrack<number>, stems: PerTrack<string>, fromFrame: number): void {
    if (this.#isOver) return;
    this.#place(stems, fromFrame);
    const { rateHz } = this.#sound;
    const all = Object.values(frames);
    const furthest = Math.max(...all);
    const nowSeconds = this.#nowMs() / 1_000 * this.#o.pace;
    this.#aheadSeconds = Math.max(this.#aheadSeconds, furthest / rateHz - nowSeconds);
    const dueFrame = (patience: number) =>
      Math.floor((nowSeconds + this.#aheadSeconds - patience) * rateHz);
    // What plays a file faster than time is waited for: it does not come late.
    const leastFrame = this.#o.pace === 1
      ? Math.max(Math.min(furthest, dueFrame(PATIENCE_SECONDS)), dueFrame(ALONE_PATIENCE_SECONDS))
      : -Infinity;
    const wanted = Math.min(...all.map((frame) => Math.max(frame, leastFrame)));
    if (Number.isFinite(wanted)) this.#wantedFrame = Math.max(this.#wantedFrame, wanted);
    if (this.#hasWork) this.#running ??= this.#run();
  }

  /** The stems are whole: gives what is left to the reader, and waits for him as long as he reads. */
  async finish(): Promise<StreamReport> {
    while (this.#running) await this.#running;
    if (!this.#isOver) await this.#tryOrder(true);
    const encoder = this.#encoder;
    if (!this.#isOver && encoder) {
      await this.#whileTaken(Promise.race([encoder.end(), encoder.failure]));
    }
    if (!this.#isOver) await this.#whileTaken(this.#queue.empty());
    const isWhole = !this.#isOver && this.#missedFrames === 0 && !this.#isLacking;
    const report = { seconds: this.#seconds, isWhole };
    await this[Symbol.asyncDispose]();
    return report;
  }

  /** Gives up what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.#encoder?.close();
    await this.#worker.close();
  }

  get #hasWork(): boolean {
    return !this.#isOver && this.#wantedFrame > this.#heardFrame;
  }

  get #seconds(): number {
    return this.#madeFrames / this.#sound.fileRateHz;
  }

  #place(stems: PerTrack<string>, fromFrame: number): void {
    this.#places = mapTracks(stems, (path, track) => {
      const known = this.#places[track] ?? [];
      return known.at(-1)?.path === path ? known : [...known.slice(-1), { path, fromFrame }];
    });
  }

  async #run(): Promise<void> {
    while (this.#hasWork) await this.#tryOrder(false);
    this.#running = undefined;
  }

  async #tryOrder(finish: boolean): Promise<void> {
    try {
      await this.#order(finish);
    } catch (error) {
      if (!this.#isOver) this.#end({ type: "failed", atSeconds: this.#seconds, error });
    }
  }

  async #order(finish: boolean): Promise<void> {
    const isWanted = this.#isRead();
    const toFrame = this.#wantedFrame;
    const { rnnoiseUrl } = this.#o;
    const result = await this.#worker.order({
      ...{ type: "stream", sound: this.#sound, rnnoiseUrl, tracks: this.#places },
      ...{ toFrame, finish, isWanted },
    });
    if (result.type !== "stream") throw new TypeError(`A stream came back as ${result.type}`);
    if (this.#isOver) return;
    this.#heardFrame = toFrame;
    const { piece } = result;
    if (!isWanted) this.#missedFrames += piece.toFrame - piece.fromFrame;
    else this.#encoderThatRuns.push(piece.samples);
    this.#madeFrames = piece.toFrame;
    if (!piece.isLacking || this.#isLacking) return;
    this.#isLacking = true;
    this.#o.tell({ type: "lacking", atSeconds: this.#seconds });
  }

  /** Whether somebody takes what is made; who does not is told of once. */
  #isRead(): boolean {
    const most = MOST_WAITING_SECONDS * this.#sound.fileRateHz;
    const waiting = this.#encoder?.waitingFrames ?? 0;
    if (this.#stalledFrom === undefined && waiting > most) {
      this.#stalledFrom = this.#missedFrames;
      this.#o.tell({ type: "stalled", atSeconds: this.#seconds });
    } else if (this.#stalledFrom !== undefined && waiting < most / 2) {
      const missed = this.#missedFrames - this.#stalledFrom;
      this.#stalledFrom = undefined;
      this.#o.tell({ type: "flowing", missedSeconds: missed / this.#sound.fileRateHz });
    }
    return this.#stalledFrom === undefined;
  }

  get #encoderThatRuns(): StreamEncoder {
    if (this.#encoder) return this.#encoder;
    const { form } = this.#o;
    const { fileRateHz: rateHz, channels: layout } = this.#sound;
    const shape = { rateHz, channels: layout === "mono" ? 1 : 2 } as const;
    const encoder = this.#encoder = form.type === "wav"
      ? new WavStream(this.#queue, { ...shape, bits: form.bits })
      : new Mp3Stream(this.#queue, { ...shape, ...form });
    encoder.failure.catch((error) => {
      if (!this.#isOver) this.#end({ type: "failed", atSeconds: this.#seconds, error });
    });
    return encoder;
  }

  /** Waits, unless the reader takes nothing for some time. */
  async #whileTaken(what: Promise<unknown>): Promise<void> {
    for (let before = -1; !this.#isOver && before !== this.#queue.writtenBytes;) {
      before = this.#queue.writtenBytes;
      const isDone = what.then(() => true, () => true);
      if (await within(END_PATIENCE_MS, isDone, false)) return;
    }
    if (!this.#isOver) this.#end({ type: "stalled", atSeconds: this.#seconds });
  }

  #end(news: StreamNews): void {
    this.#isOver = true;
    this.#encoder?.close();
    void this.#worker.close();
    this.#o.tell(news);
  }
}

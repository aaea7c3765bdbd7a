/** How a track's worker opens its source and waits for the first block, until the session begins. */
import { DeviceError } from "../../ffi/device_error.ts";
import type { Source, SourceBlock } from "../source/source.ts";
import { Backoff } from "./backoff.ts";
import { reasonOf, trackFailureOf } from "./track_failure.ts";
import type { FromTrack } from "./track_protocol.ts";

/** What it needs of the world. */
export interface SourceOpeningDependencies {
  openSource(): Source;
  send(message: FromTrack): void;
}

/** How far it has come; `heard` is a source whose first block is there, or one whose times are exact. */
type Step = "opening" | "opened" | "listening" | "heard";

/** Opens a source; a device that is not there is reported once, and tried again now and then. */
export class SourceOpening implements Disposable {
  readonly #dependencies: SourceOpeningDependencies;
  readonly #backoff = new Backoff();
  #step: Step = "opening";
  #source: Source | undefined;
  #missingReason: string | undefined;
  #startedNs = 0;
  #firstBlock: SourceBlock | undefined;

  constructor(dependencies: SourceOpeningDependencies) {
    this.#dependencies = dependencies;
  }

  /** What was opened, if it was. */
  get source(): Source | undefined {
    return this.#source;
  }

  /** Why the device is not there, once that was reported. */
  get missingReason(): string | undefined {
    return this.#missingReason;
  }

  /** When the source was started, ns; a file at exactly the instant that was asked for. */
  get startedNs(): number {
    return this.#startedNs;
  }

  /** A block that was read already; the others stay in the source until there is a stem. */
  get firstBlock(): SourceBlock | undefined {
    return this.#firstBlock;
  }

  /** Whether it has not been opened yet. */
  get isOpening(): boolean {
    return this.#step === "opening";
  }

  /** Whether it is open and waits to be started. */
  get isOpened(): boolean {
    return this.#step === "opened";
  }

  /** When a device that is not there is tried again, ns; Infinity for one that is. */
  get tryNs(): number {
    return this.isOpening && this.#missingReason !== undefined ? this.#backoff.dueNs : Infinity;
  }

  /** @throws what is no error of a device: that cannot be waited for */
  open(nowNs: number): void {
    this.#backoff.isDue(nowNs);
    this.#tryOpen();
  }

  /** It is opened by somebody else, later, and its absence was reported already. */
  skip(reason: string): void {
    this.#missingReason = reason;
  }

  /** @throws what is no error of a device */
  start(startNs: number, nowNs: number): void {
    if (this.#step !== "opened" || this.#source === undefined) return;
    try {
      this.#source.start(startNs);
    } catch (error) {
      this.#source[Symbol.dispose]();
      this.#missing(error);
      return;
    }
    this.#backoff.reset();
    this.#startedNs = this.#source.exact ? startNs : nowNs;
    this.#step = "listening";
    this.#listen(this.#source);
  }

  /** Tries again, or looks for the first block. */
  poll(nowNs: number): void {
    if (this.#step === "opening" && this.#backoff.isDue(nowNs)) this.#tryOpen();
    else if (this.#step === "listening" && this.#source !== undefined) this.#listen(this.#source);
  }

  [Symbol.dispose](): void {
    this.#source?.[Symbol.dispose]();
  }

  #tryOpen(): void {
    try {
      this.#source = this.#dependencies.openSource();
    } catch (error) {
      this.#missing(error);
      return;
    }
    this.#missingReason = undefined;
    this.#step = "opened";
    const { name, rateHz, channels, isSpare = false } = this.#source;
    this.#dependencies.send({ type: "opened", name, rateHz, channels, isSpare });
  }

  #missing(error: unknown): void {
    if (!(error instanceof DeviceError)) throw error;
    this.#source = undefined;
    this.#step = "opening";
    if (this.#missingReason !== undefined) return;
    const failure = trackFailureOf(error, true);
    this.#missingReason = reasonOf(failure);
    this.#dependencies.send({ type: "unopened", failure });
  }

  #listen(source: Source): void {
    let firstNs = this.#startedNs;
    if (!source.exact) {
      const block = source.read();
      if (block === undefined) return;
      this.#firstBlock = block;
      firstNs = block.hostNs - block.frames * 1e9 / source.rateHz;
    }
    this.#step = "heard";
    this.#dependencies.send({ type: "anchored", firstNs });
  }
}

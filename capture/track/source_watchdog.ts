/** Whether a source that says nothing is still there. */
import type { Source } from "../source/source.ts";

/** A running device that has not called back for so long is taken to be away, ns. */
const SILENT_NS = 2e9;
/** Before its first block a device is given more: some wake up slowly. */
const FIRST_BLOCK_NS = 5e9;
/** Between two polls less than this passes, ns; after more, we slept ourselves and cannot say that a device was silent. */
const AWAKE_NS = 1e9;

/** Counts the time without a sign of life from one source; that in which we slept does not count. */
export class SourceWatchdog {
  /** When the source last gave a sign of life, and how long it may be without one, ns. */
  #aliveNs: number;
  #patienceNs = FIRST_BLOCK_NS;
  #polledNs: number;

  /** @param startedNs when the source was started */
  constructor(startedNs: number) {
    this.#aliveNs = startedNs;
    this.#polledNs = startedNs;
  }

  /** Somebody looks for blocks, as happens many times a second while we are awake. */
  polled(nowNs: number): void {
    if (nowNs - this.#polledNs > AWAKE_NS) this.#aliveNs = Math.max(this.#aliveNs, nowNs);
    this.#polledNs = nowNs;
  }

  /** A block has come that was captured up to this instant; one that had waited while we slept says nothing about now. */
  heard(hostNs: number): void {
    this.#aliveNs = Math.max(this.#aliveNs, hostNs);
    this.#patienceNs = SILENT_NS;
  }

  /** Another source takes its place, started at this instant. */
  replaced(startedNs: number): void {
    this.#aliveNs = startedNs;
    this.#patienceNs = FIRST_BLOCK_NS;
  }

  /** What is wrong with a source that delivers nothing at this moment; `undefined` as long as it may be silent. */
  troubleOf(source: Pick<Source, "name" | "state">, nowNs: number): string | undefined {
    if (source.state === "gone") return `${source.name} disconnected`;
    if (nowNs - this.#aliveNs <= this.#patienceNs) return undefined;
    return `nothing has come from ${source.name} for ${this.#patienceNs / 1e9} s`;
  }
}

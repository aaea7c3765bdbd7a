/** Follows whether anybody on this machine is in a call. */
import type { CallSource } from "../../capture/calls/call_list.ts";
import type { Call } from "../../capture/calls/call_rule.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import type { RoomWorld } from "./room_world.ts";
import { Pauses } from "./pauses.ts";

/** Between two looks, ms: so much of a call's beginning may be missed. */
const LOOK_MS = 200;
/** A call is over when nobody has been in one for so long: some programs let go of the microphone between two rooms; ms. */
const OVER_MS = 20_000;

/** Who hears of what. */
export interface CallWatchOptions {
  readonly world: Pick<RoomWorld, "after" | "nowMs" | "calls">;
  readonly ignored: readonly string[];
  /** Somebody has answered: this machine can still tell who is in a call, or at least that it cannot. */
  onAnswer(): void;
  /** It cannot be told now; it is tried again. */
  onTrouble(error: unknown): void;
  /** It can be told, and could not before. */
  onKnown(): void;
}

/** Looks five times a second, from `begin` until it is disposed of. */
export class CallWatch implements Disposable {
  readonly #o: CallWatchOptions;
  readonly #pauses = new Pauses();
  readonly #checks = new Set<() => void>();
  #source: CallSource | undefined;
  #cancel: () => void = () => {};
  #isOver = false;
  /** Undefined while nobody can tell. */
  #calls: readonly Call[] | undefined;
  /** When somebody was in a call last, or may have been. */
  #lastMs = -Infinity;

  constructor(options: CallWatchOptions) {
    this.#o = options;
  }

  /** Begins to look. */
  begin(): void {
    void this.#look();
  }

  /** Resolves when somebody is in a call. @returns undefined when the signal came first */
  async begun(signal: AbortSignal): Promise<readonly Call[] | undefined> {
    const isOn = await this.#until(() => (this.#calls?.length ?? 0) > 0, signal);
    return isOn ? this.#calls : undefined;
  }

  /** Resolves when nobody has been in a call for 20 s, or with the signal; while nobody can tell it goes on. */
  async over(signal: AbortSignal): Promise<void> {
    await this.#until(() => {
      return this.#calls?.length === 0 && this.#o.world.nowMs() - this.#lastMs >= OVER_MS;
    }, signal);
  }

  /** @returns whether it holds; false when the signal came first */
  #until(condition: () => boolean, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (holds: boolean) => {
        this.#checks.delete(check);
        signal.removeEventListener("abort", giveUp);
        resolve(holds);
      };
      const giveUp = () => end(false);
      const check = () => condition() && end(true);
      if (signal.aborted) return end(false);
      signal.addEventListener("abort", giveUp, { once: true });
      this.#checks.add(check);
      check();
    });
  }

  async #look(): Promise<void> {
    let waitMs = LOOK_MS;
    const { world, ignored, onAnswer, onTrouble, onKnown } = this.#o;
    try {
      const source = this.#source ??= await world.calls(ignored);
      if (this.#isOver) return this.#close();
      const wasUnknown = this.#calls === undefined;
      this.#calls = source.look();
      // Who was in a call when nobody could tell may have been so until now.
      if (wasUnknown) {
        this.#lastMs = world.nowMs();
        onKnown();
      }
      this.#pauses.reset();
      onAnswer();
    } catch (error) {
      if (this.#isOver) return;
      this.#calls = undefined;
      onTrouble(error);
      // A server that hangs is no sign of life.
      if (!(error instanceof DeviceError && error.kind === "hung")) onAnswer();
      waitMs = this.#pauses.next();
    }
    if (this.#calls !== undefined && this.#calls.length > 0) this.#lastMs = world.nowMs();
    for (const check of [...this.#checks]) check();
    this.#cancel = world.after(waitMs, () => void this.#look());
  }

  #close(): void {
    this.#source?.[Symbol.dispose]();
    this.#source = undefined;
  }

  /** Looks no more; who still waits waits for the signal. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#cancel();
    this.#close();
  }
}

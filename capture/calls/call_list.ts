/** The calls that are going on on this machine, asked of its sound server again and again. */
import { AudioContext, type AudioContextOptions } from "../../ffi/audio_context.ts";
import { AudioLibrary } from "../../ffi/audio_library.ts";
import { SoundUses } from "../../ffi/sound_uses.ts";
import { type Call, callsAmong, type NoCalls } from "./call_rule.ts";

/** Also where nothing is said to have changed: an answer shows that there still is somebody to answer; ms. */
const ASK_MS = 5_000;

/** Who is in a call; nothing is recorded for that. */
export interface CallSource extends Disposable {
  /**
   * Looks at this moment; made to be asked several times a second.
   *
   * @throws {DeviceError} `unsupported` where the system does not tell; else when its sound server does not: the next look
   * tries again
   */
  look(): readonly Call[];
}

/** Asks the sound server of this system; a connection that is lost is made anew with the next look. */
export class CallList implements CallSource {
  readonly #library: AudioLibrary;
  readonly #noCalls: NoCalls;
  readonly #options: AudioContextOptions;
  readonly #nowMs: () => number;
  #connection: { readonly context: AudioContext; readonly uses: SoundUses } | undefined;
  #calls: readonly Call[] = [];
  #askedMs = -Infinity;

  /**
   * @param libraryPath the native library
   * @param nowMs a clock that only goes forward
   */
  constructor(
    libraryPath: string,
    noCalls: NoCalls,
    options: AudioContextOptions = {},
    nowMs: () => number = () => performance.now(),
  ) {
    this.#library = AudioLibrary.open(libraryPath);
    this.#noCalls = noCalls;
    this.#options = options;
    this.#nowMs = nowMs;
  }

  look(): readonly Call[] {
    try {
      const { uses } = this.#connection ??= this.#connect();
      const isDue = this.#nowMs() - this.#askedMs >= ASK_MS;
      if (!isDue && !uses.mayHaveChanged) return this.#calls;
      this.#calls = callsAmong(uses.list(), this.#noCalls);
      this.#askedMs = this.#nowMs();
      return this.#calls;
    } catch (error) {
      this.#disconnect();
      throw error;
    }
  }

  #connect() {
    const context = new AudioContext(this.#library, this.#options);
    this.#askedMs = -Infinity;
    return { context, uses: new SoundUses(context) };
  }

  #disconnect(): void {
    this.#connection?.context[Symbol.dispose]();
    this.#connection = undefined;
  }

  [Symbol.dispose](): void {
    this.#disconnect();
    this.#library[Symbol.dispose]();
  }
}

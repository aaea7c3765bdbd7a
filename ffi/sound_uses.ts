/** Who records and who plays at this moment, as the sound system lists it. */
import type { AudioContext, DeviceDirection } from "./audio_context.ts";
import { NativeReport } from "./native_report.ts";
import { USE_BYTES } from "./symbols.ts";
import { readText } from "./system/text.ts";

/** More streams than these are not looked at. */
const MOST_USES = 64;

/** A stream of a program; what nobody knows is empty, or 0. */
export interface SoundUse {
  /** The name of the executable. */
  readonly program: string;
  /** What the program calls itself. */
  readonly name: string;
  /** What the stream is for, as PulseAudio's `media.role` has it: `phone`, `music`, … */
  readonly role: string;
  /** `input` records, `output` plays. */
  readonly direction: DeviceDirection;
  readonly pid: number;
  /** Hz. */
  readonly rateHz: number;
  /** Not paused by the program. */
  readonly isRunning: boolean;
  /** It records what the computer plays. */
  readonly hearsOutput: boolean;
  /** Not a part of the sound server itself. */
  readonly isProgram: boolean;
}

/** The list of all streams, confrec's own too; on Windows only of those that record. */
export class SoundUses {
  readonly #context: AudioContext;
  readonly #bytes = new Uint8Array(MOST_USES * USE_BYTES);
  readonly #report = new NativeReport();

  constructor(context: AudioContext) {
    this.#context = context;
  }

  /** Whether it may have changed since it was listed; waits for nothing. True where the system does not say. */
  get mayHaveChanged(): boolean {
    const { handle, library } = this.#context;
    return library.functions.confrec_context_changed(handle) !== 0;
  }

  /**
   * Asks for it.
   *
   * @throws {DeviceError} `unsupported` where the system does not tell; `gone` or `hung` when the sound server is
   */
  list(): SoundUse[] {
    const { handle, library } = this.#context;
    const count = library.functions.confrec_context_uses(
      handle,
      this.#bytes,
      MOST_USES,
      this.#report.bytes,
    );
    this.#report.check({ verb: "ask", subject: "sound server" });
    return Array.from({ length: Math.min(count, MOST_USES) }, (_, i) => this.#useAt(i * USE_BYTES));
  }

  #useAt(offset: number): SoundUse {
    const view = new DataView(this.#bytes.buffer, offset, USE_BYTES);
    const number = (index: number) => view.getInt32(288 + 4 * index, true);
    return {
      program: readText(this.#bytes, offset, 128),
      name: readText(this.#bytes, offset + 128, 128),
      role: readText(this.#bytes, offset + 256, 32),
      direction: number(0) === 0 ? "input" : "output",
      pid: number(1),
      rateHz: number(2),
      isRunning: number(3) !== 0,
      hearsOutput: number(4) !== 0,
      isProgram: number(5) !== 0,
    };
  }
}

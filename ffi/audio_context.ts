/** The system's sound interface: which devices there are, and the way to open them. */
import type { AudioLibrary } from "./audio_library.ts";
import { DeviceError } from "./device_error.ts";
import { type DeviceDirection, type DeviceInfo, DeviceRecord } from "./device_info.ts";
import type { DeviceTask } from "./device_trouble.ts";
import { NativeReport } from "./native_report.ts";
import { Owner } from "./owner.ts";
import { readText, writeText } from "./system/text.ts";

export type { DeviceDirection, DeviceInfo } from "./device_info.ts";

/** More outputs than this are not looked at. */
const MOST_STREAMING = 16;

/** How to open a context in another way than the system's own. */
export interface AudioContextOptions {
  /** `null` plays into nothing and hears nothing; it is for tests. Without it: the system's own interface. */
  readonly backend?: "pulseaudio" | "alsa" | "wasapi" | "coreaudio" | "null";
  /** The address of a PulseAudio server, for example `unix:/run/user/1000/pulse/native`. */
  readonly server?: string;
}

/**
 * A connection to the sound server, used by one thread.
 *
 * When the server stops, the context stays dead: dispose it and make another. Disposing closes its streams first.
 */
export class AudioContext implements Disposable {
  /** Only for the classes of this folder. */
  readonly library: AudioLibrary;
  /** Only for the classes of this folder: what must be closed before the context is. */
  readonly owned = new Owner();
  #handle: Deno.PointerObject | undefined;

  /**
   * Connects; this may block for as long as the server takes to answer.
   *
   * @throws {DeviceError} `missing` when there is no sound server
   */
  constructor(library: AudioLibrary, options: AudioContextOptions = {}) {
    const report = new NativeReport();
    this.library = library;
    this.#handle = report.checkHandle(
      library.functions.confrec_context_open(
        writeText(options.backend),
        writeText(options.server),
        report.bytes,
      ),
      { verb: "reach", subject: "sound server" },
    );
    library.owned.add(this);
  }

  /** Only for the classes of this folder. */
  get handle(): Deno.PointerObject {
    if (this.#handle === undefined) {
      throw new TypeError("Cannot use an audio context after it was closed");
    }
    return this.#handle;
  }

  /** The interface in use, for example "PulseAudio". */
  get backend(): string {
    const text = new Uint8Array(64);
    this.library.functions.confrec_context_backend(this.handle, text, text.length);
    return readText(text, 0, text.length);
  }

  /**
   * All devices there are at this moment, inputs first.
   *
   * @throws {DeviceError} `gone` when the sound server stopped
   */
  devices(): DeviceInfo[] {
    const { confrec_context_scan, confrec_context_device } = this.library.functions;
    const report = new NativeReport();
    const count = confrec_context_scan(this.handle, report.bytes);
    report.check({ verb: "ask", subject: "sound server" });
    const record = new DeviceRecord();
    return Array.from({ length: count }, (_, index) => {
      confrec_context_device(this.handle, index, record.bytes);
      return record.toInfo();
    });
  }

  /**
   * What is the default at this moment. Cheaper than `devices()`: made to be asked again and again.
   *
   * @returns `undefined` when there is no device of this direction
   * @throws {DeviceError} `gone` when the sound server stopped
   */
  defaultDevice(direction: DeviceDirection): DeviceInfo | undefined {
    return this.#askOne((record, report) =>
      this.library.functions.confrec_context_default(
        this.handle,
        direction === "input" ? 0 : 1,
        record,
        report,
      )
    );
  }

  /**
   * What is known about one device at this moment. Cheaper than `devices()`.
   *
   * @returns `undefined` when there is none with this id
   * @throws {DeviceError} `gone` when the sound server stopped
   */
  find(direction: DeviceDirection, id: string): DeviceInfo | undefined {
    return this.#askOne((record, report) =>
      this.library.functions.confrec_context_find(
        this.handle,
        direction === "input" ? 0 : 1,
        writeText(id),
        record,
        report,
      )
    );
  }

  /**
   * The outputs on which programs other than confrec have running streams; whether these are silent is not known.
   *
   * @returns none on systems without PulseAudio
   */
  streamingOutputs(): DeviceInfo[] {
    const record = new DeviceRecord();
    const found: DeviceInfo[] = [];
    const ask = this.library.functions.confrec_context_streaming;
    while (found.length < MOST_STREAMING && ask(this.handle, found.length, record.bytes) === 0) {
      found.push(record.toInfo());
    }
    return found;
  }

  /**
   * The output that something plays on at this moment.
   *
   * @param preferredId the id of the output that is returned if it plays, however loud others are
   * @returns `undefined` when nothing is played, and on all systems but Windows
   */
  playingOutput(preferredId: string): DeviceInfo | undefined {
    const record = new DeviceRecord();
    const kind = this.library.functions.confrec_context_playing(
      this.handle,
      writeText(preferredId),
      record.bytes,
    );
    return kind === 0 ? record.toInfo() : undefined;
  }

  /** Asks for one device; `undefined` when there is no such one. */
  #askOne(
    ask: (record: Uint8Array<ArrayBuffer>, report: Uint8Array<ArrayBuffer>) => void,
  ): DeviceInfo | undefined {
    const report = new NativeReport();
    const record = new DeviceRecord();
    ask(record.bytes, report.bytes);
    try {
      report.check({ verb: "ask", subject: "sound server" } satisfies DeviceTask);
    } catch (error) {
      if (error instanceof DeviceError && error.kind === "missing") return undefined;
      throw error;
    }
    return record.toInfo();
  }

  [Symbol.dispose](): void {
    if (this.#handle === undefined) return;
    this.owned.disposeAll();
    this.library.functions.confrec_context_close(this.#handle);
    this.library.owned.remove(this);
    this.#handle = undefined;
  }
}

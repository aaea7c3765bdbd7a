/** Silence, played on an output so that its loopback keeps running while nothing else plays. */
import type { AudioContext } from "./audio_context.ts";
import type { DeviceInfo } from "./device_info.ts";
import { StreamHandle, type StreamStatus } from "./stream_handle.ts";
import { writeText } from "./system/text.ts";

/** An output on which silence is played. */
export class SilenceStream implements Disposable {
  readonly #stream: StreamHandle;

  /**
   * @param options.id the id of an output; without it the default
   * @throws {DeviceError}
   */
  constructor(context: AudioContext, options: { readonly id?: string; readonly name?: string }) {
    this.#stream = new StreamHandle(
      context,
      "output",
      options.name ?? options.id,
      (functions, report) =>
        functions.confrec_silence_open(context.handle, writeText(options.id), report),
    );
  }

  /** The device that was opened. */
  get device(): DeviceInfo {
    return this.#stream.device;
  }

  /** @throws {DeviceError} */
  start(): void {
    this.#stream.start();
  }

  /** @throws {DeviceError} */
  stop(): void {
    this.#stream.stop();
  }

  status(): StreamStatus {
    return this.#stream.status();
  }

  [Symbol.dispose](): void {
    this.#stream[Symbol.dispose]();
  }
}

/** What a microphone hears, played on an output while it is captured. */
import type { AudioContext } from "./audio_context.ts";
import type { CaptureStream } from "./capture_stream.ts";
import type { DeviceInfo } from "./device_info.ts";
import { StreamHandle, type StreamStatus } from "./stream_handle.ts";
import { writeText } from "./system/text.ts";

/** Where and how a monitor plays. */
export interface MonitorOptions {
  /** The id of an output; without it the default. */
  readonly id?: string;
  /** The device as the person knows it, for messages. */
  readonly name?: string;
  /** A factor, 0 for silence. */
  readonly gain: number;
}

/**
 * An output that plays what a capture stream hears, as soon as it comes, on every channel.
 *
 * Native code alone hands the sound over, from one audio thread to the other. What is captured does not change.
 */
export class MonitorStream implements Disposable {
  readonly #stream: StreamHandle;

  /**
   * @param capture has one monitor at a time
   * @throws {DeviceError}
   */
  constructor(context: AudioContext, capture: CaptureStream, options: MonitorOptions) {
    const { id, name = id, gain } = options;
    this.#stream = new StreamHandle(
      context,
      "monitor",
      name,
      (functions, report) =>
        functions.confrec_monitor_open(
          context.handle,
          capture.pointer,
          writeText(id),
          gain,
          report,
        ),
    );
  }

  /** The device that was opened, with the rate of what it plays. */
  get device(): DeviceInfo {
    return this.#stream.device;
  }

  /** @throws {DeviceError} */
  start(): void {
    this.#stream.start();
  }

  /** `framesDropped`: those for which there was nothing to play, once it had begun. */
  status(): StreamStatus {
    return this.#stream.status();
  }

  /** Changes the gain, a factor, within 5 ms. */
  setGain(gain: number): void {
    this.#stream.functions.confrec_monitor_gain(this.#stream.pointer, gain);
  }

  [Symbol.dispose](): void {
    this.#stream[Symbol.dispose]();
  }
}

/** Sound from a device: a microphone, or what an output plays. */
import type { AudioContext } from "./audio_context.ts";
import { type ChannelPlace, PLACES } from "./channel_places.ts";
import type { DeviceInfo } from "./device_info.ts";
import { StreamHandle, type StreamStatus } from "./stream_handle.ts";
import { BLOCK_FIELDS } from "./symbols.ts";
import { writeText } from "./system/text.ts";

export type { StreamState, StreamStatus } from "./stream_handle.ts";

/** How long a worker may be kept from reading before the ring is full. */
const BUFFER_SECONDS = 12;
/** The longest block; longer callbacks are read in pieces. */
const BLOCK_SECONDS = 0.25;

/** What a capture stream listens to. */
export interface CaptureOptions {
  /** `loopback` hears what an output plays. */
  readonly kind: "input" | "loopback";
  /**
   * An id from `devices()`, for `loopback` that of an output. Without it the default, which the system may change while
   * the stream runs; a loopback on Linux stays with the output that was the default when it was opened.
   */
  readonly id?: string;
  /** The device as the person knows it, for messages. */
  readonly name?: string;
  /** How long nobody may read before frames are dropped, seconds. */
  readonly bufferSeconds?: number;
  /** How often the device is asked to hand over, ms, and how many such periods it keeps; 0 for the default. */
  readonly periodMs?: number;
  readonly periods?: number;
}

/** What was heard since the last read. */
export interface CaptureBlock {
  /** Frames that the device handed over before this block since the stream was opened, with the dropped ones. */
  readonly position: number;
  readonly frames: number;
  /** Interleaved, full scale ±1; valid until the next `read()`. */
  readonly samples: Float32Array;
  /**
   * When the block's last frame was handed over: the host time at which the system called back. That frame sounded
   * earlier, by the device's own latency and up to one period, and never later.
   */
  readonly hostNs: number;
  /**
   * Frames of one cycle of PipeWire's: what it loses is whole cycles. 1 as long as their length is not known; 0 elsewhere.
   */
  readonly cycleFrames: number;
}

/**
 * A device that is open for capture at its own rate and with its own channels.
 *
 * The audio thread runs in native code. Frames that nobody takes are counted and never go missing in silence.
 */
export class CaptureStream implements Disposable {
  readonly rateHz: number;
  readonly channels: number;
  /** Where each channel belongs, by the device's own map. */
  readonly places: readonly ChannelPlace[];
  readonly #stream: StreamHandle;
  readonly #samples: Float32Array<ArrayBuffer>;
  readonly #blockFrames: number;
  readonly #block = new Float64Array(BLOCK_FIELDS);

  /** @throws {DeviceError} */
  constructor(context: AudioContext, options: CaptureOptions) {
    const { kind, id, name = id, bufferSeconds = BUFFER_SECONDS, periodMs = 0, periods = 0 } =
      options;
    const subject = kind === "input" ? "microphone" : "system sound";
    this.#stream = new StreamHandle(
      context,
      subject,
      name,
      (functions, report) =>
        functions.confrec_capture_open(
          context.handle,
          kind === "input" ? 0 : 1,
          writeText(id),
          bufferSeconds,
          periodMs,
          periods,
          report,
        ),
    );
    this.rateHz = this.#stream.device.rateHz;
    this.channels = this.#stream.device.channels;
    this.places = this.#askPlaces();
    this.#blockFrames = Math.ceil(this.rateHz * BLOCK_SECONDS);
    this.#samples = new Float32Array(this.#blockFrames * this.channels);
  }

  /** Only for the classes of this folder. */
  get pointer(): Deno.PointerObject {
    return this.#stream.pointer;
  }

  /** The device that was opened. On Linux a loopback's device is the monitor of the output. */
  get device(): DeviceInfo {
    return this.#stream.device;
  }

  /**
   * Starts the stream, once: after a stop, or when it was lost, open another.
   *
   * @throws {DeviceError}
   */
  start(): void {
    this.#stream.start();
  }

  /** Ends the callbacks. What was captured before can still be read. @throws {DeviceError} */
  stop(): void {
    this.#stream.stop();
  }

  /**
   * Takes the oldest block that waits: the frames of one callback, or of several that came in one burst.
   *
   * @returns `undefined` when nothing waits
   */
  read(): CaptureBlock | undefined {
    const frames = this.#stream.functions.confrec_stream_read(
      this.#stream.pointer,
      this.#samples,
      this.#blockFrames,
      this.#block,
    );
    if (frames === 0) return undefined;
    const [position = 0, hostNs = 0, cycleFrames = 0] = this.#block;
    return {
      position,
      frames,
      samples: this.#samples.subarray(0, frames * this.channels),
      hostNs,
      cycleFrames,
    };
  }

  status(): StreamStatus {
    return this.#stream.status();
  }

  #askPlaces(): ChannelPlace[] {
    const places = new Uint8Array(this.channels);
    const { functions, pointer } = this.#stream;
    functions.confrec_stream_places(pointer, places, places.length);
    return Array.from(places, (place) => PLACES[place] ?? "unknown");
  }

  /** Closes the device, without waiting for a sound server that hangs. */
  [Symbol.dispose](): void {
    this.#stream[Symbol.dispose]();
  }
}

/** What capture and silence have in common: a native stream that starts, stops, reports its state and is closed once. */
import type { AudioContext } from "./audio_context.ts";
import { type DeviceInfo, DeviceRecord } from "./device_info.ts";
import type { DeviceTask } from "./device_trouble.ts";
import { NativeReport } from "./native_report.ts";
import { type NativeFunctions, STATUS_FIELDS } from "./symbols.ts";

/**
 * `lost`: the stream was started, and the system has stopped or taken away the device since, or replaced it by one of
 * another rate. Not every backend says so: a device may also just fall silent, which only `lastCallbackNs` shows.
 */
export type StreamState = "stopped" | "running" | "lost";

/** How a stream is doing. */
export interface StreamStatus {
  readonly state: StreamState;
  /** Frames that the device has handed over or taken since it was opened, with the dropped ones. */
  readonly framesDelivered: number;
  /** Frames that were lost because nobody read for longer than the buffer. */
  readonly framesDropped: number;
  /** Host time of the last callback; 0 before the first. */
  readonly lastCallbackNs: number;
  /** How often the system moved the stream to another device. */
  readonly reroutes: number;
  /** The sound server has muted this very stream, or turned it down to nothing. */
  readonly isMuted: boolean;
}

/** An open native stream. */
export class StreamHandle implements Disposable {
  /** The device that was opened, which for the default may be another tomorrow; with the rate that is delivered. */
  readonly device: DeviceInfo;
  readonly #context: AudioContext;
  readonly #subject: DeviceTask["subject"];
  readonly #status = new Float64Array(STATUS_FIELDS);
  #pointer: Deno.PointerObject | undefined;

  /**
   * @param name the device as the person knows it, for messages
   * @param open calls the native function that opens
   * @throws {DeviceError}
   */
  constructor(
    context: AudioContext,
    subject: DeviceTask["subject"],
    name: string | undefined,
    open: (functions: NativeFunctions, report: Uint8Array<ArrayBuffer>) => Deno.PointerValue,
  ) {
    const report = new NativeReport();
    const pointer = report.checkHandle(open(context.library.functions, report.bytes), {
      verb: "open",
      subject,
      name,
    });
    const record = new DeviceRecord();
    context.library.functions.confrec_stream_device(pointer, record.bytes);
    this.device = record.toInfo();
    this.#context = context;
    this.#subject = subject;
    this.#pointer = pointer;
    context.owned.add(this);
  }

  get pointer(): Deno.PointerObject {
    if (this.#pointer === undefined) throw new TypeError("Cannot use a stream after it was closed");
    return this.#pointer;
  }

  get functions(): NativeFunctions {
    return this.#context.library.functions;
  }

  /**
   * Starts the stream, once: after a stop, or when it was lost, open another.
   *
   * @throws {DeviceError}
   */
  start(): void {
    const report = new NativeReport();
    this.functions.confrec_stream_start(this.pointer, report.bytes);
    report.check({ verb: "start", subject: this.#subject, name: this.device.name });
  }

  /** Ends the callbacks. What was captured before can still be read. @throws {DeviceError} */
  stop(): void {
    const report = new NativeReport();
    this.functions.confrec_stream_stop(this.pointer, report.bytes);
    report.check({ verb: "stop", subject: this.#subject, name: this.device.name });
  }

  status(): StreamStatus {
    this.functions.confrec_stream_status(this.pointer, this.#status);
    const [state, framesDelivered = 0, framesDropped = 0, lastCallbackNs = 0, reroutes = 0, muted] =
      this.#status;
    return {
      state: state === 1 ? "running" : state === 2 ? "lost" : "stopped",
      framesDelivered,
      framesDropped,
      lastCallbackNs,
      reroutes,
      isMuted: muted === 1,
    };
  }

  [Symbol.dispose](): void {
    if (this.#pointer === undefined) return;
    this.functions.confrec_stream_close(this.#pointer);
    this.#context.owned.remove(this);
    this.#pointer = undefined;
  }
}

/** The one place where return codes of the native library become exceptions. */
import { DeviceError, type DeviceErrorKind } from "./device_error.ts";
import { deviceReason, type DeviceTask, taskWords } from "./device_trouble.ts";
import { ERROR_BYTES } from "./symbols.ts";
import { readText } from "./system/text.ts";

/** `confrec_kind`, by number; 0 is success. */
const KINDS = [
  ...[undefined, "busy", "gone", "denied", "unsupported", "missing", "failed", "hung"] as const,
];

/** The memory into which a native function writes why it failed. */
export class NativeReport {
  /** A `confrec_error`. */
  readonly bytes = new Uint8Array(ERROR_BYTES);
  readonly #view = new DataView(this.bytes.buffer);

  /**
   * Looks at the report after a call.
   *
   * @throws {DeviceError} when it reports a failure
   */
  check(task: DeviceTask): void {
    const number = this.#view.getInt32(0, true);
    if (number === 0) return;
    const kind: DeviceErrorKind = KINDS[number] ?? "failed";
    const detail = readText(this.bytes, 8, 248);
    throw DeviceError.cannot(kind, taskWords(task), deviceReason(kind, task, detail));
  }

  /** The same for a call that returns a handle, which is null only with a reason. */
  checkHandle<T>(handle: T | null, task: DeviceTask): T {
    this.check(task);
    if (handle === null) {
      const reason = deviceReason("failed", task, "no reason given");
      throw DeviceError.cannot("failed", taskWords(task), reason);
    }
    return handle;
  }
}

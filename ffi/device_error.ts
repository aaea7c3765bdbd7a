/** What a person can do something about when a device does not work. */

/**
 * - `busy`: another program uses it
 * - `gone`: it was there, and went away
 * - `denied`: the system does not allow access
 * - `unsupported`: the device or the system cannot do this
 * - `missing`: there is no such device, or no sound server
 * - `failed`: anything else
 * - `hung`: the sound server is there, and does not answer
 */
export type DeviceErrorKind =
  | "busy"
  | "gone"
  | "denied"
  | "unsupported"
  | "missing"
  | "failed"
  | "hung";

/** A sound device, or the sound server, cannot be used. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
  readonly kind: DeviceErrorKind;
  /** Why, without what could not be done: the clause that stands behind "Cannot …:", with what to try. */
  readonly reason: string;

  constructor(
    kind: DeviceErrorKind,
    message: string,
    { reason = message, ...options }: ErrorOptions & { readonly reason?: string } = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.reason = reason;
  }

  /** @param task what could not be done, such as "record the microphone" */
  static cannot(kind: DeviceErrorKind, task: string, reason: string): DeviceError {
    return new DeviceError(kind, `Cannot ${task}: ${reason}`, { reason });
  }
}

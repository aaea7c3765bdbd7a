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

  constructor(kind: DeviceErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

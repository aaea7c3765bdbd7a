/** A sound device, as the system lists it. */
import { DEVICE_BYTES } from "./symbols.ts";
import { readText } from "./system/text.ts";

/** Whether a device hears or is heard. */
export type DeviceDirection = "input" | "output";

/** A device as the system describes it. */
export interface DeviceInfo {
  /** Stays the same as long as the device is plugged into the same socket. */
  readonly id: string;
  readonly name: string;
  readonly direction: DeviceDirection;
  readonly isDefault: boolean;
  /** An input that hears an output: a PulseAudio monitor. */
  readonly isMonitor: boolean;
  /** The rate that the system runs it at, Hz; 0 where it does not say. */
  readonly rateHz: number;
  /** 0 where the system does not say. */
  readonly channels: number;
  /** The system has muted it, or turned it down to nothing; absent where it has not, or does not say. */
  readonly isMuted?: boolean;
}

/** The memory of one `confrec_device`. */
export class DeviceRecord {
  readonly bytes = new Uint8Array(DEVICE_BYTES);
  readonly #view = new DataView(this.bytes.buffer);

  toInfo(): DeviceInfo {
    return {
      id: readText(this.bytes, 0, 256),
      name: readText(this.bytes, 256, 256),
      direction: this.#view.getInt32(512, true) === 0 ? "input" : "output",
      isDefault: this.#view.getInt32(516, true) !== 0,
      isMonitor: this.#view.getInt32(520, true) !== 0,
      rateHz: this.#view.getInt32(524, true),
      channels: this.#view.getInt32(528, true),
      ...(this.#view.getInt32(532, true) === 0 ? {} : { isMuted: true }),
    };
  }
}

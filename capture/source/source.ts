/** Where a track's samples come from. */
import type { ChannelPlace } from "../../dsp/channel_place.ts";

/** Samples that arrived together. */
export interface SourceBlock {
  /** Source frames before this block since the source started, those that were dropped included. */
  readonly position: number;
  /** Frames in the block, at least 1. */
  readonly frames: number;
  /** Interleaved samples, `frames × channels`; valid until the next `read`. */
  readonly samples: Float32Array;
  /** Host time of the block's end, ns: when the device's callback handed it over. */
  readonly hostNs: number;
  /**
   * Frames that the system loses together, or several times as many, if it loses any: PipeWire's cycle, 1 as long as it is
   * not known. 0 or none elsewhere. Where there is one, `hostNs` may be late, but is never early.
   */
  readonly cycleFrames?: number;
}

/**
 * How a source stands.
 *
 * `running`: more may come. `ended`: all has been read, and nothing will ever follow. `gone`: the device went away;
 * what it delivered before can still be read.
 */
export type SourceState = "running" | "ended" | "gone";

/** What the system has muted: a device, or only our stream from it. */
export interface Muted {
  readonly what: "device" | "stream";
  /** Of the device, as people know it. */
  readonly name: string;
}

/**
 * How a monitor stands.
 *
 * `playing`: the microphone is heard there. `waiting`: the output is not there, or cannot be opened; it is tried again.
 * `recorded`: it is silent, because what that output plays is, or may be, recorded as the computer's sound.
 */
export interface MonitorState {
  readonly type: "playing" | "waiting" | "recorded";
  /** Of the output, as people know it. */
  readonly name: string;
  /** Why it waits, as a clause. */
  readonly reason?: string;
}

/** A device, or a file played as if it were one. It is opened when it is made and delivers from `start` on. */
export interface Source extends Disposable {
  readonly rateHz: number;
  readonly channels: number;
  /** Where each of the channels stands, if the device or the file says so. */
  readonly places?: readonly ChannelPlace[] | undefined;
  /** What people call it. */
  readonly name: string;
  /**
   * True when `hostNs` follows from the position alone, so that there is no drift to measure: a file has no clock of
   * its own.
   */
  readonly exact: boolean;
  /** After the last block of a source that has ended: the instant of its end, host ns; until then `undefined`. */
  readonly endNs: number | undefined;
  readonly state: SourceState;
  /** What the system has muted, if it has, as of the last `isOutdated` or the one before. */
  readonly muted?: Muted | undefined;
  /** How its monitor stands, if it has one, as of the last `isOutdated`. */
  readonly monitor?: MonitorState | undefined;
  /** Whether it stands in for a device that is not there. */
  readonly isSpare?: boolean;
  /** Frames that arrived when the buffer was full, since the start. */
  readonly framesDropped: number;
  /**
   * Begins to deliver. A file begins at exactly `atNs`; a device as soon as it can, whatever `atNs` is.
   *
   * @throws {Error} with a `kind` (`DeviceError`) when the device refuses
   */
  start(atNs: number): void;
  /**
   * Looks after what the source needs, and whether another should be opened in its place: true once another device has
   * become the default. Asks the sound server, one thing at every call and another at every second one, so to be called
   * every half second.
   */
  isOutdated(): boolean;
  /** The next block that has arrived, or `undefined` when there is none yet. Never waits. */
  read(): SourceBlock | undefined;
}

/** What a track is to be recorded from; plain data, so that it can be sent to a worker. */
export type SourceChoice = DeviceChoice | FileChoice;

/** A device. */
export interface DeviceChoice {
  readonly kind: "device";
  /** `loopback` records what an output plays. */
  readonly stream: "input" | "loopback";
  /** Without an id the default device is meant, also when the default changes while recording. */
  readonly id?: string;
  /** What was asked for, instead of an id, where no device matched it yet: looked for whenever it is opened. */
  readonly asked?: string;
  readonly name: string;
  /** What is recorded while this one is not there. */
  readonly spare?: DeviceChoice;
  /** The device that this one stands in for: it is outdated once that one is there. */
  readonly spareOf?: DeviceChoice;
  /** The output on which silence is played so that its loopback never pauses; the default one without an id. */
  readonly silence?: { readonly id?: string };
  /** Where a microphone is played while it is recorded. */
  readonly monitor?: MonitorChoice;
  /**
   * The output on which the microphone is played: a loopback of the default takes it for no other program's. Only where a
   * system's meters do not tell programs apart, which is Windows.
   */
  readonly monitorId?: string;
}

/** Where a microphone is played while it is recorded. */
export interface MonitorChoice {
  /** An output; without an id the default one, whichever it becomes. */
  readonly id?: string;
  readonly name: string;
  /** Decibels by which it is made louder. */
  readonly gainDb: number;
  /** The output whose sound is recorded; without an id the default one; absent where none is. */
  readonly recorded?: { readonly id?: string };
}

/** A WAV file, played in real time (or `pace` times faster) from its beginning. */
export interface FileChoice {
  readonly kind: "file";
  readonly path: string;
  /** Play what there is of a file that was cut short; otherwise it is refused. */
  readonly cutShort?: boolean;
}

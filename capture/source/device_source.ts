/** A sound device as a source. */
import { isAudible } from "./audible.ts";
import { foundChoice } from "./device_choice.ts";
import { type OutputEar, OutputSearch } from "./output_search.ts";
import {
  AudioContext,
  type AudioContextOptions,
  type DeviceInfo,
} from "../../ffi/audio_context.ts";
import type { AudioLibrary } from "../../ffi/audio_library.ts";
import { CaptureStream } from "../../ffi/capture_stream.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { Monitor } from "./monitor.ts";
import { MonitorSwitch } from "./monitor_switch.ts";
import { PlayingOutput } from "./playing_output.ts";
import { Silence } from "./silence.ts";
import type {
  DeviceChoice,
  MonitorState,
  Muted,
  Source,
  SourceBlock,
  SourceState,
} from "./source.ts";

/** For so many looks, 0.5 s apart, an output that has sounded and still has a stream may be silent: 10 s. */
const PAUSE_LOOKS = 20;
/**
 * How a microphone with a monitor is captured: what comes 10 ms at a time is heard 40 ms earlier, and as much is held for a
 * program that was stopped.
 */
const MONITORED = { periodMs: 10, periods: 1_000 };
/** Sound interfaces that say whether a device is muted. */
const TELLING_BACKENDS: readonly string[] = ["PulseAudio", "WASAPI"];

/**
 * A device that is open.
 *
 * It has a connection to the sound server of its own: when the server dies, so does what was connected to it, and the
 * next source begins with a new one. It must be used by one thread only.
 */
export class DeviceSource implements Source {
  readonly name: string;
  readonly rateHz: number;
  readonly channels: number;
  readonly places: Source["places"];
  readonly isSpare: boolean;
  readonly exact = false;
  readonly endNs = undefined;
  readonly #context: AudioContext;
  readonly #stream: CaptureStream;
  readonly #silence: Silence | undefined;
  readonly #choice: DeviceChoice;
  /** The default when it was opened; only where the default is what was asked for. */
  readonly #defaultId: string | undefined;
  readonly #output: PlayingOutput;
  readonly #monitorSwitch: MonitorSwitch;
  #monitor: Monitor | undefined;
  /** What is recorded; the id only where the default, or what plays in its place, was asked for. */
  readonly #device: DeviceInfo | undefined;
  readonly #search: OutputSearch;
  #muted: Muted | undefined;
  /** Whether anything was to be heard since the last look at the outputs, and ever; and for how many looks not. */
  #sounds = false;
  #hasSounded = false;
  #silentLooks = 0;
  #looks = 0;
  #dropped = 0;
  #closed = false;

  /**
   * Opens the device; silence on its output runs from now on. May block while the sound server thinks.
   *
   * @param server another sound server than the person's own
   * @param output what the earlier sources of this track have found out about the output that plays
   * @param monitorSwitch of this track, for all its sources
   * @throws {DeviceError}
   */
  constructor(
    library: AudioLibrary,
    wanted: DeviceChoice,
    server: AudioContextOptions = {},
    output: PlayingOutput = new PlayingOutput(),
    monitorSwitch: MonitorSwitch = new MonitorSwitch(),
  ) {
    this.#output = output;
    this.isSpare = wanted.spareOf !== undefined;
    this.#monitorSwitch = monitorSwitch;
    this.#search = new OutputSearch((id) => this.#listenTo(id));
    const context = this.#context = new AudioContext(library, server);
    try {
      const choice = this.#choice = foundChoice(wanted, () => context.devices());
      const usual = choice.id === undefined ? this.#askDefault() : undefined;
      if (usual !== undefined && this.#isOtherSide(usual)) throw noMicrophone();
      this.#defaultId = usual?.id;
      const playing = usual === undefined ? undefined : this.#instead(usual);
      const device = this.#device = playing ?? usual;
      const id = choice.id ?? (context.backend === "PulseAudio" ? device?.id : playing?.id);
      // A null sink that has been idle needs up to 2 s to wake up: the silence has to come first.
      if (choice.silence !== undefined) {
        const { silence } = choice;
        this.#silence = new Silence(context, playing === undefined ? silence : { id: playing.id });
      }
      this.#stream = new CaptureStream(context, {
        kind: choice.stream,
        // A stream that PulseAudio may move follows it anywhere, a microphone's to what the speakers play.
        ...(id === undefined ? {} : { id }),
        name: device?.name ?? choice.name,
        // WASAPI wakes us every 10 ms whatever it is asked for.
        ...(choice.monitor === undefined || context.backend === "WASAPI" ? {} : MONITORED),
      });
      this.name = device?.name ?? choice.name;
    } catch (error) {
      context[Symbol.dispose]();
      throw error;
    }
    this.rateHz = this.#stream.rateHz;
    this.channels = this.#stream.channels;
    this.places = this.#stream.places;
    this.#lookWhetherMuted();
  }

  get muted(): Muted | undefined {
    return this.#muted;
  }

  get monitor(): MonitorState | undefined {
    return this.#monitor?.state;
  }

  get state(): SourceState {
    return this.#closed || this.#stream.status().state === "lost" ? "gone" : "running";
  }

  get framesDropped(): number {
    if (!this.#closed) this.#dropped = this.#stream.status().framesDropped;
    return this.#dropped;
  }

  start(): void {
    this.#stream.start();
    const { monitor } = this.#choice;
    if (monitor === undefined) return;
    this.#monitor = new Monitor(this.#context, this.#stream, monitor, this.#monitorSwitch);
  }

  read(): SourceBlock | undefined {
    const block = this.#stream.read();
    if (block !== undefined && !this.#sounds && this.#choice.stream === "loopback") {
      this.#sounds = isAudible(block.samples);
    }
    return block;
  }

  isOutdated(): boolean {
    this.#silence?.keep();
    if (this.#monitor?.keep() === false) return false;
    // Whether it is muted was asked at the opening. What programs play is on another default at once; a microphone goes on.
    const isForMute = this.#looks++ % 2 === 1;
    const isForDefault = !isForMute || this.#choice.stream === "loopback";
    if (isForMute) this.#lookWhetherMuted();
    if (isForDefault && this.#isDispensable()) return true;
    if (this.#defaultId === undefined) return false;
    try {
      if (isForDefault && this.#isDefaultAnother(this.#defaultId)) {
        this.#output.forget();
        return true;
      }
      return this.#playsElsewhere();
    } catch {
      // A server that does not answer will show by the blocks that do not come.
      return false;
    }
  }

  #isDefaultAnother(defaultId: string): boolean {
    const device = this.#askDefault();
    return device !== undefined && device.id !== defaultId && !this.#isOtherSide(device);
  }

  /** Whether the device is there that this one stands in for. */
  #isDispensable(): boolean {
    const { spareOf } = this.#choice;
    if (spareOf === undefined) return false;
    try {
      const devices = this.#context.devices();
      const { id } = foundChoice(spareOf, () => devices);
      if (id !== undefined) return devices.some((device) => device.id === id);
      const usual = this.#askDefault();
      return usual !== undefined && usual.id !== this.#device?.id && !this.#isOtherSide(usual);
    } catch {
      return false;
    }
  }

  [Symbol.dispose](): void {
    this.#dropped = this.framesDropped;
    this.#closed = true;
    this.#search[Symbol.dispose]();
    this.#monitor?.[Symbol.dispose]();
    // Closes its streams, the youngest first.
    this.#context[Symbol.dispose]();
  }

  /** A sound server without a microphone calls what it plays its default input; that is the other side. */
  #isOtherSide({ isMonitor }: DeviceInfo): boolean {
    return this.#choice.stream === "input" && isMonitor;
  }

  /** What plays in the place of the default output, if it is still there. */
  #instead(usual: DeviceInfo): DeviceInfo | undefined {
    const { id } = this.#output;
    if (this.#choice.stream === "input" || id === undefined || id === usual.id) return undefined;
    const found = this.#context.devices().find((d) => d.direction === "output" && d.id === id);
    if (found === undefined) this.#output.forget();
    return found;
  }

  /** Whether the sound is on another output than the one that is recorded, now and for a while. */
  #playsElsewhere(): boolean {
    if (this.#choice.stream === "input" || this.#device === undefined) return false;
    const { id } = this.#device;
    return this.#output.look(id, this.#playingId(id));
  }

  /** The output that plays at this moment: the recorded one whenever it does. */
  #playingId(recordedId: string): string | undefined {
    if (this.#context.backend !== "PulseAudio") {
      const found = this.#context.playingOutput(recordedId)?.id;
      return found === this.#choice.monitorId ? undefined : found;
    }
    const sounds = this.#sounds;
    this.#sounds = false;
    this.#hasSounded ||= sounds;
    this.#silentLooks = sounds ? 0 : this.#silentLooks + 1;
    const streaming = sounds ? [] : this.#context.streamingOutputs().map(({ id }) => id);
    // A call that pauses keeps its stream; one that goes elsewhere takes it along.
    const pauses = this.#hasSounded && streaming.includes(recordedId) &&
      this.#silentLooks < PAUSE_LOOKS;
    const found = this.#search.look(pauses ? [] : streaming.filter((id) => id !== recordedId));
    return sounds ? recordedId : found;
  }

  #listenTo(id: string): OutputEar {
    const stream = new CaptureStream(this.#context, { kind: "loopback", id, bufferSeconds: 2 });
    try {
      stream.start();
    } catch (error) {
      stream[Symbol.dispose]();
      throw error;
    }
    return {
      heard: () => {
        let heard = false;
        for (let block = stream.read(); block !== undefined; block = stream.read()) {
          heard ||= isAudible(block.samples);
        }
        return heard;
      },
      [Symbol.dispose]: () => stream[Symbol.dispose](),
    };
  }

  /** Whether the device is muted, or the server has muted our stream: what comes is silence then. */
  #lookWhetherMuted(): void {
    const id = this.#choice.id ?? this.#device?.id;
    const isOutput = this.#choice.stream === "loopback";
    try {
      // Others do not say; and ALSA would open the device to be asked.
      const device = id === undefined || !TELLING_BACKENDS.includes(this.#context.backend)
        ? undefined
        : this.#context.find(isOutput ? "output" : "input", id);
      const what = device?.isMuted === true
        ? "device"
        : this.#stream.status().isMuted
        ? "stream"
        : undefined;
      this.#muted = what && { what, name: this.name };
    } catch {
      // A server that does not answer will show by the blocks that do not come.
    }
  }

  #askDefault(): DeviceInfo | undefined {
    return this.#context.defaultDevice(this.#choice.stream === "input" ? "input" : "output");
  }
}

function noMicrophone(): DeviceError {
  return DeviceError.cannot(
    "missing",
    "record the microphone",
    "there is none; plug one in, or use --mic none",
  );
}

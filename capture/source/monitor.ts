/** Plays a microphone to headphones while it is recorded. */
import type { AudioContext } from "../../ffi/audio_context.ts";
import type { CaptureStream } from "../../ffi/capture_stream.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { MonitorStream } from "../../ffi/monitor_stream.ts";
import type { MonitorSwitch } from "./monitor_switch.ts";
import type { MonitorChoice, MonitorState } from "./source.ts";

/** After so many failures in a row it is tried at every eighth look only: every 4 s. */
const MOST_DOUBLINGS = 3;

/**
 * What a microphone hears, on an output.
 *
 * Nothing that goes wrong here is an error: the recording goes on, and the state says what is the matter. Where the
 * system's sound is recorded from that output it is silent, since it would be recorded again.
 */
export class Monitor implements Disposable {
  readonly #context: AudioContext;
  readonly #capture: CaptureStream;
  readonly #choice: MonitorChoice;
  readonly #switch: MonitorSwitch;
  #stream: MonitorStream | undefined;
  /** Of the output that is open. */
  #id: string | undefined;
  #state: MonitorState;
  #failures = 0;
  #looksToSkip = 0;

  /**
   * Begins to play.
   *
   * @param context of the thread that calls
   * @param capture a stream of a microphone, open
   * @param monitorSwitch says whether it is to be heard at this moment
   */
  constructor(
    context: AudioContext,
    capture: CaptureStream,
    choice: MonitorChoice,
    monitorSwitch: MonitorSwitch,
  ) {
    this.#context = context;
    this.#capture = capture;
    this.#choice = choice;
    this.#switch = monitorSwitch;
    this.#state = { type: "playing", name: choice.name };
    monitorSwitch.add(this);
    this.keep();
  }

  /** How it stands, as of the last `keep`. */
  get state(): MonitorState {
    return this.#state;
  }

  /**
   * Opens it again when it was lost, or when the default output is another; to be called every 0.5 s.
   *
   * @returns false when the sound server does not answer, so that nothing else should be asked of it now
   */
  keep(): boolean {
    // ALSA would have to open the output to be asked about it; what is recorded there is never an output.
    if (this.#context.backend === "ALSA" && this.#isRunning) return true;
    try {
      const output = this.#wanted();
      if (output === undefined) throw noOutput();
      if (this.#isRecorded(output.id)) {
        this.#close();
        this.#failures = this.#looksToSkip = 0;
        this.#state = { type: "recorded", name: output.name };
      } else if (output.id !== this.#id || !this.#isRunning) {
        this.#open(output);
      }
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#close();
      this.#state = { type: "waiting", name: this.#choice.name, reason: error.reason };
      return error.kind !== "hung";
    }
    return true;
  }

  /** Takes the switch's state over, within some ms. */
  follow(): void {
    this.#stream?.setGain(this.#gain);
  }

  [Symbol.dispose](): void {
    this.#switch.remove(this);
    this.#close();
  }

  get #isRunning(): boolean {
    return this.#stream?.status().state === "running";
  }

  get #gain(): number {
    return this.#switch.isHushed ? 0 : 10 ** (this.#choice.gainDb / 20);
  }

  #wanted(): { readonly id: string; readonly name: string } | undefined {
    const { id, name } = this.#choice;
    return id === undefined ? this.#context.defaultDevice("output") : { id, name };
  }

  /** Whether what is played on an output may be recorded as the computer's sound. */
  #isRecorded(id: string): boolean {
    const { recorded } = this.#choice;
    if (recorded === undefined) return false;
    if (recorded.id !== undefined) return recorded.id === id;
    // The default output, or the one that the call plays on in its place; which that is another thread finds out.
    return this.#context.defaultDevice("output")?.id === id ||
      this.#context.streamingOutputs().some((output) => output.id === id);
  }

  #open({ id, name }: { readonly id: string; readonly name: string }): void {
    if (this.#looksToSkip > 0) {
      this.#looksToSkip--;
      return;
    }
    this.#close();
    this.#looksToSkip = 2 ** Math.min(this.#failures++, MOST_DOUBLINGS) - 1;
    this.#stream = new MonitorStream(this.#context, this.#capture, { id, name, gain: this.#gain });
    this.#stream.start();
    this.#id = id;
    this.#failures = this.#looksToSkip = 0;
    this.#state = { type: "playing", name };
  }

  #close(): void {
    this.#stream?.[Symbol.dispose]();
    this.#stream = this.#id = undefined;
  }
}

function noOutput(): DeviceError {
  return DeviceError.cannot("missing", "play the microphone", "there is no output");
}

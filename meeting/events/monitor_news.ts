/** What is said of a monitor. */
import type { MonitorState } from "../../capture/source/source.ts";
import { type Listener, warning } from "./events.ts";

/** Says how it is; that it plays is worth a word only after it did not. */
export class MonitorNews {
  readonly #emit: Listener;
  #isOff = false;

  constructor(emit: Listener) {
    this.#emit = emit;
  }

  /** Takes in how it is. */
  hear(monitor: MonitorState): void {
    if (monitor.type !== "playing" || this.#isOff) this.#emit(warning(monitorWords(monitor)));
    this.#isOff = monitor.type !== "playing";
  }
}

function monitorWords({ type, name, reason = "it does not answer" }: MonitorState): string {
  switch (type) {
    case "playing":
      return `--monitor: ${name} plays your microphone again`;
    case "waiting":
      return `--monitor: ${name} does not play your microphone: ${reason}; it is tried again, and ` +
        "you are still recorded";
    case "recorded":
      return `--monitor: ${name} does not play your microphone now: the call may be recorded from ` +
        "there, and your voice would be in it twice";
  }
}

/** What keys do to a recording. */
import { MOST_TEXT } from "../../meeting/steer/steer_protocol.ts";
import { type KeyListener, keysOf } from "../terminal/keyboard.ts";
import type { RecordingView } from "../report/recording_view.ts";
import type { Controls } from "../../meeting/steer/controls.ts";

const ENTER = ["\r", "\n"];
const ESCAPE = "\x1b";
const ERASE = ["\x7f", "\b"];
/** Erases the whole line, as terminals do (VKILL of POSIX). */
const CONTROL_U = "\x15";
/** Keys only where the system makes no signals of them. */
const CONTROL_C = "\x03";
const CONTROL_Z = "\x1a";

/** What keys may ask of a recording. */
export type Steering = Pick<Controls, "mark" | "togglePause" | "mute" | "unmute">;

/** What it works on. */
export interface KeyTargets {
  /** Undefined before the recording has begun. */
  steering(): Steering | undefined;
  readonly view: Pick<RecordingView, "state" | "panel" | "say" | "drawAnew">;
  /** Ends the recording; again it does nothing more. */
  stop(): void;
  /** Does what Ctrl+C does. */
  interrupt(): void;
  /** Milliseconds that only go forward. */
  nowMs(): number;
  /** Tells of what could not be done. */
  warn(error: unknown): void;
}

/** Listens to a keyboard while a recording runs. */
export class KeyControl implements KeyListener {
  readonly #targets: KeyTargets;
  readonly #view: KeyTargets["view"];
  /** When the moment was that is being given a title. */
  #markedMs = 0;

  constructor(targets: KeyTargets) {
    this.#targets = targets;
    this.#view = targets.view;
    this.#view.panel = { ...this.#view.panel, hasKeys: true };
  }

  typed(text: string): void {
    const keys = keysOf(text);
    for (const key of keys) {
      if (key === CONTROL_C) return this.#targets.interrupt();
      if (this.#view.panel.markText !== undefined) {
        this.#edit(key);
        // What was pasted behind the end of a title is no command.
        if (this.#view.panel.markText === undefined) return;
      } else if (key.toLowerCase() === "m") {
        this.#markedMs = this.#targets.nowMs();
        this.#typeMark("");
      } else if (keys.every((other) => other === key)) {
        // Pressed by somebody in a hurry, and meant once.
        return this.#command(key);
      } else {
        // Nobody presses keys that fast: it was pasted.
        return;
      }
    }
  }

  /** It ends: a mark whose title is half typed is set with what there is of it. */
  settle(): void {
    if (this.#view.panel.markText !== undefined) this.#edit("\r");
  }

  suspended(): void {
    this.#view.say("Ctrl+Z would stop half of it: p pauses, q stops");
  }

  moved(): void {
    this.#view.drawAnew();
  }

  #command(key: string): void {
    const { panel, state } = this.#view;
    switch (key.toLowerCase()) {
      case "p":
        return this.#do((steering) => steering.togglePause());
      case " ": {
        const mic = state.side("mic");
        if (mic === undefined) return;
        return this.#do((steering) => mic.isMuted ? steering.unmute("mic") : steering.mute("mic"));
      }
      case "s":
        this.#view.panel = { ...panel, showsStatistics: !panel.showsStatistics };
        return;
      case "?":
        this.#view.panel = { ...panel, explainsKeys: !panel.explainsKeys };
        return;
      case "q":
        return this.#targets.stop();
      case CONTROL_Z:
        return this.suspended();
    }
  }

  #edit(key: string): void {
    const text = this.#view.panel.markText ?? "";
    if (ENTER.includes(key)) {
      this.#typeMark(undefined);
      const agoSeconds = (this.#targets.nowMs() - this.#markedMs) / 1_000;
      this.#do((steering) => steering.mark(text.trim(), agoSeconds));
    } else if (key === ESCAPE) this.#typeMark(undefined);
    else if (ERASE.includes(key)) this.#typeMark([...text].slice(0, -1).join(""));
    else if (key === CONTROL_U) this.#typeMark("");
    else if (!/\p{Cc}/u.test(key) && text.length + key.length <= MOST_TEXT) {
      this.#typeMark(text + key);
    }
  }

  #typeMark(markText: string | undefined): void {
    this.#view.panel = { ...this.#view.panel, markText };
  }

  /** A recording that has not begun, or has ended, is left alone. */
  #do(what: (steering: Steering) => Promise<number>): void {
    const steering = this.#targets.steering();
    if (steering === undefined || this.#view.state.phase === "stopping") return;
    what(steering).catch((error) => this.#targets.warn(error));
  }
}

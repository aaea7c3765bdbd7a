/** What is played: a position that moves, also where there is no sound to go with it. */
import { clamp } from "./numbers.js";

export class Player extends EventTarget {
  /** @param audio the browser's player; its own controls go */
  constructor(audio, seconds) {
    super();
    this.audio = audio;
    this.seconds = seconds;
    this.position = 0;
    audio.controls = false;
    for (const name of ["play", "pause", "ended", "ratechange"]) {
      audio.addEventListener(name, () => this.#tell());
    }
    audio.addEventListener("timeupdate", () => this.#follow());
    audio.addEventListener("play", () => this.#run());
    audio.addEventListener("error", () => this.dispatchEvent(new Event("missing")));
  }

  get isPlaying() {
    return !this.audio.paused && !this.audio.ended;
  }

  get isMissing() {
    return this.audio.error !== null;
  }

  toggle() {
    if (this.isPlaying) return this.audio.pause();
    if (this.position >= this.seconds - 0.05) this.seek(0);
    // A browser may refuse, and says so itself.
    this.audio.play().catch(() => this.#tell());
  }

  seek(seconds) {
    this.position = clamp(seconds, 0, this.seconds);
    if (!this.isMissing) this.audio.currentTime = this.position;
    this.#tell();
  }

  /** The position as it is heard, many times a second. */
  #run() {
    this.#follow();
    if (this.isPlaying) requestAnimationFrame(() => this.#run());
  }

  #follow() {
    if (this.audio.seeking || this.isMissing) return;
    this.position = Math.min(this.audio.currentTime, this.seconds);
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

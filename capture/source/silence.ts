/** Keeps the loopback of an output running while nothing is played. */
import type { AudioContext } from "../../ffi/audio_context.ts";
import { SilenceStream } from "../../ffi/silence_stream.ts";

/**
 * Silence on the output that is recorded.
 *
 * Windows delivers nothing from a loopback while nobody plays, and PulseAudio puts an output to sleep. The recording is
 * right without it (silence is put where nothing came), so an output that takes no silence is no error.
 */
export class Silence implements Disposable {
  readonly #context: AudioContext;
  readonly #id: { readonly id?: string };
  #stream: SilenceStream | undefined;

  /**
   * Begins to play.
   *
   * @param context of the thread that calls
   * @param id the output; the default one without an id
   */
  constructor(context: AudioContext, id: { readonly id?: string }) {
    this.#context = context;
    this.#id = id;
    this.keep();
  }

  /** Begins anew if it was stopped from outside; to be called now and then. */
  keep(): void {
    if (this.#stream?.status().state === "running") return;
    this[Symbol.dispose]();
    let stream: SilenceStream | undefined;
    try {
      stream = new SilenceStream(this.#context, this.#id);
      stream.start();
      this.#stream = stream;
    } catch {
      stream?.[Symbol.dispose]();
    }
  }

  [Symbol.dispose](): void {
    this.#stream?.[Symbol.dispose]();
    this.#stream = undefined;
  }
}

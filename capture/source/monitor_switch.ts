/** Whether the microphone is to be heard on the headphones at this moment. */

/** What the switch turns on and off. */
export interface Switched {
  /** Takes the switch's state over. */
  follow(): void;
}

/**
 * One for all the monitors of a track: devices come and go, and one that is opened while the microphone is muted must not
 * be heard either.
 */
export class MonitorSwitch {
  readonly #switched = new Set<Switched>();
  #isHushed = false;

  get isHushed(): boolean {
    return this.#isHushed;
  }

  /** Nothing is to be heard from now on (within some ms); or again what the microphone hears. Costs next to nothing. */
  hush(isHushed: boolean): void {
    this.#isHushed = isHushed;
    for (const each of this.#switched) each.follow();
  }

  add(switched: Switched): void {
    this.#switched.add(switched);
  }

  remove(switched: Switched): void {
    this.#switched.delete(switched);
  }
}

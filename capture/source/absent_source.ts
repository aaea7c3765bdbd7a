/** A source for a device that is not there yet. */
import type { Source } from "./source.ts";

/**
 * Stands for a device that is not there yet: what its track hears until then is nothing.
 *
 * @param name what people call the device
 * @param rateHz any rate: no frame will come at it
 */
export function absentSource(name: string, rateHz: number): Source {
  return {
    ...{ name, rateHz, channels: 1, exact: false, endNs: undefined },
    // What was chosen is tried first in its place.
    ...{ state: "gone", framesDropped: 0, isSpare: true },
    start: () => {},
    read: () => undefined,
    isOutdated: () => false,
    [Symbol.dispose]: () => {},
  };
}

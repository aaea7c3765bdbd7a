/** Which device a track is recorded from where there is a spare one. */
import { DeviceError } from "../../ffi/device_error.ts";
import type { DeviceChoice, Source } from "./source.ts";

/** Whose place the next source is to take. */
export interface SourceBefore {
  /** Whether that one delivers, so that only a better one is wanted. */
  readonly isLive: boolean;
  readonly isSpare: boolean;
}

/**
 * Opens what was chosen, or its spare where that is not there.
 *
 * Who has just lost one of the two tries the other first: it may hang, and still be listed.
 *
 * @param open opens a device
 * @param before the source that was recorded until now, if there was one
 * @throws {DeviceError} what the first said that was tried
 */
export function openOrSpare(
  { spare, ...choice }: DeviceChoice,
  open: (choice: DeviceChoice) => Source,
  before?: SourceBefore,
): Source {
  const openChosen = () => open(choice);
  if (spare === undefined) return openChosen();
  const openSpare = () => open({ ...spare, spareOf: choice });
  if (before === undefined) return either(openChosen, openSpare);
  if (!before.isLive) {
    return before.isSpare ? either(openChosen, openSpare) : either(openSpare, openChosen);
  }
  if (!before.isSpare) return openChosen();
  // Where the chosen one is not there, it is the spare that has to be another: the default has changed.
  return either(
    openChosen,
    openSpare,
    (error) => error.kind === "missing" || error.kind === "gone",
  );
}

function either(
  first: () => Source,
  second: () => Source,
  isFor: (error: DeviceError) => boolean = () => true,
): Source {
  try {
    return first();
  } catch (error) {
    if (!(error instanceof DeviceError) || !isFor(error)) throw error;
    try {
      return second();
    } catch (other) {
      throw other instanceof DeviceError ? error : other;
    }
  }
}

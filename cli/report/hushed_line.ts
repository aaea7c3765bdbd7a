/** A pause, a mute or the end of one in one line, for whoever asked for it and for whoever records. */
import type { HushOrder } from "../../capture/ground/hush.ts";
import { clockTime } from "../../meeting/ground/figures.ts";

/** `Paused at 01:15; nothing is kept until it is resumed`. */
export function hushedLine(order: HushOrder & { readonly atSeconds: number }): string {
  const at = clockTime(order.atSeconds);
  switch (order.type) {
    case "pause":
      return `Paused at ${at}; nothing is kept until it is resumed`;
    case "resume":
      return `Resumed at ${at}`;
    case "mute":
      return `Muted ${order.track} at ${at}; nothing of it is kept until it is unmuted`;
    case "unmute":
      return `Unmuted ${order.track} at ${at}`;
  }
}

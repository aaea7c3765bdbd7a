/** What a room needs of this machine and this process. */
import { CallList } from "../../capture/calls/call_list.ts";
import { afterMs } from "../../capture/ground/timers.ts";
import { unpackEmbedded } from "../../ffi/bundle/embedded.ts";
import { platform } from "../../ffi/system/platform.ts";
import type { RoomWorld } from "../../meeting/room/room_world.ts";
import { type CommandWorld, realCommandWorld } from "../process/command_world.ts";

/** The world of `confrec room`. */
export interface CommandRoomWorld extends RoomWorld, CommandWorld {
  /** Whether this system tells who is in a call. */
  readonly tellsOfCalls: boolean;
}

/** This machine. */
export const realRoomWorld: CommandRoomWorld = {
  ...realCommandWorld,
  tellsOfCalls: platform.family !== "macos",
  nowMs: () => performance.now(),
  after: afterMs,
  calls: async (ignored) => {
    const library = await unpackEmbedded("confrec_audio");
    // ALSA tells nothing; a sound server that has not come up yet will.
    const options = platform.family === "linux" ? { backend: "pulseaudio" } as const : {};
    return new CallList(library, { ownPid: Deno.pid, ignored }, options);
  },
};

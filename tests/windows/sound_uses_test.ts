/** Who records, as Windows lists its sessions. */
import { assertEquals } from "@std/assert";
import { callsAmong } from "../../capture/calls/call_rule.ts";
import { AudioContext } from "../../ffi/audio_context.ts";
import { CaptureStream } from "../../ffi/capture_stream.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { SoundUses } from "../../ffi/sound_uses.ts";
import { openLibrary, until } from "../ffi/listening.ts";

/** A Windows without a microphone has nothing to test here; Wine's devices do not tell of their sessions. */
const ignore = Deno.build.os !== "windows" || !tellsOfSessions();

Deno.test(
  "a stream that records is listed with its process, and no longer",
  { ignore },
  async () => {
    using library = openLibrary();
    using context = new AudioContext(library);
    const uses = new SoundUses(context);
    const own = () => uses.list().filter(({ pid }) => pid === Deno.pid);
    assertEquals(own(), []);
    {
      using stream = new CaptureStream(context, { kind: "input" });
      stream.start();
      await until("the stream is listed", () => own().length > 0);
      const [use] = own();
      assertEquals(use?.program.toLowerCase().endsWith(".exe"), true);
      const expected = { direction: "input", isRunning: true, hearsOutput: false, isProgram: true };
      assertEquals({ ...use, ...expected }, use);
      assertEquals(callsAmong(own(), { ownPid: Deno.pid, ignored: [] }), []);
      assertEquals(callsAmong(own(), { ownPid: 0, ignored: [] }).length, 1);
    }
    await until("the stream is listed no longer", () => own().length === 0);
  },
);

function tellsOfSessions(): boolean {
  using library = openLibrary();
  using context = new AudioContext(library);
  if (context.defaultDevice("input") === undefined) return false;
  try {
    return new SoundUses(context).list().length >= 0;
  } catch (error) {
    if (error instanceof DeviceError && error.kind === "unsupported") return false;
    throw error;
  }
}

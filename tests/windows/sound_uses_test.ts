/** Who records, as Windows lists its sessions. */
import { assertEquals } from "@std/assert";
import { callsAmong } from "../../capture/calls/call_rule.ts";
import { AudioContext } from "../../ffi/audio_context.ts";
import { CaptureStream } from "../../ffi/capture_stream.ts";
import { SoundUses } from "../../ffi/sound_uses.ts";
import { openLibrary, until } from "../ffi/listening.ts";

/** Of this machine; a Windows without a microphone has nothing to test here. */
const ignore = Deno.build.os !== "windows" || !hasMicrophone();

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

function hasMicrophone(): boolean {
  using library = openLibrary();
  using context = new AudioContext(library);
  return context.defaultDevice("input") !== undefined;
}

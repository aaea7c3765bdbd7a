/** Who records, as Windows lists its sessions. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { callsAmong } from "../../capture/calls/call_rule.ts";
import { AudioContext } from "../../ffi/audio_context.ts";
import { CaptureStream } from "../../ffi/capture_stream.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { SoundUses } from "../../ffi/sound_uses.ts";
import { openLibrary } from "../ffi/listening.ts";
import { until } from "../../scripts/stage/until.ts";

/** A Windows without a microphone has nothing to test here. */
const hasMicrophone = Deno.build.os === "windows" && canListen();
const isWine = Deno.build.os === "windows" && hasWineVersion();
/** Wine (10) tells a program of its own sessions alone, so that no other program's can be seen there. */
const ignore = !hasMicrophone || isWine;
/** Questions, and by how much the process may be larger after them, bytes; Wine's own answers take as much after ten. */
const QUESTIONS = 200;
const MOST_GROWTH_BYTES = 20e6;

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

Deno.test(
  "where a program is told of its own sessions alone, it is said that nobody can tell, and nothing is left behind",
  { ignore: !hasMicrophone || !isWine },
  () => {
    using library = openLibrary();
    using context = new AudioContext(library);
    using stream = new CaptureStream(context, { kind: "input" });
    stream.start();
    const uses = new SoundUses(context);
    const ask = () => {
      const error = assertThrows(() => uses.list(), DeviceError);
      assertEquals(error.kind, "unsupported");
    };
    ask();
    const before = Deno.memoryUsage().rss;
    for (let n = 0; n < QUESTIONS; n++) ask();
    const growth = Deno.memoryUsage().rss - before;
    assert(growth < MOST_GROWTH_BYTES, `${QUESTIONS} questions took ${growth} bytes`);
  },
);

function canListen(): boolean {
  using library = openLibrary();
  using context = new AudioContext(library);
  return context.defaultDevice("input") !== undefined;
}

function hasWineVersion(): boolean {
  try {
    Deno.dlopen("ntdll.dll", {
      wine_get_version: { parameters: [], result: "pointer" },
    }).close();
    return true;
  } catch {
    return false;
  }
}

import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { AudioContext } from "../../ffi/audio_context.ts";
import { AudioLibrary } from "../../ffi/audio_library.ts";
import { CaptureStream } from "../../ffi/capture_stream.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { VirtualCard } from "../../scripts/stage/virtual_card.ts";
import { libraryPath, openContext, openLibrary } from "./listening.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";

Deno.test("the library tells which miniaudio it was built from", () => {
  using library = openLibrary();
  assertMatch(library.miniaudioVersion, /^0\.11\.\d+$/);
});

Deno.test("the host clock goes forward, in nanoseconds", () => {
  using library = openLibrary();
  const before = { host: library.nowNs(), wall: performance.now() };
  while (performance.now() - before.wall < 5);
  const passed = library.nowNs() - before.host;
  assert(passed >= 5e6, `${passed} ns for 5 ms`);
});

Deno.test("a file that is no library is told with how to make one", async () => {
  await withFolder((folder) => {
    const file = `${folder}/no_library.so`;
    Deno.writeTextFileSync(file, "");
    assertThrows(() => AudioLibrary.open(file), Error, `Cannot load the native library ${file}`);
  });
});

Deno.test(
  "no sound server is an error of its own kind",
  { ignore: Deno.build.os !== "linux" },
  () => {
    using library = openLibrary();
    const error = assertThrows(
      () => new AudioContext(library, { backend: "pulseaudio", server: "unix:/nowhere/at/all" }),
      DeviceError,
      "Cannot reach the sound server",
    );
    assertEquals(error.kind, "missing");
  },
);

Deno.test("a backend that this system does not have is unsupported", () => {
  using library = openLibrary();
  const backend = Deno.build.os === "windows" ? "coreaudio" : "wasapi";
  assertEquals(
    assertThrows(() => new AudioContext(library, { backend }), DeviceError).kind,
    "missing",
  );
});

Deno.test("closing the library closes what was opened from it, and closing twice is harmless", () => {
  const library = openLibrary();
  const context = new AudioContext(library, { backend: "null" });
  const stream = new CaptureStream(context, { kind: "input" });
  stream.start();
  library[Symbol.dispose]();
  library[Symbol.dispose]();
  context[Symbol.dispose]();
  stream[Symbol.dispose]();
  assertThrows(() => stream.read(), TypeError, "after it was closed");
  assertThrows(() => context.devices(), TypeError, "after it was closed");
});

Deno.test("each worker loads the library for itself", async () => {
  const worker = new Worker(new URL("library_worker.ts", import.meta.url), { type: "module" });
  try {
    const answer = await new Promise<MessageEvent>((resolve, reject) => {
      worker.onmessage = resolve;
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(libraryPath);
    });
    using library = openLibrary();
    const { frames, nowNs } = answer.data as { frames: number; nowNs: number };
    assert(frames > 0);
    assert(library.nowNs() >= nowNs, "the host clock is the same in every worker");
  } finally {
    worker.terminate();
  }
});

Deno.test("who uses a library that was closed gets an exception, and does not crash", () => {
  const library = openLibrary();
  library[Symbol.dispose]();
  assertThrows(() => library.nowNs(), TypeError, "after it was closed");
});

Deno.test(
  "a thread that ends late still finds the code that it ran: closing unloads nothing",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    {
      await using card = await VirtualCard.start();
      using library = openLibrary();
      using _context = openContext(library, card);
    }
    const loaded = await Deno.readTextFile("/proc/self/maps");
    for (const name of [libraryPath, "libpulse.so"]) assertStringIncludes(loaded, name);
  },
);

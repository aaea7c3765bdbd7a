/** Captures a little from the null backend in a worker, and tells how many frames came. */
/// <reference lib="deno.worker" />
import { AudioContext } from "../../ffi/audio_context.ts";
import { AudioLibrary } from "../../ffi/audio_library.ts";
import { CaptureStream } from "../../ffi/capture_stream.ts";
import { until } from "../../scripts/stage/until.ts";

self.onmessage = async ({ data }: MessageEvent<string>) => {
  using library = AudioLibrary.open(data);
  using context = new AudioContext(library, { backend: "null" });
  using stream = new CaptureStream(context, { kind: "input", periodMs: 10 });
  stream.start();
  let frames = 0;
  await until("frames came", () => (frames = stream.read()?.frames ?? 0) > 0);
  self.postMessage({ frames, nowNs: library.nowNs() });
};

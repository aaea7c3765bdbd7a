import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { StemTail } from "../../../post/stream/stem_tail.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const FORMAT = { rateHz: 48_000, channels: 1, encoding: "float32" } as const;

function read(tail: StemTail, fromFrame: number, frames: number): number[] {
  const samples = new Float32Array(frames).fill(9);
  tail.read(fromFrame, samples);
  return [...samples];
}

Deno.test("a stem is read as it grows, and is silent where it has not come to", () =>
  withFolder((folder) => {
    const path = join(folder, "mic.wav");
    using tail = new StemTail("mic");
    tail.setPlaces([{ path, fromFrame: 0 }]);
    assertEquals(read(tail, 0, 2), [0, 0]);
    using writer = WavWriter.create(path, FORMAT);
    writer.write(new Float32Array([1, 2]));
    assertEquals(read(tail, 0, 3), [1, 2, 0]);
    writer.write(new Float32Array([3, 4]));
    assertEquals(read(tail, 2, 3), [3, 4, 0]);
    assertEquals(tail.endFrame, 4);
  }));

Deno.test("a stem goes on in the file of the next part, at the frame with which that begins", () =>
  withFolder((folder) => {
    const paths = ["a.wav", "b.wav"].map((name) => join(folder, name));
    paths.forEach((path, i) => {
      using writer = WavWriter.create(path, FORMAT);
      writer.write(new Float32Array(5).fill(i + 1));
    });
    const [a = "", b = ""] = paths;
    using tail = new StemTail("mic");
    tail.setPlaces([{ path: a, fromFrame: 0 }, { path: b, fromFrame: 3 }]);
    assertEquals(read(tail, 1, 7), [1, 1, 2, 2, 2, 2, 2]);
    assertEquals(tail.endFrame, 8);
  }));

Deno.test("a stem that was removed and put back, longer, is read again", {
  // Windows removes no file that is open.
  ignore: Deno.build.os === "windows",
}, () =>
  withFolder((folder) => {
    const path = join(folder, "mic.wav");
    const write = (values: number[]) => {
      using writer = WavWriter.create(path, FORMAT);
      writer.write(new Float32Array(values));
    };
    using tail = new StemTail("mic");
    tail.setPlaces([{ path, fromFrame: 0 }]);
    write([1, 2]);
    assertEquals(read(tail, 0, 2), [1, 2]);
    Deno.removeSync(path);
    write([1, 2, 3]);
    assertEquals(read(tail, 2, 1), [3]);
  }));

Deno.test("a file that is no stem of this side is silence", () =>
  withFolder((folder) => {
    const path = join(folder, "system.wav");
    using writer = WavWriter.create(path, { ...FORMAT, channels: 2 });
    writer.write(new Float32Array([1, 1]));
    using tail = new StemTail("mic");
    tail.setPlaces([{ path, fromFrame: 0 }]);
    assertEquals(read(tail, 0, 1), [0]);
  }));

Deno.test("what has a stem's name for a while is silence, and the stem is read when it is there again", () =>
  withFolder((folder) => {
    const path = join(folder, "mic.wav");
    using tail = new StemTail("mic");
    tail.setPlaces([{ path, fromFrame: 0 }]);
    for (const other of ["", "notes of a meeting"]) {
      Deno.writeTextFileSync(path, other);
      assertEquals(read(tail, 0, 1), [0]);
      assertEquals(tail.endFrame, 0);
    }
    Deno.removeSync(path);
    using writer = WavWriter.create(path, FORMAT);
    writer.write(new Float32Array([1, 2]));
    assertEquals(read(tail, 1, 1), [2]);
    assertEquals(tail.hasComeLate(true), true);
  }));

Deno.test("what is written where silence was given for want of it is noticed, unless it is silence", () =>
  withFolder((folder) => {
    const path = join(folder, "mic.wav");
    using writer = WavWriter.create(path, FORMAT);
    using tail = new StemTail("mic");
    tail.setPlaces([{ path, fromFrame: 0 }]);
    writer.write(new Float32Array([1, 2]));
    assertEquals(read(tail, 0, 4), [1, 2, 0, 0]);
    assertEquals(read(tail, 4, 2), [0, 0]);
    assertEquals(tail.hasComeLate(false), false);
    writer.silence(2);
    assertEquals(tail.hasComeLate(false), false);
    writer.write(new Float32Array([5]));
    assertEquals([tail.hasComeLate(false), tail.hasComeLate(true)], [true, false]);
    writer.write(new Float32Array([0, 7]));
    assertEquals(read(tail, 6, 1), [7]);
    assertEquals(tail.hasComeLate(true), false);
  }));

Deno.test("of hours of silence that come at once only some seconds are looked at, all of it at the end", () =>
  withFolder((folder) => {
    const path = join(folder, "mic.wav");
    using writer = WavWriter.create(path, FORMAT);
    using tail = new StemTail("mic");
    tail.setPlaces([{ path, fromFrame: 0 }]);
    tail.read(0, new Float32Array(30 * 48_000));
    writer.silence(29 * 48_000);
    writer.write(new Float32Array(48_000).fill(0.5));
    assertEquals([tail.hasComeLate(false), tail.hasComeLate(false)], [false, false]);
    assertEquals(tail.hasComeLate(true), true);
  }));

Deno.test("what came late to the part before is noticed in the next one", () =>
  withFolder((folder) => {
    const [a, b] = [join(folder, "a.wav"), join(folder, "b.wav")];
    using first = WavWriter.create(a, FORMAT);
    using tail = new StemTail("mic");
    tail.setPlaces([{ path: a, fromFrame: 0 }]);
    assertEquals(read(tail, 0, 3), [0, 0, 0]);
    using second = WavWriter.create(b, FORMAT);
    second.write(new Float32Array([4]));
    tail.setPlaces([{ path: a, fromFrame: 0 }, { path: b, fromFrame: 3 }]);
    assertEquals(read(tail, 3, 1), [4]);
    assertEquals(tail.hasComeLate(false), false);
    first.write(new Float32Array([1, 1, 1]));
    assertEquals(tail.hasComeLate(false), true);
  }));

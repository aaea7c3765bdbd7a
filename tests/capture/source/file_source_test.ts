import { join } from "node:path";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { FileSource } from "../../../capture/source/file_source.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { ManualClock } from "../simulated_source.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** A file whose sample n is n / 2²⁰, so that each says where it was. */
function writeRamp(path: string, frames: number, rateHz = 48_000, channels = 1): void {
  using writer = WavWriter.create(path, { rateHz, channels, encoding: "float32" });
  writer.write(Float32Array.from({ length: frames * channels }, (_, i) => i / 2 ** 20));
  writer.finish();
}

/** Reads all that is due; checks that blocks follow each other without a gap and hold what the file holds. */
function drain(source: FileSource, from: number, startNs: number): number[] {
  const lengths: number[] = [];
  let position = from;
  for (let block = source.read(); block !== undefined; block = source.read()) {
    assertEquals(block.position, position);
    assertEquals(block.samples.length, block.frames * source.channels);
    assertEquals(block.samples[0], position * source.channels / 2 ** 20);
    position += block.frames;
    assertEquals(block.hostNs, startNs + position * 1e9 / source.rateHz);
    lengths.push(block.frames);
  }
  return lengths;
}

Deno.test("nothing comes before the start, then blocks of 20 ms when their end has passed", () =>
  withFolder((folder) => {
    writeRamp(join(folder, "a.wav"), 48_000);
    const clock = new ManualClock();
    using source = new FileSource(join(folder, "a.wav"), clock);
    clock.advance(5);
    assertEquals(source.read(), undefined);
    const startNs = clock.nowNs();
    source.start(startNs);
    clock.advance(0.0199);
    assertEquals(drain(source, 0, startNs), []);
    clock.advance(0.0002);
    assertEquals(drain(source, 0, startNs), [960]);
    clock.advance(0.02);
    assertEquals(drain(source, 960, startNs), [960]);
    assertEquals(source.state, "running");
  }));

Deno.test("a start in the past delivers all since then", () =>
  withFolder((folder) => {
    writeRamp(join(folder, "a.wav"), 48_000);
    const clock = new ManualClock();
    using source = new FileSource(join(folder, "a.wav"), clock);
    const startNs = clock.nowNs();
    clock.advance(0.1001);
    source.start(startNs);
    assertEquals(drain(source, 0, startNs), [4_800]);
  }));

Deno.test("who reads late gets long blocks, but never longer than half a second", () =>
  withFolder((folder) => {
    writeRamp(join(folder, "a.wav"), 3 * 44_100 + 17, 44_100, 2);
    const clock = new ManualClock();
    using source = new FileSource(join(folder, "a.wav"), clock);
    const startNs = clock.nowNs();
    source.start(startNs);
    clock.advance(100);
    assertEquals(drain(source, 0, startNs), [...Array(6).fill(22_050), 17]);
  }));

Deno.test("the end is exact: the last block is as short as it is, and then the source has ended", () =>
  withFolder((folder) => {
    writeRamp(join(folder, "a.wav"), 1_000);
    const clock = new ManualClock();
    using source = new FileSource(join(folder, "a.wav"), clock);
    const startNs = clock.nowNs();
    source.start(startNs);
    clock.advance(0.0205);
    assertEquals(drain(source, 0, startNs), [960]);
    assertEquals(source.endNs, undefined);
    clock.advance(0.0004);
    assertEquals(drain(source, 960, startNs), [40]);
    assertEquals(source.state, "ended");
    assertEquals(source.endNs, startNs + 1_000 * 1e9 / 48_000);
    clock.advance(10);
    assertEquals(source.read(), undefined);
  }));

Deno.test("any rate is played, also where 20 ms are no whole number of frames", () =>
  withFolder((folder) => {
    for (const rateHz of [8_000, 11_025, 22_050, 96_000]) {
      const path = join(folder, `${rateHz}.wav`);
      writeRamp(path, rateHz, rateHz);
      const clock = new ManualClock();
      using source = new FileSource(path, clock);
      const startNs = clock.nowNs();
      source.start(startNs);
      let position = 0;
      for (let i = 0; i < 110; i++) {
        clock.advance(0.01);
        for (const frames of drain(source, position, startNs)) position += frames;
      }
      assertEquals(position, rateHz);
      assertEquals(source.state, "ended");
    }
  }));

Deno.test("a file without sound, or cut short, or missing, is refused; one that still grows is played", () =>
  withFolder((folder) => {
    const path = join(folder, "a.wav");
    const clock = new ManualClock();
    assertThrows(() => new FileSource(path, clock), Deno.errors.NotFound, "a.wav");
    writeRamp(path, 0);
    assertThrows(() => new FileSource(path, clock), Deno.errors.InvalidData, "no sound");
    Deno.removeSync(path);
    writeRamp(path, 4_800);
    Deno.truncateSync(path, Deno.statSync(path).size - 4_000);
    assertThrows(() => new FileSource(path, clock), Deno.errors.InvalidData, "cut short");
    using rest = new FileSource(path, clock, { cutShort: true });
    rest.start(clock.nowNs());
    clock.advance(1);
    assert((rest.read()?.frames ?? 0) > 0);

    const growing = join(folder, "growing.wav");
    using writer = WavWriter.create(growing, {
      rateHz: 48_000,
      channels: 1,
      encoding: "float32",
    });
    writer.write(new Float32Array(4_800));
    using source = new FileSource(growing, clock);
    source.start(clock.nowNs());
    clock.advance(1);
    assertEquals(source.read()?.frames, 4_800);
    assertEquals(source.state, "ended");
  }));

Deno.test("a file that becomes shorter while it is played is an error, not silence", () =>
  withFolder((folder) => {
    const path = join(folder, "a.wav");
    writeRamp(path, 48_000);
    const clock = new ManualClock();
    using source = new FileSource(path, clock);
    source.start(clock.nowNs());
    clock.advance(0.3);
    assert(source.read() !== undefined);
    Deno.truncateSync(path, 20_000);
    clock.advance(0.5);
    assertThrows(() => source.read(), Deno.errors.InvalidData, "shorter");
  }));

Deno.test("a file is exact, drops nothing, and is never outdated", () =>
  withFolder((folder) => {
    const path = join(folder, "a.wav");
    writeRamp(path, 10);
    using source = new FileSource(path, new ManualClock());
    assertEquals([source.exact, source.framesDropped, source.isOutdated()], [true, 0, false]);
    assertEquals(source.name, path);
  }));

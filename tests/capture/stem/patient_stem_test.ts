import { assertEquals, assertThrows } from "@std/assert";
import { PatientStem } from "../../../capture/stem/patient_stem.ts";
import type { Stem } from "../../../capture/stem/stem.ts";

const RATE_HZ = 100;

/** A stem of two channels on a disk that has space for so many frames. */
class SmallDisk implements Stem {
  readonly samples: number[] = [];
  space = Infinity;
  code = "ENOSPC";
  isInPlace = true;
  isFinished = false;
  isClosed = false;

  get frames(): number {
    return this.samples.length / 2;
  }

  write(samples: Float32Array): void {
    const most = Math.max(0, this.space - this.frames) * 2;
    this.samples.push(...samples.subarray(0, most));
    if (samples.length > most) throw Object.assign(new Error("no"), { code: this.code });
  }

  silence(frames: number): void {
    this.write(new Float32Array(frames * 2));
  }

  sync(): void {}
  prepare(): boolean {
    return false;
  }
  finish(): void {
    this.isFinished = true;
  }
  [Symbol.dispose](): void {
    this.isClosed = true;
  }
}

/** So many frames of a value, in a place that is used again at once. */
const place = new Float32Array(2_000);
function sound(frames: number, value: number): Float32Array {
  return place.subarray(0, frames * 2).fill(value);
}

function make() {
  const disk = new SmallDisk();
  return { disk, stem: new PatientStem(disk, "system", RATE_HZ) };
}

Deno.test("what a disk does not take that is full for a moment is written once there is space", () => {
  const { disk, stem } = make();
  stem.write(sound(10, 1));
  disk.space = 15;
  stem.write(sound(10, 2));
  stem.silence(5);
  stem.write(sound(10, 3));
  assertEquals([stem.frames, disk.frames, stem.isInPlace], [35, 15, false]);
  disk.space = 22;
  stem.sync();
  assertEquals([stem.frames, disk.frames, stem.isInPlace], [35, 22, false]);
  disk.space = Infinity;
  stem.write(sound(1, 4));
  assertEquals([stem.frames, disk.frames, stem.isInPlace], [36, 36, true]);
  const expected = [[10, 1], [10, 2], [5, 0], [10, 3], [1, 4]].flatMap(([frames = 0, value = 0]) =>
    Array.from({ length: 2 * frames }, () => value)
  );
  assertEquals(disk.samples, expected);
  stem.finish();
  assertEquals(disk.isFinished, true);
});

Deno.test("a disk that stays full is told of after half a minute, and its stem holds what it took", () => {
  const { disk, stem } = make();
  disk.space = 100;
  stem.write(sound(101, 1));
  for (let i = 1; i < 30; i++) stem.write(sound(RATE_HZ, 1));
  // Silence takes no memory, however long it is.
  stem.silence(RATE_HZ * 3_600);
  assertThrows(() => stem.write(sound(RATE_HZ, 1)), Error, "no");
  assertThrows(() => stem.finish(), Error, "no");
  assertEquals([disk.isFinished, stem.frames], [true, 100]);
  stem.finish();
  stem[Symbol.dispose]();
  assertEquals(disk.isClosed, true);
});

Deno.test("a stem that ends while the disk is full says so; one whose disk has space again is whole", () => {
  for (const space of [15, Infinity]) {
    const { disk, stem } = make();
    disk.space = 15;
    stem.write(sound(20, 1));
    disk.space = space;
    if (space === 15) assertThrows(() => stem.finish(), Error, "no");
    else stem.finish();
    assertEquals([disk.isFinished, disk.frames], [true, Math.min(20, space)]);
  }
});

Deno.test("anything else that is wrong with a disk is told at once", () => {
  const { disk, stem } = make();
  disk.space = 5;
  disk.code = "EIO";
  assertThrows(() => stem.write(sound(10, 1)), Error, "no");
});

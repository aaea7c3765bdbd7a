import { assertEquals } from "@std/assert";
import { ByteQueue } from "../../../post/stream/byte_queue.ts";

const bytes = (...values: number[]) => new Uint8Array(values);

/** A reader that takes one byte at a time, each when a test says so. */
class SlowReader {
  readonly taken: number[] = [];
  #waiting: { resolve(): void; reject(error: Error): void } | undefined;

  async write(given: Uint8Array): Promise<number> {
    await new Promise<void>((resolve, reject) => this.#waiting = { resolve, reject });
    this.taken.push(given[0] ?? -1);
    return 1;
  }

  async take(): Promise<void> {
    this.#waiting?.resolve();
    await turn();
  }

  async leave(): Promise<void> {
    this.#waiting?.reject(new Deno.errors.BrokenPipe());
    await turn();
  }
}

async function turn(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

Deno.test("bytes wait for a reader who takes his time, and come in order", async () => {
  const reader = new SlowReader();
  const queue = new ByteQueue(reader);
  queue.push(bytes(1, 2));
  queue.push(bytes(3));
  await turn();
  assertEquals(queue.waitingBytes, 3);
  for (let i = 0; i < 3; i++) await reader.take();
  assertEquals(reader.taken, [1, 2, 3]);
  assertEquals([queue.waitingBytes, queue.writtenBytes], [0, 3]);
  await queue.empty();
});

Deno.test("who waits for space in a queue gets it when the reader has taken enough", async () => {
  const reader = new SlowReader();
  const queue = new ByteQueue(reader);
  queue.push(bytes(1));
  queue.push(bytes(2));
  let isBelow = false;
  void queue.below(1).then(() => isBelow = true);
  await turn();
  assertEquals(isBelow, false);
  await reader.take();
  assertEquals(isBelow, true);
  await reader.take();
});

Deno.test("when the reader has gone, what waits is dropped, and nobody waits for him", async () => {
  const reader = new SlowReader();
  const queue = new ByteQueue(reader);
  queue.push(bytes(1, 2));
  await turn();
  await reader.leave();
  await queue.gone;
  await queue.empty();
  await queue.below(0);
  queue.push(bytes(3));
  assertEquals([queue.isGone, queue.waitingBytes], [true, 0]);
});

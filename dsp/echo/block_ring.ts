// deno-lint-ignore-file no-non-null-assertion -- indices are taken modulo the number of blocks made here
/** The last blocks of a signal, by number. */
import type { Carried, StateTape } from "./state_tape.ts";

/** Keeps as many blocks as it is made for; block n lies where block n − `blocks` was. */
export class BlockRing implements Carried {
  readonly #blocks: Float32Array<ArrayBuffer>[];

  constructor(blocks: number, blockFrames: number) {
    this.#blocks = Array.from({ length: blocks }, () => new Float32Array(blockFrames));
  }

  /** Where block `n` is, or was: 0 and more, or as far below zero as there are blocks. */
  at(n: number): Float32Array<ArrayBuffer> {
    const { length } = this.#blocks;
    return this.#blocks[(n + length) % length]!;
  }

  carry(tape: StateTape): void {
    for (const block of this.#blocks) tape.array(block);
  }
}

/** Mean square of a block of frames that four divide. */
export function blockPower(block: Float32Array | Float64Array): number {
  // Four sums at once: one waits for itself.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i + 3 < block.length; i += 4) {
    a += block[i]! * block[i]!;
    b += block[i + 1]! * block[i + 1]!;
    c += block[i + 2]! * block[i + 2]!;
    d += block[i + 3]! * block[i + 3]!;
  }
  return (a + b + c + d) / block.length;
}

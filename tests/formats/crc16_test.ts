import { assertEquals } from "../assert.ts";
import { random } from "../dsp/signals.ts";
import { Crc16 } from "../../formats/crc16.ts";

function crcOf(bytes: Uint8Array): number {
  const crc = new Crc16();
  crc.update(bytes);
  return crc.value;
}

Deno.test("the check value of CRC-16/ARC is met", () => {
  assertEquals(crcOf(new TextEncoder().encode("123456789")), 0xbb3d);
});

Deno.test("nothing sums up to 0", () => {
  assertEquals(crcOf(new Uint8Array()), 0);
});

Deno.test("pieces give the sum of the whole, fed or appended", () => {
  const next = random(3);
  const bytes = Uint8Array.from({ length: 5000 }, () => next() * 256);
  const whole = crcOf(bytes);
  for (let round = 0; round < 200; round++) {
    const cut = Math.floor(next() * 5001);
    const [head, tail] = [bytes.subarray(0, cut), bytes.subarray(cut)];
    const fed = new Crc16();
    fed.update(head);
    fed.update(tail);
    const joined = new Crc16();
    joined.append(crcOf(head), head.length);
    joined.append(crcOf(tail), tail.length);
    assertEquals([fed.value, joined.value], [whole, whole]);
  }
});

Deno.test("a stretch past 4 GiB is appended like its halves", () => {
  const [once, twice] = [new Crc16(), new Crc16()];
  once.value = twice.value = 0x1234;
  once.append(0, 6 * 2 ** 30 + 10);
  twice.append(0, 3 * 2 ** 30 + 5);
  twice.append(0, 3 * 2 ** 30 + 5);
  assertEquals(once.value, twice.value);
});

/** Tags that stand at the end of MP3s, as other programs write them. */
import { concat } from "./wav_bytes.ts";

/** An APE tag of version 2: header, items, footer. Its only item is `items`, whatever that holds. */
export function apeTag(items: Uint8Array, hasHeader = true): Uint8Array {
  const edge = (flags: number) => {
    const bytes = new Uint8Array(32);
    const view = new DataView(bytes.buffer);
    bytes.set(new TextEncoder().encode("APETAGEX"));
    view.setUint32(8, 2_000, true);
    view.setUint32(12, items.length + 32, true);
    view.setUint32(16, 1, true);
    view.setUint32(20, flags, true);
    return bytes;
  };
  return hasHeader ? concat(edge(0xa0000000), items, edge(0x80000000)) : concat(items, edge(0));
}

/** An ID3v1 tag that says nothing. */
export function id3v1Tag(): Uint8Array {
  return concat(new TextEncoder().encode("TAG"), new Uint8Array(125));
}

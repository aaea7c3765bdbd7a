/** Puts an MP3 file together from its chunks, while they come. */
import { removeLargeIfThere } from "../../capture/spool/remove_if_there.ts";
import { buildId3, type Id3Tag } from "../../formats/id3.ts";
import { syncsafe } from "../../formats/id3_size.ts";
import { buildInfoTag } from "../../formats/mp3_info_tag.ts";
import { Mp3Tally, type Mp3TallyData } from "../../formats/mp3_tally.ts";
import { writeAll } from "../../formats/write_all.ts";
import type { Mp3Settings } from "../encode/encode.ts";

/** A chunk as it is on the disk. */
export interface ChunkFile {
  /** Different for different contents. */
  readonly path: string;
  readonly tally: Mp3TallyData;
}

/** What the Info tag and the ID3 tag say. */
export interface HeadFacts {
  /** Frames of sound that a decoder shall return. */
  readonly samples: number;
  /** See `InfoTagOptions`. */
  readonly delay?: number;
  readonly id3: Id3Tag;
}

/**
 * The ID3 tag fills whole blocks of this size, the rest of which is padding: so the place where the sound begins is known
 * before the titles and chapters are.
 */
const ID3_BLOCK_BYTES = 4_096;
/** Beside what is known of the tag before, there is space for some chapters. */
const CHAPTERS_BYTES = 2_048;

/** A chunk that is in the file already. */
interface Placed {
  readonly path: string;
  readonly at: number;
  readonly bytes: number;
}

/**
 * The MP3 file, put together while its chunks come: space for the tags, then the chunks one behind the other.
 *
 * `update` writes only what has changed, so that at the end there is little left to do whatever the length. What the file
 * is in the end depends on the chunks, the tags and what was known of them alone, never on the updates before.
 */
export class Splice {
  /** Where the file grows. */
  readonly path: string;
  readonly #rate: Mp3Settings["rate"];
  readonly #reservedBytes: number;
  #placed: Placed[] = [];
  #headBytes = 0;
  #created = false;

  /**
   * @param path where the file grows; what is there is replaced at the first update
   * @param tagBytes of the ID3 tag, without its chapters
   */
  constructor(path: string, rate: Mp3Settings["rate"], tagBytes = 0) {
    this.#reservedBytes = blocks(tagBytes + CHAPTERS_BYTES);
    this.path = path;
    this.#rate = rate;
  }

  /**
   * Makes the file hold these chunks, from the first on.
   *
   * @throws what the file system throws; the file is as good as new at the next update then
   */
  async update(chunks: readonly ChunkFile[]): Promise<void> {
    const [first] = chunks;
    if (first) await this.#place(chunks, this.#reservedBytes + this.#infoFrameBytes(first.tally));
  }

  /**
   * Makes the file complete: all chunks, then the tags in front of them, all of it on the disk.
   *
   * @param chunks all of the programme's, at least one
   * @returns the file's length in bytes
   */
  async finish(chunks: readonly ChunkFile[], facts: HeadFacts): Promise<number> {
    const tally = new Mp3Tally();
    for (const chunk of chunks) tally.append(chunk.tally);
    const { samples, delay } = facts;
    const info = buildInfoTag(tally.data, {
      ...{ samples, encoding: this.#encoding },
      ...(delay === undefined ? {} : { delay }),
    });
    const id3 = padded(buildId3(facts.id3), this.#reservedBytes);
    await this.#place(chunks, id3.length + info.length);
    using file = await this.#open();
    // It may have gone between the two.
    if (this.#placed.length === 0) await this.#place(chunks, id3.length + info.length);
    await writeAt(file, 0, id3);
    await writeAt(file, id3.length, info);
    const bytes = this.#headBytes + tally.bytes;
    await file.truncate(bytes);
    await file.syncData();
    return bytes;
  }

  get #encoding(): { bitrateKbps: number } | { quality: number } {
    return "bitrateKbps" in this.#rate
      ? { bitrateKbps: this.#rate.bitrateKbps }
      : { quality: this.#rate.vbrQuality };
  }

  /** Its length follows from the first frame's header alone; the smallest programme gives it. */
  #infoFrameBytes(tally: Mp3TallyData): number {
    const smallest = { ...tally, frames: 1, frameBytes: tally.frameBytes.slice(0, 1) };
    return buildInfoTag(smallest, { samples: 0, encoding: this.#encoding }).length;
  }

  async #place(chunks: readonly ChunkFile[], headBytes: number): Promise<void> {
    using file = await this.#open();
    if (headBytes !== this.#headBytes) this.#placed = [];
    this.#headBytes = headBytes;
    let at = headBytes;
    let isChanged = false;
    try {
      for (const [index, chunk] of chunks.entries()) {
        const there = this.#placed[index];
        if (there?.path !== chunk.path || there.at !== at) {
          isChanged = true;
          await copyInto(file, at, chunk);
          this.#placed[index] = { path: chunk.path, at, bytes: chunk.tally.bytes };
        }
        at += chunk.tally.bytes;
      }
      this.#placed.length = chunks.length;
      // Little is left for the disk to do at the end, when somebody waits.
      if (isChanged) await file.syncData();
    } catch (error) {
      this.#placed = [];
      throw error;
    }
  }

  async #open(): Promise<Deno.FsFile> {
    if (this.#created) {
      try {
        return await Deno.open(this.path, { write: true });
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
        // Somebody has removed it, such as a virus scanner: all of it is put there again.
        this.#placed = [];
      }
    }
    // A new file, never one that is there: that might be a link to somewhere else.
    await removeLargeIfThere(this.path);
    const file = await Deno.open(this.path, { write: true, createNew: true, mode: 0o600 });
    this.#created = true;
    return file;
  }
}

/** @throws {Deno.errors.InvalidData} when the chunk's file has changed since it was counted */
async function copyInto(file: Deno.FsFile, at: number, chunk: ChunkFile): Promise<void> {
  const bytes = await Deno.readFile(chunk.path);
  if (bytes.length !== chunk.tally.bytes) {
    throw new Deno.errors.InvalidData(
      `Cannot use ${chunk.path}: it has ${bytes.length} bytes, not ${chunk.tally.bytes}; encode it again`,
    );
  }
  await writeAt(file, at, bytes);
}

async function writeAt(file: Deno.FsFile, at: number, bytes: Uint8Array): Promise<void> {
  await file.seek(at, Deno.SeekMode.Start);
  await writeAll(file, bytes);
}

function blocks(bytes: number): number {
  return Math.ceil(bytes / ID3_BLOCK_BYTES) * ID3_BLOCK_BYTES;
}

/** The tag with zeros behind its frames (ID3v2.4 section 3.3), up to a whole number of blocks. */
function padded(tag: Uint8Array, leastBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(leastBytes, blocks(tag.length)));
  bytes.set(tag);
  bytes.set(syncsafe(bytes.length - 10), 6);
  return bytes;
}

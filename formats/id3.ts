/** Makes the ID3 tag of a finished file: title, date, length, chapters. */
import { ID3_MAX_SIZE, syncsafe } from "./id3_size.ts";
import { joinBytes } from "./join_bytes.ts";

/** A named stretch of the recording. */
export interface Id3Chapter {
  title: string;
  /** From the start of the sound, in ms, 0 … 2³² − 2. */
  startMs: number;
  /** In ms, not before the start. */
  endMs: number;
}

/** A picture: see `coverPicture`. */
export interface Id3Picture {
  mime: string;
  bytes: Uint8Array;
}

/** What the tag says to players. All fields are optional. */
export interface Id3Tag {
  title?: string;
  artist?: string;
  album?: string;
  comment?: string;
  /** Which one of several it is, from 1. */
  track?: number;
  /** The front cover. */
  cover?: Id3Picture;
  /** When it was recorded, ISO 8601 without zone, to the second: "2026-11-21T09:30:00". */
  recorded?: string;
  /** In ms. */
  lengthMs?: number;
  /** The program that made it. */
  encoder?: string;
  chapters?: Id3Chapter[];
}

/** UTF-8 (ID3v2.4 section 4). */
const UTF8 = 3;
/** CTOC: the chapters are in order; and it is the table that no other one holds. */
const ORDERED = 0x01;
const TOP_LEVEL = 0x02;
/** Entries of a table are counted in one byte. */
const MAX_ENTRIES = 255;

/**
 * Makes an ID3v2.4 tag (id3.org "ID3 tag version 2.4.0 – Main Structure", "Chapter Frame Addendum").
 *
 * But for a picture, nothing in it is taken for an MP3 frame: UTF-8 has no byte 0xFF, sizes have none by their form, and the four bytes
 * 0xFF that mean "no offset" in a chapter are no valid frame header. Chapters past the 255th go into further tables.
 *
 * @throws {RangeError} for a chapter that ends before it starts or is past 49 days, and past 256 MiB
 */
export function buildId3(tag: Id3Tag): Uint8Array {
  const frames = [
    textFrame("TIT2", tag.title),
    textFrame("TPE1", tag.artist),
    textFrame("TALB", tag.album),
    textFrame("TRCK", tag.track === undefined ? undefined : String(tag.track)),
    textFrame("TDRC", tag.recorded),
    textFrame("TLEN", tag.lengthMs === undefined ? undefined : String(Math.round(tag.lengthMs))),
    textFrame("TSSE", tag.encoder),
    commentFrame(tag.comment),
    ...chapterFrames(tag.chapters ?? []),
    pictureFrame(tag.cover),
  ];
  const body = joinBytes(frames);
  if (body.length > ID3_MAX_SIZE) {
    throw new RangeError(`Cannot make an ID3 tag of ${body.length} bytes: shorten its titles`);
  }
  return joinBytes([ascii("ID3"), Uint8Array.of(4, 0, 0), syncsafe(body.length), body]);
}

function textFrame(id: string, text: string | undefined): Uint8Array {
  if (text === undefined) return new Uint8Array();
  return frame(id, [Uint8Array.of(UTF8), new TextEncoder().encode(shown(text))]);
}

function shown(text: string): string {
  // deno-lint-ignore no-control-regex -- NUL would end the text early, the others draw nonsense in players
  return text.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();
}

/** In a language that nobody knows players look for English; without a description it is the comment (section 4.10). */
function commentFrame(text: string | undefined): Uint8Array {
  if (text === undefined) return new Uint8Array();
  return frame("COMM", [
    Uint8Array.of(UTF8),
    ascii("eng\0"),
    new TextEncoder().encode(shown(text)),
  ]);
}

/** Section 4.14: of type 3, the front cover, without a description. */
function pictureFrame(picture: Id3Picture | undefined): Uint8Array {
  if (picture === undefined) return new Uint8Array();
  return frame("APIC", [
    Uint8Array.of(UTF8),
    ascii(`${picture.mime}\0`),
    Uint8Array.of(3, 0),
    picture.bytes,
  ]);
}

function frame(id: string, parts: Uint8Array[]): Uint8Array {
  const body = joinBytes(parts);
  return joinBytes([ascii(id), syncsafe(body.length), Uint8Array.of(0, 0), body]);
}

function chapterFrames(chapters: Id3Chapter[]): Uint8Array[] {
  if (chapters.length === 0) return [];
  const ids = chapters.map((_, i) => `chp${i + 1}`);
  const tables = ids.length <= MAX_ENTRIES
    ? [tableFrame("toc", ids, TOP_LEVEL)]
    : nestedTables(ids);
  return [...tables, ...chapters.map((chapter, i) => chapterFrame(ids[i] ?? "", chapter))];
}

function nestedTables(ids: string[]): Uint8Array[] {
  const parts: string[][] = [];
  for (let i = 0; i < ids.length; i += MAX_ENTRIES) parts.push(ids.slice(i, i + MAX_ENTRIES));
  const names = parts.map((_, i) => `toc${i + 1}`);
  return [
    tableFrame("toc", names, TOP_LEVEL),
    ...parts.map((part, i) => tableFrame(names[i] ?? "", part, 0)),
  ];
}

function tableFrame(name: string, ids: string[], level: number): Uint8Array {
  if (ids.length > MAX_ENTRIES) {
    throw new RangeError(`Cannot make a table of ${ids.length} chapters: leave some of them out`);
  }
  const entries = ids.map((id) => ascii(`${id}\0`));
  return frame("CTOC", [
    ascii(`${name}\0`),
    Uint8Array.of(level | ORDERED, ids.length),
    ...entries,
  ]);
}

function chapterFrame(id: string, { title, startMs, endMs }: Id3Chapter): Uint8Array {
  const [start, end] = [Math.round(startMs), Math.round(endMs)];
  if (!(start >= 0 && end >= start && end < 2 ** 32 - 1)) {
    throw new RangeError(`Cannot make a chapter from ${startMs} to ${endMs} ms: check its times`);
  }
  const times = new DataView(new ArrayBuffer(16));
  times.setUint32(0, start);
  times.setUint32(4, end);
  times.setUint32(8, 0xffff_ffff); // the times count, not offsets in bytes
  times.setUint32(12, 0xffff_ffff);
  return frame("CHAP", [ascii(`${id}\0`), new Uint8Array(times.buffer), textFrame("TIT2", title)]);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Five programs that we did not write read the same title, chapters, cover and length of a file of ours. */
import { assert, assertEquals } from "../assert.ts";
import { buildId3 } from "../../formats/id3.ts";
import { joinBytes } from "../../formats/join_bytes.ts";
import { buildInfoTag } from "../../formats/mp3_info_tag.ts";
import { Mp3Tally } from "../../formats/mp3_tally.ts";
import { encodeMp3, testSound } from "./mp3_of.ts";
import { TestFolder, tool } from "./tool.ts";

const SECONDS = 12;
const TITLE = 'Über <b>Budget</b> & "mehr" – 会議';
const TAG = {
  ...{ title: TITLE, artist: "Team Nord", album: "Sitzungen 2026", comment: "Raum 7, Tür links" },
  ...{ track: 3, recorded: "2026-11-21T09:30:00", lengthMs: SECONDS * 1_000 },
  chapters: [
    { title: "Anfang", startMs: 0, endMs: 4_000 },
    { title: "Прибыль", startMs: 4_000, endMs: 12_000 },
  ],
};

const picture = makePicture();
const file = tagged();
const texts = new TextDecoder();

function makePicture(): Uint8Array {
  using folder = new TestFolder();
  const path = folder.file("cover.png");
  tool("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc=s=64x48", "-frames:v", "1", path]);
  return Deno.readFileSync(path);
}

function tagged(): Uint8Array {
  const stream = encodeMp3(testSound(48_000 * SECONDS, 1), { channels: 1, kbps: 64 });
  const tally = new Mp3Tally();
  tally.push(stream);
  const samples = 48_000 * SECONDS;
  const info = buildInfoTag(tally.data, { samples, encoding: { bitrateKbps: 64 } });
  return joinBytes([
    buildId3({ ...TAG, cover: { mime: "image/png", bytes: picture } }),
    info,
    stream,
  ]);
}

/** What a program says of the file, whose path is its last argument. */
function said(name: string, ...args: string[]): string {
  using folder = new TestFolder();
  return texts.decode(tool(name, [...args, folder.file("tagged.mp3", file)]).out);
}

Deno.test("ffprobe reads tag, chapters, cover and length", () => {
  const { format, chapters, streams } = JSON.parse(
    said(
      "ffprobe",
      "-v",
      "error",
      "-of",
      "json",
      "-show_format",
      "-show_chapters",
      "-show_streams",
    ),
  );
  const { title, artist, album, comment, track } = format.tags;
  assertEquals([title, artist, album, comment, track], [
    ...[TAG.title, TAG.artist, TAG.album, TAG.comment, "3"],
  ]);
  assertEquals(
    chapters.map((one: { start_time: string; tags: { title: string } }) => [
      ...[Number(one.start_time), one.tags.title],
    ]),
    [[0, "Anfang"], [4, "Прибыль"]],
  );
  const image = streams.find((one: { codec_type: string }) => one.codec_type === "video");
  assertEquals([image.codec_name, image.width, image.height], ["png", 64, 48]);
  assert(Math.abs(Number(format.duration) - SECONDS) < 0.06);
});

Deno.test("mutagen reads the same", () => {
  const script = `
import json, sys
from mutagen.mp3 import MP3
f = MP3(sys.argv[1])
t = f.tags
print(json.dumps({
  "texts": [t["TIT2"].text[0], t["TPE1"].text[0], t["TALB"].text[0], t.getall("COMM")[0].text[0]],
  "chapters": [[c.start_time, c.sub_frames["TIT2"].text[0]] for c in t.getall("CHAP")],
  "cover": [t.getall("APIC")[0].mime, len(t.getall("APIC")[0].data)],
  "seconds": f.info.length,
}))`;
  // Debian's, which knows Debian's modules.
  const found = JSON.parse(said("/usr/bin/python3", "-c", script));
  assertEquals(found.texts, [TAG.title, TAG.artist, TAG.album, TAG.comment]);
  assertEquals(found.chapters, [[0, "Anfang"], [4_000, "Прибыль"]]);
  assertEquals(found.cover, ["image/png", picture.length]);
  assert(Math.abs(found.seconds - SECONDS) < 0.06);
});

Deno.test("eyeD3 reads the same", () => {
  const script = `
import json, sys, eyed3
f = eyed3.load(sys.argv[1])
t = f.tag
print(json.dumps({
  "texts": [t.title, t.artist, t.album, t.comments[0].text],
  "chapters": [[c.times.start, c.title] for c in t.chapters],
  "cover": [t.images[0].mime_type, len(t.images[0].image_data)],
  "seconds": f.info.time_secs,
}))`;
  const found = JSON.parse(said("/usr/bin/python3", "-c", script));
  assertEquals(found.texts, [TAG.title, TAG.artist, TAG.album, TAG.comment]);
  assertEquals(
    found.chapters.toSorted(([one]: [number], [other]: [number]) => one - other),
    [[0, "Anfang"], [4_000, "Прибыль"]],
  );
  assertEquals(found.cover, ["image/png", picture.length]);
  assert(Math.abs(found.seconds - SECONDS) < 0.06);
});

Deno.test("mediainfo reads the same, but for chapters, of which it does not tell", () => {
  const { media: { track } } = JSON.parse(said("mediainfo", "--Output=JSON"));
  const [general] = track;
  assertEquals([general.Title, general.Performer, general.Album, general.Comment], [
    ...[TAG.title, TAG.artist, TAG.album, TAG.comment],
  ]);
  assertEquals(general.Cover, "Yes");
  assert(Math.abs(Number(general.Duration) - SECONDS) < 0.06);
});

Deno.test("exiftool reads the same, but for chapters, of which it does not tell", () => {
  const [found] = JSON.parse(said("exiftool", "-json", "-n", "-charset", "UTF8"));
  assertEquals([found.Title, found.Artist, found.Album, found.Comment], [
    ...[TAG.title, TAG.artist, TAG.album, TAG.comment],
  ]);
  assertEquals(found.PictureMIMEType, "image/png");
  assert(Math.abs(found.Duration - SECONDS) < 0.2);
});

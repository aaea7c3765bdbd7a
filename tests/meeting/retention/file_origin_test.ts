import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileOrigin } from "../../../meeting/retention/file_origin.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { joinBytes } from "../../../formats/join_bytes.ts";
import { apeTag, id3v1Tag } from "../../formats/end_tags.ts";
import { tool } from "../../formats/tool.ts";
import { mp3Of, writeWav } from "./recordings.ts";

const AT = new Date(2026, 10, 21, 9, 30, 0);

Deno.test("a file of confrec's is known by its tag, with its date, in both formats", async () => {
  await withFolder((folder) => {
    const [mp3, wav] = [join(folder, "a.mp3"), join(folder, "a.wav")];
    Deno.writeFileSync(mp3, mp3Of(AT));
    writeWav(wav, AT);
    assertEquals(fileOrigin(mp3, "mp3"), { recordedAt: AT, isWhole: true });
    assertEquals(fileOrigin(wav, "wav"), { recordedAt: AT, isWhole: true });
  });
});

Deno.test("a file to which other programs have added tags is whole, wherever those stand", async () => {
  await withFolder((folder) => {
    const [whole, path] = [mp3Of(AT), join(folder, "a.mp3")];
    const [ape, v1] = [apeTag(new Uint8Array(300)), id3v1Tag()];
    const isWhole = (...bytes: readonly Uint8Array[]) => {
      Deno.writeFileSync(path, joinBytes([...bytes]));
      return fileOrigin(path, "mp3")?.isWhole;
    };
    for (const tags of [[ape], [v1], [ape, v1], [v1, ape]]) {
      assertEquals(isWhole(whole, ...tags), true);
      assertEquals(isWhole(whole.subarray(0, -100), ...tags), false);
      assertEquals(isWhole(whole, new Uint8Array(100), ...tags), false);
    }
    assertEquals(isWhole(whole, ape.subarray(0, -1)), false);
  });
});

Deno.test("what is cut short is not whole, and what another program made is not ours", async () => {
  await withFolder((folder) => {
    const path = join(folder, "a.mp3");
    const bytes = mp3Of(AT);
    Deno.writeFileSync(path, bytes.subarray(0, bytes.length - 1));
    assertEquals(fileOrigin(path, "mp3")?.isWhole, false);
    Deno.writeFileSync(path, mp3Of(AT, "Lavf61.1.100"));
    assertEquals(fileOrigin(path, "mp3"), undefined);
    Deno.writeFileSync(path, mp3Of(AT, "confrecorder 3"));
    assertEquals(fileOrigin(path, "mp3"), undefined);
    Deno.writeFileSync(path, new Uint8Array(2_000));
    assertEquals(fileOrigin(path, "mp3"), undefined);
    assertEquals(fileOrigin(join(folder, "gone.mp3"), "mp3"), undefined);
    const wav = join(folder, "a.wav");
    writeWav(wav, AT);
    Deno.truncateSync(wav, 5_000);
    assertEquals(fileOrigin(wav, "wav")?.isWhole, false);
  });
});

Deno.test("a file that ffmpeg has copied carries its name, and is not ours any more", async () => {
  await withFolder((folder) => {
    const [from, to] = [join(folder, "a.mp3"), join(folder, "b.mp3")];
    Deno.writeFileSync(from, mp3Of(AT));
    tool("ffmpeg", ["-v", "error", "-i", from, "-c", "copy", to]);
    assertEquals(fileOrigin(to, "mp3"), undefined);
  });
});

Deno.test("ffmpeg reads who made a WAV, and when", async () => {
  await withFolder((folder) => {
    const path = join(folder, "a.wav");
    writeWav(path, AT);
    const tags = ["-show_entries", "format_tags", "-of", "json", path];
    const { format } = JSON.parse(
      new TextDecoder().decode(tool("ffprobe", ["-v", "error", ...tags]).out),
    );
    assertEquals(format.tags.encoded_by, "confrec 0.1.0");
    assertEquals(format.tags.date, "2026-11-21");
    assertEquals(format.tags.creation_time, "09:30:00");
    assertEquals(format.tags.time_reference, String((9 * 60 + 30) * 60 * 48_000));
  });
});

import { assertEquals } from "../assert.ts";
import { coverPicture } from "../../formats/cover_picture.ts";
import { TestFolder, tool } from "./tool.ts";
import { concat } from "./wav_bytes.ts";

/** A picture that another program made. */
function picture(folder: TestFolder, name: string, size: string): Uint8Array {
  const path = folder.file(name);
  tool("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", `testsrc=s=${size}`, "-frames:v", "1", path]);
  return Deno.readFileSync(path);
}

Deno.test("JPEG and PNG are known, with their size", () => {
  using folder = new TestFolder();
  const png = picture(folder, "a.png", "320x200");
  const jpeg = picture(folder, "b.jpg", "96x128");
  assertEquals(coverPicture(png), { mime: "image/png", width: 320, height: 200 });
  assertEquals(coverPicture(jpeg), { mime: "image/jpeg", width: 96, height: 128 });
});

Deno.test("what was cut short, or is something else, is none", () => {
  using folder = new TestFolder();
  const png = picture(folder, "a.png", "32x20");
  const jpeg = picture(folder, "b.jpg", "32x20");
  for (const whole of [png, jpeg]) {
    for (let bytes = 0; bytes < whole.length; bytes += 7) {
      assertEquals(coverPicture(whole.subarray(0, bytes)), undefined);
    }
  }
  assertEquals(coverPicture(new TextEncoder().encode("<svg/>")), undefined);
  assertEquals(coverPicture(Uint8Array.of(0xff, 0xd8, 0xff, 0xff, 0xff, 0xd9)), undefined);
});

Deno.test("what a camera puts behind a picture makes it no other, and cut short it is none all the same", () => {
  using folder = new TestFolder();
  const png = picture(folder, "a.png", "320x200");
  const jpeg = picture(folder, "b.jpg", "96x128");
  const trailer = new TextEncoder().encode("SEFH and its facts, SEFT");
  for (const [whole, mime] of [[png, "image/png"], [jpeg, "image/jpeg"]] as const) {
    assertEquals(coverPicture(concat(whole, trailer))?.mime, mime);
    assertEquals(coverPicture(concat(whole, whole))?.mime, mime);
    assertEquals(coverPicture(concat(whole.subarray(0, -12), trailer)), undefined);
  }
});

import { assertEquals, assertThrows } from "@std/assert";
import { OutputError } from "../../../post/publish/output_error.ts";
import { verifyMp3, verifyWav } from "../../../post/publish/verify.ts";
import { TestSession } from "../stems.ts";

const FORM = { rateHz: 48_000, channels: 2 } as const;

Deno.test("a whole MP3 is found whole, and each kind of damage is found", async () => {
  await using session = await TestSession.talking(50_000);
  const good = await session.make();
  const path = session.target;
  const expected = { frames: 50_000, ...FORM };
  verifyMp3(path, expected, "run: r");

  const fails = (bytes: Uint8Array, part: string, wanted = expected) => {
    Deno.writeFileSync(path, bytes);
    const error = assertThrows(() => verifyMp3(path, wanted, "run: r"), OutputError, part);
    assertEquals([error.kind, error.message.endsWith("run: r")], ["failed", true]);
  };
  fails(good.slice(0, -200), "cut short");
  fails(good.slice(0, -384), "cut short");
  fails(new Uint8Array([...good, ...good.slice(-384)]), "MP3 frames");
  fails(good.map((byte, i) => i === good.length - 384 ? 0 : byte), "no frame begins");
  fails(new Uint8Array(0), "empty");
  // The number of bytes in the info tag, behind the padded ID3 tag, header and side information.
  fails(
    good.map((byte, i) => i === 4_096 + 36 + 15 ? byte ^ 1 : byte),
    "not the one in its info tag",
  );
  fails(good.map((byte, i) => i === 4_096 + 36 ? 0 : byte), "MP3 frames");
  fails(good, "50000 frames long, not 49999", { ...expected, frames: 49_999 });
  fails(good, "2 channels", { ...expected, channels: 1 as unknown as 2 });
  Deno.removeSync(path);
  assertThrows(() => verifyMp3(path, expected, "run: r"), OutputError);
});

Deno.test("a whole WAV is found whole, a cut one is not", async () => {
  await using session = await TestSession.talking(50_000);
  const target = `${session.folder}/out.wav`;
  const good = await session.make({ form: { type: "wav", bits: 16 } }, target);
  const expected = { frames: 50_000, ...FORM };
  verifyWav(target, expected, "run: r");
  Deno.writeFileSync(target, good.slice(0, -4));
  assertThrows(() => verifyWav(target, expected, "run: r"), OutputError, "cut short");
  Deno.writeFileSync(target, good);
  const longer = { ...expected, frames: 50_001 };
  assertThrows(() => verifyWav(target, longer, "run: r"), OutputError, "not 50001");
});

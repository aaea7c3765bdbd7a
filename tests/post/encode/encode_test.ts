import { assertEquals, assertRejects } from "@std/assert";
import { encode, type EncodeOptions } from "../../../post/encode/encode.ts";
import { EncoderError } from "../../../post/encode/encoder_error.ts";
import { mp3FrameCount } from "../../../post/chunks/chunk_shape.ts";
import { FFMPEG, SHELL } from "../stems.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const CBR: EncodeOptions = {
  ffmpegPath: FFMPEG,
  rateHz: 48_000,
  channels: 2,
  rate: { bitrateKbps: 128 },
};

/** A program that stands in for ffmpeg and notes each time it is run. */
async function withFake(
  script: string,
  body: (path: string, runs: () => number) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const path = `${folder}/ffmpeg`;
    const log = `${folder}/runs`;
    await Deno.writeTextFile(log, "");
    await Deno.writeTextFile(path, `#!/bin/sh\necho run >>'${log}'\n${script}\n`, { mode: 0o755 });
    await body(path, () => Deno.readTextFileSync(log).split("\n").length - 1);
  });
}

function silence(frames: number): () => Iterable<Float32Array> {
  return () => [new Float32Array(frames * 2)];
}

Deno.test("constant bit rate gives frames of one size and no tag frame", async () => {
  const bytes = await encode(silence(11_520), CBR);
  assertEquals(bytes.length, mp3FrameCount(11_520) * 384);
  assertEquals([bytes[0], (bytes[1] ?? 0) & 0xe0], [0xff, 0xe0]);
});

Deno.test("samples in one block or in many give the same bytes", async () => {
  const tone = Float32Array.from({ length: 40_000 }, (_, i) => Math.sin(i * i / 90_000) / 2);
  const pieces = [tone.subarray(0, 2), tone.subarray(2, 2_304), tone.subarray(2_304)];
  const rate = { vbrQuality: 4 };
  assertEquals(
    await encode(() => pieces, { ...CBR, rate }),
    await encode(() => [tone], { ...CBR, rate }),
  );
});

Deno.test("an ffmpeg that is killed once is run again", SHELL, async () => {
  await withFake(
    `[ "$(wc -l < "$(dirname "$0")/runs")" -gt 1 ] || kill -KILL $$\nexec ${FFMPEG} "$@"`,
    async (path, runs) => {
      const bytes = await encode(silence(11_520), { ...CBR, ffmpegPath: path });
      assertEquals(bytes, await encode(silence(11_520), CBR));
      assertEquals(runs(), 2);
    },
  );
});

Deno.test(
  "an ffmpeg that always fails is given up after three attempts, with its last words",
  SHELL,
  async () => {
    await withFake("cat >/dev/null; echo Unknown encoder >&2; exit 8", async (path, runs) => {
      await assertRejects(
        () => encode(silence(11_520), { ...CBR, ffmpegPath: path }),
        EncoderError,
        "ffmpeg ended with code 8 (Unknown encoder), 3 times in a row",
      );
      assertEquals(runs(), 3);
    });
  },
);

Deno.test("an ffmpeg that hangs is stopped and run again", SHELL, async () => {
  await withFake(
    `[ "$(wc -l < "$(dirname "$0")/runs")" -gt 1 ] || exec sleep 100\nexec ${FFMPEG} "$@"`,
    async (path, runs) => {
      const options = { ...CBR, ffmpegPath: path, stallSeconds: 5 };
      const bytes = await encode(silence(11_520), options);
      assertEquals([bytes.length, runs()], [mp3FrameCount(11_520) * 384, 2]);
    },
  );
});

Deno.test("what an ffmpeg that fails has written is not taken", SHELL, async () => {
  await withFake(
    `[ "$(wc -l < "$(dirname "$0")/runs")" -gt 1 ] || { ${FFMPEG} "$@"; exit 1; }\n` +
      `exec ${FFMPEG} "$@"`,
    async (path, runs) => {
      const bytes = await encode(silence(11_520), { ...CBR, ffmpegPath: path });
      assertEquals([bytes.length, runs()], [mp3FrameCount(11_520) * 384, 2]);
    },
  );
});

Deno.test("an ffmpeg that writes nothing has failed", SHELL, async () => {
  await withFake("cat >/dev/null", async (path) => {
    await assertRejects(() => encode(silence(1), { ...CBR, ffmpegPath: path }), Error, "code 0");
  });
});

Deno.test(
  "a missing ffmpeg is NotFound at once, one that may not be run PermissionDenied",
  SHELL,
  async () => {
    await assertRejects(
      () => encode(silence(1), { ...CBR, ffmpegPath: "/nonexistent/ffmpeg" }),
      Deno.errors.NotFound,
      "no ffmpeg at /nonexistent/ffmpeg",
    );
    await withFolder(async (folder) => {
      const file = `${folder}/ffmpeg`;
      await Deno.writeTextFile(file, "");
      await assertRejects(
        () => encode(silence(1), { ...CBR, ffmpegPath: file }),
        Deno.errors.PermissionDenied,
        "may not be run",
      );
    });
  },
);

Deno.test("aborting ends the encode without another attempt", SHELL, async () => {
  await withFake("exec sleep 100", async (path, runs) => {
    const controller = new AbortController();
    const running = encode(silence(1), {
      ...CBR,
      ffmpegPath: path,
      signal: controller.signal,
    });
    controller.abort();
    await assertRejects(() => running, DOMException);
    assertEquals(runs() <= 1, true);
  });
});

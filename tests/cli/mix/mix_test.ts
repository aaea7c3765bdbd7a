import { type FileSound, ORDINARY_SOUND } from "../../../meeting/report/file_sound.ts";
import { FakeWorld, type FileRequest } from "../fake_recording.ts";
import { lineSchema } from "../../../cli/report/json_lines.ts";
import type { FileMaker, MadeFile, ProgrammeRequest } from "../../../meeting/world/world.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { mix } from "../../../cli/mix/mix.ts";
import { parseArguments } from "../../../cli/parse_arguments.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { type FakeIo, fakeIo } from "../fake_io.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** Writes the file without making it of anything. */
class FakeMix extends FakeWorld {
  request: FileRequest | undefined;
  silentTracks: MadeFile["silentTracks"] = [];
  sound: FileSound = ORDINARY_SOUND;
  work: (request: FileRequest) => Promise<void> = () => Promise.resolve();

  programme(request: ProgrammeRequest): FileMaker {
    return {
      progress: { chunksDone: 0, chunksTotal: 2, waiting: 2 },
      longestPause: () => undefined,
      grow: () => {},
      finish: async (options) => {
        this.request = { ...request, ...options };
        Deno.writeTextFileSync(join(request.chunksFolder, "half"), "half");
        request.onProgress?.({ chunksDone: 1, chunksTotal: 2, waiting: 1 });
        await this.work(this.request);
        Deno.writeTextFileSync(options.target, "mixed");
        const { silentTracks } = this;
        return {
          frames: 90 * 48_000,
          rateHz: 48_000,
          bytes: 1_440_000,
          silentTracks,
          ...this.sound,
        };
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
}

async function inFolder(test: (folder: string, a: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const path = join(folder, "a.wav");
    using writer = WavWriter.create(path, { rateHz: 48_000, channels: 1, encoding: "pcm16" });
    writer.write(new Float32Array(480).fill(0.5));
    writer.finish();
    await test(folder, path);
  });
}

function run(args: readonly string[], world: FakeMix, io: FakeIo): Promise<number> {
  return mix(parseArguments(["mix", ...args]).call, io, world);
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("a mix leaves the file and the inputs, and says what it has made", async () => {
  await inFolder(async (folder, a) => {
    const parts = new FakeMix();
    const io = fakeIo();
    const out = join(folder, "x", "b.mp3");
    assertEquals(await run(["--mic", a, "--system", "none", "--out", out], parts, io), 0);
    assertEquals(io.stderr.lines, [`Mixed 01:30 to ${out} (1.4 MB)`]);
    assertEquals([names(folder), names(join(folder, "x"))], [["a.wav", "x"], ["b.mp3"]]);
    assertEquals(parts.request?.stems, { mic: a });
  });
});

Deno.test("a side without sound is told, and one that is in the file ungated or too quiet", async () => {
  await inFolder(async (folder, a) => {
    const parts = new FakeMix();
    parts.silentTracks = ["mic", "system"];
    const out = join(folder, "b.mp3");
    const told = async (...args: string[]) => {
      const io = fakeIo();
      assertEquals(await run(["--mic", a, "--out", out, "--force", ...args], parts, io), 0);
      return io.stderr.lines.slice(0, -1);
    };
    const empty = "there is no sound in it; look whether it is the right file";
    assertEquals(await told(), [
      `confrec: Your microphone is silent in ${out}: ${empty}`,
      `confrec: The call is silent in ${out}: ${empty}`,
    ]);
    parts.silentTracks = [];
    parts.sound = { ...ORDINARY_SOUND, gateOpenings: { mic: "speech" }, boostLimited: ["system"] };
    const [opened, limited, ...more] = await told();
    assertStringIncludes(
      opened ?? "",
      "Your microphone: the noise gate would have removed what sounds like speech",
    );
    assertStringIncludes(opened ?? "", "its input is still there");
    assertStringIncludes(limited ?? "", "The call: too quiet to be brought to its level");
    assertEquals(more, []);
  });
});

Deno.test("a file without any length is reported as that, and mixed only beside one that has some", async () => {
  await inFolder(async (folder, a) => {
    const empty = join(folder, "empty.wav");
    using writer = WavWriter.create(empty, { rateHz: 48_000, channels: 1, encoding: "pcm16" });
    writer.finish();
    const out = join(folder, "b.mp3");
    for (const args of [["--mic", empty], ["--mic", empty, "--system", empty]]) {
      const error = await assertRejects(
        () => run([...args, "--out", out], new FakeMix(), fakeIo()),
        UserError,
        "holds no sound",
      );
      assertEquals(error.kind, "usage");
    }
    const parts = new FakeMix();
    parts.silentTracks = ["mic"];
    const io = fakeIo();
    assertEquals(await run(["--mic", empty, "--system", a, "--out", out], parts, io), 0);
    assertEquals(io.stderr.lines[0], `confrec: ${empty} holds no sound: its length is 0`);
    assertEquals(io.stderr.lines.length, 2, "the gate is not blamed");
  });
});

Deno.test("a file whose sizes are those of some moment before a crash is mixed whole, with a warning", async () => {
  await inFolder(async (folder, a) => {
    const bytes = Deno.readFileSync(a);
    // 100 of 480 frames, in both sizes.
    const view = new DataView(bytes.buffer);
    const dataAt = bytes.length - 960;
    view.setUint32(4, dataAt + 200 - 8, true);
    view.setUint32(dataAt - 4, 200, true);
    for (let i = dataAt; i < bytes.length; i += 2) view.setInt16(i, 1_000 + i, true);
    Deno.writeFileSync(a, bytes);
    const io = fakeIo();
    const parts = new FakeMix();
    assertEquals(await run(["--mic", a, "--out", join(folder, "b.mp3")], parts, io), 0);
    assertEquals(parts.request?.frames, 480);
    assertStringIncludes(io.stderr.lines[0] ?? "", "was cut short: its header speaks of 0.0 s");
  });
});

Deno.test("a blank at the end of a file's name is part of it", async () => {
  await inFolder(async (folder, a) => {
    if (Deno.build.os === "windows") return;
    const blank = join(folder, "my voice.wav ");
    Deno.renameSync(a, blank);
    for (const [index, mic] of [blank, `file:${blank}`].entries()) {
      const parts = new FakeMix();
      const out = join(folder, `${index}.mp3`);
      assertEquals(await run(["--mic", mic, "--out", out], parts, fakeIo()), 0);
      assertEquals(parts.request?.stems, { mic: blank });
    }
  });
});

Deno.test("programs are told how far it is", async () => {
  await inFolder(async (folder, a) => {
    const io = fakeIo();
    const out = join(folder, "b.mp3");
    await run(["--system", `file:${a}`, "--out", out, "--json"], new FakeMix(), io);
    const events = io.stdout.lines.map((line) => lineSchema.parse(JSON.parse(line)));
    // Once a second at most: a machine that takes longer tells more.
    const [last, ...before] = events.toReversed();
    assertEquals([...new Set(before.map(({ event }) => event))], ["finishing"]);
    assertEquals(last?.event === "finished" && last.seconds, 90);
  });
});

Deno.test("an interrupted mix leaves nothing of its own", async () => {
  await inFolder(async (folder, a) => {
    const parts = new FakeMix();
    parts.work = async ({ signal }) => {
      parts.signalSource.send("SIGINT");
      await new Promise((resolve) => signal?.addEventListener("abort", resolve));
      throw signal?.reason;
    };
    const out = join(folder, "x", "b.mp3");
    const error = await assertRejects(
      () => run(["--mic", a, "--out", out], parts, fakeIo()),
      UserError,
    );
    assertEquals(error.kind, "output");
    assertStringIncludes(error.message, "it was interrupted; run it again");
    assertEquals(names(folder), ["a.wav"]);
  });
});

Deno.test("what goes wrong while mixing comes out as it is, and leaves nothing", async () => {
  await inFolder(async (folder, a) => {
    const parts = new FakeMix();
    parts.work = () => Promise.reject(new RangeError("bad"));
    await assertRejects(
      () => run(["--mic", a, "--out", join(folder, "b.mp3")], parts, fakeIo()),
      RangeError,
      "bad",
    );
    assertEquals(names(folder), ["a.wav"]);
  });
});

Deno.test("a recording that was cut short is mixed as far as it goes, with a warning", async () => {
  await inFolder(async (folder, a) => {
    Deno.truncateSync(a, Deno.statSync(a).size - 100);
    const io = fakeIo();
    assertEquals(await run(["--mic", a, "--out", join(folder, "b.mp3")], new FakeMix(), io), 0);
    assertStringIncludes(io.stderr.text, `confrec: ${a} was cut short; what is there is taken`);
  });
});

const MISTAKES: readonly [what: string, args: string, message: string][] = [
  ["nothing to mix", "--out @/b.mp3", "Cannot mix nothing: name at least one file"],
  ["no side at all", "--mic none --system none --out @/b.mp3", "Cannot mix nothing"],
  ["an input that is missing", "--mic @/no.wav --out @/b.mp3", "there is no"],
  ["an output that is an input", "--mic @/a.wav --out @/a.wav --force", "it is an input"],
  ["an output of another kind", "--mic @/a.wav --out @/b.ogg", ".ogg is not a format"],
];

for (const [what, args, message] of MISTAKES) {
  Deno.test(`${what} is told before anything is touched`, async () => {
    await inFolder(async (folder) => {
      const words = args.split(" ").map((word) => word.replace("@", folder));
      const error = await assertRejects(
        () => run(words, new FakeMix(), fakeIo()),
        UserError,
        message,
      );
      assertEquals(error.kind, "usage");
      assertEquals(names(folder), ["a.wav"]);
    });
  });
}

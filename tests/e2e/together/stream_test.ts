/** `--out -`: sound on standard output while it is recorded, to readers of all kinds. */
import { assert, assertAlmostEquals, assertEquals, assertLess, assertMatch } from "@std/assert";
import { join } from "node:path";
import { programCommand } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { decode, type Tone, writeTones } from "../../../scripts/stage/tones.ts";
import { Streaming } from "../streaming.ts";

const RATE_HZ = 48_000;

/** Sources that play a file, and options that leave it as it is. */
async function fileSources(folder: string, seconds: number): Promise<string[]> {
  const tones: Tone[] = Array.from({ length: Math.ceil(seconds) }, (_, i) => {
    return { fromSeconds: i + 0.1, toSeconds: i + 0.7, hz: 440, peakDb: -20 };
  });
  const path = join(folder, "mic.wav");
  await writeTones(path, seconds, tones, { noiseDb: -75 });
  return ["--mic", `file:${path}`, "--system", "none", "--gate", "off"];
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => /^(call|meeting)/.test(name)).sort();
}

/** Takes one source, as a server of Icecast does: says yes to its head, and reads on until it ends. */
async function icecast(server: Deno.TcpListener): Promise<{ head: string; received: number }> {
  using connection = await server.accept();
  let head = "";
  let received = 0;
  const decoder = new TextDecoder("latin1");
  for await (const bytes of connection.readable) {
    if (head.includes("\r\n\r\n")) {
      received += bytes.length;
      continue;
    }
    head += decoder.decode(bytes);
    if (head.includes("\r\n\r\n")) {
      await connection.write(new TextEncoder().encode("HTTP/1.1 100 Continue\r\n\r\n"));
    }
  }
  return { head, received };
}

/** Runs a shell's pipeline behind confrec; gives what it wrote. */
function piped(args: readonly string[], reader: string, cwd: string) {
  return ranBy(`set -o pipefail; ${commandLine(args)} | ${reader}`, cwd);
}

/** confrec's words, for a shell. */
function commandLine(args: readonly string[]): string {
  return [...programCommand(), ...args].map((word) => `'${word}'`).join(" ");
}

/** Has a shell run something. */
async function ranBy(line: string, cwd: string) {
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", line],
    ...{ cwd, env: { NO_COLOR: "1", XDG_CACHE_HOME: join(cwd, "cache") } },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), said: text(stderr) };
}

Deno.test("all that went to standard output is no file, and the stream is as long and as loud as a file", () =>
  withFolder(async (folder) => {
    const sources = await fileSources(folder, 12);
    const alone = await piped(
      [...sources, "--out", "-", "--pace", "2"],
      "ffmpeg -loglevel error -i - -y call.wav",
      folder,
    );
    assertEquals(alone.code, 0, alone.said);
    assertMatch(alone.said, /all of it to standard output; no file was asked for/);
    assertEquals(namesIn(folder), ["call.wav"]);
    const both = await piped(
      [...sources, "--out", "-", "--out", "call.mp3", "--format", "wav", "--pace", "2"],
      "ffmpeg -loglevel error -i - -y call.flac",
      folder,
    );
    assertEquals([both.code, both.out], [0, ""], both.said);
    assertEquals(namesIn(folder), ["call.flac", "call.mp3", "call.wav"]);
    const [file, stream] = [
      await decode(join(folder, "call.mp3"), 2),
      await decode(join(folder, "call.flac"), 2),
    ];
    assertEquals(stream.channels[0]?.length, file.channels[0]?.length);
    // The gains have settled by then.
    const rms = [file, stream].map(({ channels: [left = new Float32Array(0)] }) => {
      const part = left.subarray(8 * RATE_HZ, 11 * RATE_HZ);
      return 10 * Math.log10(part.reduce((sum, x) => sum + x * x, 0) / part.length);
    });
    assertAlmostEquals(rms[1] ?? NaN, rms[0] ?? NaN, 1);
  }));

Deno.test("a source client of Icecast takes the stream and hands it on", () =>
  withFolder(async (folder) => {
    using server = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    const served = icecast(server);
    const { port } = server.addr;
    const url = `icecast://source:hackme@127.0.0.1:${port}/live.mp3`;
    const { code, said } = await piped(
      [...await fileSources(folder, 8), "--out", "-", "--pace", "2"],
      `ffmpeg -loglevel error -i - -c copy -content_type audio/mpeg -f mp3 ${url}`,
      folder,
    );
    assertEquals(code, 0, said);
    const { head, received } = await served;
    assertMatch(head, /^PUT \/live\.mp3 HTTP\/1\.1\r\n/);
    assertMatch(head, /\r\nContent-Type: audio\/mpeg\r\n/i);
    // 8 s at 128 kbit/s.
    assertAlmostEquals(received, 128_000, 4_000);
  }));

Deno.test("a reader that goes away costs the recording nothing: the file is finished, and named", () =>
  withFolder(async (folder) => {
    const { code, said } = await piped(
      [...await fileSources(folder, 12), "--out", "-", "--name", "call.mp3", "--pace", "4"],
      "head -c 20000 > /dev/null",
      folder,
    );
    assertEquals(code, 0, said);
    assertMatch(
      said,
      /The reader of standard output has gone \(at 00:\d\d\); the recording goes on/,
    );
    assertMatch(said, /Recorded 00:12 to .*call\.mp3/);
    assertEquals(namesIn(folder), ["call.mp3"]);
    const { channels: [left] } = await decode(join(folder, "call.mp3"), 2);
    assertEquals(left?.length, 12 * RATE_HZ);
  }));

Deno.test("where standard output leads nowhere, or was closed, there is a file", () =>
  withFolder(async (folder) => {
    const sources = await fileSources(folder, 4);
    for (const [name, nowhere] of [["call1.mp3", ">/dev/null"], ["call2.mp3", ">&-"]] as const) {
      const args = [...sources, "--out", "-", "--name", name, "--pace", "4"];
      const { code, said } = await ranBy(`${commandLine(args)} ${nowhere}`, folder);
      assertEquals(code, 0, said);
      assertMatch(said, /Recorded 00:04 to .*call\d\.mp3/);
    }
    assertEquals(namesIn(folder), ["call1.mp3", "call2.mp3"]);
  }));

Deno.test("a reader that stops reading holds nothing up, misses its own part, and is told of", () =>
  withFolder(async (folder) => {
    await using confrec = new Streaming(
      [
        ...await fileSources(folder, 60),
        ...["--out", "-", "--out", "call.mp3", "--format", "wav", "--pace", "10"],
      ],
      folder,
    );
    // Nobody reads at all: 6 s of recording, and the patience of 5 s at the end.
    const began = performance.now();
    assertEquals((await confrec.child.status).code, 0);
    assertLess(performance.now() - began, 40_000);
    assertMatch(
      await confrec.said,
      /Nobody reads standard output since \d\d:\d\d; the recording goes on/,
    );
    const { channels: [left] } = await decode(join(folder, "call.mp3"), 2);
    assertEquals(left?.length, 60 * RATE_HZ);
  }));

Deno.test("a reader that reads again gets what is recorded from then on", () =>
  withFolder(async (folder) => {
    const { code, said } = await piped(
      [
        ...await fileSources(folder, 120),
        ...["--out", "-", "--out", "call.mp3", "--format", "wav", "--pace", "20"],
      ],
      `bash -c 'sleep 3; exec ffmpeg -loglevel error -i - -y call.flac'`,
      folder,
    );
    assertEquals(code, 0, said);
    assertMatch(said, /Standard output is read again; \d+ s of it are missing there/);
    const { channels: [left = new Float32Array(0)] } = await decode(join(folder, "call.flac"), 2);
    assert(left.length > 15 * RATE_HZ && left.length < 115 * RATE_HZ, `${left.length} frames`);
  }));

Deno.test("--stop-with-reader ends the recording when the reader of its sound, or of its JSON, has gone", () =>
  withFolder(async (folder) => {
    const sources = await fileSources(folder, 60);
    for (
      const [args, reader] of [
        [["--out", "-", "--name", "call.mp3"], "head -c 4000 > /dev/null"],
        [["--out", "call2.mp3", "--json"], "head -n 2"],
      ] as const
    ) {
      const began = performance.now();
      const { code, said } = await piped(
        [...sources, ...args, "--stop-with-reader"],
        reader,
        folder,
      );
      assertEquals(code, 0, said);
      assertLess(performance.now() - began, 40_000);
    }
    assertEquals(namesIn(folder), ["call.mp3", "call2.mp3"]);
  }));

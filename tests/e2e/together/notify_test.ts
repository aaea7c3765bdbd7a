/** The whole program under a service manager's socket. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { runProgram } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const RECEIVER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("listening", flush=True)
while True:
    text = s.recv(4096).decode()
    print(text.replace("\\n", "|"), flush=True)
    if "STATUS=Recorded " in text: break
`;

Deno.test({
  name: "a service manager hears that a recording is ready, lives, stops and is there",
  // Other systems have no systemd.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await withFolder(async (folder) => {
      const [wav, socket, out] = ["a.wav", "notify", "meeting.wav"].map((name) => {
        return join(folder, name);
      });
      using writer = WavWriter.create(wav ?? "", {
        rateHz: 48_000,
        channels: 1,
        encoding: "pcm16",
      });
      writer.write(new Float32Array(3 * 48_000).map((_, i) => 0.1 * Math.sin(i / 20)));
      writer.finish();
      const receiver = new Deno.Command("python3", {
        args: ["-c", RECEIVER, socket ?? ""],
        stdout: "piped",
      }).spawn();
      const reader = receiver.stdout.pipeThrough(new TextDecoderStream()).getReader();
      let text = (await reader.read()).value ?? "";
      const args = ["--mic", `file:${wav}`, "--system", `file:${wav}`, "--out", out ?? "", "-q"];
      const { code } = await runProgram(args, { NOTIFY_SOCKET: socket ?? "" });
      assertEquals(code, 0);
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        text += next.value;
      }
      await receiver.status;
      const [, ...said] = text.trimEnd().split("\n");
      assertMatch(said[0] ?? "", /^READY=1\|WATCHDOG=1\|STATUS=Recording 00:0[0-3]/);
      assertMatch(said.find((line) => line.startsWith("STOPPING=1")) ?? "", /EXTEND_TIMEOUT_USEC=/);
      assertMatch(said.at(-1) ?? "", /^STATUS=Recorded .*meeting\.wav\|EXTEND_TIMEOUT_USEC=/);
    });
  },
});

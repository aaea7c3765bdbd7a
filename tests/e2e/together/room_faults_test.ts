/** A room under a service manager's socket, whose sound server is restarted in the middle of a meeting. */
import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { join } from "node:path";
import { inCall } from "../in_call.ts";
import { Program, runProgram } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { decode, levelsOf, writeTones } from "../../../scripts/stage/tones.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";

/** What is said before and after, Hz. */
const [BEFORE_HZ, AFTER_HZ] = [500, 900];
/** Prints what a service manager is told, one message a line, until it is killed. */
const RECEIVER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True:
    print(s.recv(4096).decode().replace("\\n", "|"), flush=True)
`;
import { until } from "../../../scripts/stage/until.ts";
import { jsonLinesOf } from "../json_lines.ts";

Deno.test({
  name:
    "a meeting goes on after the sound server was restarted, and the service manager hears that all is well",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await withFolder(async (folder) => {
      await using card = await VirtualCard.start({ prompt: true });
      const socket = join(folder, "notify");
      const said = join(folder, "said");
      const receiver = new Deno.Command("sh", {
        args: ["-c", 'exec python3 -c "$0" "$1" > "$2"', RECEIVER, socket, said],
      }).spawn();
      try {
        await until("the manager listens", () => {
          return [...Deno.readDirSync(folder)].some(({ name }) => name === "notify");
        });
        const env = {
          ...card.env,
          XDG_CACHE_HOME: join(folder, "cache"),
          NOTIFY_SOCKET: socket,
        };
        const out = join(folder, "Meetings", "{time}.wav");
        const events = join(folder, "events.ndjson");
        const args = ["room", "--out", out, "--json", "--events", events];
        const audio = ["--gate", "off", "--normalize", "off", "--trim", "off"];
        await using room = new Program([...args, ...audio], env);
        const say = async (hz: number) => {
          const path = join(folder, `${hz}.wav`);
          await writeTones(path, 1, [{ fromSeconds: 0, toSeconds: 1, hz, peakDb: -12 }]);
          await card.play(path, "micfeed").status;
        };
        await room.saw('"state":"waiting"');
        await inCall(card, async () => {
          await room.saw('"event":"started"');
          await say(BEFORE_HZ);
          await card.restart();
        });
        // The program that is in the call finds its way back, too.
        await inCall(card, async () => {
          await room.saw('"state":"back"');
          await new Promise((resolve) => setTimeout(resolve, 2_000));
          await say(AFTER_HZ);
        });
        await room.saw('"event":"finished"');
        const beforeStop = Deno.readTextFileSync(said).trim().split("\n");
        assertEquals((await runProgram(["stop"], env)).code, 0);
        await room.result;

        const files = [...Deno.readDirSync(join(folder, "Meetings"))].map(({ name }) => name);
        assertEquals(files.length, 1, files.join(", "));
        const [left = new Float32Array()] =
          (await decode(join(folder, "Meetings", files[0] ?? ""), 2)).channels;
        for (const hz of [BEFORE_HZ, AFTER_HZ]) {
          const seconds = levelsOf(left, hz).filter((levelDb) => levelDb > -30).length / 100;
          assertGreater(seconds, 0.7, `${hz} Hz is missing`);
        }
        assertMatch(beforeStop[0] ?? "", /^READY=1\|WATCHDOG=1\|STATUS=Waiting for a call/);
        assert(beforeStop.some((line) => /^WATCHDOG=1\|STATUS=Recording/.test(line)));
        assertEquals(beforeStop.filter((line) => line.includes("STOPPING=1")), []);
        const all = Deno.readTextFileSync(said).trim().split("\n");
        assertEquals(all.filter((line) => line.includes("STOPPING=1")).length, 1, all.join("\n"));
        const kinds = jsonLinesOf(Deno.readTextFileSync(events)).map(({ event }) => event);
        assertEquals(kinds.filter((kind) => kind === "finished").length, 1);
      } finally {
        receiver.kill("SIGKILL");
        await receiver.status;
      }
    });
  },
});

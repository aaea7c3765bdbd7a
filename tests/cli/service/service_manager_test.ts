import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { ServiceManager } from "../../../cli/service/service_manager.ts";
import { platform } from "../../../ffi/system/platform.ts";
import type { MeetingEvent } from "../../../meeting/events/events.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** A manager that hears, at times that a test sets. */
class Hearing {
  readonly said: string[] = [];
  isDeaf = false;
  nowMs = 0;
  readonly manager = new ServiceManager((text) => {
    if (!this.isDeaf) this.said.push(text);
    return !this.isDeaf;
  }, () => this.nowMs);

  /** So many seconds later the sides have so many frames. */
  progress(seconds: number, frames: Readonly<Record<string, number>>): string[] {
    this.nowMs += seconds * 1_000;
    const level = { peakDb: -20, rmsDb: -30, ppm: 0, droppedFrames: 0 };
    const tracks = Object.fromEntries(
      Object.entries(frames).map(([track, count]) => [track, { frames: count, ...level }]),
    );
    const event = { event: "progress", seconds: this.nowMs / 1_000, bytes: 0, chunksWaiting: 0 };
    return this.hear({ ...event, tracks } as MeetingEvent);
  }

  /** What is said of an event. */
  hear(event: MeetingEvent): string[] {
    const before = this.said.length;
    this.manager.hear(event);
    return this.said.slice(before);
  }
}

Deno.test("it is ready once both sides have sound on the disk, and lives while both go on", () => {
  const hearing = new Hearing();
  assertEquals(hearing.progress(1, { mic: 0, system: 0 }), []);
  assertEquals(hearing.progress(1, { mic: 9, system: 0 }), []);
  assertEquals(hearing.progress(1, { mic: 19, system: 9 }), [
    "READY=1\nWATCHDOG=1\nSTATUS=Recording 00:03",
  ]);
  assertEquals(hearing.progress(1, { mic: 29, system: 19 }), []);
  assertEquals(hearing.progress(5, { mic: 39, system: 29 }), [
    "WATCHDOG=1\nSTATUS=Recording 00:09",
  ]);
});

Deno.test("a side whose worker hangs is no sign of life, until it goes on", () => {
  const hearing = new Hearing();
  hearing.progress(1, { mic: 10, system: 10 });
  for (let i = 2; i < 9; i++) {
    assertEquals(hearing.progress(5, { mic: i * 10, system: 10 }), []);
  }
  assertEquals(hearing.progress(5, { mic: 100, system: 20 }).length, 1);
});

Deno.test("a file that is over, and a pause, are no reason to die", () => {
  const hearing = new Hearing();
  hearing.progress(1, { mic: 10, system: 10 });
  hearing.hear({ event: "track", track: "mic", state: "ended", atSeconds: 1 });
  assertEquals(hearing.progress(5, { mic: 10, system: 20 }).length, 1);
  hearing.hear({ event: "paused", atSeconds: 6 });
  assertEquals(hearing.progress(5, { mic: 10, system: 20 }).length, 1);
  hearing.hear({ event: "resumed", atSeconds: 11 });
  assertEquals(hearing.progress(5, { mic: 10, system: 20 }), []);
});

Deno.test("that it is ready is said again when nobody took it", () => {
  const hearing = new Hearing();
  hearing.isDeaf = true;
  hearing.progress(1, { mic: 10 });
  hearing.isDeaf = false;
  assertMatch(hearing.progress(1, { mic: 20 }).join(), /^READY=1\n/);
});

Deno.test("the end is told, and asks for more time for as long as it moves", () => {
  const hearing = new Hearing();
  const [stopping] = hearing.hear({ event: "stopping", reason: "terminate" });
  assertStringIncludes(stopping ?? "", "STOPPING=1\n");
  assertStringIncludes(stopping ?? "", "EXTEND_TIMEOUT_USEC=120000000");
  hearing.nowMs += 60_000;
  const [finishing, ...more] = [
    ...hearing.hear({ event: "finishing", share: 0.5 }),
    ...hearing.hear({ event: "finishing", share: 0.51 }),
  ];
  assertEquals([finishing?.split("\n")[0], more], ["STATUS=Finishing the file: 50 %", []]);
});

const RECEIVER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
name = sys.argv[1]
s.bind("\\0" + name[1:] if name[0] == "@" else name)
print("listening", flush=True)
print(repr(s.recv(4096).decode()), flush=True)
`;

Deno.test({
  name: "what is said arrives at a real socket, at a path and at an abstract name",
  // Other systems have no systemd.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await withFolder(async (folder) => {
      for (const socket of [join(folder, "notify"), `@confrec-test-${crypto.randomUUID()}`]) {
        const child = new Deno.Command("python3", {
          args: ["-c", RECEIVER, socket],
          stdout: "piped",
        }).spawn();
        const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
        let text = (await reader.read()).value ?? "";
        assertEquals(platform.tellManager(socket, "READY=1\nSTATUS=é"), true);
        for (let next = await reader.read(); !next.done; next = await reader.read()) {
          text += next.value;
        }
        await child.status;
        assertEquals(text.split("\n"), ["listening", "'READY=1\\nSTATUS=é'", ""]);
        assertEquals(platform.tellManager(socket, "late"), false);
      }
    });
  },
});

Deno.test("a socket that is none is told nothing", () => {
  for (const socket of ["", "@", "vsock:2:1", "relative", `/${"x".repeat(200)}`]) {
    assertEquals(platform.tellManager(socket, "READY=1"), false);
  }
});

Deno.test("a room is ready when it knows who is in a call, and stops when it ends, not with each meeting", () => {
  const hearing = new Hearing();
  const sign = () => {
    const before = hearing.said.length;
    hearing.nowMs += 5_000;
    hearing.manager.sign();
    return hearing.said.slice(before);
  };
  const room = (state: "waiting" | "meeting" | "ending"): MeetingEvent => {
    return { event: "room", state, trigger: "call" };
  };
  assertEquals(sign(), []);
  assertEquals(hearing.hear(room("waiting")), []);
  assertEquals(sign(), ["READY=1\nWATCHDOG=1\nSTATUS=Waiting for a call"]);
  assertEquals(sign(), ["WATCHDOG=1\nSTATUS=Waiting for a call"]);
  for (let meeting = 1; meeting <= 2; meeting++) {
    hearing.hear(room("meeting"));
    hearing.hear({ event: "started", format: 1, out: "", rateHz: 48_000, tracks: {} });
    // Frames are counted anew in each.
    assertMatch(
      hearing.progress(5, { mic: 9, system: 9 })[0] ?? "",
      /^WATCHDOG=1\nSTATUS=Recording/,
    );
    assertEquals(hearing.progress(5, { mic: 9, system: 9 }), []);
    assertEquals(hearing.hear({ event: "stopping", reason: "meeting-over" }), []);
    assertEquals(hearing.hear({ event: "finishing", share: 0.5 }), []);
    hearing.hear(room("waiting"));
    assertEquals(sign().length, 1);
  }
  assertStringIncludes(hearing.hear(room("ending"))[0] ?? "", "STOPPING=1\n");
});

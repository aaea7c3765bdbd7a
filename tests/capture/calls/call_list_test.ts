/** Calls on a private PulseAudio server, where recorders stand for them. */
import { assertEquals, assertThrows } from "@std/assert";
import { CallList } from "../../../capture/calls/call_list.ts";
import { CaptureStream } from "../../../ffi/capture_stream.ts";
import { DeviceError } from "../../../ffi/device_error.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { libraryPath, openContext, openLibrary } from "../../ffi/listening.ts";
import { until } from "../../../scripts/stage/until.ts";

const linux = { ignore: Deno.build.os !== "linux" };
const noCalls = { ownPid: 0, ignored: [] };

/** A recorder, or with `-p` a player of silence, that runs until it is disposed of. */
function record(card: VirtualCard, ...args: string[]): AsyncDisposable {
  const words = ["pacat", args.includes("-p") ? "-p" : "-r", "--raw", ...args];
  const child = new Deno.Command("sh", {
    args: ["-c", 'exec "$@" < /dev/zero', "sh", ...words],
    env: card.env,
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

/** Which programs are in a call once there are so many. */
async function programs(list: CallList, count: number): Promise<string[]> {
  await until(`${count} programs are in a call`, () => list.look().length === count);
  return list.look().map(({ program }) => program).sort();
}

Deno.test("who holds the microphone is in a call, as long as it does", linux, async () => {
  await using card = await VirtualCard.start();
  using list = new CallList(libraryPath, noCalls, { server: card.env.PULSE_SERVER ?? "" });
  assertEquals(list.look(), []);
  {
    await using _call = record(card, "--client-name=Meet", "--device=microphone");
    assertEquals(await programs(list, 1), ["Meet"]);
    await using _other = record(card, "--client-name=Talk", "--device=microphone");
    assertEquals(await programs(list, 2), ["Meet", "Talk"]);
  }
  assertEquals(await programs(list, 0), []);
});

Deno.test("who records the speakers, and confrec itself, are in none", linux, async () => {
  await using card = await VirtualCard.start();
  using library = openLibrary();
  using context = openContext(library, card);
  using own = new CaptureStream(context, { kind: "input", id: "microphone" });
  own.start();
  await using _recorder = record(card, "--client-name=Recorder", "--device=speakers.monitor");
  using list = new CallList(libraryPath, noCalls, { server: card.env.PULSE_SERVER ?? "" });
  const outputs = async () => await card.pactl("list", "short", "source-outputs");
  // One is the card's own, which feeds the microphone.
  for (let n = 0; n < 200 && (await outputs()).trim().split("\n").length < 3; n++);
  assertEquals(list.look(), []);
  await using _call = record(card, "--client-name=Meet", "--device=microphone");
  assertEquals(await programs(list, 1), ["Meet"]);
});

Deno.test("who plays what is said to be a call is in one", linux, async () => {
  await using card = await VirtualCard.start();
  using list = new CallList(libraryPath, noCalls, { server: card.env.PULSE_SERVER ?? "" });
  await using _music = record(card, "-p", "--client-name=Music", "--property=media.role=music");
  await using _phone = record(card, "-p", "--client-name=Phone", "--property=media.role=phone");
  assertEquals(await programs(list, 1), ["Phone"]);
});

Deno.test("a server that ends is told, and a new one is asked as before", linux, async () => {
  await using card = await VirtualCard.start();
  using list = new CallList(libraryPath, noCalls, { server: card.env.PULSE_SERVER ?? "" });
  assertEquals(list.look(), []);
  await card.kill();
  const error = assertThrows(
    () => {
      for (let n = 0; n < 100; n++) list.look();
    },
    DeviceError,
  );
  assertEquals(error.kind, "gone");
  assertThrows(() => list.look(), DeviceError);
  await card.restart();
  await using _call = record(card, "--client-name=Meet", "--device=microphone");
  assertEquals(await programs(list, 1), ["Meet"]);
});

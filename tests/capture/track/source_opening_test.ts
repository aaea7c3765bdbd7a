import { assertEquals, assertThrows } from "@std/assert";
import { DeviceError } from "../../../ffi/device_error.ts";
import { SourceOpening } from "../../../capture/track/source_opening.ts";
import type { FromTrack } from "../../../capture/track/track_protocol.ts";
import { ManualClock, SimulatedSource } from "../simulated_source.ts";

/** A device that is there once `failure` is gone. */
function makeOpening(failure?: Error) {
  const clock = new ManualClock();
  const sent: FromTrack[] = [];
  const source = new SimulatedSource(clock);
  const world = { failure };
  const opening = new SourceOpening({
    openSource: () => {
      if (world.failure !== undefined) throw world.failure;
      return source;
    },
    send: (message) => sent.push(message),
  });
  return { clock, sent, source, world, opening };
}

Deno.test("a device that is not there is reported once, and opened when it comes", () => {
  const { clock, sent, world, opening } = makeOpening(new DeviceError("missing", "there is none"));
  opening.open(clock.nowNs());
  for (let i = 0; i < 100; i++) {
    clock.advance(0.02);
    opening.poll(clock.nowNs());
  }
  assertEquals(sent.map(({ type }) => type), ["unopened"]);
  assertEquals([opening.isOpening, opening.missingReason], [true, "there is none"]);
  world.failure = undefined;
  clock.advance(1);
  opening.poll(clock.nowNs());
  assertEquals(sent.map(({ type }) => type), ["unopened", "opened"]);
  assertEquals([opening.isOpened, opening.missingReason], [true, undefined]);
});

Deno.test("what is no error of a device is thrown", () => {
  const { clock, opening } = makeOpening(new TypeError("a bug"));
  assertThrows(() => opening.open(clock.nowNs()), TypeError, "a bug");
});

Deno.test("the first block is kept, and says when the source began to hear", () => {
  const { clock, sent, opening } = makeOpening();
  opening.open(clock.nowNs());
  opening.start(clock.nowNs(), clock.nowNs());
  assertEquals(opening.firstBlock, undefined);
  clock.advance(0.05);
  opening.poll(clock.nowNs());
  const { firstBlock, startedNs } = opening;
  const anchored = sent.find((message) => message.type === "anchored");
  assertEquals(firstBlock?.position, 0);
  assertEquals(anchored?.firstNs, startedNs);
});

Deno.test("a source that is not open is not started", () => {
  const { clock, sent, opening } = makeOpening(new DeviceError("missing", "there is none"));
  opening.open(clock.nowNs());
  opening.start(clock.nowNs(), clock.nowNs());
  assertEquals(sent.length, 1);
});

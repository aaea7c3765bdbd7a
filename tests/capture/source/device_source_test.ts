import { assert, assertEquals, assertThrows } from "@std/assert";
import { DeviceSource } from "../../../capture/source/device_source.ts";
import { Silence } from "../../../capture/source/silence.ts";
import type { DeviceChoice, SourceBlock } from "../../../capture/source/source.ts";
import { AudioContext } from "../../../ffi/audio_context.ts";
import { AudioLibrary } from "../../../ffi/audio_library.ts";
import { DeviceError } from "../../../ffi/device_error.ts";
import { unpackEmbedded } from "../../../ffi/bundle/embedded.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";

const MIC: DeviceChoice = { kind: "device", stream: "input", name: "the microphone" };
const SYSTEM: DeviceChoice = {
  kind: "device",
  stream: "loopback",
  name: "the speakers",
  silence: {},
};

/** Waits for something that a sound server does; fails after 10 s. */
async function eventually<T>(look: () => T | undefined | false): Promise<T> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("It did not happen within 10 s");
}

async function withCard(
  action: (
    open: (choice: DeviceChoice) => DeviceSource,
    card: VirtualCard,
    library: AudioLibrary,
  ) => Promise<void>,
): Promise<void> {
  await using card = await VirtualCard.start();
  using library = AudioLibrary.open(await unpackEmbedded("confrec_audio"));
  const server = card.env["PULSE_SERVER"] ?? "";
  await action((choice) => new DeviceSource(library, choice, { server }), card, library);
}

/** The virtual card is PulseAudio's; Windows has tests/windows. */
const linux = Deno.build.os === "linux";

Deno.test({
  name: "a microphone and a loopback deliver blocks without a gap, on the host's clock",
  ignore: !linux,
  fn: () =>
    withCard(async (open, _card, library) => {
      for (const choice of [MIC, SYSTEM]) {
        using source = open(choice);
        assertEquals([source.state, source.exact], ["running", false]);
        const beforeNs = library.nowNs();
        source.start();
        let next = 0;
        for (let count = 0; count < 10; count++) {
          const block: SourceBlock = await eventually(() => source.read());
          assertEquals(block.position, next);
          assertEquals(block.samples.length, block.frames * source.channels);
          assert(block.hostNs > beforeNs && block.hostNs <= library.nowNs());
          next += block.frames;
        }
        assertEquals(source.framesDropped, 0);
      }
    }),
});

Deno.test({
  name: "a default that changes makes the source outdated, a named one stays what it is",
  ignore: !linux,
  fn: () =>
    withCard(async (open, card) => {
      using followed = open(SYSTEM);
      using named = open({ ...SYSTEM, id: "speakers", silence: { id: "speakers" } });
      assertEquals(followed.name, "Speakers");
      assertEquals([followed.isOutdated(), named.isOutdated()], [false, false]);
      await card.pactl("set-default-sink", "micfeed");
      await eventually(() => followed.isOutdated());
      assertEquals(named.isOutdated(), false);
    }),
});

Deno.test({
  name: "silence is played on the output, and again when the output has been away",
  ignore: !linux,
  fn: () =>
    withCard(async (_open, card, library) => {
      const load = () => card.pactl("load-module", "module-null-sink", "sink_name=extra");
      const isPlayed = async () => (await card.pactl("list", "short", "sink-inputs")).trim() !== "";
      const module = (await load()).trim();
      using context = new AudioContext(library, { server: card.env["PULSE_SERVER"] ?? "" });
      using silence = new Silence(context, { id: "extra" });
      assertEquals(await isPlayed(), true);
      await card.pactl("unload-module", module);
      assertEquals(await isPlayed(), false);
      silence.keep();
      assertEquals(await isPlayed(), false);
      await load();
      for (let attempt = 0; attempt < 100 && !(await isPlayed()); attempt++) silence.keep();
      assertEquals(await isPlayed(), true);
    }),
});

Deno.test({
  name: "a server that dies shows by the blocks that do not come, and closing returns",
  ignore: !linux,
  fn: () =>
    withCard(async (open, card) => {
      const source = open(MIC);
      source.start();
      await eventually(() => source.read());
      await card.kill();
      assertEquals(source.isOutdated(), false);
      for (let block = source.read(); block !== undefined; block = source.read());
      assertEquals(source.read(), undefined);
      source[Symbol.dispose]();
      assertEquals(source.state, "gone");
      assertEquals(source.framesDropped, 0);
      assertThrows(() => open(MIC), DeviceError);
    }),
});

Deno.test({
  name: "a device that is not there is an error with its kind, and nothing stays open",
  ignore: !linux,
  fn: () =>
    withCard(async (open, card) => {
      const error = assertThrows(() => open({ ...SYSTEM, id: "no-such-sink" }), DeviceError);
      assertEquals(error.kind, "missing");
      assertEquals((await card.pactl("list", "short", "sink-inputs")).trim(), "");
    }),
});

Deno.test({
  name: "a default that changes is seen at the next look, for a microphone at the one after that",
  ignore: !linux,
  fn: () =>
    withCard(async (open, card) => {
      await card.pactl("load-module", "module-null-sink", "sink_name=extra");
      await card.pactl("load-module", "module-virtual-source", "source_name=other");
      for (const [choice, looks] of [[SYSTEM, 1], [MIC, 2]] as const) {
        using source = open(choice);
        // The looks before make no difference.
        for (let look = 0; look < 3; look++) assertEquals(source.isOutdated(), false);
        await card.pactl(
          ...(choice === MIC ? ["set-default-source", "other"] : ["set-default-sink", "extra"]),
        );
        const seen = Array.from({ length: looks }, () => source.isOutdated());
        assertEquals(seen.includes(true), true);
      }
    }),
});

Deno.test({
  name: "a device that is muted is known by the second look at the latest",
  ignore: !linux,
  fn: () =>
    withCard(async (open, card) => {
      for (const [choice, what] of [[MIC, "source"], [SYSTEM, "sink"]] as const) {
        const id = choice === MIC ? "microphone" : "speakers";
        using source = open(choice);
        for (const isMuted of [true, false]) {
          await card.pactl(`set-${what}-mute`, id, isMuted ? "1" : "0");
          source.isOutdated();
          source.isOutdated();
          assertEquals(source.muted?.what, isMuted ? "device" : undefined);
        }
      }
    }),
});

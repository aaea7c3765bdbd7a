/** What a sound server mutes, on a private PulseAudio server. */
import { VirtualCard } from "../../scripts/stage/virtual_card.ts";
import { assertEquals } from "@std/assert";
import { CaptureStream } from "../../ffi/capture_stream.ts";
import { SilenceStream } from "../../ffi/silence_stream.ts";
import { listen, openContext, openLibrary, playTone } from "./listening.ts";
import { until } from "../../scripts/stage/until.ts";

const linux = { ignore: Deno.build.os !== "linux" };

Deno.test(
  "a device that is muted or turned down to nothing is known, and when it is no more",
  linux,
  async () => {
    await using card = await VirtualCard.start();
    using library = openLibrary();
    using context = openContext(library, card);
    const isMuted = (direction: "input" | "output", id: string) =>
      context.find(direction, id)?.isMuted ?? false;
    for (
      const [direction, id, kind] of [
        ["input", "microphone", "source"],
        ["output", "speakers", "sink"],
      ] as const
    ) {
      assertEquals(isMuted(direction, id), false);
      await card.pactl(`set-${kind}-mute`, id, "1");
      assertEquals(isMuted(direction, id), true);
      assertEquals(context.devices().find((d) => d.id === id)?.isMuted, true);
      await card.pactl(`set-${kind}-mute`, id, "0");
      await card.pactl(`set-${kind}-volume`, id, "0%");
      assertEquals(isMuted(direction, id), true);
      await card.pactl(`set-${kind}-volume`, id, "20%");
      assertEquals(isMuted(direction, id), false);
    }
    assertEquals(context.find("input", "not-there"), undefined);
  },
);

Deno.test(
  "a stream that the server mutes knows it, and the next begins unmuted all the same",
  linux,
  async () => {
    await using card = await VirtualCard.start();
    await card.pactl("load-module", "module-stream-restore");
    using library = openLibrary();
    using context = openContext(library, card);
    const streams = async () =>
      (await card.pactl("list", "short", "source-outputs")).split("\n")
        .filter((line) => line.includes("float32") && line.includes("protocol-native"))
        .map((line) => line.split("\t")[0] ?? "");
    const isDropped = async () =>
      (await card.pactl("list", "source-outputs")).includes("Mute: yes");
    {
      using stream = new CaptureStream(context, { kind: "input", id: "microphone" });
      stream.start();
      await listen(stream, 4_800);
      assertEquals(stream.status().isMuted, false);
      for (const index of await streams()) await card.pactl("set-source-output-mute", index, "1");
      assertEquals(await isDropped(), true);
      await until("the stream knew that it was muted", () => {
        while (stream.read() !== undefined);
        return stream.status().isMuted;
      });
    }
    using stream = new CaptureStream(context, { kind: "input", id: "microphone" });
    stream.start();
    await listen(stream, 9_600);
    assertEquals(stream.status().isMuted, false);
    assertEquals(await isDropped(), false);
  },
);

Deno.test(
  "outputs that others play on are known, our own silence and paused streams are none",
  linux,
  async () => {
    await using card = await VirtualCard.start();
    using library = openLibrary();
    using context = openContext(library, card);
    using silence = new SilenceStream(context, { id: "speakers" });
    silence.start();
    assertEquals(context.streamingOutputs(), []);
    playTone(card, "micfeed", 440);
    await until(
      "the player was known",
      () => context.streamingOutputs().some(({ id }) => id === "micfeed"),
    );
    const [only, ...more] = context.streamingOutputs();
    assertEquals([only?.id, only?.direction, more.length], ["micfeed", "output", 0]);
  },
);

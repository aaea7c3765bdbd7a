/** A microphone with a monitor, on a virtual card with headphones. */
import { assert, assertEquals } from "@std/assert";
import { DeviceSource } from "../../../capture/source/device_source.ts";
import { MonitorSwitch } from "../../../capture/source/monitor_switch.ts";
import type { MonitorChoice } from "../../../capture/source/source.ts";
import { AudioContext } from "../../../ffi/audio_context.ts";
import { CaptureStream } from "../../../ffi/capture_stream.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { openLibrary, playTone } from "../../ffi/listening.ts";

const HEADPHONES = "module-null-sink sink_name=headphones rate=48000 format=float32le channels=2";
const NAMED: MonitorChoice = { id: "headphones", name: "Headphones", gainDb: -6 };

interface Stage {
  readonly card: VirtualCard;
  readonly monitors: MonitorSwitch;
  open(monitor: MonitorChoice): DeviceSource;
  /** Waits until the headphones play, or do not; whatever the microphone delivers meanwhile is counted. */
  until(source: DeviceSource, isHeard: boolean): Promise<void>;
}

function monitorTest(name: string, run: (stage: Stage) => Promise<void>): void {
  Deno.test(name, { ignore: Deno.build.os !== "linux" }, async () => {
    await using card = await VirtualCard.start({ extra: [`load-module ${HEADPHONES}`] });
    using library = openLibrary();
    const server = { server: card.env["PULSE_SERVER"] ?? "" };
    const monitors = new MonitorSwitch();
    playTone(card, "micfeed", 440);
    await run({
      card,
      monitors,
      open: (monitor) => {
        const choice = {
          kind: "device",
          stream: "input",
          name: "the microphone",
          monitor,
        } as const;
        const source = new DeviceSource(library, choice, server, undefined, monitors);
        source.start();
        return source;
      },
      until: async (source, isHeard) => {
        using context = new AudioContext(library, server);
        using ear = new CaptureStream(context, { kind: "loopback", id: "headphones" });
        ear.start();
        let next = 0;
        for (let quiet = 0, attempt = 0; attempt < 600; attempt++) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          if (attempt % 20 === 0) source.isOutdated();
          for (let block = source.read(); block !== undefined; block = source.read()) {
            assert(block.position >= next, "nothing of the microphone is missing");
            next = block.position + block.frames;
          }
          const block = ear.read();
          if (block === undefined) continue;
          const peak = Math.max(...block.samples);
          quiet = peak < 1e-4 ? quiet + 1 : 0;
          if (isHeard ? peak > 0.2 && peak < 0.3 : quiet > 5) return;
        }
        throw new Error(`Waited in vain until the headphones ${isHeard ? "play" : "are silent"}`);
      },
    });
  });
}

monitorTest("the microphone is heard, at the gain, unless the switch is off", async (stage) => {
  using source = stage.open(NAMED);
  assertEquals(source.monitor, { type: "playing", name: "Headphones" });
  await stage.until(source, true);
  stage.monitors.hush(true);
  await stage.until(source, false);
  stage.monitors.hush(false);
  await stage.until(source, true);
  assertEquals(source.framesDropped, 0);
});

monitorTest("a monitor that is opened while the switch is off is silent", async (stage) => {
  stage.monitors.hush(true);
  using source = stage.open(NAMED);
  await stage.until(source, false);
  assertEquals(source.monitor?.type, "playing");
});

monitorTest("headphones that are unplugged are waited for, and play again", async (stage) => {
  using source = stage.open(NAMED);
  await stage.until(source, true);
  const modules = (await stage.card.pactl("list", "short", "modules")).split("\n");
  const module = modules.find((line) => line.includes("headphones"))?.split("\t")[0] ?? "";
  await stage.card.pactl("unload-module", module);
  await eventually(source, "waiting");
  assertEquals(source.state, "running");
  await stage.card.pactl("load-module", ...HEADPHONES.split(" "));
  await eventually(source, "playing");
  await stage.until(source, true);
  assertEquals(source.framesDropped, 0);
});

monitorTest(
  "it is silent while the default output is recorded, and becomes that one",
  async (stage) => {
    using source = stage.open({ ...NAMED, recorded: {} });
    await stage.until(source, true);
    await stage.card.pactl("set-default-sink", "headphones");
    await eventually(source, "recorded");
    await stage.until(source, false);
    await stage.card.pactl("set-default-sink", "speakers");
    await eventually(source, "playing");
    await stage.until(source, true);
  },
);

monitorTest(
  "it is silent while another program plays there, which may be the call",
  async (stage) => {
    using source = stage.open({ ...NAMED, recorded: {} });
    await stage.until(source, true);
    playTone(stage.card, "headphones", 1_000);
    await eventually(source, "recorded");
  },
);

monitorTest(
  "without a name it follows the default output, but not to the one that is recorded",
  async (stage) => {
    await stage.card.pactl("set-default-sink", "headphones");
    using source = stage.open({ name: "Headphones", gainDb: -6, recorded: { id: "speakers" } });
    await stage.until(source, true);
    await stage.card.pactl("set-default-sink", "speakers");
    await eventually(source, "recorded");
    await stage.card.pactl("set-default-sink", "headphones");
    await eventually(source, "playing");
    await stage.until(source, true);
  },
);

async function eventually(source: DeviceSource, type: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    source.isOutdated();
    if (source.monitor?.type === type) return;
    for (let block = source.read(); block !== undefined; block = source.read());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The monitor is ${source.monitor?.type}, not ${type}`);
}

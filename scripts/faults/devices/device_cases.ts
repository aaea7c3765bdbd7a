/** What devices do to a recording, and what it may cost. */
import { seconds } from "../ground/seconds.ts";
import type { DeviceStage } from "./device_stage.ts";
import type { Away, DeviceCase } from "./run_case.ts";

/** Notes when something begins and when it has ended. */
export async function away(
  stage: DeviceStage,
  begin: () => Promise<void>,
  lasts: number,
  end: () => Promise<void>,
): Promise<Away> {
  const earliest = stage.now();
  await begin();
  const from = stage.now();
  await seconds(lasts);
  await end();
  return [from, stage.now(), earliest];
}

/** Takes the device away that a module has made, which is known by a word of its arguments. */
async function unload(stage: DeviceStage, word: string): Promise<void> {
  const modules = (await stage.card.pactl("list", "short", "modules")).split("\n");
  const [id] = modules.find((line) => line.includes(word))?.split("\t") ?? [];
  if (id === undefined) throw new Error(`Cannot take a device away: no module has ${word}`);
  await stage.card.pactl("unload-module", id);
}

/**
 * A headset that is used in a call, as far as a server shows it.
 *
 * @param isSilent the server takes its time until the other output is heard
 */
export function headsetGoes(isSilent: boolean): DeviceCase {
  return {
    name: "a headset's output goes, and another of 16 kHz in mono comes in its place",
    prepare: async (stage) => {
      await stage.addSpeakers("headset");
      await stage.card.pactl("set-default-sink", "headset");
    },
    act: async (stage) => {
      const system = await away(stage, () => unload(stage, "sink_name=headset"), 0, async () => {
        const format = ["sink_name=call", "rate=16000", "channels=1"];
        await stage.card.pactl("load-module", "module-null-sink", ...format);
        await stage.card.pactl("set-default-sink", "call");
        stage.play("spare", "call");
        await seconds(3);
      });
      const silent = isSilent ? { away: { system }, isReplaced: true } : {};
      const said = [/The call(:.* is back at| goes on from)/];
      return { ...silent, otherPips: ["system"], said };
    },
  };
}

const LOST_MIC = [
  /Your microphone: .* \(at \d/,
  /Your microphone: .* is back at/,
  /is not complete: your microphone was missing/,
];

/** All cases; each takes about ten seconds. */
export const DEVICE_CASES: readonly DeviceCase[] = [
  {
    name: "microphone unplugged for 2 s, and no other there",
    act: async (stage) => {
      const mic = await away(stage, () => stage.unplug(), 2, () => stage.plugIn());
      return { code: 4, away: { mic }, said: LOST_MIC };
    },
  },
  {
    name: "named microphone unplugged for 2 s, while another is there",
    prepare: (stage) => stage.addMicrophone("other"),
    args: ["--mic", "microphone"],
    act: async (stage) => {
      const unplug = () => unload(stage, "source_name=microphone");
      const mic = await away(stage, unplug, 2, () => stage.plugIn());
      return { code: 4, away: { mic }, said: [...LOST_MIC, /waiting for Microphone/] };
    },
  },
  {
    name: "microphone back after 2 s at 16 kHz in mono",
    act: async (stage) => {
      const plugIn = () => stage.plugIn("rate=16000", "channels=1");
      const mic = await away(stage, () => stage.unplug(), 2, plugIn);
      return { code: 4, away: { mic }, said: LOST_MIC };
    },
  },
  {
    // As a headset does when a call begins: the server takes the device away and makes another, under the same name.
    name: "microphone falls to 16 kHz in mono, without being unplugged",
    act: async (stage) => {
      await stage.unplug();
      await stage.plugIn("rate=16000", "channels=1");
      return { said: [/Your microphone: .* is back at/] };
    },
  },
  {
    name: "no microphone at the beginning, plugged in after 3 s",
    prepare: (stage) => stage.unplug(),
    act: async (stage) => {
      await seconds(1);
      await stage.plugIn();
      const to = stage.now();
      await seconds(2);
      return {
        code: 0,
        away: { mic: [0, to] },
        said: [/Your microphone: .* \(at \d/, /Your microphone: .* is back at/],
      };
    },
  },
  {
    name: "another microphone becomes the default",
    prepare: (stage) => stage.addMicrophone("other"),
    act: async (stage) => {
      await stage.card.pactl("set-default-source", "other");
      return { code: 0, otherPips: ["mic"], said: [/Your microphone goes on from other/] };
    },
  },
  {
    name: "another output becomes the default, and programs move there",
    prepare: (stage) => stage.addSpeakers("headset"),
    act: async (stage) => {
      await stage.card.pactl("set-default-sink", "headset");
      await stage.saw('"moved"');
      const problem = await silenceProblem(stage, "headset");
      return { code: 0, otherPips: ["system"], said: [/The call goes on from/, ...problem] };
    },
  },
  {
    name: "named output stays, though another becomes the default",
    prepare: (stage) => stage.addSpeakers("headset"),
    args: ["--system", "speakers"],
    act: async (stage) => {
      await stage.card.pactl("set-default-sink", "headset");
      // The server moves what plays to the new default; what is meant for these speakers is played to them again.
      stage.play("speakers");
      return { code: 0, otherPips: ["system"], unsaid: [/"moved"/] };
    },
  },
  headsetGoes(false),
  {
    name: "speakers suspended for 2 s",
    act: async (stage) => {
      const suspend = (on: string) => async () =>
        void await stage.card.pactl("suspend-sink", "speakers", on);
      const system = await away(stage, suspend("1"), 2, suspend("0"));
      const said = [/the call was missing/];
      return { code: 4, away: { system }, otherPips: ["system"], said };
    },
  },
  {
    name: "microphone muted for 8 s",
    act: async (stage) => {
      const mute = (on: string) => async () =>
        void await stage.card.pactl("set-source-mute", "microphone", on);
      const mic = await away(stage, mute("1"), 8, mute("0"));
      const said = [/Microphone is muted/, /Your microphone is not muted any more/];
      return { code: 0, away: { mic }, said };
    },
  },
  {
    name: "sound server killed, and started again after 1 s",
    act: async (stage) => {
      const span = await away(stage, () => stage.card.kill(), 1, async () => {
        await stage.card.restart();
        stage.playAll();
      });
      const said = [/Your microphone: .* is back at/, /The call: .* is back at/];
      return {
        ...{ code: 4, away: { mic: span, system: span } },
        ...{ otherPips: ["mic", "system"], said },
      };
    },
  },
  serverStops(false),
  {
    name: "confrec itself stopped for 8 s",
    act: async (stage) => {
      // The sound server holds what was heard meanwhile.
      stage.signal("SIGSTOP");
      await seconds(8);
      stage.signal("SIGCONT");
      return { code: 0 };
    },
  },
  {
    name: "recording ended while the sound server does not answer",
    act: (stage) => {
      const deafFrom = stage.now();
      Deno.kill(stage.card.pid, "SIGSTOP");
      return Promise.resolve({
        code: 4,
        deafFrom,
        // Lost once it is found that nothing more comes; until then, missing.
        said: [/your microphone was (lost|missing).*the call was (lost|missing)/],
      });
    },
  },
];

/** Those for which CI has time; `deno task faults` does all. */
export const QUICK_CASES: readonly DeviceCase[] = DEVICE_CASES.filter(({ name }) => {
  return /^(microphone unplugged|another output becomes|sound server killed|no microphone at)/
    .test(name);
});

/**
 * The sound server is stopped for a while. PulseAudio's null sinks make up for that time at once, so that nothing is missing
 * (`parec` gets as much); they play what they have then, and silence.
 *
 * @param skips whether the server skips that time, so that both sides miss it
 */
export function serverStops(skips: boolean): DeviceCase {
  return {
    name: "sound server stops answering for 4 s",
    act: async (stage) => {
      const send = (signal: Deno.Signal) => () =>
        Promise.resolve(Deno.kill(stage.card.pid, signal));
      const span = await away(stage, send("SIGSTOP"), 4, send("SIGCONT"));
      const both = { away: { mic: span, system: span }, otherPips: ["mic", "system"] } as const;
      if (!skips) return { ...both, playsOnSeconds: 1.5 };
      return { ...both, code: 4, said: [/your microphone was missing.*the call was missing/] };
    },
  };
}

/** confrec's silence plays where confrec listens; what to look for in vain when it does not. */
async function silenceProblem(stage: DeviceStage, sink: string): Promise<RegExp[]> {
  const sinks = (await stage.card.pactl("list", "short", "sinks")).split("\n");
  const index = sinks.find((line) => line.split("\t")[1] === sink)?.split("\t")[0];
  const inputs = (await stage.card.pactl("list", "sink-inputs")).split("Sink Input #").slice(1);
  const own = inputs.filter((text) => !text.includes('application.name = "paplay"'));
  const isThere = own.some((text) => new RegExp(`Sink: ${index}\\b`).test(text));
  return isThere ? [] : [/silence plays on the new output/];
}

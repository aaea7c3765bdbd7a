/** Devices that go, come back and change. */
import { seconds } from "../ground/seconds.ts";
import { DEVICE_CASES } from "./device_cases.ts";
import { type DeviceCase, runCase } from "./run_case.ts";
import { type Fault, type Outcome } from "../ground/fault.ts";
import { lastLine, type Stage } from "../ground/stage.ts";

/** Devices. Each is done to a session that records for some seconds before and after; most on a stage of their own. */
export const DEVICES: readonly Fault[] = [
  { name: "sound server killed for good", run: serverKilled },
  { name: "sound server does not answer when the recording is to begin", run: serverHung },
  ...DEVICE_CASES.map((one) => ({ name: one.name, run: () => outcomeOf(one) })),
];

/** What a case of its own stage came to. */
async function outcomeOf(one: DeviceCase): Promise<Outcome> {
  const { lostMs, goneMs, code, stderr, file, folder, problems } = await runCase(one);
  const said = lastLine(stderr, folder) || "the file is complete";
  return { lostMs, goneMs, exits: [code], said, problems, heard: [file] };
}

async function serverKilled(stage: Stage): Promise<Outcome> {
  const out = stage.path("server.mp3");
  const program = stage.record(out);
  await program.saw('"started"');
  const zeroNs = stage.zeroNs(`${out}.confrec`) ?? NaN;
  await seconds(3);
  await stage.card.kill();
  const endNs = stage.nowNs();
  const { code, stderr } = await program.result;
  const lostMs = await stage.lostMs(out, zeroNs, endNs);
  const problems = code === 4 ? [] : [`ended with ${code}: ${stderr}`];
  return { lostMs, exits: [code], said: lastLine(stderr, stage.folder), problems };
}

async function serverHung(stage: Stage): Promise<Outcome> {
  Deno.kill(stage.card.pid, "SIGSTOP");
  const began = performance.now();
  const { code, stderr } = await stage.record(stage.path("hung.mp3")).result;
  const tookSeconds = (performance.now() - began) / 1_000;
  Deno.kill(stage.card.pid, "SIGCONT");
  const problems = code === 3 ? [] : [`ended with ${code}: ${stderr}`];
  if (tookSeconds > 10) problems.push(`it took ${tookSeconds.toFixed(1)} s to say so`);
  return { lostMs: 0, exits: [code], said: lastLine(stderr, stage.folder), problems };
}

/** Devices that go, come back and change. */
import { seconds } from "../ground/seconds.ts";
import { DEVICE_CASES } from "./device_cases.ts";
import { PIPEWIRE_ALONE, pipewireCases } from "./pipewire_cases.ts";
import { runCase } from "./run_case.ts";
import { type Fault, type Outcome } from "../ground/fault.ts";
import { type CardName, startCard } from "../ground/fault_card.ts";
import { lastLine, type Stage } from "../ground/stage.ts";

/** Devices. Each is done to a session that records for some seconds before and after; most on a stage of their own. */
export const DEVICES: readonly Fault[] = [
  { name: "sound server killed for good", run: serverKilled },
  { name: "sound server does not answer when the recording is to begin", run: serverHung },
  ...[...DEVICE_CASES, ...PIPEWIRE_ALONE].map(({ name }): Fault => ({
    name,
    isAlone: true,
    unable: (card) => caseOn(card, name) ? undefined : `${card} has no such part`,
    run: ({ cardName }) => outcomeOf(name, cardName),
  })),
];

function caseOn(card: CardName, name: string) {
  const cases = card === "PipeWire" ? pipewireCases("trixie") : DEVICE_CASES;
  return cases.find((one) => one.name === name);
}

/** What a case came to, on a stage of its own. */
async function outcomeOf(name: string, card: CardName): Promise<Outcome> {
  const one = caseOn(card, name);
  if (one === undefined) throw new TypeError(`There is no case ${name} on ${card}`);
  const { lostMs, goneMs, code, stderr, file, folder, problems } = await runCase(
    one,
    () => startCard(card),
  );
  const { unnoticedMs = 0 } = one;
  const said = lastLine(stderr, folder) || "the file is complete";
  return { lostMs, goneMs, unnoticedMs, exits: [code], said, problems, heard: [file] };
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

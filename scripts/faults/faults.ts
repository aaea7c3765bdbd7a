/**
 * `deno task faults [--only WORD] [--card PulseAudio|PipeWire] [--kills N] [--seed N] [--write]`: everything that can go
 * wrong, done on purpose.
 *
 * Runs the executable that CONFREC_BIN names, else dist/confrec, else the sources, on a virtual sound card of each kind.
 * Prints what each fault cost; with --write that goes into the table of docs/measurements/reliability.md, where what was
 * not done now stays as it is. Exits with 1 when a promise was broken.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CLOCKS } from "./clocks.ts";
import { CRASHES } from "./crash.ts";
import { DEVICES } from "./devices/devices.ts";
import { DISKS } from "./disks.ts";
import { ENCODERS } from "./encoders.ts";
import { ENDS } from "./ends.ts";
import type { Fault, FaultOptions } from "./ground/fault.ts";
import { CARD_NAMES, type CardName } from "./ground/fault_card.ts";
import { judged } from "./ground/judge.ts";
import { LONG } from "./long.ts";
import { MACHINES } from "./machines.ts";
import { OTHERS } from "./others.ts";
import { PLACES } from "./places.ts";
import { SOUNDS } from "./sounds.ts";
import { Stage } from "./ground/stage.ts";
import { faultTable, type Result, type Row, writeTable } from "./table.ts";
import { project } from "../project/folders.ts";
import { installMissing, PIPEWIRE } from "../prepare.ts";

/** All of them, in the order of the table. */
export const FAULTS: readonly Fault[] = [
  ...CRASHES,
  ...LONG,
  ...ENDS,
  ...CLOCKS,
  ...ENCODERS,
  ...DISKS,
  ...MACHINES,
  ...PLACES,
  ...SOUNDS,
  ...OTHERS,
  ...DEVICES,
];

async function resultOf(fault: Fault, card: CardName, options: FaultOptions): Promise<Result> {
  const unable = fault.unable?.(card);
  if (unable !== undefined) return { unable };
  try {
    await using stage = fault.isAlone ? Stage.bare(card) : await Stage.open(card);
    const outcome = await fault.run(stage, options);
    for (const loss of stage.losses) console.error(`        ${loss}`);
    return { outcome: judged(outcome, [...stage.heard, ...outcome.heard ?? []]) };
  } catch (error) {
    const problem = error instanceof Error ? error.stack ?? error.message : String(error);
    return { outcome: { lostMs: NaN, exits: [], said: "", problems: [problem] } };
  }
}

/** Tells at once what came of a fault on a card. */
function tellResult(name: string, card: CardName, { outcome, unable }: Result): void {
  const kept = outcome?.problems.length ? "BROKEN" : outcome ? "kept  " : "      ";
  const cost = outcome
    ? `lost ${outcome.lostMs} ms, exit code ${outcome.exits.join(", ")}`
    : `not done: ${unable}`;
  console.error(`${kept}  ${card}: ${name}: ${cost}`);
  for (const problem of outcome?.problems ?? []) console.error(`        ${problem}`);
}

function chooseProgram(): string {
  const named = Deno.env.get("CONFREC_BIN");
  if (named !== undefined) return named;
  const compiled = join(project, "dist", "confrec");
  try {
    Deno.statSync(compiled);
  } catch {
    return "the sources";
  }
  Deno.env.set("CONFREC_BIN", compiled);
  return compiled;
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      only: { type: "string" },
      card: { type: "string" },
      kills: { type: "string", default: "50" },
      seed: { type: "string", default: "1" },
      write: { type: "boolean", default: false },
      sources: { type: "boolean", default: false },
    },
  });
  console.error(`Faults of ${values.sources ? "the sources" : chooseProgram()}`);
  const options = { kills: Number(values.kills), seed: Number(values.seed) };
  const wanted = FAULTS.filter(({ name }) => !values.only || name.includes(values.only));
  const cards = CARD_NAMES.filter((name) => !values.card || name === values.card);
  if (cards.length === 0) throw new RangeError(`There are cards of ${CARD_NAMES.join(" and ")}`);
  if (cards.includes("PipeWire")) await installMissing(PIPEWIRE);
  const rows: Row[] = [];
  for (const fault of wanted) {
    const results: Partial<Record<CardName, Result>> = {};
    for (const card of cards) {
      const result = await resultOf(fault, card, options);
      results[card] = result;
      tellResult(fault.name, card, result);
    }
    rows.push({ name: fault.name, results });
  }
  console.log(faultTable(rows));
  if (values.write) writeTable(rows, FAULTS.map(({ name }) => name));
  const isBroken = rows.some(({ results }) =>
    Object.values(results).some(({ outcome }) => outcome?.problems.length)
  );
  Deno.exit(isBroken ? 1 : 0);
}

/**
 * `deno task faults [--only WORD] [--kills N] [--seed N] [--write]`: everything that can go wrong, done on purpose.
 *
 * Runs the executable that CONFREC_BIN names, else dist/confrec, else the sources, on a virtual sound card. Prints what each
 * fault cost; with --write the table goes into docs/reliability.md. Exits with 1 when a promise was broken.
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
import { judged } from "./ground/judge.ts";
import { LONG } from "./long.ts";
import { MACHINES } from "./machines.ts";
import { OTHERS } from "./others.ts";
import { PLACES } from "./places.ts";
import { SOUNDS } from "./sounds.ts";
import { Stage } from "./ground/stage.ts";
import { faultTable, type Row, writeTable } from "./table.ts";
import { project } from "../project/folders.ts";

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

async function rowOf(fault: Fault, options: FaultOptions): Promise<Row> {
  const unable = fault.unable?.();
  if (unable !== undefined) return { name: fault.name, unable };
  try {
    await using stage = await Stage.open();
    const outcome = await fault.run(stage, options);
    for (const loss of stage.losses) console.error(`        ${loss}`);
    return { name: fault.name, outcome: judged(outcome, [...stage.heard, ...outcome.heard ?? []]) };
  } catch (error) {
    const problem = error instanceof Error ? error.stack ?? error.message : String(error);
    const outcome = { lostMs: NaN, exits: [], said: "", problems: [problem] };
    return { name: fault.name, outcome };
  }
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
      kills: { type: "string", default: "50" },
      seed: { type: "string", default: "1" },
      write: { type: "boolean", default: false },
      sources: { type: "boolean", default: false },
    },
  });
  console.error(`Faults of ${values.sources ? "the sources" : chooseProgram()}`);
  const options = { kills: Number(values.kills), seed: Number(values.seed) };
  const wanted = FAULTS.filter(({ name }) => !values.only || name.includes(values.only));
  const rows: Row[] = [];
  for (const fault of wanted) {
    const row = await rowOf(fault, options);
    rows.push(row);
    const { outcome } = row;
    console.error(`${outcome?.problems.length ? "BROKEN" : "kept  "}  ${fault.name}`);
    for (const problem of outcome?.problems ?? []) console.error(`        ${problem}`);
  }
  console.log(faultTable(rows));
  if (values.write) writeTable(rows);
  Deno.exit(rows.some(({ outcome }) => outcome?.problems.length) ? 1 : 0);
}

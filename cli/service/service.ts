/** `confrec service`: has the system's service manager start confrec, and see to it that it goes on. */
import { join } from "node:path";
import { isThere } from "../../ffi/system/is_there.ts";
import { removeIfThere } from "../../capture/spool/remove_if_there.ts";
import { isOutputTrouble, outputTrouble } from "../../meeting/ground/output_trouble.ts";
import { plainLine } from "../../meeting/ground/plain_line.ts";
import { quoted } from "../../meeting/ground/recovery_command.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import type { CommandCall } from "../options/command.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import type { Io } from "../terminal/io.ts";
import { type Manager, MANAGERS, type ServicePlaces, type Step } from "./managers.ts";
import { type RecipeFile, SERVICE_COMMAND, type ServiceCall } from "./recipe.ts";
import type { ServiceWorld } from "./service_world.ts";

/** systemd's part for a user runs only where somebody is logged in, or lingers. */
const NO_BUS =
  "; run it as the user who records, logged in at this machine (not by sudo or su), or " +
  "first: loginctl enable-linger USER; export XDG_RUNTIME_DIR=/run/user/$(id -u)";

type Call = CommandCall<"print" | "for" | "help">;

/**
 * Installs, looks, or takes away; each may be done again and again.
 *
 * @returns the exit code; of `status` 0 while it runs, or is installed where only that is known, and 3 when not
 * @throws {UserError} usage: the words, or the options behind `--`; output: a file cannot be written
 */
export async function service(call: Call, io: Io, world: ServiceWorld): Promise<number> {
  const { argument, options, passedOn } = call;
  if (options.for !== undefined && !options.print) {
    throw wrong("use --for alone: it says for which system --print prints; add --print");
  }
  if (argument !== "install" && (options.print || passedOn !== undefined)) {
    throw wrong('use --print and what stands behind "--": they belong to confrec service install');
  }
  switch (argument) {
    case "install":
      return options.print ? print(call, io, world) : await install(call, io, world);
    case "status":
      return await status(io, world);
    case "uninstall":
      return await uninstall(io, world);
    default:
      throw wrong(
        `${argument === undefined ? "tell what to do" : `use "${argument}"`}: ` +
          "write confrec service install, status or uninstall",
      );
  }
}

function print(call: Call, io: Io, world: ServiceWorld): number {
  const files = MANAGERS[call.options.for ?? world.system].files(serviceCall(call, world));
  const isOne = files.length === 1;
  for (const { name, text } of files) io.stdout.write(isOne ? text : `# ${name}\n${text}\n`);
  return EXIT_CODE.complete;
}

async function install(call: Call, io: Io, world: ServiceWorld): Promise<number> {
  const manager = MANAGERS[world.system];
  const places = world.places();
  const folder = folderOf(manager, places);
  const wasThere = manager.files(serviceCall(call, world))
    .map((file) => put(folder, file, manager, io));
  const [first = "", ...more] = manager.files(serviceCall(call, world)).map(({ name }) => {
    return join(folder, name);
  });
  const isDone = await runAll(manager.install(first, places), io, world);
  if (!isDone) {
    io.stderr.write(`confrec: ${[first, ...more].join(" and ")} stay; correct that and repeat\n`);
    return EXIT_CODE.output;
  }
  io.stdout.write("confrec records each meeting from now on, whenever you are logged on\n");
  if (wasThere.includes("changed")) {
    io.stdout.write(
      `A recording that runs is not interrupted; to use this now: ${manager.restart}\n`,
    );
  }
  io.stdout.write(`You may want to know: ${manager.advice}\n`);
  return EXIT_CODE.complete;
}

/** Writes a file, unless it says the same already; says what it did. */
function put(
  folder: string,
  { name, text }: RecipeFile,
  manager: Manager,
  io: Io,
): "new" | "changed" | "same" {
  const path = join(folder, name);
  const bytes = manager.encode(text);
  const before = carefully(`write ${path}`, () => isThere(path) ? contentOf(path) : undefined);
  const isSame = before?.length === bytes.length && bytes.every((byte, i) => byte === before[i]);
  if (isSame) {
    io.stdout.write(`${path} is as it should be\n`);
    return "same";
  }
  carefully(`write ${path}`, () => {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const part = `${path}.part`;
    removeIfThere(part);
    Deno.writeFileSync(part, bytes, { createNew: true, mode: 0o600 });
    Deno.renameSync(part, path);
  });
  io.stdout.write(`${before === undefined ? "Wrote" : "Rewrote"} ${path}\n`);
  return before === undefined ? "new" : "changed";
}

function contentOf(path: string): Uint8Array {
  refuseFolder("write", path);
  return Deno.readFileSync(path);
}

function remove(path: string): void {
  refuseFolder("remove", path);
  removeIfThere(path);
}

function refuseFolder(what: string, path: string): void {
  if (!Deno.lstatSync(path).isDirectory) return;
  throw new UserError("output", `Cannot ${what} ${path}: it is a folder; remove it by hand`);
}

/**
 * Does something with a file.
 *
 * @param what it is, behind "Cannot"
 * @throws {UserError} of kind output when the system does not let it
 */
function carefully<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!isOutputTrouble(error)) throw error;
    throw new UserError("output", `Cannot ${what}: ${outputTrouble(error)}`, { cause: error });
  }
}

async function status(io: Io, world: ServiceWorld): Promise<number> {
  const manager = MANAGERS[world.system];
  const places = world.places();
  const [name = ""] = namesOf(manager);
  const path = join(folderOf(manager, places), name);
  const { success, text } = await world.run(manager.status(places).words);
  // Somebody may have removed the file: what the manager knows goes on all the same.
  if (!success && !isThere(path)) {
    io.stdout.write("Not installed; confrec service install does that\n");
    return EXIT_CODE.device;
  }
  const how = !success ? "Not running" : manager.knowsRunning ? "Running" : "The system says";
  io.stdout.write(`Installed: ${path}\n${how}: ${text}\n`);
  return success ? EXIT_CODE.complete : EXIT_CODE.device;
}

async function uninstall(io: Io, world: ServiceWorld): Promise<number> {
  const manager = MANAGERS[world.system];
  const places = world.places();
  const folder = folderOf(manager, places);
  const paths = namesOf(manager).map((name) => join(folder, name)).filter(isThere);
  if (paths.length === 0 && !(await world.run(manager.status(places).words)).success) {
    io.stdout.write("Nothing was installed\n");
    return EXIT_CODE.complete;
  }
  const isDone = await runAll(manager.uninstall(places), io, world);
  // A file that stays would have it started again.
  let areGone = true;
  for (const path of paths) {
    try {
      carefully(`remove ${path}`, () => remove(path));
      io.stdout.write(`Removed ${path}\n`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      areGone = false;
      io.stderr.write(`confrec: ${error.message}\n`);
    }
  }
  const isTold = await runAll(manager.afterwards, io, world);
  return isDone && areGone && isTold ? EXIT_CODE.complete : EXIT_CODE.output;
}

/** Runs them one after the other, until one fails that must not; each is named. */
async function runAll(steps: readonly Step[], io: Io, world: ServiceWorld): Promise<boolean> {
  for (const { words, mayFail = false } of steps) {
    const line = words.map((word) => quoted(word)).join(" ");
    const { success, text } = await world.run(words);
    if (success) io.stdout.write(`Ran ${line}\n`);
    else if (!mayFail) {
      const hint = /\bbus\b/i.test(text) ? NO_BUS : "";
      io.stderr.write(`confrec: Cannot run ${line}: ${plainLine(text)}${hint}\n`);
      return false;
    }
  }
  return true;
}

function serviceCall({ passedOn }: Call, world: ServiceWorld): ServiceCall {
  if (passedOn === undefined) {
    throw wrong(
      "install a service that records nowhere: write what it is to do behind --, for example: " +
        'confrec service install -- --out "Meetings/{date} {time}.mp3" --keep 30d',
    );
  }
  const { words, options } = passedOn;
  return {
    program: world.places().program,
    args: [SERVICE_COMMAND, ...words],
    folder: world.folder(),
    runsOthers: options.onFinish !== undefined,
    user: world.user(),
  };
}

/** The names of its files do not depend on what is in them. */
function namesOf(manager: Manager): string[] {
  const nothing = { program: [], args: [], folder: "", runsOthers: false, user: undefined };
  return manager.files(nothing).map(({ name }) => name);
}

function folderOf(manager: Manager, places: ServicePlaces): string {
  const folder = manager.folder(places);
  if (folder !== undefined) return folder;
  throw wrong("install a service: this user has no home folder; set HOME");
}

function wrong(rest: string): UserError {
  return new UserError("usage", `Cannot ${rest}`);
}

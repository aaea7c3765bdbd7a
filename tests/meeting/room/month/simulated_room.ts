/** A room on a simulated machine, what it has made, and power cuts. */
import { basename, join } from "node:path";
import type { MeetingEvent } from "../../../../meeting/events/events.ts";
import { checkRoom } from "../../../../meeting/room/check_room.ts";
import { Room } from "../../../../meeting/room/room.ts";
import { copyTree } from "./copy_tree.ts";
import { RATE_HZ } from "./heard_seconds.ts";
import { SimulatedMachine } from "./simulated_machine.ts";

/** What is on the way to the disk when the power goes, s. */
const ON_THE_WAY_SECONDS = 0.7;
/** Of a frame of the microphone's stem: the least that is torn. */
const TORN_BYTES = 3;

/** A room that is begun again after each power cut. */
export class SimulatedRoom {
  readonly machine: SimulatedMachine;
  readonly folder: string;
  /** Of a room that began with the last power cut: meetings begun, over, and whose files are there or cannot be made. */
  begun = 0;
  over = 0;
  finished = 0;
  warnings = 0;
  readonly #keep: number;
  readonly #scratch: string;
  readonly #onFile: (path: string) => void;
  readonly #onPruned: (path: string) => void;
  #room: Room | undefined;

  /** @param keep so many files are kept */
  constructor(
    root: string,
    keep: number,
    onFile: (path: string) => void,
    onPruned: (path: string) => void,
  ) {
    this.folder = join(root, "Meetings");
    this.#scratch = join(root, "disk");
    this.machine = new SimulatedMachine(join(root, "cache"));
    this.#keep = keep;
    this.#onFile = onFile;
    this.#onPruned = onPruned;
    Deno.mkdirSync(this.folder);
  }

  /** A meeting is being recorded. */
  get isRecording(): boolean {
    return this.#room?.controls !== undefined;
  }

  /** The names of spools that are there. */
  get spools(): string[] {
    return this.#names(".confrec");
  }

  /** The paths of files that are there. */
  get files(): string[] {
    return this.#names(".wav").map((name) => join(this.folder, name));
  }

  /** Switches it on. */
  async begin(): Promise<void> {
    this.begun = this.over = this.finished = 0;
    const checked = checkRoom({
      input: { out: join(this.folder, "{date} Room.wav"), stopOnSilence: "off" },
      aftercare: { keep: { kind: "count", count: this.#keep } },
      ...{ trigger: "call", ignored: [] },
    }, this.machine);
    this.#room = await Room.open(checked, this.machine, {
      hear: (event) => this.#hear(event),
      onBegin: () => {},
      onSign: () => {},
      onOutcome: () => this.finished++,
    });
  }

  /** Switches it off, as it should be. */
  async end(): Promise<void> {
    this.#room?.stop("terminate");
    await this.#ended();
  }

  /**
   * The power is cut: what is in the folder stays as it is, but for what was on its way to the disk; nothing of the process
   * does anything any more. What it does here all the same is undone.
   */
  async cutPower(): Promise<void> {
    const [files, spools] = [new Set(this.files), this.spools];
    for (const spool of spools) copyTree(join(this.folder, spool), join(this.#scratch, spool));
    this.#room?.stop("terminate");
    this.#room?.giveUp("the power is cut");
    await this.#ended();
    for (const file of this.files) if (!files.has(file)) Deno.removeSync(file);
    for (const spool of this.spools) this.#remove(join(this.folder, spool));
    for (const spool of spools) {
      copyTree(join(this.#scratch, spool), join(this.folder, spool));
      tear(join(this.folder, spool));
      this.#remove(join(this.#scratch, spool));
    }
  }

  async #ended(): Promise<void> {
    let isOver = false;
    void this.#room?.finished.finally(() => isOver = true);
    await this.machine.until("the room has ended", () => isOver);
    this.#room = undefined;
  }

  #hear(event: MeetingEvent): void {
    if (event.event === "started") this.begun++;
    if (event.event === "stopping") this.over++;
    if (event.event === "warning") this.warnings++;
    if (event.event === "finished" || event.event === "recovered") {
      this.#onFile(event.report.output.path);
    }
    if (event.event === "pruned") this.#onPruned(event.out);
  }

  #names(ending: string): string[] {
    return [...Deno.readDirSync(this.folder)].map(({ name }) => name)
      .filter((name) => name.endsWith(ending)).sort();
  }

  #remove(folder: string): void {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** The end of each stem never reached the disk. */
function tear(spool: string): void {
  for (const { name } of Deno.readDirSync(spool)) {
    if (!name.endsWith(".wav")) continue;
    const channels = basename(name, ".wav") === "mic" ? 1 : 2;
    const path = join(spool, name);
    const lost = ON_THE_WAY_SECONDS * RATE_HZ * channels * 4 - TORN_BYTES;
    const { size } = Deno.statSync(path);
    if (size > 2 * lost) Deno.truncateSync(path, size - lost);
  }
}

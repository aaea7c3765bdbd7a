/** Days of meetings with something wrong in most of them, and whether every second that was heard is in one file. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { randomNumbers } from "../../../../scripts/stage/random_numbers.ts";
import { fileOrigin } from "../../../../meeting/retention/file_origin.ts";
import { type HeardSeconds, secondsIn } from "./heard_seconds.ts";
import { SimulatedRoom } from "./simulated_room.ts";

const DAY_SECONDS = 86_400;
const MEETINGS_A_DAY = 6;
/** Between two meetings; the day's last one is followed by the night. */
const BREAK_SECONDS = 5_400;
/** How long a meeting goes on before, and after what goes wrong, s. */
const LEAST_SECONDS = 40;
const MORE_SECONDS = 200;
/** A meeting goes on for so long after the call, s. */
const AFTER_CALL_SECONDS = 20;
/** Files that are kept. */
const KEEP = 10;
/** A recording begins so long after its call, or after what was in its way, at the latest, s. */
const LATE_SECONDS = 3;
/** A full disk, or one without a device, is tried again after 1, 2, 5 and 10 s. */
const RETRY_SECONDS = 12;
/** What was on its way to the disk when the power went, and what a device had not handed over, s. */
const LOST_SECONDS = 2;
/** How often a full disk is looked at, s. */
const DISK_SECONDS = 10;

type Fault = (days: SimulatedDays) => Promise<void>;
type Side = keyof HeardSeconds;

/** What goes wrong in the middle of a meeting, in turn. */
const FAULTS: Readonly<Record<string, Fault>> = {
  "nothing at all": async () => {},
  "the microphone is unplugged": (days) => days.loseMicrophone(15),
  "the sound server is restarted": (days) => days.restartServer(8),
  "the power is cut": (days) => days.cutPower(60),
  "the clock is set forward": (days) => days.setClock(3_600),
  "the disk is full": (days) => days.fillDisk(45),
  "the clock is set back, as when summer time ends": (days) => days.setClock(-3_600),
  "the machine sleeps": (days) => days.sleep(1_800),
  "the file cannot be made at first": (days) => days.failOnce(),
  "all devices are away for two minutes": (days) => days.restartServer(120),
  "the power is cut twice": async (days) => {
    await days.cutPower(30);
    await days.room.machine.pass(20);
    await days.cutPower(5);
  },
};

/** The seconds of a day. */
class DaySeconds {
  /** In how many files each is, by side. */
  readonly inFiles = { mic: new Uint8Array(DAY_SECONDS), system: new Uint8Array(DAY_SECONDS) };
  /** That must be in one, that may be, by side. */
  readonly due = { mic: new Uint8Array(DAY_SECONDS), system: new Uint8Array(DAY_SECONDS) };
  readonly allowed = new Uint8Array(DAY_SECONDS);
  readonly fromSecond: number;

  constructor(fromSecond: number) {
    this.fromSecond = fromSecond;
  }

  /** Whole seconds between two moments. */
  mark(marks: Uint8Array, from: number, to: number, value: 0 | 1): void {
    marks.fill(value, Math.ceil(from) - this.fromSecond, Math.floor(to) - this.fromSecond);
  }

  take(heard: HeardSeconds): void {
    for (const side of ["mic", "system"] as const) {
      for (const second of heard[side]) {
        const count = this.inFiles[side][second - this.fromSecond];
        // Of a day that is over: that it was not there then has been reported.
        if (count === undefined) throw new Error(`second ${second} is in a file of another day`);
        this.inFiles[side][second - this.fromSecond] = count + 1;
      }
    }
  }
}

/** What came of some days. */
export interface DaysReport {
  readonly files: number;
  readonly pruned: number;
  readonly powerCuts: number;
  /** That had to be in a file, both sides together, s. */
  readonly dueSeconds: number;
}

/** A room that runs for days. */
export class SimulatedDays {
  readonly room: SimulatedRoom;
  #day = new DaySeconds(0);
  /** What nobody can ask for, which is known when the meeting is over. */
  readonly #excuses: { readonly sides: readonly Side[]; from: number; to: number }[] = [];
  readonly #recordedAt = new Map<string, number>();
  readonly #random = randomNumbers(15);
  #meeting = 0;
  #files = 0;
  #pruned = 0;
  #powerCuts = 0;
  #dueSeconds = 0;
  #readingError: unknown;

  /** @param root an empty folder */
  constructor(root: string) {
    this.room = new SimulatedRoom(root, KEEP, (path) => this.#onFile(path), (path) => {
      this.#onPruned(path);
    });
  }

  get report(): DaysReport {
    return {
      ...{ files: this.#files, pruned: this.#pruned },
      ...{ powerCuts: this.#powerCuts, dueSeconds: this.#dueSeconds },
    };
  }

  /** A day, from its first meeting to the next morning. */
  async pass(): Promise<void> {
    const { machine } = this.room;
    const fromSecond = Math.floor(machine.seconds);
    this.#day = new DaySeconds(fromSecond);
    await machine.pass(LATE_SECONDS);
    for (let meeting = 0; meeting < MEETINGS_A_DAY; meeting++) await this.#meet();
    this.#check();
    await machine.leap(Math.max(0, fromSecond + DAY_SECONDS - machine.seconds));
  }

  async #meet(): Promise<void> {
    const { room, room: { machine } } = this;
    const faults = Object.values(FAULTS);
    const fault = faults[this.#meeting++ % faults.length];
    const from = machine.seconds;
    machine.isInCall = true;
    await this.#recorded();
    await machine.pass(this.#length());
    await fault?.(this);
    await machine.pass(this.#length());
    machine.isInCall = false;
    const to = machine.seconds;
    await machine.pass(AFTER_CALL_SECONDS + 1);
    await machine.until("nothing is recorded", () => !room.isRecording);
    // What could not be made is made after a minute, one file after the other.
    await machine.pass(65);
    await machine.until("all is in files", () => room.spools.length === 0);
    // A file is removed before that is told.
    await machine.until("no old ones are left", () => this.#recordedAt.size <= KEEP);
    this.#due(from, to);
    await machine.leap(BREAK_SECONDS);
  }

  #length(): number {
    return LEAST_SECONDS + MORE_SECONDS * this.#random();
  }

  async #recorded(): Promise<void> {
    await this.room.machine.pass(0.3);
    await this.room.machine.until("it is recorded", () => this.room.isRecording);
  }

  /** The microphone is away for a while. */
  async loseMicrophone(seconds: number): Promise<void> {
    this.room.machine.loseDevice("mic", seconds);
    await this.#excused(["mic"], 1, () => this.room.machine.pass(seconds + LATE_SECONDS));
  }

  /** Both sides are, and nobody can tell who is in a call. */
  async restartServer(seconds: number): Promise<void> {
    const { machine } = this.room;
    machine.restartServer(seconds);
    await this.#excused(["mic", "system"], 1, async () => {
      await machine.pass(seconds + RETRY_SECONDS + LATE_SECONDS);
      await this.#recorded();
    });
  }

  async fillDisk(seconds: number): Promise<void> {
    const { machine } = this.room;
    machine.fillDisk(seconds);
    await machine.pass(DISK_SECONDS + 1);
    await this.#excused(["mic", "system"], DISK_SECONDS + 1, async () => {
      await machine.pass(seconds + RETRY_SECONDS + LATE_SECONDS - DISK_SECONDS);
      await this.#recorded();
    });
  }

  /** The power is away for so long. */
  async cutPower(seconds: number): Promise<void> {
    const { room, room: { machine } } = this;
    await this.#excused(["mic", "system"], LOST_SECONDS, async () => {
      await room.cutPower();
      this.#powerCuts++;
      await machine.leap(seconds);
      await room.begin();
      await this.#recorded();
    });
  }

  setClock(seconds: number): Promise<void> {
    this.room.machine.setMs += seconds * 1_000;
    return Promise.resolve();
  }

  /** Clocks that count time stand still meanwhile, that on the wall does not; devices come up again after it. */
  async sleep(seconds: number): Promise<void> {
    this.room.machine.setMs += seconds * 1_000;
    await this.restartServer(3);
  }

  failOnce(): Promise<void> {
    this.room.machine.failures = 1;
    return Promise.resolve();
  }

  async #excused(sides: readonly Side[], before: number, action: () => Promise<void>) {
    const from = this.room.machine.seconds - before;
    await action();
    this.#excuses.push({ sides, from, to: this.room.machine.seconds + 1 });
  }

  /** A call was between two moments. */
  #due(from: number, to: number): void {
    const day = this.#day;
    day.mark(day.allowed, from - 1, to + AFTER_CALL_SECONDS + 2, 1);
    for (const side of ["mic", "system"] as const) {
      const due = day.due[side];
      day.mark(due, from + LATE_SECONDS, to + AFTER_CALL_SECONDS - 1, 1);
      for (const { sides, ...excuse } of this.#excuses) {
        // Outwards to whole seconds.
        if (sides.includes(side)) day.mark(due, Math.floor(excuse.from), Math.ceil(excuse.to), 0);
      }
    }
    this.#excuses.length = 0;
  }

  #onFile(path: string): void {
    try {
      this.#files++;
      this.#day.take(secondsIn(path));
      const at = fileOrigin(path, "wav")?.recordedAt;
      assert(at !== undefined, `${path} does not say when it was recorded`);
      this.#recordedAt.set(path, at.getTime());
    } catch (error) {
      // The room would take it for its own trouble.
      this.#readingError ??= error;
    }
  }

  /** The oldest goes. */
  #onPruned(path: string): void {
    this.#pruned++;
    const at = this.#recordedAt.get(path);
    this.#recordedAt.delete(path);
    const others = [...this.#recordedAt.values()];
    const isOldest = at !== undefined && others.every((other) => at <= other);
    if (!isOldest) this.#readingError ??= new Error(`${path} was not the oldest file`);
  }

  /** At the end of a day. */
  #check(): void {
    if (this.#readingError !== undefined) throw this.#readingError;
    const day = this.#day;
    for (const side of ["mic", "system"] as const) {
      const { [side]: due } = day.due;
      const { [side]: count } = day.inFiles;
      const wrong = (isWrong: (i: number) => boolean) => {
        return stretchesOf(Array.from(count.keys()).filter(isWrong), day.fromSecond);
      };
      assertEquals(wrong((i) => due[i] === 1 && count[i] === 0), [], `${side}: missing seconds`);
      assertEquals(wrong((i) => (count[i] ?? 0) > 1), [], `${side}: seconds in two files`);
      assertEquals(wrong((i) => day.allowed[i] === 0 && count[i] !== 0), [], `${side}: no call`);
      this.#dueSeconds += due.reduce((sum, each) => sum + each, 0);
    }
    const { files, folder } = this.room;
    assertEquals(files, [...this.#recordedAt.keys()].sort(), `what is kept in ${folder}`);
    assert(files.length <= KEEP, `${files.length} files are kept, not ${KEEP}`);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => join(folder, name)).sort(), files);
  }
}

/** "5–9", for failures to be read. */
function stretchesOf(seconds: readonly number[], fromSecond: number): string[] {
  const starts = seconds.filter((each, i) => seconds[i - 1] !== each - 1);
  const ends = seconds.filter((each, i) => seconds[i + 1] !== each + 1);
  return starts.map((start, i) => `${start + fromSecond}–${(ends[i] ?? NaN) + fromSecond}`);
}

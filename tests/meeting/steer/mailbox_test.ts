import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { Mailbox, type Obeyed } from "../../../meeting/steer/mailbox.ts";
import { answerSchema, type SteerRequest } from "../../../meeting/steer/steer_protocol.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const unix = Deno.build.os !== "windows";

/** A mailbox in a folder of its own, and what was obeyed. */
class Stage {
  readonly obeyed: SteerRequest[] = [];
  readonly requestsFolder: string;
  readonly answersFolder: string;
  readonly mailbox: Mailbox;
  obey: (request: SteerRequest) => Promise<Obeyed> = () => Promise.resolve({});

  constructor(folder: string) {
    this.requestsFolder = join(folder, "requests");
    this.answersFolder = join(folder, "answers");
    this.mailbox = new Mailbox(this, (request) => {
      this.obeyed.push(request);
      return this.obey(request);
    });
    this.mailbox.open();
  }

  put(id: string, content: unknown): void {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    Deno.writeTextFileSync(join(this.requestsFolder, `${id}.json`), text);
  }

  answer(id: string) {
    const text = Deno.readTextFileSync(join(this.answersFolder, `${id}.json`));
    return answerSchema.parse(JSON.parse(text));
  }

  get waiting(): string[] {
    return [...Deno.readDirSync(this.requestsFolder)].map(({ name }) => name);
  }
}

async function onStage(test: (stage: Stage, folder: string) => Promise<void>): Promise<void> {
  await withFolder((folder) => test(new Stage(folder), folder));
}

function mark(id: string, text = "") {
  return { id, order: "mark", text };
}

Deno.test("a request is obeyed, answered, and taken out", () =>
  onStage(async (stage) => {
    stage.obey = () => Promise.resolve({ atSeconds: 2.5 });
    const id = crypto.randomUUID();
    stage.put(id, mark(id, "Budget"));
    await stage.mailbox.look();
    assertEquals(stage.obeyed, [{ id, order: "mark", text: "Budget" }]);
    assertEquals(stage.answer(id), { id, done: true, atSeconds: 2.5 });
    assertEquals(stage.waiting, []);
    if (!unix) return;
    const { mode } = Deno.statSync(join(stage.answersFolder, `${id}.json`));
    assertEquals((mode ?? 0) & 0o777, 0o600);
  }));

Deno.test("a request is found where the file system does not note that its folder has changed", () =>
  onStage(async (stage) => {
    const hourAgo = new Date(Date.now() - 3_600_000);
    const setBack = () => Deno.utimeSync(stage.requestsFolder, hourAgo, hourAgo);
    setBack();
    await stage.mailbox.look();
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
    stage.put(first, mark(first));
    setBack();
    await stage.mailbox.look();
    assertEquals(stage.obeyed.map(({ id }) => id), [first]);
    setBack();
    await stage.mailbox.look();
    stage.put(second, mark(second));
    setBack();
    await stage.mailbox.look();
    assertEquals(stage.obeyed.map(({ id }) => id), [first, second]);
  }));

Deno.test("the same request twice is obeyed once, and answered twice", () =>
  onStage(async (stage) => {
    const id = crypto.randomUUID();
    for (let i = 0; i < 2; i++) {
      stage.put(id, mark(id));
      await stage.mailbox.look();
      assert(stage.answer(id).done);
      Deno.removeSync(join(stage.answersFolder, `${id}.json`));
    }
    assertEquals(stage.obeyed.length, 1);
  }));

Deno.test("what cannot be done is answered with the reason, on one line", () =>
  onStage(async (stage) => {
    stage.obey = () => Promise.reject(new Error("no space\nleft\x1b[2J"));
    const id = crypto.randomUUID();
    stage.put(id, mark(id));
    await stage.mailbox.look();
    assertEquals(stage.answer(id), { id, done: false, why: "no space left" });
  }));

Deno.test("a request that is no good is answered, and not obeyed", () =>
  onStage(async (stage) => {
    const other = crypto.randomUUID();
    const cases: readonly [(id: string) => unknown, string][] = [
      [() => "{", "not JSON"],
      [() => "", "not JSON"],
      [(id) => ({ id, order: "dance" }), "order"],
      [(id) => ({ ...mark(id), more: 1 }), "not one that this confrec knows"],
      [(id) => mark(id, "a".repeat(501)), "text"],
      [() => mark(other), "another id"],
      [(id) => mark(id, "a".repeat(9_000)), "too large"],
      [(id) => ({ id, order: "stop" }), "wait"],
    ];
    for (const [content, why] of cases) {
      const id = crypto.randomUUID();
      stage.put(id, content(id));
      await stage.mailbox.look();
      const answer = stage.answer(id);
      assert(!answer.done);
      assertStringIncludes(answer.why, why);
    }
    assertEquals([stage.obeyed, stage.waiting], [[], []]);
  }));

Deno.test("names that are no ids, and folders, are left alone", () =>
  onStage(async (stage) => {
    const id = crypto.randomUUID();
    Deno.mkdirSync(join(stage.requestsFolder, `${id}.json`));
    stage.put("hello", mark(id));
    stage.put(`${id}.json.part`, mark(id));
    await stage.mailbox.look();
    assertEquals([stage.obeyed.length, stage.waiting.length], [0, 3]);
  }));

Deno.test({
  name: "a link is not followed, neither as a request nor where an answer goes",
  ignore: !unix,
  fn: () =>
    onStage(async (stage, folder) => {
      const id = crypto.randomUUID();
      const precious = join(folder, "precious");
      Deno.writeTextFileSync(precious, JSON.stringify(mark(id)));
      Deno.symlinkSync(precious, join(stage.requestsFolder, `${id}.json`));
      for (const end of ["json", "json.part"]) {
        Deno.symlinkSync(precious, join(stage.answersFolder, `${id}.${end}`));
      }
      await stage.mailbox.look();
      const answer = stage.answer(id);
      assert(!answer.done);
      assertStringIncludes(answer.why, "not a file");
      assertEquals(stage.obeyed, []);
      assertEquals(Deno.readTextFileSync(precious), JSON.stringify(mark(id)));
    }),
});

Deno.test("requests of one moment are obeyed in the order in which they were sent", () =>
  onStage(async (stage) => {
    const ids = Array.from({ length: 20 }, () => crypto.randomUUID());
    for (const [i, id] of ids.entries()) {
      stage.put(id, mark(id));
      Deno.utimeSync(join(stage.requestsFolder, `${id}.json`), 1_000 + i, 1_000 + i);
    }
    await stage.mailbox.look();
    assertEquals(stage.obeyed.map(({ id }) => id), ids);
  }));

Deno.test("a flood is worked off in pieces", () =>
  onStage(async (stage) => {
    for (let i = 0; i < 120; i++) {
      const id = crypto.randomUUID();
      stage.put(id, mark(id));
    }
    const counts: number[] = [];
    for (let i = 0; i < 3; i++) {
      await stage.mailbox.look();
      counts.push(stage.obeyed.length);
    }
    assertEquals(counts, [50, 100, 120]);
  }));

Deno.test("answers that nobody fetches go after a minute; what is not ours stays", () =>
  onStage(async (stage) => {
    const id = crypto.randomUUID();
    stage.put(id, mark(id));
    await stage.mailbox.look();
    Deno.writeTextFileSync(join(stage.answersFolder, "mine.txt"), "");
    const names = () => [...Deno.readDirSync(stage.answersFolder)].map(({ name }) => name).sort();
    await stage.mailbox.clear();
    assertEquals(names().length, 2);
    await stage.mailbox.clear(Date.now() + 61_000);
    assertEquals(names(), ["mine.txt"]);
  }));

Deno.test("a mailbox that is closed is not there any more, with what nobody answered", () =>
  onStage(async (stage, folder) => {
    const id = crypto.randomUUID();
    stage.put(id, mark(id));
    stage.mailbox.close();
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["answers"]);
    await Promise.resolve();
  }));

Deno.test("neither foreign files nor a flood of marks keep a pause from being obeyed", () =>
  onStage(async (stage) => {
    for (let i = 0; i < 1_100; i++) {
      Deno.writeTextFileSync(join(stage.requestsFolder, `foreign ${i}`), "");
    }
    for (let i = 0; i < 300; i++) {
      const id = crypto.randomUUID();
      stage.put(id, mark(id));
    }
    const id = crypto.randomUUID();
    stage.put(id, { id, order: "resume" });
    await stage.mailbox.look();
    assert(stage.answer(id).done);
    assertEquals(stage.obeyed.length, 51);
  }));

Deno.test("who asks next does not wait until a slow disk has what was asked before", () =>
  onStage(async (stage) => {
    const { promise: synced, resolve } = Promise.withResolvers<Obeyed>();
    stage.obey = ({ order }) => order === "mark" ? synced : Promise.resolve({ atSeconds: 7 });
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
    stage.put(first, mark(first));
    const marking = stage.mailbox.look();
    stage.put(second, { id: second, order: "pause" });
    await stage.mailbox.look();
    assertEquals(stage.answer(second), { id: second, done: true, atSeconds: 7 });
    assertEquals(stage.waiting, [`${first}.json`]);
    await stage.mailbox.look();
    resolve({ atSeconds: 3 });
    await marking;
    assertEquals(stage.obeyed.map(({ order }) => order), ["mark", "pause"]);
    assertEquals(stage.answer(first), { id: first, done: true, atSeconds: 3 });
    assertEquals(stage.waiting, []);
  }));

Deno.test("what is asked while a mailbox ends is obeyed, and nothing is left lying", () =>
  onStage(async (stage) => {
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
    stage.obey = ({ order }) => {
      if (order === "mark") stage.put(second, { id: second, order: "pause" });
      return Promise.resolve({});
    };
    stage.put(first, mark(first));
    await stage.mailbox.end();
    assertEquals(stage.obeyed.map(({ order }) => order), ["mark", "pause"]);
    assertEquals(stage.answer(second), { id: second, done: true });
    assertEquals([...Deno.readDirSync(join(stage.requestsFolder, ".."))].length, 1);
  }));

import { assertEquals } from "@std/assert";
import { type ByteStream, StreamOutput } from "../../../cli/terminal/stream_output.ts";

class FakeStream implements ByteStream {
  text = "";
  writes = 0;
  terminal = false;
  /** Bytes taken at once. */
  most = Infinity;
  gate: Promise<void> = Promise.resolve();
  failure: Error | undefined;

  async write(bytes: Uint8Array): Promise<number> {
    this.writes++;
    await this.gate;
    if (this.failure) throw this.failure;
    const taken = bytes.subarray(0, this.most);
    this.text += new TextDecoder().decode(taken);
    return taken.length;
  }

  isTerminal(): boolean {
    return this.terminal;
  }
}

Deno.test("on a terminal that knows no control sequences nothing is drawn, and a person reads", async () => {
  const stream = new FakeStream();
  stream.terminal = true;
  assertEquals(new StreamOutput(stream).canDraw, true);
  const dumb = new StreamOutput(stream, { isDumb: true });
  assertEquals([dumb.isTerminal, dumb.canDraw], [true, false]);
  dumb.announce("Starting…");
  await dumb.flush();
  assertEquals(stream.text, "");
});

Deno.test("text arrives whole and in order, also through a stream that takes it in bits", async () => {
  const stream = new FakeStream();
  stream.most = 3;
  const output = new StreamOutput(stream);
  output.write("one two three\n");
  output.write("four\n");
  await output.flush();
  assertEquals(stream.text, "one two three\nfour\n");
  assertEquals(output.busy, false);
});

Deno.test("a reader that has gone away is an end of writing and not an error", async () => {
  const stream = new FakeStream();
  stream.failure = new Deno.errors.BrokenPipe("broken");
  const output = new StreamOutput(stream);
  output.write("a\n");
  output.write("b\n");
  await output.flush();
  output.write("c\n");
  await output.flush();
  assertEquals([stream.writes, output.busy], [1, false]);
});

Deno.test("where there is another place, the rest goes there, and nothing is lost between", async () => {
  const [stream, spare] = [new FakeStream(), new FakeStream()];
  const output = new StreamOutput(stream, { spare: () => spare });
  output.write("a\n");
  await output.flush();
  stream.failure = new Deno.errors.BrokenPipe("broken");
  for (const text of ["b\n", "c\n"]) output.write(text);
  await output.gone;
  await output.flush();
  assertEquals([stream.text, spare.text], ["a\n", "b\nc\n"]);
  spare.failure = new Deno.errors.BrokenPipe("broken");
  output.write("d\n");
  await output.flush();
  assertEquals(output.busy, false);
});

Deno.test("a reader that sleeps holds nobody up, and what waits for it is bounded", async () => {
  const stream = new FakeStream();
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.gate = promise;
  const output = new StreamOutput(stream);
  for (let i = 0; i < 10_000; i++) output.write("x");
  await output.flush(1);
  assertEquals([output.busy, stream.text], [true, ""]);
  resolve();
  await output.flush();
  assertEquals([output.busy, stream.text.length], [false, 4_000]);
});

Deno.test("what is announced stands on a terminal until the next text", async () => {
  const stream = new FakeStream();
  stream.terminal = true;
  const output = new StreamOutput(stream);
  output.announce("Starting…");
  output.write("one\n");
  output.write("two\n");
  await output.flush();
  assertEquals(stream.text, "Starting…\r\x1b[Kone\ntwo\n");
});

Deno.test("what was announced and came to nothing is taken away at the end", async () => {
  const stream = new FakeStream();
  stream.terminal = true;
  const output = new StreamOutput(stream);
  output.announce("Starting…");
  await output.flush();
  assertEquals(stream.text, "Starting…\r\x1b[K\r");
});

Deno.test("nothing is announced to a pipe, to a dumb terminal, or by a job in the background", async () => {
  const stream = new FakeStream();
  const outputs = [new StreamOutput(stream)];
  stream.terminal = true;
  outputs.push(new StreamOutput(stream, { isDumb: true }));
  outputs.push(new StreamOutput(stream, { isForeground: () => false }));
  for (const output of outputs) {
    output.announce("Starting…");
    await output.flush();
  }
  assertEquals(stream.text, "");
});

Deno.test("a full disk is told apart from a reader that has gone", async () => {
  const of = async (failure: Error) => {
    const stream = new FakeStream();
    stream.failure = failure;
    const output = new StreamOutput(stream);
    output.write("x");
    await output.flush();
    return output.trouble;
  };
  const full = Object.assign(new Error("No space left on device (os error 28)"), {
    code: "ENOSPC",
  });
  assertEquals(typeof await of(full), "string");
  const number = Deno.build.os === "windows" ? 232 : 32;
  const gone = new Deno.errors.BrokenPipe(`Broken pipe (os error ${number})`);
  assertEquals(await of(gone), undefined);
});

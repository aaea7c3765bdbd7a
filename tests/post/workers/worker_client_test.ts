import { assert, assertEquals, assertRejects } from "@std/assert";
import { WorkerClient, WorkerDiedError } from "../../../post/workers/worker_client.ts";
import type { TroubleOrder } from "./trouble_worker.ts";

function client(): WorkerClient<TroubleOrder, string> {
  return new WorkerClient("tests/post/workers/trouble_worker.ts");
}

Deno.test("orders come back with their own results, and failures with their class and code", async () => {
  await using worker = client();
  const echo = worker.order("echo");
  const missing = worker.order("not-found");
  const full = worker.order("no-space");
  assertEquals(await echo, "echo");
  await assertRejects(() => missing, Deno.errors.NotFound, "nothing there");
  const error = await assertRejects(() => full);
  assertEquals((error as { code?: string }).code, "ENOSPC");
  assertEquals(await worker.order("echo"), "echo");
});

Deno.test("a worker that dies rejects every order it has, and all later ones", async () => {
  await using worker = client();
  const orders = [worker.order("die"), worker.order("echo")];
  for (const order of orders) {
    await assertRejects(() => order, WorkerDiedError, "the worker falls");
  }
  assert(worker.dead);
  await assertRejects(() => worker.order("echo"), WorkerDiedError);
});

Deno.test("closing cancels what is under way and what waits", async () => {
  const worker = client();
  const started = Promise.withResolvers<number>();
  const waiting = worker.order("wait", { onProgress: started.resolve });
  const later = worker.order("echo");
  assertEquals(await started.promise, 1);
  const closed = worker.close();
  const error = await assertRejects(() => waiting, DOMException);
  assertEquals(error.name, "AbortError");
  await assertRejects(() => later, DOMException);
  await closed;
  assert(worker.dead);
});

Deno.test("an order that is taken back ends alone, under way or waiting", async () => {
  await using worker = client();
  const started = Promise.withResolvers<number>();
  const [first, second] = [new AbortController(), new AbortController()];
  const underWay = worker.order("wait", { onProgress: started.resolve, signal: first.signal });
  const waiting = worker.order("echo", { signal: second.signal });
  const kept = worker.order("echo", { signal: AbortSignal.any([]) });
  await started.promise;
  second.abort();
  first.abort();
  for (const order of [underWay, waiting]) {
    assertEquals((await assertRejects(() => order, DOMException)).name, "AbortError");
  }
  assertEquals(await kept, "echo");
  assertEquals(await worker.order("echo"), "echo");
  const late = worker.order("wait", { signal: AbortSignal.abort() });
  assertEquals((await assertRejects(() => late, DOMException)).name, "AbortError");
});

Deno.test("a worker that does not answer is ended all the same", async () => {
  const worker = client();
  const started = Promise.withResolvers<number>();
  const order = worker.order("wait", { onProgress: started.resolve });
  await started.promise;
  const closed = worker.close(0);
  await assertRejects(() => order);
  await closed;
});

Deno.test("a worker without orders is never started", async () => {
  const worker = new WorkerClient("no/such/worker.ts");
  await worker.close();
  await assertRejects(() => worker.order("x"), WorkerDiedError, "closed");
});

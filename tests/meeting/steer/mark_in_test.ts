import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { markIn } from "../../../meeting/steer/mark_in.ts";

Deno.test("a mark has its text on one line, and its place from the session", async () => {
  const texts: string[] = [];
  const session = {
    mark: (text: string) => {
      texts.push(text);
      return Promise.resolve(7.5);
    },
  };
  assertEquals(await markIn(session, "  Who\r\n  pays?\u2028", 0), 7.5);
  assertEquals(texts, ["Who pays?"]);
});

Deno.test("nothing is marked before there is a session, nor without end, nor at any length", async () => {
  const session = { mark: () => Promise.resolve(0) };
  await assertRejects(() => markIn(undefined, "", 0), UserError, "just beginning");
  await assertRejects(() => markIn(session, "", 5_000), UserError, "5000 marks");
  await assertRejects(() => markIn(session, "a".repeat(501), 0), UserError, "501 characters");
  assertEquals(await markIn(session, "a".repeat(500), 4_999), 0);
});

import { assertEquals } from "@std/assert";
import * as z from "zod";
import { factsJsonSchema, factsSchema } from "../../../meeting/facts/facts_schema.ts";
import { SCHEMA_PATH } from "../../../scripts/write_schema.ts";
import { EXAMPLE } from "./example_facts.ts";

Deno.test("the schema that others read is the one by which facts are written", async () => {
  const written = JSON.parse(await Deno.readTextFile(SCHEMA_PATH));
  assertEquals(written, factsJsonSchema(), "run: deno run -A scripts/write_schema.ts");
});

Deno.test("facts are valid by it, and what is wrong with them is found", () => {
  const others = z.fromJSONSchema(JSON.parse(Deno.readTextFileSync(SCHEMA_PATH)));
  for (const schema of [factsSchema, others]) {
    assertEquals(schema.safeParse(EXAMPLE).error, undefined);
    const wrong = [
      { ...EXAMPLE, version: 2 },
      { ...EXAMPLE, sides: { guest: EXAMPLE.sides.mic } },
      { ...EXAMPLE, marks: [{ atSeconds: -1, recordedAtSeconds: 0, text: "" }] },
      { ...EXAMPLE, marks: [{ atSeconds: 1e300, recordedAtSeconds: 0, text: "" }] },
      { ...EXAMPLE, title: undefined },
    ];
    for (const facts of wrong) assertEquals(schema.safeParse(facts).success, false);
  }
});

Deno.test("what a later version adds is no fault", () => {
  const others = z.fromJSONSchema(JSON.parse(Deno.readTextFileSync(SCHEMA_PATH)));
  assertEquals(others.safeParse({ ...EXAMPLE, mood: "good" }).success, true);
});

import { assertEquals } from "@std/assert";
import { functionLengths } from "../../../scripts/project/function_lengths.ts";

const TEXT = `/** What it is. */
export async function first(
  a: number,
): Promise<void> {
  await second(a);
}

interface Shape {
  area(): number;
}

export class Circle implements Shape {
  #radius = 1;

  private constructor() {}

  static async make({
    radius,
  }: { radius: number }): Promise<Circle> {
    if (radius > 0) {
      check(radius);
    }
  }

  get [Symbol.toStringTag](): string {
    return "";
  }
}

function second(a: number) {
  check(a);
}

const third = (a: number) => {
  return a;
};
`;

Deno.test("functions, methods and named arrow functions are measured, calls and types are none", () => {
  assertEquals(functionLengths(TEXT), [
    { name: "first", line: 2, lines: 5 },
    { name: "Circle.make", line: 17, lines: 7 },
    { name: "Circle.[Symbol.toStringTag]", line: 25, lines: 3 },
    { name: "second", line: 30, lines: 3 },
    { name: "third", line: 34, lines: 3 },
  ]);
});

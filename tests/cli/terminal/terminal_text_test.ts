import { plainText } from "../../../meeting/ground/plain_line.ts";
import { assertEquals, assertLessOrEqual } from "@std/assert";
import { columnsOf, cutText } from "../../../cli/terminal/terminal_text.ts";

Deno.test("letters take one column, wide ones two, marks and joiners none", () => {
  assertEquals(columnsOf(""), 0);
  assertEquals(columnsOf("Büro ━● −∞"), 10);
  assertEquals(columnsOf("Bu\u0308ro"), 4);
  assertEquals(columnsOf("会議室 マイク"), 13);
  assertEquals(columnsOf("ﾏｲｸ"), 3);
  assertEquals(columnsOf("마이크"), 6);
  assertEquals(columnsOf("🔊"), 2);
  assertEquals(columnsOf("a\u200db"), 2);
});

Deno.test("what does not fit is cut between letters, and a sign stands for it", () => {
  assertEquals(cutText("Jabra", 5), "Jabra");
  assertEquals(cutText("Jabra", 4), "Jab…");
  assertEquals(cutText("会議室", 6), "会議室");
  assertEquals(cutText("会議室", 5), "会議…");
  assertEquals(cutText("会議室", 4), "会…");
  assertEquals(cutText("🔊🔊", 1), "…");
  assertEquals(cutText("Jabra", 0), "");
  for (let columns = 0; columns < 20; columns++) {
    assertLessOrEqual(columnsOf(cutText("a会b🔊c議d\u0308室ef", columns)), columns);
  }
});

Deno.test("nothing in a text commands the terminal", () => {
  assertEquals(plainText("USB\x1b[2J\r\nMic\u009b1A\u2028"), "USB  Mic 1A ");
  assertEquals(plainText("会議室 🔊"), "会議室 🔊");
});

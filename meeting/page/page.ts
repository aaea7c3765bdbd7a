/** The page. */
import type { Envelope } from "../../post/outline/outline.ts";
import type { FileFacts } from "../facts/facts_schema.ts";

/** The page. */
export function pageOf(_facts: FileFacts, _envelope: Envelope): string {
  return "";
}

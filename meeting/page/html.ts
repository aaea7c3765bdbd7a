/** HTML that is put together without a chance to forget that text is no markup. */
import { escapeHtml } from "./file_mark.ts";

/** Markup; anything else that is put into a template is text. */
export class Html {
  readonly markup: string;

  /** @param markup is taken as it is */
  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What may stand in a template: text, numbers, markup, several of it, or nothing. */
export type HtmlValue = string | number | Html | undefined | readonly HtmlValue[];

/** Makes markup: values are escaped, unless they are markup themselves. */
export function markup(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = strings[0] ?? "";
  for (const [i, value] of values.entries()) markup += markupOf(value) + (strings[i + 1] ?? "");
  return new Html(markup);
}

function markupOf(value: HtmlValue): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.markup;
  if (typeof value === "object") return value.map(markupOf).join("");
  return escapeHtml(String(value));
}

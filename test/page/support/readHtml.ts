import { parse, type HTMLElement } from "node-html-parser";

/** Also what is within `pre`, which the parser takes for text unless it is told otherwise. */
export const readHtml = (text: string): HTMLElement =>
  parse(text, { blockTextElements: { script: true, style: true, noscript: true } });

/** As a person reads it: without the style sheet, blanks as one. */
export function textOf(element: HTMLElement | null | undefined): string {
  const shown = element?.querySelector("body") ?? element;
  return shown?.textContent.replace(/\s+/g, " ").trim() ?? "";
}

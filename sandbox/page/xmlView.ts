import { html } from "hono/html";
import type { Markup } from "../core/page";
import { preformatted } from "./elements";

type Kind = "tag" | "name" | "value" | "comment" | "punctuation" | "text";

/** A piece of XML of one colour. */
export interface Piece {
  readonly kind: Kind;
  readonly text: string;
}

/** From here on a text without blanks is a signature or a certificate: nobody reads it, and whoever copies it can't use it. */
const longest = 120;
const kept = 32;

/**
 * XML for people: one line for each tag, indented and coloured; long base64 shortened. It reads text rather than a document, because
 * what is shown may be an attack that no parser takes, and has to be seen as it was sent.
 */
export const xmlView = (xml: string): Markup =>
  preformatted(html`${xmlPieces(xml).map(({ kind, text }) => coloured(kind, text))}`);

const classes: Readonly<Partial<Record<Kind, string>>> = {
  tag: "x-t",
  name: "x-n",
  value: "x-v",
  comment: "x-c",
};

const coloured = (kind: Kind, text: string): Markup | string => {
  const name = classes[kind];
  return name === undefined ? text : html`<span class="${name}">${text}</span>`;
};

/** Comments, CDATA sections, declarations, tags, and what stands between them. */
const token = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[?!][^>]*>|<\/?(?:[^<>"']|"[^"]*"|'[^']*')*>|[^<]+|</g;

export function xmlPieces(xml: string): Piece[] {
  const tokens = xml.match(token) ?? [];
  const pieces: Piece[] = [];
  let depth = 0;
  let isAfterText = false;
  const newLine = () => {
    if (pieces.length > 0 && !isAfterText) pieces.push({ kind: "text", text: `\n${"  ".repeat(Math.max(0, depth))}` });
  };
  for (const [index, text] of tokens.entries()) {
    const isTag = /^<[^!?]/.test(text) && text.endsWith(">");
    const closes = text.startsWith("</");
    if (!text.startsWith("<") && text.trim() === "") continue;
    if (closes) depth--;
    // An element that holds nothing, or text alone, stays on one line.
    const before = tokens[index - 1] ?? "";
    const closesAtOnce = closes && /^<[^/!?]/.test(before) && !before.endsWith("/>");
    if (text.startsWith("<") && !closesAtOnce) newLine();
    pieces.push(...(isTag ? tagPieces(text) : [plainPiece(text)]));
    isAfterText = !text.startsWith("<") || text.startsWith("<![CDATA[");
    if (isTag && !closes && !text.endsWith("/>")) depth++;
  }
  return pieces;
}

const plainPiece = (text: string): Piece =>
  text.startsWith("<") ? { kind: "comment", text } : { kind: "text", text: shortened(text) };

function tagPieces(text: string): Piece[] {
  const [, open = "<", name = "", attributes = "", close = ">"] = /^(<\/?)([^\s/>]*)([^]*?)(\/?>)$/.exec(text) ?? [];
  const pieces: Piece[] = [
    { kind: "punctuation", text: open },
    { kind: "tag", text: name },
  ];
  for (const [piece] of attributes.matchAll(/[^\s=]+(?=\s*=)|"[^"]*"|'[^']*'|\s+|[^]/g)) {
    if (/^["']/.test(piece)) pieces.push({ kind: "value", text: shortened(piece) });
    else if (/^\s+$/.test(piece)) pieces.push({ kind: "text", text: " " });
    else pieces.push({ kind: piece === "=" ? "punctuation" : "name", text: piece });
  }
  return [...pieces, { kind: "punctuation", text: close }];
}

/** Base64 has a length that says enough. */
export function shortened(text: string): string {
  const compact = text.trim().replace(/[\r\n]+[ \t]*/g, "");
  if (compact.length <= longest || !/^["']?[A-Za-z0-9+/=_-]+["']?$/.test(compact)) return text;
  return `${compact.slice(0, kept)}… (${compact.length} characters)`;
}

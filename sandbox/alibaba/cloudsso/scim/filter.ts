import { fault, notInSandbox } from "./errors";

/** `attribute eq value`; the attribute's path in lower case: names are compared without regard to case (RFC 7643, 2.1). */
export interface Comparison {
  readonly path: string;
  readonly value: string | boolean;
}

/**
 * The part of SCIM's filters that Entra ID sends: comparisons with `eq`, joined by `and` ("Develop a SCIM endpoint",
 * learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups). What else RFC 7644, 3.4.2.2 has
 * is refused by name, and what it does not have is no filter.
 */
export function parseFilter(text: string): Comparison[] {
  const tokens = tokensOf(text);
  const comparisons: Comparison[] = [];
  for (let position = 0; ; position += 4) {
    const [path = "", operator = "", value = "", join] = tokens.slice(position, position + 4);
    if (["(", "not"].includes(path.toLowerCase())) throw notInSandbox(`the filter "${text}": groups and not`);
    if (!/^[A-Za-z][A-Za-z0-9_:.$-]*$/.test(path)) throw malformed(text);
    requireEq(operator, text);
    comparisons.push({ path: path.toLowerCase(), value: literal(value, text) });
    if (join === undefined) return comparisons;
    if (join.toLowerCase() === "or") throw notInSandbox(`the filter "${text}": or`);
    if (join.toLowerCase() !== "and") throw malformed(text);
  }
}

const malformed = (text: string) => fault("invalidFilter", `The filter "${text}" is malformed.`);

/** Every character belongs to a token, or there is no filter. */
function tokensOf(text: string): string[] {
  const token = /\s*("(?:[^"\\]|\\.)*"|[()]|[^\s()"]+)\s*/y;
  const tokens: string[] = [];
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (!found) throw malformed(text);
    tokens.push(found[1] ?? "");
  }
  return tokens;
}

function requireEq(operator: string, text: string): void {
  const name = operator.toLowerCase();
  if (name === "eq") return;
  if (["ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le"].includes(name)) {
    throw notInSandbox(`the filter "${text}": ${name}`);
  }
  throw malformed(text);
}

function literal(token: string, text: string): string | boolean {
  if (token === "true" || token === "false") return token === "true";
  if (!token.startsWith('"')) throw malformed(text);
  try {
    return JSON.parse(token) as string;
  } catch {
    throw malformed(text);
  }
}

/** What an attribute that can be asked for holds; several values where it is a list. */
export type Readers<Item> = Readonly<Record<string, (item: Item) => string | boolean | undefined | readonly string[]>>;

/** Those that the filter lets through. `exact` are the paths whose case counts. */
export function filtered<Item>(
  all: readonly Item[],
  filter: string | undefined,
  readers: Readers<Item>,
  exact: readonly string[],
): Item[] {
  if (filter === undefined) return [...all];
  const tests = parseFilter(filter).map(({ path, value }) => {
    const read = Object.hasOwn(readers, path) ? readers[path] : undefined;
    if (!read) throw fault("invalidFilter", `There is no attribute "${path}" to filter by.`);
    const fold = (one: unknown) => (typeof one === "string" && !exact.includes(path) ? one.toLowerCase() : one);
    return (item: Item) => {
      const found = read(item);
      const values: readonly unknown[] = Array.isArray(found) ? found : [found];
      return values.some((one) => fold(one) === fold(value));
    };
  });
  return all.filter((item) => tests.every((test) => test(item)));
}

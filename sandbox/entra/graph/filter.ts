import { CloudError } from "../../core/cloudError";
import { notInSandbox } from "../model/errors";

export type Entity = Readonly<Record<string, unknown>>;
type Test = (entity: Entity) => boolean;

const unsupported = (property: string, resource: string) =>
  new CloudError(
    "Request_UnsupportedQuery",
    `Unsupported or invalid query filter clause specified for property '${property}' of resource '${resource}'.`,
  );

/** The only properties that `endsWith` works with (Graph, "Advanced query capabilities"). */
const searchableEnds = ["mail", "userPrincipalName"];

/**
 * A part of OData's $filter: `eq`, `in`, `startswith`, `any`, joined by `and` and `or`; with advanced queries `endswith` as well.
 * Strings are compared without regard to case, as the directory does. Anything else is refused.
 */
export function parseFilter(source: string, resource: string, properties: readonly string[], isAdvanced = false): Test {
  const tokens = source.match(/'(?:[^']|'')*'|[A-Za-z0-9_./:@#-]+|[(),]/g) ?? [];
  let position = 0;
  const peek = () => tokens[position];
  const next = () => tokens[position++] ?? "";
  const invalid = () => new CloudError("BadRequest", `Invalid filter clause: syntax error in '${source}'.`);
  const expect = (token: string) => {
    if (next() !== token) throw invalid();
  };

  function property(name: string): string {
    const [root = ""] = name.split("/");
    if (properties.includes(root)) return name;
    throw new CloudError(
      "BadRequest",
      `Invalid filter clause: Could not find a property named '${root}' on type 'microsoft.graph.${resource}'.`,
    );
  }

  function disjunction(): Test {
    let left = conjunction();
    while (peek() === "or") {
      next();
      const [first, second] = [left, conjunction()];
      left = (entity) => first(entity) || second(entity);
    }
    return left;
  }

  function conjunction(): Test {
    let left = term();
    while (peek() === "and") {
      next();
      const [first, second] = [left, term()];
      left = (entity) => first(entity) && second(entity);
    }
    return left;
  }

  function term(): Test {
    const token = next();
    if (token === "(") {
      const inner = disjunction();
      expect(")");
      return inner;
    }
    if (token === "startswith" || token === "startsWith") return startsWith();
    if (token === "endswith" || token === "endsWith") return endsWith();
    if (peek() === "(" && token.endsWith("/any")) return any(token.slice(0, -"/any".length));
    if (peek() === "(" || token === "not") throw notInSandbox(`$filter with ${token}`);
    return comparison(token);
  }

  function startsWith(): Test {
    const [name, prefix] = nameAndText();
    return (entity) => fold(read(entity, name)).startsWith(prefix);
  }

  function endsWith(): Test {
    const [name, suffix] = nameAndText();
    // microsoftgraph/microsoft-graph-docs#11575: neither the header nor $count may be missing.
    if (!isAdvanced || !searchableEnds.includes(name))
      throw new CloudError("Request_UnsupportedQuery", "Unsupported Query.");
    return (entity) => fold(read(entity, name)).endsWith(suffix);
  }

  function nameAndText(): [name: string, text: string] {
    expect("(");
    const name = property(next());
    expect(",");
    const text = literal(next());
    expect(")");
    if (typeof text !== "string") throw invalid();
    return [name, text.toLowerCase()];
  }

  function any(name: string): Test {
    property(name);
    expect("(");
    const variable = next();
    const [declared = "", ...glued] = variable.split(":");
    const subject = glued.join(":") || next();
    if (subject !== declared || next() !== "eq") throw unsupported(name, resource);
    const wanted = literal(next());
    expect(")");
    return (entity) => {
      const values = read(entity, name);
      return Array.isArray(values) && values.some((value) => equal(value, wanted));
    };
  }

  function comparison(name: string): Test {
    property(name);
    const operator = next();
    if (operator === "in") {
      expect("(");
      const wanted = [literal(next())];
      while (peek() === ",") {
        next();
        wanted.push(literal(next()));
      }
      expect(")");
      return (entity) => wanted.some((value) => equal(read(entity, name), value));
    }
    if (operator !== "eq") throw unsupported(name, resource);
    const wanted = literal(next());
    return (entity) => equal(read(entity, name), wanted);
  }

  function literal(token: string): string | boolean | null {
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (token === "true" || token === "false") return token === "true";
    if (token === "null") return null;
    // GUIDs may stand without quotes.
    if (/^[0-9a-f-]{36}$/i.test(token)) return token;
    throw invalid();
  }

  const test = disjunction();
  if (position < tokens.length) throw invalid();
  return test;
}

const fold = (value: unknown): string => (typeof value === "string" ? value.toLowerCase() : "");

const equal = (value: unknown, wanted: string | boolean | null): boolean =>
  typeof wanted === "string" ? typeof value === "string" && fold(value) === wanted.toLowerCase() : value === wanted;

function read(entity: Entity, path: string): unknown {
  return path.split("/").reduce<unknown>((value, name) => (value as Entity | null)?.[name] ?? null, entity);
}

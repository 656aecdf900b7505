import { badRequest, notInSandbox } from "./errors";
import type { MappingSource } from "./synchronizationTypes";

type Text = string | null;

interface MappingFunction {
  /** Names of the parameters; the last ones repeat. */
  readonly parameters: readonly string[];
  run(values: readonly Text[]): Text;
}

const isTrue = (value: Text | undefined): boolean => value?.toLowerCase() === "true";

/**
 * The functions of "Reference for writing expressions for attribute mappings" that are in the sandbox. The names of the
 * parameters in Graph's JSON are not published.
 */
const functions: Readonly<Record<string, MappingFunction>> = {
  Coalesce: { parameters: ["source"], run: (values) => values.find((value) => value) ?? null },
  Join: {
    parameters: ["separator", "source"],
    run: ([separator, ...parts]) => parts.filter(Boolean).join(separator ?? "") || null,
  },
  Not: { parameters: ["source"], run: ([source]) => (isTrue(source) ? "False" : "True") },
  Switch: {
    parameters: ["source", "defaultValue", "key", "value"],
    run([source, fallback, ...cases]) {
      const index = cases.findIndex((key, at) => at % 2 === 0 && key?.toLowerCase() === source?.toLowerCase());
      return (index < 0 ? fallback : cases[index + 1]) ?? null;
    },
  },
  ToLower: { parameters: ["source"], run: ([source]) => source?.toLowerCase() ?? null },
  Trim: { parameters: ["source"], run: ([source]) => source?.trim() ?? null },
};

const noValue: MappingSource = { expression: "", type: "Constant", name: "", parameters: [] };

export const attributeSource = (name: string): MappingSource => ({
  expression: `[${name}]`,
  type: "Attribute",
  name,
  parameters: [],
});

export function functionSource(name: string, values: readonly MappingSource[]): MappingSource {
  const known = functionNamed(name);
  const source = {
    type: "Function" as const,
    name,
    parameters: values.map((value, index) => ({ key: parameterName(known, index), value })),
  };
  return { expression: expressionOf(source), ...source };
}

function functionNamed(name: string): MappingFunction {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!found) throw notInSandbox(`The function ${name} in an attribute mapping`);
  return found;
}

function parameterName({ parameters }: MappingFunction, index: number): string {
  if (parameters.length === 4 && index >= 2) return `${parameters[2 + (index % 2)]}${Math.floor(index / 2)}`;
  return parameters[index] ?? `${parameters.at(-1)}${index - parameters.length + 2}`;
}

/** The text of a source; an empty one is an argument that was left out. */
export function expressionOf({ type, name, parameters }: Omit<MappingSource, "expression">): string {
  if (type === "Attribute") return `[${name}]`;
  if (type === "Constant") return name === "" ? "" : JSON.stringify(name);
  return `${name}(${parameters.map(({ value }) => expressionOf(value)).join(", ")})`;
}

/** Reads `Switch([IsSoftDeleted], , "False", "True")`, `[mail]` or `"a constant"`. */
export function parseExpression(text: string): MappingSource {
  const tokens = text.match(/\[[^\]]*\]|"(?:[^"\\]|\\.)*"|\w+|[(),]|\S/g) ?? [];
  let at = 0;
  const wrong = () => badRequest(`The expression '${text}' can't be parsed.`);
  const read = (): MappingSource => {
    const token = tokens[at];
    if (token === undefined || token === "," || token === ")") return noValue;
    at += 1;
    if (token.startsWith("[")) return attributeSource(token.slice(1, -1));
    if (token.startsWith('"')) {
      return { expression: token, type: "Constant", name: JSON.parse(token) as string, parameters: [] };
    }
    if (!/^\w+$/.test(token) || tokens[at] !== "(") throw wrong();
    functionNamed(token);
    const values: MappingSource[] = [];
    do {
      at += 1;
      values.push(read());
    } while (tokens[at] === ",");
    if (tokens[at] !== ")") throw wrong();
    at += 1;
    return functionSource(token, values);
  };
  const source = read();
  if (at === 0 || at !== tokens.length) throw wrong();
  return source;
}

/** The value of a source; `attribute` knows those of the object. */
export function evaluate(source: MappingSource, attribute: (name: string) => Text): Text {
  if (source.type === "Attribute") return attribute(source.name);
  if (source.type === "Constant") return source.name || null;
  return functionNamed(source.name).run(source.parameters.map(({ value }) => evaluate(value, attribute)));
}

/** The attributes that a source reads. */
export function attributesOf({ type, name, parameters }: MappingSource): string[] {
  return type === "Attribute" ? [name] : parameters.flatMap(({ value }) => attributesOf(value));
}

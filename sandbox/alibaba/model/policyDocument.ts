import { CloudError } from "../../core/cloudError";

/** A RAM policy, permission or trust (alibabacloud.com/help/en/ram/policy-structure-and-syntax). */
export interface PolicyDocument {
  readonly Version: "1";
  readonly Statement: readonly Statement[];
}

export type OneOrMany = string | readonly string[];

export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: OneOrMany;
  readonly NotAction?: OneOrMany;
  readonly Resource?: OneOrMany;
  readonly Principal?: Readonly<Record<string, OneOrMany>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;
}

export const many = (value: OneOrMany | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

const malformed = (message: string) => new CloudError("MalformedPolicyDocument", message);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is OneOrMany =>
  typeof value === "string" ||
  (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string"));

/** Reads a document strictly: unknown elements are refused, since a misspelt Condition would otherwise be no condition. */
export function parsePolicyDocument(text: string, kind: "permission" | "trust"): PolicyDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed("The policy document is not a valid JSON document.");
  }
  if (!isRecord(document)) throw malformed("The policy document must be an object.");
  if (document["Version"] !== "1") throw malformed('The element Version must be the string "1".');
  refuseUnknown(document, ["Version", "Statement"], "policy");
  const statements = document["Statement"];
  if (!Array.isArray(statements) || statements.length === 0) throw malformed("The element Statement must be a list.");
  for (const statement of statements) checkStatement(statement, kind);
  return document as unknown as PolicyDocument;
}

function checkStatement(statement: unknown, kind: "permission" | "trust"): void {
  if (!isRecord(statement)) throw malformed("A statement must be an object.");
  const own = kind === "trust" ? ["Principal"] : ["Resource", "NotAction"];
  refuseUnknown(statement, ["Effect", "Action", "Condition", ...own], "statement");
  if (statement["Effect"] !== "Allow" && statement["Effect"] !== "Deny")
    throw malformed("Effect must be Allow or Deny.");
  const actions = kind === "trust" ? statement["Action"] : (statement["Action"] ?? statement["NotAction"]);
  if (!isTexts(actions)) throw malformed("Action must be a string or a list of strings.");
  if (kind === "permission" && !isTexts(statement["Resource"]))
    throw malformed("Resource must be a string or a list of strings.");
  if (kind === "trust") checkPrincipal(statement["Principal"]);
  if (statement["Condition"] !== undefined) checkCondition(statement["Condition"]);
}

/** The three kinds of trusted entity (alibabacloud.com/help/en/ram/user-guide/edit-the-trust-policy-of-a-ram-role). */
const principalKinds = ["RAM", "Service", "Federated"];

function checkPrincipal(principal: unknown): void {
  if (!isRecord(principal) || Object.keys(principal).length === 0) throw malformed("Principal must be an object.");
  for (const [kind, names] of Object.entries(principal)) {
    if (!principalKinds.includes(kind)) throw malformed(`The principal type ${kind} is invalid.`);
    if (!isTexts(names)) throw malformed(`The principal ${kind} must be a string or a list of strings.`);
  }
}

/** Condition operators by name (alibabacloud.com/help/en/ram/policy-elements). Only those on strings are evaluated here. */
const operators =
  /^((String|Numeric|Date)(Not)?(Equals|EqualsIgnoreCase|Like|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)|Bool|(Not)?IpAddress)$/;

function checkCondition(condition: unknown): void {
  if (!isRecord(condition)) throw malformed("Condition must be an object.");
  for (const [operator, keys] of Object.entries(condition)) {
    if (!operators.test(operator)) throw malformed(`The condition operator ${operator} is invalid.`);
    if (!isRecord(keys)) throw malformed(`The condition ${operator} must be an object.`);
    for (const [key, values] of Object.entries(keys)) {
      if (!isTexts(values)) throw malformed(`The condition key ${key} must have a string or a list of strings.`);
    }
  }
}

function refuseUnknown(record: Record<string, unknown>, known: readonly string[], what: string): void {
  const unknown = Object.keys(record).find((key) => !known.includes(key));
  if (unknown !== undefined) throw malformed(`The ${what} has an unknown element ${unknown}.`);
}

/** `*` stands for any characters and `?` for one; without regard to case, unless told. */
export function matches(pattern: string, value: string, flags: "is" | "s" = "is"): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${escaped}$`, flags).test(value);
}

/**
 * Do these permission policies allow `action` on `resource`? Deny wins, and nothing is allowed by silence. Conditions are not
 * evaluated: a conditional Allow does not count and a conditional Deny does, which errs on the strict side.
 */
export function allows(documents: readonly PolicyDocument[], action: string, resource: string): boolean {
  const statements = documents.flatMap((document) => document.Statement);
  const applies = (statement: Statement) =>
    (statement.Action === undefined
      ? !many(statement.NotAction).some((pattern) => matches(pattern, action))
      : many(statement.Action).some((pattern) => matches(pattern, action))) &&
    many(statement.Resource).some((pattern) => matches(pattern, resource) || pattern === "*");
  if (statements.some((statement) => statement.Effect === "Deny" && applies(statement))) return false;
  return statements.some((statement) => statement.Effect === "Allow" && !statement.Condition && applies(statement));
}

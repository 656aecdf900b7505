import { crc32 } from "node:zlib";
import type { Field } from "../../schema";
import { canonicalJson, isObject, objects, type Properties, text } from "../../values";
import { isJson, isOneOf } from "../../validations";

const required = ["permissionPolicyType", "permissionPolicyName"] as const;

/** The system policies and the inline policy of an access configuration. Documents are the same if their JSON is. */
export const permissionPolicies: Field = {
  type: "set",
  is: "optional",
  of: {
    type: "object",
    is: "optional",
    validate: (value) => {
      const lacking = required.find((name) => isObject(value) && (value[name] ?? undefined) === undefined);
      return lacking && `Missing required property '${lacking}'`;
    },
    fields: {
      permissionPolicyType: { type: "string", is: "required", validate: isOneOf("System", "Inline") },
      permissionPolicyName: { type: "string", is: "required" },
      permissionPolicyDocument: { type: "string", is: "optional", validate: isJson },
    },
  },
  same: (before, after) => {
    const [old, news] = [policiesOf(before), policiesOf(after)];
    return old.length === news.length && old.every(({ code }, index) => code === news[index]?.code);
  },
};

export interface Policy {
  readonly type: string;
  readonly name: string;
  readonly document: string;
  /** Terraform's key of the member; two with the same one are the same. */
  readonly code: string;
  /** As the state has it. */
  readonly state: Properties;
}

/** The members of the set, in the order in which Terraform goes through them: by their codes, as texts. */
export function policiesOf(value: unknown): Policy[] {
  const members = objects({ value }, "value").map((policy): Policy => {
    const [type, name, document] = [
      text(policy, "permissionPolicyType"),
      text(policy, "permissionPolicyName"),
      text(policy, "permissionPolicyDocument"),
    ];
    const code = String(crc32(`${type}-${name}-${canonical(document)}`));
    return { type, name, document, code, state: policy };
  });
  const byCode = new Map(members.map((member) => [member.code, member]));
  return [...byCode.values()].sort((one, other) => (one.code < other.code ? -1 : 1));
}

/** As Go writes JSON again; nothing where it is no object. */
function canonical(document: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    return "";
  }
  if (!isObject(parsed)) return "";
  const escaped: Properties = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026" };
  return `${canonicalJson(parsed).replace(/[<>&]/g, (character) => text(escaped, character))}-`;
}

/** Of two states of the set: what goes and what comes. */
export function policyChanges(before: unknown, after: unknown): { removed: Policy[]; added: Policy[] } {
  const [old, news] = [policiesOf(before), policiesOf(after)];
  const without = (all: Policy[], others: Policy[]) =>
    all.filter(({ code }) => !others.some((other) => other.code === code));
  return { removed: without(old, news), added: without(news, old) };
}

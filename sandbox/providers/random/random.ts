import type { Ids } from "../../core/ids";
import { definePackage } from "../providerInstance";
import type { PackageDefinition, ProviderPackage, ResourceType } from "../resourceType";
import type { Field } from "../schema";
import type { StandInContext } from "../standInContext";
import { flag, isZero, type Properties, text } from "../values";
import { isUuid } from "../validations";

const keepers: Field = { type: "map", is: "optional", forceNew: true, of: { type: "string", is: "optional" } };
const result: Field = { type: "string", is: "computed" };

/** A value that lives in the state only: created once, read from there, gone with it. */
const randomUuid: ResourceType<Ids> = {
  token: "random:index/randomUuid:RandomUuid",
  fields: { keepers, result },
  create: (ids, _inputs, keep) => {
    keep(ids.uuid());
    return Promise.resolve();
  },
  read: (_ids, id, { state }) => Promise.resolve({ ...state, result: id }),
  delete: () => Promise.resolve(),
  checkId: (id) => isUuid(id, "id"),
};

const count = (least: number): Field => ({
  type: "number",
  is: "optional",
  default: 0,
  forceNew: true,
  validate: (value, attribute) =>
    Number(value) >= least
      ? undefined
      : `Attribute ${attribute} value must be at least ${least}, got: ${String(value)}`,
});
const on: Field = { type: "boolean", is: "optional", default: true, forceNew: true };
const alphabets = {
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  lower: "abcdefghijklmnopqrstuvwxyz",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
} as const;
const minimums = { upper: "minUpper", lower: "minLower", numeric: "minNumeric", special: "minSpecial" } as const;

function password(ids: Ids, inputs: Properties): string {
  const pick = (alphabet: string) => alphabet.charAt(parseInt(ids.hex(8), 16) % alphabet.length);
  const alphabet = (kind: keyof typeof alphabets) =>
    kind === "special" ? text(inputs, "overrideSpecial") || alphabets.special : alphabets[kind];
  const kinds = (["upper", "lower", "numeric", "special"] as const).filter((kind) => flag(inputs, kind));
  const required = kinds.flatMap((kind) =>
    Array.from({ length: Number(inputs[minimums[kind]] ?? 0) }, () => pick(alphabet(kind))),
  );
  const all = kinds.map(alphabet).join("");
  const rest = Array.from({ length: Math.max(0, Number(inputs.length) - required.length) }, () => pick(all));
  // Shuffled by a sort key per character, so that the required ones stand anywhere.
  return [...required, ...rest]
    .map((character) => ({ character, key: ids.hex(8) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ character }) => character)
    .join("");
}

/** `bcryptHash` is left out: nothing here uses it, and a made-up one would be a lie. */
const randomPassword: ResourceType<Ids> = {
  token: "random:index/randomPassword:RandomPassword",
  fields: {
    keepers,
    length: { ...count(1), is: "required", default: undefined },
    upper: on,
    lower: on,
    numeric: on,
    number: { type: "boolean", is: "optional", refused: "use 'numeric'" },
    special: on,
    minUpper: count(0),
    minLower: count(0),
    minNumeric: count(0),
    minSpecial: count(0),
    overrideSpecial: { type: "string", is: "optional", forceNew: true },
    result: { type: "string", is: "computed", secret: true },
  },
  create: (_ids, _inputs, keep) => {
    // The real one's id is this word as well: the value must not stand in an id.
    keep("none");
    return Promise.resolve();
  },
  read: (ids, _id, { state = {} }) =>
    Promise.resolve({ ...state, result: isZero(state.result) ? password(ids, state) : state.result }),
  delete: () => Promise.resolve(),
};

/** @pulumi/random: `RandomUuid` and `RandomPassword`. It calls nobody. */
export function randomPackage({ ids }: Pick<StandInContext, "ids">): ProviderPackage {
  const definition: PackageDefinition<Ids> = {
    name: "random",
    version: "4.21.2",
    sdk: 2,
    resources: [randomUuid, randomPassword],
    functions: [],
    connect: () => ids,
  };
  return definePackage(definition);
}

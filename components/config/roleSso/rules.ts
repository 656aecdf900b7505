import { ramLimits } from "../../alibaba/limits";
import { longestRoleValue, roleValueLength } from "../../alibaba/roleValue";
import type { Fault, PathPart } from "../fault";
import { applicationFaults, entriesOf, fault, field, isMap, listOf, principalFaults, repeatedFaults } from "../rules";

/** Rules between several fields of `roleSso`, as it was written. */
export function roleSsoFaults(roleSso: unknown): Fault[] {
  return [
    ...editionFaults(roleSso),
    ...entriesOf(roleSso).flatMap(([key, entry]) => entryFaults(["roleSso", key], entry)),
  ];
}

/** An identifier is unique in a tenant, and the edition decides the identifier. */
function editionFaults(roleSso: unknown): Fault[] {
  const first = new Map<unknown, string>();
  return entriesOf(roleSso).flatMap(([key, entry]) => {
    const edition = field(entry, "edition");
    const other = first.get(edition);
    if (other === undefined) {
      first.set(edition, key);
      return [];
    }
    return fault(
      ["roleSso", key, "edition"],
      edition,
      `one application per edition: list these accounts under roleSso.${other}.accounts`,
    );
  });
}

function entryFaults(path: PathPart[], entry: unknown): Fault[] {
  const accounts = entriesOf(field(entry, "accounts"));
  return [
    ...applicationFaults(path, entry),
    ...adoptionFaults([...path, "application"], field(entry, "application")),
    ...(accounts.length === 0 && isMap(field(entry, "accounts"))
      ? fault([...path, "accounts"], {}, "at least one account")
      : []),
    ...displayNameFaults(path, accounts),
    ...accounts.flatMap(([key, account]) => accountFaults([...path, "accounts", key], account, entry)),
  ];
}

function adoptionFaults(path: PathPart[], application: unknown): Fault[] {
  if (field(application, "adopt") === undefined || field(application, "kind") !== undefined) return [];
  // What claims an adopted application has by itself can't be known, so it must be said.
  return fault(
    [...path, "kind"],
    undefined,
    "gallery or custom: say which kind the adopted application is, as it decides the claims",
  );
}

function accountFaults(path: PathPart[], account: unknown, entry: unknown): Fault[] {
  const roles = entriesOf(field(account, "roles"));
  const limit = ramLimits.rolesPerAccount;
  return [
    ...(roles.length === 0 && isMap(field(account, "roles")) ? fault([...path, "roles"], {}, "at least one role") : []),
    ...(roles.length > limit
      ? fault([...path, "roles"], roles.length, `at most ${limit} roles in an account (a RAM limit)`)
      : []),
    ...sameNameFaults([...path, "roles"], roles),
    ...sameNameFaults([...path, "customPolicies"], entriesOf(field(account, "customPolicies"))),
    ...roles.flatMap(([key, role]) => roleFaults([...path, "roles", key], role, account, entry)),
  ];
}

/** RAM writes role names in lower case into ARNs, so two names that differ only by case are one role. */
function sameNameFaults(path: PathPart[], things: [string, unknown][]): Fault[] {
  const first = new Map<string, string>();
  return things.flatMap(([key, thing]) => {
    const name = field(thing, "name");
    if (typeof name !== "string") return [];
    const other = first.get(name.toLowerCase());
    if (other === undefined) {
      first.set(name.toLowerCase(), key);
      return [];
    }
    return fault([...path, key, "name"], name, `a name of its own: ${other} has the same one (case does not count)`);
  });
}

/** Administrators pick a role by this name. */
function displayNameFaults(path: PathPart[], accounts: [string, unknown][]): Fault[] {
  const first = new Map<string, string>();
  return accounts.flatMap(([accountKey, account]) =>
    entriesOf(field(account, "roles")).flatMap(([roleKey, role]) => {
      const name = field(role, "displayName");
      if (typeof name !== "string") return [];
      const other = first.get(name);
      if (other === undefined) {
        first.set(name, `${accountKey}/${roleKey}`);
        return [];
      }
      return fault(
        [...path, "accounts", accountKey, "roles", roleKey, "displayName"],
        name,
        `a display name of its own: ${other} has the same one`,
      );
    }),
  );
}

function roleFaults(path: PathPart[], role: unknown, account: unknown, entry: unknown): Fault[] {
  const policies = entriesOf(field(account, "customPolicies")).map(([key]) => key);
  return [
    ...listOf(field(role, "customPolicies")).flatMap((key, index) =>
      typeof key === "string" && !policies.includes(key)
        ? fault(
            [...path, "customPolicies", index],
            key,
            `one of the account's customPolicies: ${policies.join(", ") || "there are none"}`,
          )
        : [],
    ),
    ...["systemPolicies", "customPolicies"].flatMap((name) =>
      repeatedFaults([...path, name], listOf(field(role, name))),
    ),
    ...principalFaults(path, role),
    ...valueLengthFaults(path, role, entry),
    ...durationFaults(path, role, entry),
  ];
}

/** Known from the names alone, before anything exists. */
function valueLengthFaults(path: PathPart[], role: unknown, entry: unknown): Fault[] {
  const name = field(role, "name");
  const provider = field(field(entry, "samlProvider"), "name");
  if (typeof name !== "string" || typeof provider !== "string") return [];
  const length = roleValueLength(name, provider);
  if (length <= longestRoleValue) return [];
  const spare = longestRoleValue - roleValueLength("", "");
  return fault(
    [...path, "name"],
    name,
    `role and SAML provider name together at most ${spare} characters (they have ${name.length + provider.length}): the app-role value has at most ${longestRoleValue}`,
  );
}

/** A session that is longer than the role allows is refused at sign-on. */
function durationFaults(path: PathPart[], role: unknown, entry: unknown): Fault[] {
  const duration = field(field(entry, "session"), "duration");
  const most = field(role, "maxSessionDuration") ?? ramLimits.maxSessionDuration.usual;
  if (typeof duration !== "number" || typeof most !== "number" || duration <= most) return [];
  return fault(
    [...path, "maxSessionDuration"],
    most,
    `at least the application's session.duration, ${duration} seconds`,
  );
}

import { cloudSsoLimits } from "../../alibaba/cloudSso/service";
import type { Fault, PathPart } from "../fault";
import { applicationFaults, entriesOf, fault, field, isMap, listOf, lowerCase, principalFaults } from "../rules";

/** Rules between several fields of `cloudSso`, as it was written. */
export const cloudSsoFaults = (cloudSso: unknown): Fault[] =>
  entriesOf(cloudSso).flatMap(([key, entry]) => {
    const path = ["cloudSso", key];
    return [
      ...applicationFaults(path, entry),
      ...principalFaults(path, entry),
      ...credentialFaults([...path, "scimCredentials"], field(entry, "scimCredentials")),
      ...provisioningFaults(path, entry),
      ...sameNameFaults([...path, "accessConfigurations"], entriesOf(field(entry, "accessConfigurations"))),
      ...entriesOf(field(entry, "assignments")).flatMap(([name, assignment]) =>
        assignmentFaults([...path, "assignments", name], assignment, entry),
      ),
    ];
  });

function credentialFaults(path: PathPart[], credentials: unknown): Fault[] {
  if (!isMap(credentials)) return [];
  const keys = Object.keys(credentials);
  const active = keys.filter((key) => field(credentials[key], "active") === true);
  const most = cloudSsoLimits.scimCredentials;
  return [
    ...(keys.length > most ? fault(path, keys, `at most ${most} SCIM credentials (a CloudSSO limit)`) : []),
    ...(active.length === 1
      ? []
      : fault(
          path,
          active,
          "exactly one credential with active: true (to renew: add a second one, move active, remove the first one)",
        )),
  ];
}

/** Groups can only be assigned if somebody brings their members. */
function provisioningFaults(path: PathPart[], entry: unknown): Fault[] {
  if (field(entry, "provisioning") !== "manual") return [];
  const { groups, scimCredentials } = isMap(entry) ? entry : {};
  return [
    ...(listOf(groups).length > 0
      ? fault([...path, "groups"], groups, "users only, as provisioning is manual: groups need provisioning: scim")
      : []),
    ...(scimCredentials === undefined
      ? []
      : fault([...path, "scimCredentials"], scimCredentials, "nothing, as provisioning is manual")),
  ];
}

/** Roles in member accounts are named after them, and RAM's names don't differ by case. */
function sameNameFaults(path: PathPart[], configurations: [string, unknown][]): Fault[] {
  const names = configurations.map(([, configuration]) => lowerCase(field(configuration, "name")));
  return configurations.flatMap(([key, configuration], index) => {
    const first = names.indexOf(names[index]);
    const name = field(configuration, "name");
    if (first === index || typeof name !== "string") return [];
    return fault(
      [...path, key, "name"],
      name,
      `a name of its own: ${configurations[first]?.[0] ?? ""} has the same one`,
    );
  });
}

function assignmentFaults(path: PathPart[], assignment: unknown, entry: unknown): Fault[] {
  const known = entriesOf(field(entry, "accessConfigurations")).map(([key]) => key);
  const wanted = field(assignment, "accessConfiguration");
  const everybody = ["users", "groups"].flatMap((name) => listOf(field(assignment, name)));
  return [
    ...principalFaults(path, assignment),
    ...(typeof wanted === "string" && !known.includes(wanted)
      ? fault(
          [...path, "accessConfiguration"],
          wanted,
          `one of the accessConfigurations: ${known.join(", ") || "there are none"}`,
        )
      : []),
    ...(isMap(assignment) && everybody.length === 0 ? fault(path, {}, "at least one user or group") : []),
    ...["users", "groups"].flatMap((name) =>
      listOf(field(assignment, name)).flatMap((who, index) =>
        listOf(field(entry, name)).map(lowerCase).includes(lowerCase(who))
          ? []
          : fault([...path, name, index], who, `one of the entry's ${name}: only they are provisioned`),
      ),
    ),
  ];
}

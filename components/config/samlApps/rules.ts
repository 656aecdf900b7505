import { claimNameFault } from "../../entra/claims";
import type { Fault, PathPart } from "../fault";
import { applicationFaults, entriesOf, fault, field, listOf, principalFaults, repeatedFaults } from "../rules";

/** Rules between several fields of `samlApps`, as it was written. */
export const samlAppsFaults = (samlApps: unknown): Fault[] =>
  entriesOf(samlApps).flatMap(([key, entry]) => {
    const path = ["samlApps", key];
    return [
      ...applicationFaults(path, entry),
      ...principalFaults(path, entry),
      ...namesFaults(path, entry),
      ...severalFaults(path, entry),
      ...claimFaults([...path, "claims"], listOf(field(entry, "claims"))),
    ];
  });

/** Either the values or the file that has them: two truths would drift apart. */
function namesFaults(path: PathPart[], entry: unknown): Fault[] {
  const given = ["identifier", "replyUrls"].filter((name) => field(entry, name) !== undefined);
  if (field(entry, "serviceProviderMetadata") !== undefined) {
    return given.flatMap((name) =>
      fault([...path, name], field(entry, name), "nothing, as serviceProviderMetadata has it; or no metadata file"),
    );
  }
  return ["identifier", "replyUrls"]
    .filter((name) => !given.includes(name))
    .flatMap((name) =>
      fault(
        [...path, name],
        undefined,
        name === "identifier"
          ? "the service's entity id, or serviceProviderMetadata: {file: …}"
          : "the service's assertion consumer services, or serviceProviderMetadata: {file: …}",
      ),
    );
}

/** Of several reply URLs only a request of the service tells which is meant. */
function severalFaults(path: PathPart[], entry: unknown): Fault[] {
  const replyUrls = listOf(field(entry, "replyUrls"));
  return [
    ...repeatedFaults([...path, "replyUrls"], replyUrls),
    ...(replyUrls.length > 1 && field(entry, "signOnUrl") === undefined
      ? fault(
          [...path, "signOnUrl"],
          undefined,
          "where sign-on begins at the service: of several reply URLs Entra would pick one by itself, and which can't be said",
        )
      : []),
  ];
}

function claimFaults(path: PathPart[], claims: unknown[]): Fault[] {
  const names = claims.map((claim) => field(claim, "name"));
  return names.flatMap((name, index) => {
    if (typeof name !== "string") return [];
    const problem = claimNameFault(name) ?? (names.indexOf(name) < index ? "each claim only once" : undefined);
    return problem === undefined ? [] : fault([...path, index, "name"], name, problem);
  });
}

import type { Fault } from "../fault";
import { applicationFaults, entriesOf, fault, field, principalFaults } from "../rules";

/** Rules between several fields of `zillizSso`, as it was written. */
export function zillizSsoFaults(zillizSso: unknown): Fault[] {
  return entriesOf(zillizSso).flatMap(([key, entry]) => {
    const path = ["zillizSso", key];
    const early = field(entry, "ssoLoginUrl") !== undefined && field(entry, "redirectUrl") === undefined;
    return [
      ...applicationFaults(path, entry),
      ...principalFaults(path, entry),
      // Users would be sent to a service whose requests Entra refuses.
      ...(early
        ? fault([...path, "redirectUrl"], undefined, "the redirect URL: the console shows it beside the SSO login URL")
        : []),
    ];
  });
}

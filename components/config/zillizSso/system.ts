import { usualZillizIdentifier, zillizReplyUrl, type ZillizSsoArgs } from "../../zillizSso";
import { applicationArgs, applicationFindingFaults } from "../applications";
import { accessArgs, accessFaults, principalWishes } from "../access";
import type { System } from "../system";
import type { ZillizSsoSettings } from "./settings";

/** `zillizSso`: names become object ids. */
export const zillizSsoSystem: System<ZillizSsoSettings, ZillizSsoArgs> = {
  wishes: (entry) => ({ ...principalWishes(entry), files: [] }),

  identifier: ({ identifier = usualZillizIdentifier }) => ({ field: "identifier", identifier }),

  faults(path, entry, findings) {
    const names = { identifier: entry.identifier ?? usualZillizIdentifier, replyUrls: [zillizReplyUrl(entry)] };
    return [...applicationFindingFaults(path, entry, names, findings), ...accessFaults(path, entry, findings)];
  },

  args: (entry, findings, tenant) => ({
    ...tenant,
    ...applicationArgs(entry, findings),
    ...accessArgs(entry, findings),
    identifier: entry.identifier,
    redirectUrl: entry.redirectUrl,
    ssoLoginUrl: entry.ssoLoginUrl,
    certificates: entry.certificates,
  }),
};

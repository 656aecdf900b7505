import { balenaServiceProvider, type BalenaSsoArgs } from "../../balenaSso";
import { accessArgs, accessFaults, principalWishes } from "../access";
import { applicationArgs, applicationFindingFaults, filesOf, metadataArg } from "../applications";
import { nameIdFaults } from "../nameIds";
import type { System } from "../system";
import type { BalenaSsoSettings } from "./settings";

/** `balenaSso`: names become object ids, and whoever has no e-mail address is found before anything is made. */
export const balenaSsoSystem: System<BalenaSsoSettings, BalenaSsoArgs> = {
  wishes: (entry) => ({ ...principalWishes(entry), membersOf: entry.groups, files: filesOf(entry) }),

  identifier: ({ ssoIdentifier }) => ({
    field: "ssoIdentifier",
    identifier: balenaServiceProvider(ssoIdentifier).identifier,
  }),

  faults(path, entry, findings) {
    const { identifier, replyUrl } = balenaServiceProvider(entry.ssoIdentifier);
    return [
      ...applicationFindingFaults(path, entry, { identifier, replyUrls: [replyUrl] }, findings),
      ...accessFaults(path, entry, findings),
      ...nameIdFaults(path, entry, "mail", findings),
    ];
  },

  args: (entry, findings, tenant) => ({
    ...tenant,
    ...applicationArgs(entry, findings),
    ...accessArgs(entry, findings),
    ssoIdentifier: entry.ssoIdentifier,
    certificates: entry.certificates,
    metadata: metadataArg(entry, findings),
  }),
};

import { editions } from "../../alibaba/edition";
import { sessionNameFault } from "../../alibaba/limits";
import type { UserAttribute } from "../../entra/claims";
import type { KnownUser } from "../../entra/directory";
import { mapValues } from "../../record";
import type { RoleSsoArgs } from "../../roleSso";
import { applicationArgs, applicationFindingFaults, filesOf, metadataArg } from "../applications";
import type { Fault, PathPart } from "../fault";
import { at, groupIds, principalFaults, userIds } from "../findings";
import type { System } from "../system";
import type { RoleSsoSettings } from "./settings";

/** The gallery's own name. Source: Entra tutorial "Alibaba Cloud Service (Role-based SSO)". */
const galleryApplication = "Alibaba Cloud Service (Role-based SSO)";

/** `roleSso`: names become object ids, and whoever could not have a session is found before anything is made. */
export const roleSsoSystem: System<RoleSsoSettings, RoleSsoArgs> = {
  wishes(entry) {
    const { application } = entry;
    const roles = rolesOf(entry).map(({ role }) => role);
    return {
      application: {
        adopt: application.adopt,
        ...(application.kind === "gallery" && { gallery: galleryApplication }),
      },
      users: [...roles.flatMap(({ users }) => users), ...application.owners],
      groups: roles.flatMap(({ groups }) => groups),
      files: filesOf(entry),
    };
  },

  identifier: ({ edition }) => ({ field: "edition", identifier: editions[edition].entityId }),

  faults(path, entry, findings) {
    const { entityId, assertionConsumerService } = editions[entry.edition];
    const names = { identifier: entityId, replyUrls: [assertionConsumerService] };
    return [
      ...applicationFindingFaults(path, entry, names, findings),
      ...rolesOf(entry).flatMap(({ accountKey, roleKey, role }) => {
        const rolePath = [...path, "accounts", accountKey, "roles", roleKey];
        return [
          ...principalFaults(rolePath, role, findings),
          ...role.users.flatMap((name, index) =>
            sessionNameFaults([...rolePath, "users", index], findings.users.get(name), sessionAttribute(entry)),
          ),
        ];
      }),
    ];
  },

  args(entry, findings, tenant) {
    const { application, session } = entry;
    return {
      ...tenant,
      edition: entry.edition,
      application: {
        ...applicationArgs(entry, findings),
        relayState: application.relayState,
        roleIdNamespace: application.roleIdNamespace,
      },
      samlProvider: entry.samlProvider,
      // Only the gallery application has claims of its own.
      session: session ?? (application.kind === "custom" ? { nameAttribute: "userprincipalname" } : undefined),
      certificates: entry.certificates,
      metadata: metadataArg(entry, findings),
      accounts: mapValues(entry.accounts, (account, accountKey) => ({
        ...account,
        roles: mapValues(account.roles, (role) => ({
          ...role,
          displayName: role.displayName ?? `${role.name} (${accountKey})`,
          users: userIds(role.users, findings),
          groups: groupIds(role.groups, findings),
        })),
      })),
    };
  },
};

/** Guests and people with long names are who fails at sign-on; here it is still a line in a preview. */
function sessionNameFaults(path: PathPart[], user: KnownUser | undefined, attribute: UserAttribute): Fault[] {
  const value = user?.attributes[attribute];
  if (!user || value === undefined) return [];
  const fault = value === "" ? `the user has no ${attribute}` : sessionNameFault(value);
  if (!fault) return [];
  const fitting = Object.entries(user.attributes)
    .filter(([, other]) => other && !sessionNameFault(other))
    .map(([name, other]) => `${name} (${other})`);
  return [
    at(
      path,
      value,
      `${fault}: set session.nameAttribute to an attribute that fits every user, for this one ${fitting.join(", ") || "none fits yet"}; or assign this user elsewhere`,
    ),
  ];
}

/** What the session is named after; the gallery application's own claim is the user principal name. */
const sessionAttribute = ({ session }: RoleSsoSettings): UserAttribute => session?.nameAttribute ?? "userprincipalname";

function rolesOf(entry: RoleSsoSettings) {
  return Object.entries(entry.accounts).flatMap(([accountKey, { roles }]) =>
    Object.entries(roles).map(([roleKey, role]) => ({ accountKey, roleKey, role })),
  );
}

import type { Alibaba } from "../alibaba/alibaba";
import { UserError } from "../core/userError";
import type { Entra } from "../entra/entra";
import { memberRole } from "../samples/accounts";
import { pathOf } from "./promised/services";
import { readyIdentityProviders, type IdentityProviderDesk } from "./federation/readyIdentityProviders";
import { federationPath } from "./promised/domainFederation";
import { readyServices, type ServiceDesk } from "./readyServices";
import type { Promised } from "./stackFile";

/** Where things are invented. */
interface Places {
  readonly entra: Entra;
  readonly alibaba: Alibaba;
  readonly services: ServiceDesk;
  readonly identityProviders: IdentityProviderDesk;
}

/** What was invented, one line each, and why something could not be. */
export interface Invention {
  readonly invented: readonly string[];
  /** For after `up`: as long as the stack finds faults in its configuration, they explain it better. */
  readonly trouble?: UserError;
}

/**
 * Makes what a stack's configuration names and the sandbox lacks: users, groups (with one member, so that there is somebody to
 * sign on), member accounts with the role that the deployer assumes, services. The proof then says nothing about whether these
 * exist in reality.
 */
export function invent(promised: Promised, places: Places): Invention {
  const invented = inventPeople(promised, places);
  try {
    return {
      invented: [...invented, ...inventServices(promised, places), ...inventIdentityProviders(promised, places)],
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { invented, trouble: error };
  }
}

function inventPeople(
  { roleSso, cloudSso, services, domainFederation }: Promised,
  { entra, alibaba }: Places,
): string[] {
  const roles = roleSso.flatMap((application) => application.roles);
  const assignments = cloudSso.flatMap((application) => application.assignments);
  const promises = [...roles, ...cloudSso, ...assignments, ...services];
  const accounts = [
    ...[...roles, ...cloudSso].map(({ accountId, assumedRole }) => ({ accountId, role: assumedRole })),
    // CloudSSO needs no role there, but every new member account of a resource directory has this one.
    ...assignments
      .filter(({ account }) => /^\d{16}$/.test(account) && !Object.hasOwn(alibaba.state.accounts, account))
      .map(({ account: accountId }) => ({ accountId, role: memberRole })),
  ];
  const isObjectId = (name: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name);
  // The stack makes these itself: here already, they would be in its way.
  const made = domainFederation.flatMap((federation) => federation.users.map((user) => user.userPrincipalName));
  const isMade = (name: string) => made.some((own) => own.toLowerCase() === name.toLowerCase());
  const users = new Set(promises.flatMap((to) => to.users).filter((name) => !isObjectId(name) && !isMade(name)));
  const groups = new Set(promises.flatMap((to) => to.groups).filter((name) => !isObjectId(name)));
  return [
    ...[...users].filter((user) => entra.tenant.ensureUser(user).created).map((user) => `user ${user}`),
    ...[...groups]
      .filter((group) => inventGroup(group, entra))
      .map((group) => `group ${group}, with one invented member`),
    ...accounts.flatMap(({ accountId, role }) =>
      accountId !== undefined && role !== undefined && alibaba.ensureMemberAccount(accountId, role)
        ? [`account ${accountId} with the role ${role}`]
        : [],
    ),
  ];
}

const inventServices = ({ services }: Promised, { services: desk }: Places): string[] =>
  readyServices(services, desk)
    .filter(({ invented }) => invented)
    .map(({ service }) => `organization at ${service.party} with the URLs of ${pathOf(service)}`);

const inventIdentityProviders = ({ domainFederation }: Promised, { identityProviders: desk }: Places): string[] =>
  readyIdentityProviders(domainFederation, desk)
    .filter(({ invented }) => invented)
    .map(({ federation, says }) => `identity provider ${says.issuer} of ${federationPath(federation)}, with its users`);

function inventGroup(displayName: string, { tenant }: Entra): boolean {
  const { group, created } = tenant.ensureGroup(displayName);
  if (!created) return false;
  const alias = displayName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 10);
  tenant.addMember(group.id, tenant.ensureUser(`in-${alias}@${tenant.defaultDomain.id}`).user.id);
  return true;
}

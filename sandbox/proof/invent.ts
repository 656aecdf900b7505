import type { Alibaba } from "../alibaba/alibaba";
import type { Entra } from "../entra/entra";
import type { Promised } from "./stackFile";

/**
 * Makes what a stack's configuration names and the sandbox lacks: users, groups (with one member, so that there is somebody to
 * sign on) and member accounts with the role that the deployer assumes. Returns what was invented, one line each: the proof then
 * says nothing about whether these exist in the real tenant.
 */
export function invent(promised: Promised, entra: Entra, alibaba: Alibaba): string[] {
  const roles = promised.roleSso.flatMap((application) => application.roles);
  const isObjectId = (name: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name);
  const users = new Set(roles.flatMap((role) => role.users).filter((name) => !isObjectId(name)));
  const groups = new Set(roles.flatMap((role) => role.groups).filter((name) => !isObjectId(name)));
  return [
    ...[...users].filter((user) => entra.tenant.ensureUser(user).created).map((user) => `user ${user}`),
    ...[...groups]
      .filter((group) => inventGroup(group, entra))
      .map((group) => `group ${group}, with one invented member`),
    ...roles.flatMap(({ accountId, assumedRole }) =>
      accountId !== undefined && assumedRole !== undefined && alibaba.ensureMemberAccount(accountId, assumedRole)
        ? [`account ${accountId} with the role ${assumedRole}`]
        : [],
    ),
  ];
}

function inventGroup(displayName: string, { tenant }: Entra): boolean {
  const { group, created } = tenant.ensureGroup(displayName);
  if (!created) return false;
  const alias = displayName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 10);
  tenant.addMember(group.id, tenant.ensureUser(`in-${alias}@contoso.com`).user.id);
  return true;
}

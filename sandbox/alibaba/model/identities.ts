import { CloudError } from "../../core/cloudError";
import { accountArn, assumedRoleArn, roleArn, userArn } from "./arns";
import type { Cloud } from "./cloud";
import { allows, parsePolicyDocument, type PolicyDocument } from "./policyDocument";
import { requirePolicy } from "./policies";
import { findRole } from "./roles";
import type { AccessKey, Account, RamUser, Role, StsSession } from "./state";

/** Who stands behind an access key. */
export type Caller =
  | { readonly kind: "account"; readonly account: Account; readonly key: AccessKey }
  | { readonly kind: "user"; readonly account: Account; readonly key: AccessKey; readonly user: RamUser }
  | { readonly kind: "role"; readonly account: Account; readonly key: StsSession };

/** Finds whose key this is. A temporary key comes back even if it has expired: the caller of this decides what to say. */
export function findCaller(cloud: Cloud, accessKeyId: string): Caller | undefined {
  const session = Object.hasOwn(cloud.state.sessions, accessKeyId) ? cloud.state.sessions[accessKeyId] : undefined;
  if (session) return { kind: "role", account: cloud.account(session.accountId), key: session };
  for (const account of cloud.accounts) {
    if (account.rootKey?.accessKeyId === accessKeyId) return { kind: "account", account, key: account.rootKey };
    for (const user of Object.values(account.users)) {
      const key = user.accessKeys.find((candidate) => candidate.accessKeyId === accessKeyId);
      if (key) return { kind: "user", account, key, user };
    }
  }
  return undefined;
}

export function callerArn(caller: Caller): string {
  const { accountId } = caller.account;
  if (caller.kind === "account") return accountArn(accountId);
  if (caller.kind === "user") return userArn(accountId, caller.user.userName);
  return assumedRoleArn(accountId, caller.key.roleName, caller.key.sessionName);
}

/** The ways in which a trust policy may name this caller: by account, or exactly. */
export function callerNames(caller: Caller): string[] {
  const { accountId } = caller.account;
  const own = caller.kind === "role" ? roleArn(accountId, caller.key.roleName) : callerArn(caller);
  return [...new Set([accountArn(accountId), own])];
}

/** Throws NoPermission unless the caller's policies allow `action` on every resource. The wire does not name what is missing. */
export function authorize(caller: Caller, action: string, resources: readonly string[]): void {
  // The account itself needs no policy, except that it may not take a role ("FAQ about RAM roles and STS tokens").
  const permitted =
    caller.kind === "account"
      ? action !== "sts:AssumeRole"
      : resources.every((resource) => allows(policiesOf(caller), action, resource));
  if (permitted) return;
  throw new CloudError("NoPermission", "You are not authorized to do this action. You should be authorized by RAM.", {
    missing: action,
    resources,
    caller: callerArn(caller),
  });
}

function policiesOf(caller: Exclude<Caller, { kind: "account" }>): PolicyDocument[] {
  if (caller.kind === "user") return [parsePolicyDocument(caller.user.policyDocument, "permission")];
  const role = findRole(caller.account, caller.key.roleName);
  // A role that was made anew under the same name is another one: its policies are not for older sessions.
  if (role?.roleId !== caller.key.roleId) return [];
  return role.attachments.map(({ policyType, policyName }) =>
    parsePolicyDocument(requirePolicy(caller.account, policyType, policyName), "permission"),
  );
}

/** Makes temporary credentials for a role. Whether the caller may have them is decided before. */
export function openSession(
  cloud: Cloud,
  account: Account,
  role: Role,
  sessionName: string,
  seconds: number,
): StsSession {
  const session: StsSession = {
    accessKeyId: `STS.N${cloud.ids.hex(24).toUpperCase()}`,
    accessKeySecret: cloud.ids.hex(44),
    securityToken: `CAIS${cloud.ids.hex(200)}`,
    accountId: account.accountId,
    roleId: role.roleId,
    roleName: role.roleName.toLowerCase(),
    sessionName,
    expires: cloud.timestamp(seconds * 1000),
  };
  cloud.state.sessions[session.accessKeyId] = session;
  return session;
}

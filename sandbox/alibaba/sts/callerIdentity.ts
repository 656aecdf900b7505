import { callerArn } from "../model/identities";
import type { Call, Reply } from "../rpc/product";

/** Who am I (STS API reference, GetCallerIdentity). */
export function getCallerIdentityAction({ caller }: Call): Reply {
  const { accountId } = caller.account;
  const own = { AccountId: accountId, Arn: callerArn(caller) };
  if (caller.kind === "account") return { ...own, IdentityType: "Account", PrincipalId: accountId };
  if (caller.kind === "user") {
    const { userId } = caller.user;
    return { ...own, IdentityType: "RAMUser", PrincipalId: userId, UserId: userId };
  }
  const { roleId, sessionName } = caller.key;
  return { ...own, IdentityType: "AssumedRoleUser", PrincipalId: `${roleId}:${sessionName}`, RoleId: roleId };
}

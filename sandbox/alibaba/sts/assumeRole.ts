import { CloudError } from "../../core/cloudError";
import { assumedRoleArn, parseRamArn, roleArn } from "../model/arns";
import type { Cloud } from "../model/cloud";
import { callerNames, openSession } from "../model/identities";
import { findRole } from "../model/roles";
import { parsePolicyDocument } from "../model/policyDocument";
import type { Account, Role, StsSession } from "../model/state";
import { admits, parseTrustPolicy } from "../model/trust";
import type { Parameters } from "../rpc/parameters";
import type { Call, Reply } from "../rpc/product";

const wronglyFormed = (parameter: string) =>
  new CloudError(`InvalidParameter.${parameter}`, `The parameter ${parameter} is wrongly formed.`);

/** The resource that `sts:AssumeRole` is asked for: the ARN, with the role in lower case. */
export function assumedRoleResource(parameters: Parameters): string {
  const arn = parseRamArn(parameters.required("RoleArn"));
  if (arn?.kind !== "role") throw wronglyFormed("RoleArn");
  return roleArn(arn.accountId, arn.name);
}

/** Session names of AssumeRole: 2 to 64 of letters, digits and `.@-_=` today; 2 to 32 in older versions of the page. */
const sessionNamePattern = /^[A-Za-z0-9.@_=-]{2,64}$/;

/** External IDs: 2 to 1224 of letters, digits and `+=,.@:/_-` (STS API reference, AssumeRole). */
const externalIdPattern = /^[A-Za-z0-9+=,.@:/_-]{2,1224}$/;

/** Takes a role of this or another account (STS API reference, AssumeRole). The role's trust policy has the last word. */
export function assumeRoleAction({ cloud, caller, parameters }: Call): Reply {
  const { account, role } = requireRoleByArn(cloud, parameters);
  const sessionName = parameters.required("RoleSessionName");
  if (!sessionNamePattern.test(sessionName)) throw wronglyFormed("RoleSessionName");
  const seconds = requireDuration(parameters, role);
  refuseSessionPolicy(parameters);
  const externalId = parameters.text("ExternalId");
  if (externalId !== undefined && !externalIdPattern.test(externalId)) throw wronglyFormed("ExternalId");
  const decision = admits(parseTrustPolicy(role.assumeRolePolicyDocument), {
    principal: "RAM",
    names: callerNames(caller),
    context: externalId === undefined ? {} : { "sts:ExternalId": externalId },
  });
  if (!decision.admitted) {
    throw new CloudError("NoPermission", "You are not authorized to do this action. You should be authorized by RAM.", {
      trustPolicyOf: roleArn(account.accountId, role.roleName),
      reason: decision.reason,
    });
  }
  return encodeSession(openSession(cloud, account, role, sessionName, seconds));
}

/** Nothing here narrows a session, and pretending to would hide missing permissions. */
export function refuseSessionPolicy(parameters: Parameters): void {
  const policy = parameters.text("Policy");
  if (policy === undefined) return;
  parsePolicyDocument(policy, "permission");
  throw new CloudError("InvalidParameter.PolicyGrammar", "The sandbox has no session policies.");
}

function requireRoleByArn(cloud: Cloud, parameters: Parameters): { account: Account; role: Role } {
  const arn = parseRamArn(parameters.required("RoleArn"));
  if (arn?.kind !== "role") throw wronglyFormed("RoleArn");
  const account = cloud.findAccount(arn.accountId);
  const role = account && findRole(account, arn.name);
  if (!account || !role)
    throw new CloudError("EntityNotExist.Role", "The specified Role not exists.", { roleArn: arn });
  return { account, role };
}

/** 900 seconds to the role's maximum; default 3600. */
export function requireDuration(parameters: Parameters, role: Role): number {
  const seconds = parameters.integer("DurationSeconds") ?? 3600;
  if (seconds < 900 || seconds > role.maxSessionDuration) {
    throw new CloudError(
      "InvalidParameter.DurationSeconds",
      `The Min/Max value of DurationSeconds is 15min/${role.maxSessionDuration / 3600}hr.`,
    );
  }
  return seconds;
}

/** `Credentials` and `AssumedRoleUser`, as both actions of STS that give credentials answer. */
export const encodeSession = (session: StsSession): Record<string, unknown> => ({
  Credentials: {
    AccessKeyId: session.accessKeyId,
    AccessKeySecret: session.accessKeySecret,
    SecurityToken: session.securityToken,
    Expiration: session.expires,
  },
  AssumedRoleUser: {
    Arn: assumedRoleArn(session.accountId, session.roleName, session.sessionName),
    AssumedRoleId: `${session.roleId}:${session.sessionName}`,
  },
});

import type { Account, CustomPolicy, Role } from "../../alibaba/model/state";
import type { PromisedAccessConfiguration } from "../promised/cloudSso";
import { canonical, documentOf, type Statement } from "./statements";

/*
 * An access configuration becomes a role in each member account where somebody gets it. Source: CloudSSO documentation, "Overview"
 * of access configurations, First-time provisioning. Who could change such a role by another way than CloudSSO changes what
 * everybody may do there.
 */

/** Name of the role that an access configuration becomes. */
export const reservedRole = (accessConfiguration: string): string => `AliyunReservedSSO-${accessConfiguration}`;

const says = {
  lasts: (seconds: number) => `has sessions of at most ${seconds} s`,
  system: (policy: string) => `has the System policy ${policy}`,
  inline: (document: string) => `has an inline policy: ${document}`,
};

const about = (account: string, directoryId: string, role: string) =>
  `${account}: the role ${role} of the CloudSSO directory ${directoryId}`;

/** CloudSSO's own. */
export const isReserved = ({ reservedFor }: Role): boolean => reservedFor !== undefined;

/** What an access configuration promises in one member account. */
export function expectedOfReservedRole(
  account: string,
  directoryId: string,
  { name, sessionDuration, systemPolicies, inlinePolicy }: PromisedAccessConfiguration,
): string[] {
  return [
    says.lasts(sessionDuration),
    ...systemPolicies.map(says.system),
    ...(inlinePolicy ? [says.inline(canonical(inlinePolicy.document))] : []),
  ].map((text) => `${about(account, directoryId, reservedRole(name))} ${text}`);
}

/** What is true of the roles that one directory has in an account. */
export function foundOfReservedRoles(account: Account, directoryId: string): Statement[] {
  return Object.values(account.roles)
    .filter(({ reservedFor }) => reservedFor === directoryId)
    .flatMap(({ roleName, maxSessionDuration, attachments }) =>
      [
        says.lasts(maxSessionDuration),
        ...attachments.map(({ policyType, policyName }) =>
          policyType === "System" ? says.system(policyName) : says.inline(inlineDocument(account, policyName)),
        ),
      ].map((text) => ({ text: `${about(account.accountId, directoryId, roleName)} ${text}`, maybeOlder: true })),
    );
}

function inlineDocument({ policies }: Account, policyName: string): string {
  const policy = policies[policyName];
  return policy ? documentOf(policy) : `${policyName}, which is not there`;
}

/** Custom policies that CloudSSO made for its roles: they are told of with these. */
export const reservedPolicies = ({ roles, policies }: Account): CustomPolicy[] =>
  Object.values(roles)
    .filter(isReserved)
    .flatMap(({ attachments }) =>
      attachments.flatMap(({ policyType, policyName }) =>
        policyType === "Custom" && policyName.startsWith(reservedRole("Policy-")) ? (policies[policyName] ?? []) : [],
      ),
    );

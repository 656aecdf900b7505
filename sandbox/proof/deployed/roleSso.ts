import { isDeepStrictEqual } from "node:util";
import type { Account, Role } from "../../alibaba/model/state";
import { claimValue } from "../expectation";
import type { PromisedRoleSso } from "../promised/roleSso";
import { expectedAppRole, expectedAssignments, expectedOfApplication } from "./application";
import { isReserved, reservedPolicies } from "./reservedRoles";
import { canonical, certificateOwners, documentOf, type Clouds } from "./statements";

/** What each edition is known by. Source: Entra tutorial "Alibaba Cloud Service (Role-based SSO)", the two metadata documents. */
const editions = {
  china: { identifier: "urn:alibaba:cloudcomputing", recipient: "https://signin.aliyun.com/saml-role/sso" },
  international: {
    identifier: "urn:alibaba:cloudcomputing:international",
    recipient: "https://signin.alibabacloud.com/saml-role/sso",
  },
} as const;

const has = (role: string) => `the role ${role} has`;

/** What an entry of `roleSso` promises: in Entra, and in each of its Alibaba Cloud accounts. */
export function expectedOfRoleSso(application: PromisedRoleSso, clouds: Clouds): string[] {
  const { name, samlProvider, edition } = application;
  const { identifier, recipient } = editions[edition];
  const accountOf = ({ accountId = clouds.alibaba.deployer.accountId }: { accountId?: string }) => accountId;
  const accounts = [...new Set(application.roles.map(accountOf))];
  return [
    ...accounts.map(
      (account) =>
        `${account}: the SAML provider ${samlProvider} trusts ${application.certificates} signing certificates of ${name}`,
    ),
    ...application.customPolicies.map(
      (policy) => `${accountOf(policy)}: the custom policy ${policy.name} is ${canonical(policy.document)}`,
    ),
    ...application.roles.flatMap((role) => [
      `${accountOf(role)}: ${has(role.role)} sessions of at most ${role.maxSessionDuration} s`,
      `${accountOf(role)}: ${has(role.role)} a trust policy for ${samlProvider} at ${recipient}, and for nobody else`,
      ...role.systemPolicies.map((policy) => `${accountOf(role)}: ${has(role.role)} the System policy ${policy}`),
      ...role.customPolicies.map((policy) => `${accountOf(role)}: ${has(role.role)} the Custom policy ${policy}`),
    ]),
    ...expectedOfApplication(application, { identifier, replyUrls: [recipient] }, clouds),
    ...application.roles.flatMap((role) => [
      expectedAppRole(application, role.displayName, claimValue(application, accountOf(role), role.role)),
      ...expectedAssignments(application, role.displayName, [...role.users, ...role.groups], clouds),
    ]),
  ];
}

/** What is true in one account, but for what CloudSSO has there. */
export function foundInAccount(account: Account, clouds: Clouds): string[] {
  const { accountId } = account;
  const ofCloudSso = reservedPolicies(account);
  return [
    ...Object.values(account.samlProviders).flatMap(({ samlProviderName, metadata }) =>
      providerStatements(samlProviderName, metadata.certificates, clouds),
    ),
    ...Object.values(account.policies)
      .filter((policy) => !ofCloudSso.includes(policy))
      .map((policy) => `the custom policy ${policy.policyName} is ${documentOf(policy)}`),
    ...Object.values(account.roles)
      .filter((role) => !isReserved(role))
      .flatMap((role) => (role.sample ? sampleStatements(role) : roleStatements(accountId, role))),
  ].map((statement) => `${accountId}: ${statement}`);
}

/** Whose certificates a provider trusts: those of one of the tenant's applications, or somebody's. */
const providerStatements = (name: string, certificates: readonly string[], clouds: Clouds): string[] =>
  [...certificateOwners(certificates, clouds)].map(
    ([owner, count]) => `the SAML provider ${name} trusts ${count} signing certificates of ${owner}`,
  );

function roleStatements(
  accountId: string,
  { roleName, maxSessionDuration, attachments, assumeRolePolicyDocument }: Role,
): string[] {
  return [
    `${has(roleName)} sessions of at most ${maxSessionDuration} s`,
    `${has(roleName)} a trust policy ${trustStatement(accountId, JSON.parse(assumeRolePolicyDocument))}`,
    ...attachments.map(({ policyType, policyName }) => `${has(roleName)} the ${policyType} policy ${policyName}`),
  ];
}

/** A role of the samples must stay as it was. */
function sampleStatements({ roleName, attachments }: Role): string[] {
  return attachments
    .filter(({ sample }) => !sample)
    .map(({ policyName }) => `${has(roleName)} got the policy ${policyName}`);
}

function trustStatement(accountId: string, document: unknown): string {
  const statement = (
    document as {
      Statement?: { Principal?: { Federated?: string[] }; Condition?: { StringEquals?: Record<string, string> } }[];
    }
  ).Statement?.[0];
  const federated = statement?.Principal?.Federated?.[0] ?? "";
  const recipient = statement?.Condition?.StringEquals?.["saml:recipient"] ?? "";
  const only = {
    Version: "1",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Federated: [federated] },
        Condition: { StringEquals: { "saml:recipient": recipient } },
      },
    ],
  };
  const provider = federated.replace(`acs:ram::${accountId}:saml-provider/`, "");
  return isDeepStrictEqual(document, only)
    ? `for ${provider} at ${recipient}, and for nobody else`
    : canonical(document);
}

import { isDeepStrictEqual } from "node:util";
import type { Alibaba } from "../alibaba/alibaba";
import type { Account, Role } from "../alibaba/model/state";
import type { Entra } from "../entra/entra";
import type { Application, ServicePrincipal } from "../entra/model/types";
import { claimValue } from "./expectation";
import type { Promised, PromisedApplication, PromisedRole } from "./stackFile";

/**
 * Signing everybody on shows who gets in; it does not show who else could, or what a role may do. So both clouds are also read
 * and compared with the configuration, statement by statement: a statement that is promised and not true, and one that is true and
 * not promised, are both differences. What the samples had before does not count.
 */
export function compareDeployed(promised: Promised, clientIds: readonly string[], clouds: Clouds): Comparison {
  const expected = promised.roleSso.flatMap((application) => expectedStatements(application, clouds));
  const found = [
    ...Object.values(clouds.alibaba.state.accounts).flatMap((account) => accountStatements(account, clouds)),
    ...clouds.entra.tenant.data.applications
      .filter(({ appId }) => appId !== clouds.entra.deployer.clientId)
      .flatMap((application) => applicationStatements(application, clientIds, clouds)),
  ];
  // An adopted application may have owners, roles and assignments of its own.
  const adopted = promised.roleSso.filter((application) => application.adopted).map(({ name }) => `${name} `);
  const differences = [
    ...without(expected, found).map((statement) => `deployed: promised, but not so: ${statement}`),
    ...without(found, expected)
      .filter((statement) => !adopted.some((name) => statement.startsWith(name)))
      .map((statement) => `deployed: not promised: ${statement}`),
  ];
  return { statements: new Set(expected).size, differences };
}

export interface Comparison {
  /** How many statements the configuration makes. */
  readonly statements: number;
  readonly differences: readonly string[];
}

export interface Clouds {
  readonly entra: Entra;
  readonly alibaba: Alibaba;
}

const without = (some: readonly string[], others: readonly string[]) =>
  [...new Set(some)].filter((one) => !others.includes(one)).sort();

/** What each edition is known by. Source: Entra tutorial "Alibaba Cloud Service (Role-based SSO)", the two metadata documents. */
const recipients = {
  china: "https://signin.aliyun.com/saml-role/sso",
  international: "https://signin.alibabacloud.com/saml-role/sso",
} as const;

const has = (role: string) => `the role ${role} has`;

function expectedStatements(application: PromisedApplication, clouds: Clouds): string[] {
  const { name, samlProvider, edition } = application;
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
      `${accountOf(role)}: ${has(role.role)} a trust policy for ${samlProvider} at ${recipients[edition]}, and for nobody else`,
      ...role.systemPolicies.map((policy) => `${accountOf(role)}: ${has(role.role)} the System policy ${policy}`),
      ...role.customPolicies.map((policy) => `${accountOf(role)}: ${has(role.role)} the Custom policy ${policy}`),
    ]),
    `${name} is an application`,
    ...application.owners.map((owner) => `${name} is owned by ${principal(owner, clouds)}`),
    ...application.notificationEmails.map((address) => `${name} tells ${address} when a certificate expires`),
    `${name} leads to ${application.relayState ?? "the service's own page"}`,
    ...application.roles.flatMap((role) => appRoleStatements(application, role, accountOf(role), clouds)),
  ];
}

function appRoleStatements(
  application: PromisedApplication,
  role: PromisedRole,
  account: string,
  clouds: Clouds,
): string[] {
  const { name } = application;
  return [
    `${name} has the app role ${role.displayName} for User: ${claimValue(application, account, role.role)}`,
    ...[...role.users, ...role.groups].map((who) => `${name} gives ${role.displayName} to ${principal(who, clouds)}`),
  ];
}

/** A user or group by any of its names, as an object id. */
function principal(name: string, { entra: { tenant } }: Clouds): string {
  return tenant.findUser(name)?.id ?? tenant.findGroup(name)?.id ?? tenant.groupsNamed(name)[0]?.id ?? name;
}

function accountStatements(account: Account, clouds: Clouds): string[] {
  const { accountId } = account;
  return [
    ...Object.values(account.samlProviders).flatMap(({ samlProviderName, metadata }) =>
      providerStatements(samlProviderName, metadata.certificates, clouds).map(
        (statement) => `${accountId}: ${statement}`,
      ),
    ),
    ...Object.values(account.policies).map(({ policyName, defaultVersion, versions }) => {
      const version = versions.find(({ versionId }) => versionId === defaultVersion);
      return `${accountId}: the custom policy ${policyName} is ${canonical(JSON.parse(version?.policyDocument ?? "null"))}`;
    }),
    ...Object.values(account.roles).flatMap((role) =>
      role.sample ? sampleStatements(accountId, role) : roleStatements(accountId, role),
    ),
  ];
}

/** Whose certificates a provider trusts: those of one of the tenant's applications, or somebody's. */
function providerStatements(name: string, certificates: readonly string[], { entra: { tenant } }: Clouds): string[] {
  const owners = certificates.map((certificate) => {
    const key = tenant.data.signingKeys.find((one) => one.certificate === certificate);
    const appId = tenant.data.servicePrincipals.find(({ id }) => id === key?.servicePrincipalId)?.appId;
    return tenant.data.applications.find((application) => application.appId === appId)?.displayName ?? "nobody known";
  });
  return [...new Set(owners)].map(
    (owner) =>
      `the SAML provider ${name} trusts ${owners.filter((one) => one === owner).length} signing certificates of ${owner}`,
  );
}

function roleStatements(
  accountId: string,
  { roleName, maxSessionDuration, attachments, assumeRolePolicyDocument }: Role,
): string[] {
  return [
    `${accountId}: ${has(roleName)} sessions of at most ${maxSessionDuration} s`,
    `${accountId}: ${has(roleName)} a trust policy ${trustStatement(accountId, JSON.parse(assumeRolePolicyDocument))}`,
    ...attachments.map(
      ({ policyType, policyName }) => `${accountId}: ${has(roleName)} the ${policyType} policy ${policyName}`,
    ),
  ];
}

/** A role of the samples must stay as it was. */
function sampleStatements(accountId: string, { roleName, attachments }: Role): string[] {
  return attachments
    .filter(({ sample }) => !sample)
    .map(({ policyName }) => `${accountId}: ${has(roleName)} got the policy ${policyName}`);
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

function applicationStatements(
  application: Application,
  own: readonly string[],
  { entra: { tenant } }: Clouds,
): string[] {
  const { displayName: name, appId, id, owners } = application;
  if (!own.includes(appId)) return [`${name} (${id}) is an application that the stack does not give out`];
  const servicePrincipal = tenant.data.servicePrincipals.find((principal) => principal.appId === appId);
  return [
    `${name} is an application`,
    ...owners.map((owner) => `${name} is owned by ${owner}`),
    ...(servicePrincipal
      ? principalStatements(name, application, servicePrincipal, tenant.data.appRoleAssignments)
      : []),
  ];
}

function principalStatements(
  name: string,
  { appRoles }: Application,
  { id, notificationEmailAddresses, samlSingleSignOnSettings }: ServicePrincipal,
  assignments: Entra["tenant"]["data"]["appRoleAssignments"],
): string[] {
  const roleName = (roleId: string) => appRoles.find((role) => role.id === roleId)?.displayName ?? roleId;
  return [
    ...notificationEmailAddresses.map((address) => `${name} tells ${address} when a certificate expires`),
    `${name} leads to ${samlSingleSignOnSettings?.relayState || "the service's own page"}`,
    // Roles without a value come with the template and reach no token.
    ...appRoles.flatMap(({ value, displayName, allowedMemberTypes }) =>
      value === null
        ? []
        : [`${name} has the app role ${displayName ?? ""} for ${allowedMemberTypes.join(" and ")}: ${value}`],
    ),
    ...assignments
      .filter(({ resourceId }) => resourceId === id)
      .map(({ appRoleId, principalId }) => `${name} gives ${roleName(appRoleId)} to ${principalId}`),
  ];
}

/** The same text for the same content. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

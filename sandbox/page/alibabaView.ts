import { html } from "hono/html";
import type { CloudSsoDirectory } from "../alibaba/cloudsso/model/state";
import { roleArn, samlProviderArn } from "../alibaba/model/arns";
import type { Account, AlibabaState, Role } from "../alibaba/model/state";
import type { Markup } from "../core/page";
import { thumbprint } from "../saml/selfSigned";
import { code, facts, folded, json, list, plural, table } from "./elements";

/** Accounts and directories. Nothing that is secret even there: no access keys, no tokens. */
export function alibabaView({ accounts, cloudSso, deployer }: AlibabaState): Markup {
  return html`${Object.values(accounts).map((account) => accountView(account, account.accountId === deployer.accountId))}
  ${Object.entries(cloudSso).map(([accountId, directory]) => directoryView(accountId, directory))}
  ${
    Object.keys(cloudSso).length === 0
      ? html`<h2>CloudSSO</h2>
          <p>No account has a directory.</p>`
      : ""
  }`;
}

function accountView({ accountId, samlProviders, roles, policies }: Account, isDeployers: boolean): Markup {
  return html`<section aria-label="Account ${accountId}">
    <h2>Account ${accountId}${isDeployers ? " (the deployer's)" : ""}</h2>
    ${table({
      caption: "SAML providers",
      columns: ["Name", "ARN", "Trusts", "Certificates"],
      rows: Object.values(samlProviders).map(({ samlProviderName, metadata }) => [
        samlProviderName,
        code(samlProviderArn(accountId, samlProviderName)),
        code(metadata.entityId),
        list(metadata.certificates.map((one) => code(thumbprint(one).toString("hex").toUpperCase()))),
      ]),
    })}
    ${table({
      caption: "Roles",
      columns: ["Name", "ARN", "Longest session", "Policies", "Trust policy"],
      rows: Object.values(roles).map((role) => roleRow(accountId, role)),
    })}
    ${Object.values(policies).map(({ policyName, defaultVersion, versions }) =>
      folded(
        `Custom policy ${policyName}, ${defaultVersion}`,
        json(versions.find(({ versionId }) => versionId === defaultVersion)?.policyDocument ?? ""),
      ),
    )}
  </section>`;
}

const roleRow = (accountId: string, role: Role) => [
  html`${role.roleName}${role.reservedFor === undefined ? "" : html` <span class="faint">made by CloudSSO</span>`}`,
  code(roleArn(accountId, role.roleName)),
  `${role.maxSessionDuration} s`,
  list(role.attachments.map(({ policyType, policyName }) => `${policyName} (${policyType})`)),
  folded(`trust of ${role.roleName}`, json(role.assumeRolePolicyDocument)),
];

function directoryView(accountId: string, directory: CloudSsoDirectory): Markup {
  const { directoryId, directoryName, region, identityProvider, serviceProvider, scimStatus } = directory;
  return html`<section aria-label="CloudSSO directory ${directoryName}">
    <h2>CloudSSO directory ${directoryName}</h2>
    ${facts([
      ["Directory id", code(directoryId)],
      ["Management account", accountId],
      ["Region", region],
      ["Single sign-on", identityProvider.ssoStatus],
      ["Entity ID", code(serviceProvider.entityId)],
      ["Assertion consumer URL", code(serviceProvider.acsUrl)],
      ["Trusts", identityProvider.entityId === undefined ? "nobody" : code(identityProvider.entityId)],
      [
        "Certificates",
        list(
          identityProvider.certificates.map(({ certificate }) =>
            code(thumbprint(certificate).toString("hex").toUpperCase()),
          ),
        ),
      ],
      ["SCIM", `${scimStatus}, ${plural(Object.keys(directory.scimCredentials).length, "credential")}`],
    ])}
    ${peopleView(directory)} ${accessView(directory)}
  </section>`;
}

const peopleView = ({ users, groups }: CloudSsoDirectory): Markup =>
  html`${table({
    caption: "Users of the directory",
    columns: ["User name", "Display name", "Status", "Comes from"],
    rows: Object.values(users).map(({ userName, displayName, status, provisionType }) => [
      userName,
      displayName,
      status,
      provisionType === "Synchronized" ? "Entra, by SCIM" : "made by hand",
    ]),
  })}
  ${table({
    caption: "Groups of the directory",
    columns: ["Group", "Members", "Comes from"],
    rows: Object.values(groups).map(({ groupName, members, provisionType }) => [
      groupName,
      members.map((id) => users[id]?.userName ?? id).join(", "),
      provisionType === "Synchronized" ? "Entra, by SCIM" : "made by hand",
    ]),
  })}`;

function accessView(directory: CloudSsoDirectory): Markup {
  const { accessConfigurations, assignments, provisionings, users, groups } = directory;
  const nameOf = (id: string) => accessConfigurations[id]?.accessConfigurationName ?? id;
  return html`${table({
    caption: "Access configurations",
    columns: ["Name", "Longest session", "Policies", "Provisioned to"],
    rows: Object.values(accessConfigurations).map((configuration) => [
      configuration.accessConfigurationName,
      `${configuration.sessionDuration} s`,
      list(
        configuration.permissionPolicies.map(
          ({ permissionPolicyName, permissionPolicyType, permissionPolicyDocument }) =>
            permissionPolicyDocument === undefined
              ? `${permissionPolicyName} (${permissionPolicyType})`
              : folded(`${permissionPolicyName} (${permissionPolicyType})`, json(permissionPolicyDocument)),
        ),
      ),
      list(
        provisionings
          .filter(({ accessConfigurationId }) => accessConfigurationId === configuration.accessConfigurationId)
          .map(({ targetId, status }) => `${targetId}: ${status}`),
      ),
    ]),
  })}
  ${table({
    caption: "Assignments: who gets which access configuration in which account",
    columns: ["Who", "Access configuration", "Account"],
    rows: assignments.map(({ principalType, principalId, accessConfigurationId, targetId }) => [
      principalType === "User"
        ? (users[principalId]?.userName ?? principalId)
        : `group ${groups[principalId]?.groupName ?? principalId}`,
      nameOf(accessConfigurationId),
      targetId,
    ]),
  })}`;
}

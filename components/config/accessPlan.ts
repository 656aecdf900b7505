import type { State } from "../state/state";
import { usualZillizIdentifier, zillizPhase } from "../zillizSso";
import type { Resolved } from "./resolve";

/** Who is to get what, as a table of plain text: known from the configuration before anything exists. */
export function accessPlan(resolved: Resolved): string {
  const rows = [
    ...federationRows(resolved),
    ...roleRows(resolved),
    ...cloudSsoRows(resolved),
    ...serviceRows(resolved),
  ];
  return [
    "who gets what",
    // A domain may be federated before anybody is made or assigned.
    ...(rows.length > 0 ? alignColumns([["who", "application", "account", "role"], ...rows]) : ["nobody"]).map(
      (line) => `  ${line}`,
    ),
    ...federations(resolved),
    ...phases(resolved),
  ].join("\n");
}

/** What a preview must not hide: it ends something for people who aren't mentioned in it. */
export const warnings = ({ cloudSso }: Pick<Resolved, "cloudSso">, state: State): string[] =>
  Object.entries(cloudSso)
    .filter(([key]) => !state.find("pulumi-nodejs:dynamic/alibaba:CloudSsoSamlSettings", `${key}-saml-settings`))
    .map(
      ([key, { directory }]) =>
        `cloudSso.${key} turns single sign-on on in the CloudSSO directory ${directory.name}: nobody signs in there with a password any more`,
    );

/** Who is listed, by any name. */
interface Listed {
  readonly users: Readonly<Record<string, unknown>>;
  readonly groups: Readonly<Record<string, unknown>>;
}

function listed({ users, groups }: Listed): string[] {
  const names = [...Object.keys(users), ...Object.keys(groups).map((group) => `group ${group}`)];
  return names.length > 0 ? names : ["nobody"];
}

/** Whom this stack makes: they get nothing but a user in Entra, which other rows then name. */
const federationRows = ({ domainFederation }: Resolved): string[][] =>
  Object.values(domainFederation).flatMap(({ domain, users }) =>
    Object.values(users).map(({ userPrincipalName }) => [userPrincipalName, "Microsoft Entra ID", domain, "-"]),
  );

const roleRows = ({ roleSso }: Resolved): string[][] =>
  Object.values(roleSso).flatMap(({ application, accounts }) =>
    Object.entries(accounts).flatMap(([account, { roles }]) =>
      Object.values(roles).flatMap((role) =>
        listed(role).map((who) => [who, application.displayName, account, role.name]),
      ),
    ),
  );

const cloudSsoRows = ({ cloudSso }: Resolved): string[][] =>
  Object.values(cloudSso).flatMap(({ displayName, assignments, accessConfigurations }) =>
    Object.values(assignments).flatMap(({ account, accessConfiguration, users, groups }) =>
      [...users, ...groups.map((group) => `group ${group}`)].map((who) => [
        who,
        displayName,
        account,
        accessConfigurations[accessConfiguration]?.name ?? accessConfiguration,
      ]),
    ),
  );

/** What somebody may do there, these services decide themselves. */
const serviceRows = ({ zillizSso, balenaSso, samlApps }: Resolved): string[][] =>
  [...Object.values(zillizSso), ...Object.values(balenaSso), ...Object.values(samlApps)].flatMap((args) =>
    listed(args).map((who) => [who, args.displayName, "-", "-"]),
  );

/** Source: "Use a SAML 2.0 Identity Provider for Single Sign On", section "Configuring a domain". */
const federations = ({ domainFederation }: Resolved): string[] =>
  Object.entries(domainFederation).map(
    ([key, { domain, adopt, identityProvider }]) =>
      `domainFederation.${key}: users of ${domain} sign in at ${identityProvider.signInUrl} (${identityProvider.name}); ` +
      (adopt
        ? "destroy leaves that in place"
        : "going back to managed (destroy) takes up to 2 hours, and every user then needs a new password"),
  );

const phases = ({ zillizSso }: Resolved): string[] =>
  Object.entries(zillizSso).map(([key, args]) =>
    zillizPhase(args) === 1
      ? `zillizSso.${key} is in phase 1 of 2: enter the outputs in Zilliz Cloud's console (identifier ${args.identifier ?? usualZillizIdentifier}), then set redirectUrl and ssoLoginUrl; nobody can sign on yet`
      : `zillizSso.${key} is in phase 2 of 2: responses go to ${args.redirectUrl ?? ""}${args.ssoLoginUrl === undefined ? "; set ssoLoginUrl, too, so that My Apps leads there" : ""}`,
  );

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

import { html } from "hono/html";
import type { Markup } from "../core/page";
import { visibleAppRoles } from "../entra/model/appRoles";
import { defaultAccessRole } from "../entra/model/assignments";
import { activeKey, signingKeysOf } from "../entra/model/signingKeys";
import { synchronizationOf } from "../entra/model/synchronization";
import type { Tenant } from "../entra/model/tenant";
import type { Application, AppRoleAssignment, ServicePrincipal } from "../entra/model/types";
import { thumbprint } from "../saml/selfSigned";
import { badge, code, facts, folded, json, list, table, type Cell } from "./elements";

/** What a tenant holds. Nothing that is secret even there: no keys, no tokens. */
export function entraView(tenant: Tenant): Markup {
  const { data } = tenant;
  const own = data.deployer.clientId;
  const applications = data.applications.filter(({ appId }) => appId !== own);
  return html`${facts([
      ["Tenant", data.displayName],
      ["Tenant id", code(tenant.id)],
      ["The deployer's permissions", data.deployer.permissions.join(", ")],
    ])}
    <h2>Applications</h2>
    ${applications.length === 0 ? html`<p>Nobody has made any yet.</p>` : ""}
    ${applications.map((application) => applicationView(tenant, application))}
    <h2>Domains</h2>
    ${domainsView(tenant)}
    <h2>People</h2>
    ${usersView(tenant)} ${groupsView(tenant)}`;
}

function applicationView(tenant: Tenant, application: Application): Markup {
  const { appId, id, displayName, identifierUris, web, owners } = application;
  const principal = tenant.servicePrincipalOf(appId);
  return html`<section aria-label="Application ${displayName}">
    <h3>${displayName}</h3>
    ${facts([
      ["Client id", code(appId)],
      ["Object id", code(id)],
      ["Identifier", list(identifierUris.map(code))],
      ["Reply URL", list(web.redirectUris.map(code))],
      ["Owners", owners.map((owner) => nameOf(tenant, owner)).join(", ")],
      ...(principal ? principalFacts(tenant, principal) : [["Service principal", "none"] as const]),
    ])}
    ${principal ? rolesView(tenant, principal, displayName) : ""} ${principal ? claimsView(tenant, principal) : ""}
  </section>`;
}

function principalFacts(tenant: Tenant, principal: ServicePrincipal): (readonly [string, Cell])[] {
  const active = activeKey(tenant, principal);
  const { loginUrl, preferredSingleSignOnMode: mode, samlSingleSignOnSettings: settings } = principal;
  return [
    ["Service principal", code(principal.id)],
    ["Single sign-on", mode ?? "not set"],
    ["Sign on URL", loginUrl ?? "none: users begin at My Apps"],
    ["RelayState", settings?.relayState ?? ""],
    ["Assignment required", principal.appRoleAssignmentRequired ? "yes" : badge("bad", "no: everybody gets in")],
    ["Notified of expiry", principal.notificationEmailAddresses.join(", ")],
    [
      "Signing certificates",
      list(
        signingKeysOf(tenant, principal).map(
          (key) =>
            html`${code(key.thumbprint.toUpperCase())}, until ${key.endDateTime.slice(0, 10)}
            ${key.thumbprint === active?.thumbprint ? badge("good", "active") : badge("quiet", "not active")}`,
        ),
      ) || "none",
    ],
    ["Provisioning", provisioning(tenant, principal)],
  ];
}

function provisioning(tenant: Tenant, principal: ServicePrincipal): Cell {
  if (!Object.hasOwn(tenant.data.synchronization ?? {}, principal.id)) return "";
  return list(
    synchronizationOf(tenant, principal).jobs.map(({ scheduleState, lastCycle, quarantine, links }) =>
      [
        scheduleState,
        `${Object.keys(links).length} objects linked`,
        ...(lastCycle ? [`last cycle ${lastCycle.state}`] : []),
        ...(quarantine ? [`QUARANTINE: ${quarantine.error.message}`] : []),
      ].join(" · "),
    ),
  );
}

function rolesView(tenant: Tenant, principal: ServicePrincipal, name: string): Markup {
  const assigned = tenant.data.appRoleAssignments.filter(({ resourceId }) => resourceId === principal.id);
  const who = (id: string) => list(assigned.filter(({ appRoleId }) => appRoleId === id).map(holder(tenant)));
  const roles = visibleAppRoles(tenant, principal);
  const byDefault = assigned.some(({ appRoleId }) => appRoleId === defaultAccessRole);
  return table({
    caption: `App roles of ${name} and who has them`,
    columns: ["Role", "Claim value", "Assigned to"],
    rows: [
      ...(byDefault ? [["Default access", "", who(defaultAccessRole)]] : []),
      ...roles.map(({ id, displayName, value, isEnabled }) => [
        `${displayName ?? id}${isEnabled ? "" : " (disabled)"}`,
        value === null ? "" : code(value),
        who(id) || html`<span class="faint">nobody</span>`,
      ]),
    ],
  });
}

const holder =
  (tenant: Tenant) =>
  ({ principalId, principalType }: AppRoleAssignment): string =>
    `${principalType === "Group" ? "group " : ""}${nameOf(tenant, principalId)}`;

const nameOf = (tenant: Tenant, id: string): string =>
  tenant.findUser(id)?.userPrincipalName ?? tenant.findGroup(id)?.displayName ?? id;

const claimsView = ({ data }: Tenant, { claimsMappingPolicies }: ServicePrincipal): Markup =>
  html`${data.claimsMappingPolicies
    .filter(({ id }) => claimsMappingPolicies.includes(id))
    .map(({ displayName, definition }) =>
      folded(`Claims mapping policy ${displayName}`, html`${definition.map((text) => json(text))}`),
    )}`;

const domainsView = ({ data }: Tenant): Markup =>
  html`${table({
    caption: "Domains",
    columns: ["Domain", "Sign-in", "Verified", "Default"],
    rows: data.domains.map(({ id, authenticationType, isVerified, isDefault }) => [
      id,
      authenticationType,
      isVerified ? "yes" : "no",
      isDefault ? "yes" : "",
    ]),
  })}
  ${data.domainFederations.map(
    (federation) =>
      html`<h3>Federation of ${federation.domain}</h3>
        ${facts([
          ["Identity provider", federation.displayName ?? ""],
          ["Issuer", code(federation.issuerUri)],
          ["Sign-in URL", code(federation.passiveSignInUri)],
          ["Sign-out URL", federation.signOutUri ?? ""],
          ["Protocol", federation.preferredAuthenticationProtocol],
          ["Second factor", federation.federatedIdpMfaBehavior ?? "not set"],
          ["Certificate", code(thumbprint(federation.signingCertificate).toString("hex").toUpperCase())],
          [
            "Next certificate",
            federation.nextSigningCertificate === null
              ? ""
              : code(thumbprint(federation.nextSigningCertificate).toString("hex").toUpperCase()),
          ],
        ])}`,
  )}`;

const usersView = ({ data }: Tenant): Markup =>
  table({
    caption: "Users",
    columns: ["User principal name", "Name", "Mail", "Type", "Enabled", "ImmutableID", "Object id"],
    rows: data.users.map((user) => [
      user.userPrincipalName,
      user.displayName,
      user.mail ?? "",
      user.userType,
      user.accountEnabled ? "yes" : badge("bad", "no"),
      user.onPremisesImmutableId ?? "",
      code(user.id),
    ]),
  });

const groupsView = (tenant: Tenant): Markup =>
  table({
    caption: "Groups. Members of groups in groups don't count for assignments",
    columns: ["Group", "Direct members", "Object id"],
    rows: tenant
      .groups()
      .map(({ displayName, members, id }) => [
        displayName,
        members.map((member) => nameOf(tenant, member)).join(", "),
        code(id),
      ]),
  });

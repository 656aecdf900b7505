import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import type { Account, Role, SamlProvider } from "../../sandbox/alibaba/model/state";
import { signOn, type SignOnTrace } from "../../sandbox/browser/signOn";
import { visibleAppRoles } from "../../sandbox/entra/model/appRoles";
import { addTokenSigningCertificate } from "../../sandbox/entra/model/signingKeys";
import { findTemplate, applicationTemplates, instantiate } from "../../sandbox/entra/model/templates";
import type { Application, ServicePrincipal } from "../../sandbox/entra/model/types";
import type { Sandbox } from "../../sandbox/sandbox";

export interface EnterpriseApplication {
  readonly application: Application;
  readonly principal: ServicePrincipal;
}

export function applicationNamed({ entra: { tenant } }: Sandbox, name: string): EnterpriseApplication {
  const application = found(
    tenant.data.applications.find(({ displayName }) => displayName === name),
    `an application ${name}`,
  );
  const principal = found(tenant.servicePrincipalOf(application.appId), `a service principal of ${name}`);
  return { application, principal };
}

/** An application of the gallery, as an administrator would make it in the portal. */
export function makeApplication({ entra: { tenant } }: Sandbox, name: string): EnterpriseApplication {
  const template = found(
    applicationTemplates(tenant).find(({ custom }) => !custom),
    "a gallery template",
  );
  const { application, servicePrincipal } = instantiate(tenant, findTemplate(tenant, template.id), name, []);
  return { application, principal: servicePrincipal };
}

/** A signing certificate more, as an administrator would add it in the portal. It is not active. */
export const newCertificate = (
  { entra: { tenant } }: Sandbox,
  { principal }: Pick<EnterpriseApplication, "principal">,
) => addTokenSigningCertificate(tenant, principal, { displayName: "CN=Made in the portal" });

/** App-role values by display name, as they can be assigned. */
export function appRoleValues(
  { entra: { tenant } }: Sandbox,
  { principal }: EnterpriseApplication,
): Readonly<Record<string, string | null>> {
  const roles = visibleAppRoles(tenant, principal);
  return Object.fromEntries(roles.map(({ displayName, value }) => [displayName ?? "", value]));
}

/** "Auditor: Alibaba Auditors", sorted: who has which app role. */
export function assignments({ entra: { tenant } }: Sandbox, { principal }: EnterpriseApplication): string[] {
  const roles = visibleAppRoles(tenant, principal);
  return tenant.data.appRoleAssignments
    .filter(({ resourceId }) => resourceId === principal.id)
    .map(({ appRoleId, principalId }) => {
      const role = found(
        roles.find(({ id }) => id === appRoleId),
        `an app role ${appRoleId}`,
      );
      const who = tenant.findUser(principalId)?.userPrincipalName ?? tenant.findGroup(principalId)?.displayName;
      return `${role.displayName}: ${who}`;
    })
    .sort();
}

/** Thumbprints as the portal shows them. */
export const activeThumbprint = ({ principal }: EnterpriseApplication) =>
  principal.preferredTokenSigningKeyThumbprint?.toUpperCase();
export const thumbprintOf = (certificate: string) =>
  new X509Certificate(Buffer.from(certificate, "base64")).fingerprint.replaceAll(":", "");

export const account = ({ alibaba }: Sandbox, accountId: string): Account =>
  found(alibaba.state.accounts[accountId], `an account ${accountId}`);

export const samlProvider = (sandbox: Sandbox, accountId: string, name: string): SamlProvider =>
  found(account(sandbox, accountId).samlProviders[name], `a SAML provider ${name}`);

export const role = (sandbox: Sandbox, accountId: string, name: string): Role =>
  found(account(sandbox, accountId).roles[name.toLowerCase()], `a role ${name}`);

/** "System ReadOnlyAccess", sorted. */
export const attachedPolicies = ({ attachments }: Role) =>
  attachments.map(({ policyType, policyName }) => `${policyType} ${policyName}`).sort();

/** Opens the address as that user and goes on to the end; `choice` is one of the offered role values. */
export function signOnAs(sandbox: Sandbox, username: string, start: string, choice?: string): Promise<SignOnTrace> {
  const { world, context } = sandbox;
  return signOn(
    { send: (request) => world.handle(request), records: () => Promise.resolve(context.signOns.records) },
    { start, username, choice },
  );
}

/** Every session that the user can get: "<account>/<role> as <session name>", sorted; or Entra's error code. */
export async function sessionsOf(sandbox: Sandbox, username: string, start: string): Promise<string[]> {
  const first = await signOnAs(sandbox, username, start);
  const others = await Promise.all(first.offered.slice(1).map((value) => signOnAs(sandbox, username, start, value)));
  return [first, ...others]
    .map(({ outcome, facts }) =>
      outcome === "in"
        ? `${facts.account}/${facts.role} as ${facts["session-name"]}`
        : `${outcome}: ${facts["error-code"]}`,
    )
    .sort();
}

export function found<T>(value: T | undefined, what: string): T {
  assert.ok(value !== undefined, `there is no such thing: ${what}`);
  return value;
}

import { CloudError } from "../../core/cloudError";
import { badRequest, invalidValue } from "./errors";
import { same, type Tenant } from "./tenant";
import type { Application } from "./types";

const longest = 255;

/**
 * Rules for identifier URIs that are added; those an application has already stay whatever they are. That case does not count
 * is unverified: it is the strict reading of "unique".
 */
export function checkIdentifierUris(tenant: Tenant, application: Application, after: readonly string[]): void {
  for (const uri of after) {
    if (uri === "" || uri.length > longest) throw invalidValue("identifierUris", "Application", uri);
    if (after.filter((other) => same(other, uri)).length > 1) {
      throw badRequest("Request contains a property with duplicate values.", { duplicate: uri });
    }
  }
  for (const uri of after.filter((entry) => !application.identifierUris.includes(entry))) {
    const holder = tenant.data.applications.find(
      ({ id, identifierUris }) => id !== application.id && identifierUris.some((other) => same(other, uri)),
    );
    if (holder) {
      throw badRequest("Another object with the same value for property identifierUris already exists.", {
        identifierUri: uri,
        holder: holder.displayName,
      });
    }
    checkPolicy(tenant, application, uri);
  }
}

/**
 * Applications that sign on with SAML are exempt from both rules, "but only if properly indicated by
 * preferredSingleSignOnMode" (microsoft/entra-apps-identifier-uri-protection#6).
 */
function checkPolicy(tenant: Tenant, application: Application, uri: string): void {
  if (isSaml(tenant, application)) return;
  // Microsoft Entra, "What's new for authentication?", October 2021.
  if (hasUnverifiedHost(tenant, application, uri)) {
    throw new CloudError(
      "HostNameNotOnVerifiedDomain",
      `Values of identifierUris property must use a verified domain of the organization or its subdomain: '${uri}'`,
    );
  }
  // "Restrictions on identifier URIs": secure patterns, or version 2 tokens. The error's code is unverified.
  if (application.api.requestedAccessTokenVersion === 2 || containsOwnName(tenant, application, uri)) return;
  throw badRequest(
    `Failed to add identifier URI ${uri}. All newly added URIs must contain a tenant verified domain, tenant ID, or app ID, ` +
      "as per the default tenant policy of your organization. " +
      "See https://aka.ms/identifier-uri-addition-error for more information on this error.",
  );
}

export const isSaml = (tenant: Tenant, { appId }: Application): boolean =>
  tenant.servicePrincipalOf(appId)?.preferredSingleSignOnMode === "saml";

const containsOwnName = (tenant: Tenant, { appId }: Application, uri: string): boolean =>
  [tenant.id, appId, ...tenant.domainNames].some((name) => uri.toLowerCase().includes(name.toLowerCase()));

/** Whether `uri` names a host that is not the organisation's. `urn:` names and plain words name no host. */
export function hasUnverifiedHost(tenant: Tenant, { appId }: Application, uri: string): boolean {
  const host = /^(?:https?|api):\/\/([^/:?#]+)/i.exec(uri)?.[1]?.toLowerCase();
  if (!host || host === tenant.id || host === appId) return false;
  return !tenant.domainNames.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

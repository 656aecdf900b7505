import { mirrorAppRoles, setServicePrincipalAppRoles } from "./appRoles";
import { badRequest, invalidValue, notInSandbox } from "./errors";
import { newServicePrincipal } from "./newObjects";
import { checkOwners } from "./owners";
import type { Tenant } from "./tenant";
import type { AppRole, ServicePrincipal } from "./types";

/** What a caller may set. Credentials are named by their key id: they can be kept or dropped, not added. */
export type ServicePrincipalChanges = Partial<
  Pick<
    ServicePrincipal,
    | "accountEnabled"
    | "alternativeNames"
    | "appRoleAssignmentRequired"
    | "description"
    | "loginUrl"
    | "notes"
    | "notificationEmailAddresses"
    | "preferredSingleSignOnMode"
    | "preferredTokenSigningKeyThumbprint"
    | "samlSingleSignOnSettings"
    | "tags"
    | "owners"
  >
> & {
  readonly appRoles?: readonly AppRole[];
  readonly keyCredentials?: readonly { readonly keyId: string }[];
  readonly passwordCredentials?: readonly { readonly keyId: string }[];
};

/** Graph, resource type servicePrincipal, `preferredSingleSignOnMode`. */
const singleSignOnModes = ["password", "saml", "notSupported", "oidc", "external"];

export function createServicePrincipal(
  tenant: Tenant,
  appId: string,
  changes: ServicePrincipalChanges,
): ServicePrincipal {
  const application = tenant.applicationOf(appId);
  if (!application) {
    throw badRequest(`The appId '${appId}' of the service principal does not reference a valid application object.`);
  }
  if (tenant.servicePrincipalOf(appId)) {
    throw badRequest(
      `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
    );
  }
  const principal = newServicePrincipal({ id: tenant.context.ids.uuid(), appId: application.appId });
  check(changes);
  checkOwners(tenant, changes.owners);
  mirrorAppRoles(tenant, application, principal);
  tenant.data.servicePrincipals.push(principal);
  updateServicePrincipal(tenant, principal, changes);
  return principal;
}

export function updateServicePrincipal(
  tenant: Tenant,
  principal: ServicePrincipal,
  changes: ServicePrincipalChanges,
): void {
  check(changes);
  const { appRoles, keyCredentials, passwordCredentials, preferredTokenSigningKeyThumbprint, ...plain } = changes;
  const keptKeys = kept(principal.keyCredentials, keyCredentials, "keyCredentials");
  const keptPasswords = kept(principal.passwordCredentials, passwordCredentials, "passwordCredentials");
  if (appRoles) setServicePrincipalAppRoles(tenant, principal, appRoles);
  Object.assign(principal, Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)));
  if (preferredTokenSigningKeyThumbprint !== undefined) {
    // Graph does not look whether a key has this thumbprint, and gives it back in lower case.
    principal.preferredTokenSigningKeyThumbprint = preferredTokenSigningKeyThumbprint?.toLowerCase() ?? null;
  }
  principal.keyCredentials = keptKeys;
  principal.passwordCredentials = keptPasswords;
  dropUnusedKeys(tenant, principal);
}

function check({ preferredSingleSignOnMode, notificationEmailAddresses }: ServicePrincipalChanges): void {
  if (preferredSingleSignOnMode && !singleSignOnModes.includes(preferredSingleSignOnMode)) {
    throw invalidValue("preferredSingleSignOnMode", "ServicePrincipal", preferredSingleSignOnMode);
  }
  // Microsoft Entra, "Manage certificates for federated single sign-on": at most five addresses.
  if (notificationEmailAddresses && notificationEmailAddresses.length > 5) {
    throw invalidValue(
      "notificationEmailAddresses",
      "ServicePrincipal",
      `${notificationEmailAddresses.length} addresses`,
    );
  }
}

function kept<T extends { readonly keyId: string }>(
  before: readonly T[],
  after: readonly { readonly keyId: string }[] | undefined,
  property: string,
): readonly T[] {
  if (!after) return before;
  const added = after.find(({ keyId }) => !before.some((credential) => credential.keyId === keyId));
  if (added) throw notInSandbox(`Adding to ${property} by PATCH (use addTokenSigningCertificate)`);
  return before.filter(({ keyId }) => after.some((credential) => credential.keyId === keyId));
}

/** A private key goes when the last credential that names it is gone. */
function dropUnusedKeys(tenant: Tenant, principal: ServicePrincipal): void {
  const used = new Set(principal.keyCredentials.map(({ customKeyIdentifier }) => customKeyIdentifier));
  tenant.data.signingKeys = tenant.data.signingKeys.filter(
    ({ servicePrincipalId, customKeyIdentifier }) =>
      servicePrincipalId !== principal.id || used.has(customKeyIdentifier),
  );
}

/** Takes its keys and every assignment to it along. */
export function deleteServicePrincipal(tenant: Tenant, principal: ServicePrincipal): void {
  const { data } = tenant;
  data.servicePrincipals = data.servicePrincipals.filter(({ id }) => id !== principal.id);
  data.signingKeys = data.signingKeys.filter(({ servicePrincipalId }) => servicePrincipalId !== principal.id);
  data.appRoleAssignments = data.appRoleAssignments.filter(
    ({ resourceId, principalId }) => resourceId !== principal.id && principalId !== principal.id,
  );
}

import { CloudError } from "../../core/cloudError";
import { checkAppRoles, dropAssignmentsOfLostRoles, mirrorAppRoles } from "./appRoles";
import { badRequest, invalidValue, notFound } from "./errors";
import { checkIdentifierUris, hasUnverifiedHost, isSaml } from "./identifierUris";
import { newApplication } from "./newObjects";
import { checkOwners } from "./owners";
import { deleteServicePrincipal } from "./servicePrincipals";
import type { Tenant } from "./tenant";
import type { ApiApplication, Application, WebApplication } from "./types";

/** What a caller may set. Of `web` and `api` only what is given changes. */
export type ApplicationChanges = Partial<
  Pick<
    Application,
    | "displayName"
    | "description"
    | "notes"
    | "identifierUris"
    | "appRoles"
    | "spa"
    | "publicClient"
    | "tags"
    | "signInAudience"
    | "groupMembershipClaims"
    | "isFallbackPublicClient"
    | "other"
    | "owners"
  >
> & { readonly web?: Partial<WebApplication>; readonly api?: Partial<ApiApplication> };

export function createApplication(tenant: Tenant, { web, api, ...changes }: ApplicationChanges): Application {
  if (!changes.displayName) throw invalidValue("displayName", "Application", "missing");
  const { ids } = tenant.context;
  const application = newApplication({
    id: ids.uuid(),
    appId: ids.uuid(),
    createdDateTime: tenant.now(),
    displayName: changes.displayName,
  });
  checkOwners(tenant, changes.owners);
  check(tenant, application, { ...changes, web, api });
  assign(application, { ...changes, web, api });
  tenant.data.applications.push(application);
  return application;
}

export function updateApplication(tenant: Tenant, application: Application, changes: ApplicationChanges): void {
  check(tenant, application, changes);
  const before = application.appRoles;
  assign(application, changes);
  const principal = tenant.servicePrincipalOf(application.appId);
  if (!changes.appRoles || !principal) return;
  const lost = before.filter(({ id }) => !application.appRoles.some((role) => role.id === id));
  dropAssignmentsOfLostRoles(tenant, principal, lost);
  mirrorAppRoles(tenant, application, principal);
}

function check(tenant: Tenant, application: Application, changes: ApplicationChanges): void {
  const { displayName, appRoles, identifierUris, web, tags } = changes;
  // Graph, resource type application: displayName up to 256 characters.
  if (displayName !== undefined && (displayName === "" || displayName.length > 256)) {
    throw invalidValue("displayName", "Application", displayName);
  }
  if (appRoles) checkAppRoles(application.appRoles, appRoles);
  if (identifierUris) checkIdentifierUris(tenant, application, identifierUris);
  if (web?.redirectUris) checkRedirectUris(web.redirectUris);
  if (tags?.some((tag) => tag === "" || tag.length > 256)) throw invalidValue("tags", "Application", tags.join(", "));
}

/** Microsoft Entra, "Redirect URI (reply URL) best practices and limitations": plain http for the own machine only. */
const replyUrlPattern =
  /^(https:\/\/[^/]|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$)|(?!https?:)[a-z][a-z0-9+.-]*:.)/i;

function checkRedirectUris(uris: readonly string[]): void {
  for (const uri of uris) {
    if (uri.length > 256 || !replyUrlPattern.test(uri)) throw invalidValue("redirectUris", "WebApplication", uri);
    if (uris.indexOf(uri) !== uris.lastIndexOf(uri)) {
      throw badRequest("Request contains a property with duplicate values.", { duplicate: uri });
    }
  }
}

function assign(application: Application, { web, api, other, ...changes }: ApplicationChanges): void {
  Object.assign(application, defined(changes));
  if (web) application.web = { ...application.web, ...defined(web) };
  if (api) application.api = { ...application.api, ...defined(api) };
  if (other) application.other = { ...application.other, ...other };
}

const defined = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

/** Deletes softly: the application can be restored for 30 days; its service principal, keys and assignments go. */
export function deleteApplication(tenant: Tenant, application: Application): void {
  // hashicorp/terraform-provider-azuread#1388. That an unverified host in an identifier is the cause is unverified.
  if (
    isSaml(tenant, application) &&
    application.identifierUris.some((uri) => hasUnverifiedHost(tenant, application, uri))
  ) {
    throw new CloudError("DeletingSamlSpNotAllowed", "Property appId is invalid.", {
      identifierUris: application.identifierUris,
    });
  }
  const principal = tenant.servicePrincipalOf(application.appId);
  if (principal) deleteServicePrincipal(tenant, principal);
  const { data } = tenant;
  data.applications = data.applications.filter(({ id }) => id !== application.id);
  data.deletedApplications.push({ ...application, deletedDateTime: tenant.now() });
}

export function deletedApplication(tenant: Tenant, id: string): Application {
  const found = tenant.data.deletedApplications.find((application) => application.id === id);
  if (!found) throw notFound(id);
  return found;
}

/** Removes a deleted application for good. */
export function purgeApplication(tenant: Tenant, application: Application): void {
  const { data } = tenant;
  data.deletedApplications = data.deletedApplications.filter(({ id }) => id !== application.id);
}

import { flag, isZero, object, objects, type Properties, text, texts } from "../values";
import type { GraphClient } from "./graphClient";
import { sameId } from "./resourceIds";

const featureTags = [
  ["customSingleSignOn", "WindowsAzureActiveDirectoryCustomSingleSignOnApplication"],
  ["enterprise", "WindowsAzureActiveDirectoryIntegratedApp"],
  ["gallery", "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1"],
  ["hide", "HideApp"],
] as const;

/** Feature blocks to tags and back (internal/helpers/applications/applications.go). */
export function tagsOf(features: readonly Properties[]): string[] {
  const block = features[0] ?? {};
  return featureTags.flatMap(([feature, tag]) => (flag(block, feature) ? [tag] : []));
}

export function featuresOf(tags: readonly string[]): Properties[] {
  const has = (wanted: string) => tags.some((tag) => sameId(tag, wanted));
  return [Object.fromEntries(featureTags.map(([feature, tag]) => [feature, has(tag)]))];
}

export const appRolesOf = (entity: Properties): Properties[] =>
  objects(entity, "appRoles").map((role) => ({
    id: text(role, "id"),
    allowedMemberTypes: texts(role, "allowedMemberTypes"),
    description: text(role, "description"),
    displayName: text(role, "displayName"),
    enabled: flag(role, "isEnabled"),
    value: text(role, "value"),
  }));

/** Value to id; roles and scopes without a value are left out. */
export const idsByValue = (items: readonly Properties[]): Properties =>
  Object.fromEntries(items.flatMap((item) => (text(item, "value") ? [[text(item, "value"), text(item, "id")]] : [])));

const scopesOf = (entity: Properties): Properties[] =>
  objects(entity, "oauth2PermissionScopes").map((scope) => ({
    adminConsentDescription: text(scope, "adminConsentDescription"),
    adminConsentDisplayName: text(scope, "adminConsentDisplayName"),
    enabled: flag(scope, "isEnabled"),
    id: text(scope, "id"),
    type: text(scope, "type"),
    userConsentDescription: text(scope, "userConsentDescription"),
    userConsentDisplayName: text(scope, "userConsentDisplayName"),
    value: text(scope, "value"),
  }));

/**
 * What resource and data source say about a service principal. Reads the beta entity too, for `samlMetadataUrl`, which is
 * empty in practice. The deprecated `features` is left out.
 */
export async function servicePrincipalState(client: GraphClient, entity: Properties): Promise<Properties> {
  const objectId = text(entity, "id");
  const beta = await client.get(`/servicePrincipals/${objectId}`, { $select: "samlMetadataUrl" }, "beta");
  const settings = entity.samlSingleSignOnSettings;
  const tags = texts(entity, "tags");
  return {
    accountEnabled: flag(entity, "accountEnabled"),
    alternativeNames: texts(entity, "alternativeNames"),
    appRoleAssignmentRequired: flag(entity, "appRoleAssignmentRequired"),
    appRoleIds: idsByValue(objects(entity, "appRoles")),
    appRoles: appRolesOf(entity),
    applicationTenantId: text(entity, "appOwnerOrganizationId"),
    clientId: text(entity, "appId"),
    description: text(entity, "description"),
    displayName: text(entity, "displayName"),
    featureTags: featuresOf(tags),
    homepageUrl: text(entity, "homepage"),
    loginUrl: text(entity, "loginUrl"),
    logoutUrl: text(entity, "logoutUrl"),
    notes: text(entity, "notes"),
    notificationEmailAddresses: texts(entity, "notificationEmailAddresses"),
    oauth2PermissionScopeIds: idsByValue(objects(entity, "oauth2PermissionScopes")),
    oauth2PermissionScopes: scopesOf(entity),
    objectId,
    preferredSingleSignOnMode: text(entity, "preferredSingleSignOnMode"),
    redirectUris: texts(entity, "replyUrls"),
    samlMetadataUrl: text(beta, "samlMetadataUrl"),
    samlSingleSignOn: isZero(settings)
      ? undefined
      : { relayState: text(object(entity, "samlSingleSignOnSettings"), "relayState") },
    servicePrincipalNames: texts(entity, "servicePrincipalNames").filter(
      (name) => !sameId(name, text(entity, "appId")),
    ),
    signInAudience: text(entity, "signInAudience"),
    tags,
    type: text(entity, "servicePrincipalType"),
  };
}

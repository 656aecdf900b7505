import { visibleAppRoles } from "../model/appRoles";
import { badRequest, checkUnchanged } from "../model/errors";
import {
  createServicePrincipal,
  deleteServicePrincipal,
  updateServicePrincipal,
  type ServicePrincipalChanges,
} from "../model/servicePrincipals";
import { addTokenSigningCertificate, certificateOf } from "../model/signingKeys";
import type { KeyCredential, PasswordCredential, ServicePrincipal } from "../model/types";
import { appRoleFields, appRoleOf } from "./appRoles";
import { boundIds, flag, list, object, orNull, readBody, readJson, text, type Decoder } from "./body";
import { created, noContent, ok, ownersOf, type GraphCall, type GraphHandler } from "./call";
import { servicePrincipalType } from "./entities";
import type { Entity } from "./filter";

/** A credential in a request: its key id says which one stays. */
const credential: Decoder<{ readonly keyId: string }> = (value, property) => {
  const keyId = typeof value === "object" && value !== null ? (value as Record<string, unknown>)["keyId"] : undefined;
  return { keyId: text(keyId, property) };
};

/** The properties that can be written. */
const fields = {
  accountEnabled: flag,
  alternativeNames: list(text),
  appRoleAssignmentRequired: flag,
  appRoles: list(object(appRoleFields)),
  description: orNull(text),
  keyCredentials: list(credential),
  loginUrl: orNull(text),
  notes: orNull(text),
  notificationEmailAddresses: list(text),
  passwordCredentials: list(credential),
  preferredSingleSignOnMode: orNull(text),
  preferredTokenSigningKeyThumbprint: orNull(text),
  samlSingleSignOnSettings: orNull(object({ relayState: orNull(text) })),
  tags: list(text),
};

async function readServicePrincipal(request: Request) {
  const body = await readJson(request);
  const { appId, ...given } = object({ ...fields, appId: text })(body, "body");
  const { appRoles, samlSingleSignOnSettings, preferredSingleSignOnMode, ...plain } = given;
  const owners = boundIds(body, "owners");
  const changes: ServicePrincipalChanges = {
    ...plain,
    ...(owners && { owners }),
    ...(preferredSingleSignOnMode !== undefined && { preferredSingleSignOnMode: preferredSingleSignOnMode || null }),
    ...(appRoles && {
      appRoles: appRoles.map(({ origin, ...role }) =>
        appRoleOf(role, origin === "ServicePrincipal" ? "ServicePrincipal" : "Application"),
      ),
    }),
    ...(samlSingleSignOnSettings !== undefined && {
      samlSingleSignOnSettings: samlSingleSignOnSettings && { relayState: samlSingleSignOnSettings.relayState ?? null },
    }),
  };
  return { appId, changes };
}

/** A service principal in Graph's shape. Much of it is its application's. */
export function servicePrincipalEntity({ tenant, query }: GraphCall, principal: ServicePrincipal): Entity {
  const { ownAppRoles: _own, arrivingAppRoles: _arriving, owners: _owners, ...shown } = principal;
  const application = tenant.applicationOf(principal.appId);
  const shownKey = (entry: KeyCredential) =>
    query.selects("keyCredentials") ? certificateOf(tenant, principal, entry) : null;
  return {
    ...shown,
    addIns: [],
    appDescription: application?.description ?? null,
    appDisplayName: application?.displayName ?? null,
    applicationTemplateId: application?.applicationTemplateId ?? null,
    appOwnerOrganizationId: tenant.id,
    appRoles: visibleAppRoles(tenant, principal),
    displayName: application?.displayName ?? null,
    homepage: application?.web.homePageUrl ?? null,
    info: { logoUrl: null, marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
    // The private part is never given out; the public part only when asked for by name.
    keyCredentials: principal.keyCredentials.map((entry) => ({
      ...entry,
      key: entry.usage === "Verify" ? shownKey(entry) : null,
    })),
    logoutUrl: application?.web.logoutUrl ?? null,
    oauth2PermissionScopes: application?.api.oauth2PermissionScopes ?? [],
    passwordCredentials: principal.passwordCredentials.map((entry: PasswordCredential) => ({
      ...entry,
      secretText: null,
    })),
    replyUrls: application?.web.redirectUris ?? [],
    resourceSpecificApplicationPermissions: [],
    servicePrincipalNames: [principal.appId, ...(application?.identifierUris ?? [])],
    servicePrincipalType: "Application",
    signInAudience: application?.signInAudience ?? null,
    verifiedPublisher: { addedDateTime: null, displayName: null, verifiedPublisherId: null },
  };
}

const one = (call: GraphCall, principal: ServicePrincipal) =>
  call.query.one(servicePrincipalType, "servicePrincipals", servicePrincipalEntity(call, principal));

export const listServicePrincipals: GraphHandler = (call) =>
  ok(
    call.query.many(
      "servicePrincipals",
      call.tenant.data.servicePrincipals.map((entry) => [servicePrincipalType, servicePrincipalEntity(call, entry)]),
    ),
  );

export const getServicePrincipal: GraphHandler = (call) =>
  ok(one(call, call.tenant.servicePrincipal(call.param("id"))));

export const postServicePrincipal: GraphHandler = async (call) => {
  const { appId, changes } = await readServicePrincipal(call.request);
  if (!appId) throw badRequest("A value is required for property 'appId' of resource 'ServicePrincipal'.");
  return created(
    one(
      call,
      createServicePrincipal(call.tenant, appId, { ...changes, owners: ownersOf(call.caller, changes.owners) }),
    ),
  );
};

export const patchServicePrincipal: GraphHandler = async ({ tenant, request, param }) => {
  const principal = tenant.servicePrincipal(param("id"));
  const { appId, changes } = await readServicePrincipal(request);
  checkUnchanged("appId", principal.appId, appId);
  updateServicePrincipal(tenant, principal, changes);
  return noContent;
};

export const removeServicePrincipal: GraphHandler = ({ tenant, param }) => {
  deleteServicePrincipal(tenant, tenant.servicePrincipal(param("id")));
  return noContent;
};

/** 200, not 201 (Graph, addTokenSigningCertificate). */
export const postTokenSigningCertificate: GraphHandler = async ({ tenant, query, request, param }) => {
  const principal = tenant.servicePrincipal(param("id"));
  const wanted = await readBody(request, { displayName: text, endDateTime: text });
  const { credential: added, certificate, thumbprint } = await addTokenSigningCertificate(tenant, principal, wanted);
  return ok({
    "@odata.context": `https://${query.url.hostname}/${query.version}/$metadata#microsoft.graph.selfSignedCertificate`,
    ...added,
    // As in the documented example: the key id is the Sign credential's, the rest describes the public part.
    type: "AsymmetricX509Cert",
    usage: "Verify",
    key: certificate,
    thumbprint,
  });
};

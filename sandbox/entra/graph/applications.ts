import {
  createApplication,
  deleteApplication,
  updateApplication,
  type ApplicationChanges,
} from "../model/applications";
import { checkUnchanged } from "../model/errors";
import type { Tenant } from "../model/tenant";
import type { Application, Json } from "../model/types";
import { appRoleFields, appRoleOf } from "./appRoles";
import { boundIds, empty, flag, integer, json, list, object, orNull, readJson, refused, text } from "./body";
import { created, noContent, ok, ownersOf, type GraphHandler } from "./call";
import { applicationType } from "./entities";
import type { Entity } from "./filter";

/** Kept and given back, read by nothing here. */
const passive = {
  addIns: json,
  info: json,
  optionalClaims: json,
  parentalControlSettings: json,
  requiredResourceAccess: json,
  serviceManagementReference: json,
  servicePrincipalLockConfiguration: json,
};

const redirects = object({ redirectUris: list(text) });

/** The properties that can be written. */
const fields = {
  ...passive,
  // The provider's SDK repeats it in every PATCH.
  id: text,
  displayName: text,
  description: orNull(text),
  notes: orNull(text),
  identifierUris: list(text),
  appRoles: list(object(appRoleFields)),
  web: object({
    homePageUrl: orNull(text),
    logoutUrl: orNull(text),
    redirectUris: list(text),
    implicitGrantSettings: json,
    redirectUriSettings: refused,
  }),
  api: object({
    acceptMappedClaims: orNull(flag),
    knownClientApplications: orNull(list(text)),
    oauth2PermissionScopes: list(json),
    preAuthorizedApplications: orNull(list(json)),
    requestedAccessTokenVersion: orNull(integer),
  }),
  spa: redirects,
  publicClient: redirects,
  tags: list(text),
  signInAudience: text,
  groupMembershipClaims: orNull(text),
  isFallbackPublicClient: orNull(flag),
  passwordCredentials: refused,
  keyCredentials: empty,
};

type Given = Awaited<ReturnType<typeof readApplication>>["given"];

async function readApplication(request: Request) {
  const body = await readJson(request);
  return { given: object(fields)(body, "body"), owners: boundIds(body, "owners") };
}

function changesOf(given: Given, owners?: readonly string[]): ApplicationChanges {
  const { id: _same, keyCredentials: _none, appRoles, web, api, spa, publicClient, ...rest } = given;
  const other = Object.fromEntries(Object.entries(rest).filter(([name]) => name in passive)) as Record<string, Json>;
  const plain = Object.fromEntries(Object.entries(rest).filter(([name]) => !(name in passive)));
  return {
    ...plain,
    ...(owners && { owners }),
    ...(Object.keys(other).length > 0 && { other }),
    ...(appRoles && { appRoles: appRoles.map((role) => appRoleOf(role, "Application")) }),
    ...(web && { web: { ...web } }),
    ...(api && {
      api: {
        ...api,
        knownClientApplications: api.knownClientApplications ?? undefined,
        preAuthorizedApplications: api.preAuthorizedApplications ?? undefined,
      },
    }),
    ...(spa?.redirectUris && { spa: { redirectUris: spa.redirectUris } }),
    ...(publicClient?.redirectUris && { publicClient: { redirectUris: publicClient.redirectUris } }),
  };
}

/** An application in Graph's shape. */
export function applicationEntity(
  tenant: Tenant,
  { owners: _owners, other, web, ...application }: Application,
): Entity {
  return {
    ...application,
    addIns: [],
    info: { logoUrl: null, marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
    keyCredentials: [],
    oauth2RequirePostResponse: false,
    parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: "Allow" },
    publisherDomain: tenant.defaultDomain.id,
    requiredResourceAccess: [],
    verifiedPublisher: { addedDateTime: null, displayName: null, verifiedPublisherId: null },
    web: { ...web, redirectUriSettings: web.redirectUris.map((uri) => ({ uri, index: null })) },
    ...other,
  };
}

export const listApplications: GraphHandler = ({ tenant, query }) =>
  ok(
    query.many(
      "applications",
      tenant.data.applications.map((application) => [applicationType, applicationEntity(tenant, application)]),
    ),
  );

export const getApplication: GraphHandler = ({ tenant, query, param }) =>
  ok(query.one(applicationType, "applications", applicationEntity(tenant, tenant.application(param("id")))));

export const postApplication: GraphHandler = async ({ tenant, caller, query, request }) => {
  const { given, owners } = await readApplication(request);
  const application = createApplication(tenant, changesOf(given, ownersOf(caller, owners)));
  return created(query.one(applicationType, "applications", applicationEntity(tenant, application)));
};

export const patchApplication: GraphHandler = async ({ tenant, request, param }) => {
  const application = tenant.application(param("id"));
  const { given } = await readApplication(request);
  checkUnchanged("id", application.id, given.id);
  updateApplication(tenant, application, changesOf(given));
  return noContent;
};

export const removeApplication: GraphHandler = ({ tenant, param }) => {
  deleteApplication(tenant, tenant.application(param("id")));
  return noContent;
};

import { CloudError } from "../../core/cloudError";
import type { Domain, DomainFederation, FederatedIdpMfaBehavior } from "../model/domainTypes";
import {
  createFederation,
  federationOfDomain,
  findFederation,
  removeFederation,
  updateFederation,
} from "../model/domainFederations";
import { invalidValue } from "../model/errors";
import { flag, orNull, readBody, refused, text, type Decoder } from "./body";
import { created, noContent, ok, type GraphCall, type GraphHandler } from "./call";
import { domainType, federationType } from "./entities";
import type { Entity } from "./filter";

const domainEntity = (domain: Domain): Entity => ({
  ...domain,
  isAdminManaged: true,
  supportedServices: [],
});

/**
 * Of its domain, which is in the path, nothing comes back. Entra ID does not read the metadata of a SAML identity provider: there is
 * no update of a certificate whose status it could tell.
 */
const federationEntity = (federation: DomainFederation): Entity => ({ ...federation });

export const listDomains: GraphHandler = ({ tenant, query }) =>
  ok(
    query.many(
      "domains",
      tenant.data.domains.map((domain) => [domainType, domainEntity(domain)]),
    ),
  );

export const getDomain: GraphHandler = ({ tenant, query, param }) =>
  ok(query.one(domainType, "domains", domainEntity(tenant.domain(param("id")))));

const domainFields = { authenticationType: text, isDefault: refused, supportedServices: refused };

/** Back to managed; the other way is through a federation (microsoftgraph/microsoft-graph-explorer-v4#4003: an error 500). */
export const patchDomain: GraphHandler = async ({ tenant, request, param }) => {
  const domain = tenant.domain(param("id"));
  const { authenticationType } = await readBody(request, { ...domainFields, federationConfiguration: refused });
  if (authenticationType === undefined || authenticationType === domain.authenticationType) return noContent;
  if (authenticationType === "Federated") throw new CloudError("Service_InternalServerError", "Internal server error.");
  if (authenticationType !== "Managed") throw invalidValue("authenticationType", "Domain", authenticationType);
  removeFederation(tenant, domain);
  return noContent;
};

/** One of a few words; which ones is checked with the other values. */
const word = <T extends string>(): Decoder<T> => text as Decoder<T>;

const fields = {
  displayName: orNull(text),
  issuerUri: text,
  metadataExchangeUri: orNull(text),
  signingCertificate: text,
  nextSigningCertificate: orNull(text),
  passiveSignInUri: text,
  activeSignInUri: orNull(text),
  signOutUri: orNull(text),
  preferredAuthenticationProtocol: word<DomainFederation["preferredAuthenticationProtocol"]>(),
  federatedIdpMfaBehavior: orNull(word<FederatedIdpMfaBehavior>()),
  isSignedAuthenticationRequestRequired: orNull(flag),
  promptLoginBehavior: orNull(word<NonNullable<DomainFederation["promptLoginBehavior"]>>()),
  passwordResetUri: orNull(text),
};

const path = ({ param }: GraphCall): string => `domains('${param("id")}')/federationConfiguration`;

export const listFederations: GraphHandler = (call) => {
  const { tenant, query, param } = call;
  const federation = federationOfDomain(tenant, tenant.domain(param("id")));
  return ok(query.many(path(call), [[federationType, federationEntity(federation)]], [federationType]));
};

export const postFederation: GraphHandler = async (call) => {
  const { tenant, query, request, param } = call;
  const domain = tenant.domain(param("id"));
  const federation = createFederation(tenant, domain, await readBody(request, fields));
  return created(query.one(federationType, path(call), federationEntity(federation)));
};

const federationOf = ({ tenant, param }: GraphCall): DomainFederation =>
  findFederation(tenant, tenant.domain(param("id")), param("federationId"));

export const getFederation: GraphHandler = (call) =>
  ok(call.query.one(federationType, path(call), federationEntity(federationOf(call))));

/** Answers with the whole, unlike most updates in Graph ("Update internalDomainFederation": 200 OK). */
export const patchFederation: GraphHandler = async (call) => {
  const federation = federationOf(call);
  updateFederation(call.tenant, federation, await readBody(call.request, fields));
  return ok(call.query.one(federationType, path(call), federationEntity(federation)));
};

export const removeFederationOf: GraphHandler = (call) => {
  const { domain } = federationOf(call);
  removeFederation(call.tenant, call.tenant.domain(domain));
  return noContent;
};

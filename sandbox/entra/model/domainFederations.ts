import { X509Certificate } from "node:crypto";
import { CloudError } from "../../core/cloudError";
import { isMicrosofts, rootOf } from "./domains";
import type { Domain, DomainFederation } from "./domainTypes";
import { badRequest, invalidValue, notFound } from "./errors";
import { same, type Tenant } from "./tenant";

const resource = "InternalDomainFederation";

/** What a caller may set: on creation all that `required` names, later any of them. */
export type FederationChanges = Partial<Omit<DomainFederation, "id" | "domain">>;

/**
 * Without these nobody can sign in. Microsoft's page marks none as required; reports say that the protocol and the MFA behaviour
 * have to be there (microsoftgraph/msgraph-sdk-powershell#3385, MicrosoftDocs/entra-docs#1619), and that a federation without a
 * certificate leaves a domain which nobody can manage (microsoftgraph/microsoft-graph-docs-contrib#1389). Here all are refused
 * in time; that the real one answers in these words is unverified.
 */
const required = [
  "displayName",
  "issuerUri",
  "passiveSignInUri",
  "preferredAuthenticationProtocol",
  "signingCertificate",
  "federatedIdpMfaBehavior",
] as const satisfies readonly (keyof FederationChanges)[];

/** "HTTPS is a required transport" (Microsoft, "Use a SAML 2.0 Identity Provider for Single Sign On"); issuers are names only. */
const urls = ["passiveSignInUri", "activeSignInUri", "signOutUri", "metadataExchangeUri", "passwordResetUri"] as const;
const certificates = ["signingCertificate", "nextSigningCertificate"] as const;
/** Graph's enumerations (microsoftgraph/msgraph-metadata). */
const values = {
  preferredAuthenticationProtocol: ["wsFed", "saml"],
  federatedIdpMfaBehavior: ["acceptIfMfaDoneByFederatedIdp", "enforceMfaByFederatedIdp", "rejectMfaByFederatedIdp"],
  promptLoginBehavior: ["translateToFreshPasswordAuthentication", "nativeSupport", "disabled"],
} as const;

/** The domain's federation. A managed domain has none: not an empty list (MicrosoftDocs/azure-docs#107476). */
export function federationOfDomain(tenant: Tenant, domain: Domain): DomainFederation {
  const found = tenant.data.domainFederations.find((federation) => federation.domain === domain.id);
  if (!found) throw notFound("federationConfiguration");
  return found;
}

export function findFederation(tenant: Tenant, domain: Domain, id: string): DomainFederation {
  const found = tenant.data.domainFederations.find((one) => one.domain === domain.id && same(one.id, id));
  if (!found) throw notFound(id);
  return found;
}

/** Federates a managed domain: it is converted by that (microsoftgraph/microsoft-graph-docs#21881). */
export function createFederation(tenant: Tenant, domain: Domain, changes: FederationChanges): DomainFederation {
  checkDomain(domain);
  for (const property of required) {
    if (!changes[property]) throw invalidValue(property, resource, "required");
  }
  checkValues(tenant, domain, changes);
  const federation: DomainFederation = {
    id: tenant.context.ids.uuid(),
    domain: domain.id,
    metadataExchangeUri: null,
    nextSigningCertificate: null,
    activeSignInUri: null,
    signOutUri: null,
    isSignedAuthenticationRequestRequired: null,
    promptLoginBehavior: null,
    passwordResetUri: null,
    ...(changes as Required<Pick<FederationChanges, Exclude<(typeof required)[number], "displayName">>>),
    displayName: changes.displayName ?? null,
  };
  tenant.data.domainFederations.push(federation);
  setAuthentication(tenant, domain, "Federated");
  return federation;
}

export function updateFederation(tenant: Tenant, federation: DomainFederation, changes: FederationChanges): void {
  for (const property of required) {
    // There is no way back from a chosen MFA behaviour (MicrosoftDocs/windowsserverdocs#8021); of the others unverified.
    if (property in changes && !changes[property]) throw invalidValue(property, resource, "can't be taken away");
  }
  checkValues(tenant, tenant.domain(federation.domain), changes);
  Object.assign(federation, changes);
}

/** Without its federation the domain is managed again, and its users need new passwords: nobody has asked for one here. */
export function removeFederation(tenant: Tenant, domain: Domain): void {
  const { data } = tenant;
  data.domainFederations = data.domainFederations.filter((federation) => federation.domain !== domain.id);
  setAuthentication(tenant, domain, "Managed");
}

/** Subdomains follow their root. */
function setAuthentication({ data }: Tenant, root: Domain, authenticationType: Domain["authenticationType"]): void {
  for (const domain of data.domains) {
    if (rootOf(data, domain) === root) domain.authenticationType = authenticationType;
  }
}

/**
 * Which domains can be federated: Microsoft, "Use a SAML 2.0 Identity Provider for Single Sign On" (verified, not Microsoft's
 * own), "Multiple domain support for federating with Microsoft Entra ID" (root), "Manage custom domain names" (not the default
 * one). The wording is reported for a federated one (MicrosoftDocs/windowsserverdocs#8021), and unverified for the rest.
 */
function checkDomain(domain: Domain): void {
  const { id, isVerified, isRoot, isDefault, isInitial, authenticationType } = domain;
  if (authenticationType === "Federated") throw badRequest("Domain already has Federation Configuration set.");
  const reasons: readonly (readonly [boolean, string])[] = [
    [!isVerified, "it is not verified"],
    [isInitial || isMicrosofts(id), "it is one that Microsoft has given to the tenant"],
    [!isRoot, "it is a subdomain, which takes over the settings of its root domain"],
    [isDefault, "it is the default domain of the tenant"],
  ];
  const [, reason] = reasons.find(([holds]) => holds) ?? [];
  if (reason) throw badRequest(`Domain ${id} can't be federated: ${reason}.`);
}

function checkValues(tenant: Tenant, domain: Domain, changes: FederationChanges): void {
  for (const property of urls) {
    const url = changes[property];
    if (typeof url === "string" && !isHttpsUrl(url)) throw invalidValue(property, resource, "an https URL");
  }
  for (const property of certificates) {
    const text = changes[property];
    if (typeof text === "string" && !isCertificate(text))
      throw invalidValue(property, resource, "an X.509 certificate");
  }
  for (const [property, allowed] of Object.entries(values)) {
    const value = changes[property as keyof typeof values];
    if (typeof value === "string" && !(allowed as readonly string[]).includes(value))
      throw invalidValue(property, resource, allowed.join(", "));
  }
  const { issuerUri } = changes;
  if (issuerUri === undefined) return;
  if (!URL.canParse(issuerUri)) throw invalidValue("issuerUri", resource, "a URI");
  checkIssuer(tenant, domain, issuerUri);
}

/** microsoftgraph/msgraph-sdk-powershell#3625 has the code; the text is unverified. */
function checkIssuer({ data }: Tenant, domain: Domain, issuerUri: string): void {
  const other = data.domainFederations.find((one) => one.domain !== domain.id && same(one.issuerUri, issuerUri));
  if (!other) return;
  throw new CloudError(
    "Request_MultipleObjectsWithSameKeyValue",
    "Another object with the same value for property issuerUri already exists.",
    { domain: other.domain },
  );
}

const isHttpsUrl = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === "https:";

/** "Base 64 encoded string of the public portion": one certificate as DER. That line breaks in it are refused is unverified. */
function isCertificate(base64: string): boolean {
  const der = Buffer.from(base64, "base64");
  try {
    return der.toString("base64") === base64 && new X509Certificate(der).raw.equals(der);
  } catch {
    return false;
  }
}

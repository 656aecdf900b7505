import { selfSigned, thumbprint, type KeyPair } from "../../saml/selfSigned";
import { badRequest, invalidValue } from "./errors";
import { graphTime } from "./graphTime";
import type { Tenant } from "./tenant";
import type { KeyCredential, ServicePrincipal, SigningKey } from "./types";

const threeYearsFrom = (date: Date): Date => {
  const end = new Date(date);
  end.setUTCFullYear(end.getUTCFullYear() + 3);
  return end;
};

/** What Graph answers when it has made a certificate. */
export interface AddedCertificate {
  readonly credential: KeyCredential;
  readonly certificate: string;
  /** Upper case. */
  readonly thumbprint: string;
}

/**
 * servicePrincipal: addTokenSigningCertificate. Makes two key credentials (Sign, Verify) and a password credential with one
 * `customKeyIdentifier`; the password has the key id of the Sign credential, which is also the one in the answer.
 * The new key is not active: `preferredTokenSigningKeyThumbprint` says which one is.
 */
export async function addTokenSigningCertificate(
  tenant: Tenant,
  principal: ServicePrincipal,
  { displayName, endDateTime }: { readonly displayName?: string; readonly endDateTime?: string },
): Promise<AddedCertificate> {
  if (!displayName || !/^CN=.+/.test(displayName)) {
    throw invalidValue("displayName", "SelfSignedCertificate", "it must start with CN=");
  }
  const start = wholeSeconds(tenant.context.clock.now());
  const latest = threeYearsFrom(start);
  const end = endDateTime === undefined ? latest : wholeSeconds(new Date(endDateTime));
  // Texts unverified; the limit is documented.
  if (Number.isNaN(end.getTime())) throw invalidValue("endDateTime", "SelfSignedCertificate", endDateTime ?? "");
  if (end <= start) throw badRequest("The endDateTime must be later than the startDateTime.");
  if (end > latest) throw badRequest("The endDateTime can be up to three years after the certificate is created.");

  const { ids } = tenant.context;
  const pair = await selfSigned({
    commonName: displayName.slice("CN=".length),
    serial: ids.hex(32),
    notBefore: start,
    notAfter: end,
  });
  const print = thumbprint(pair.certificate);
  const common = {
    customKeyIdentifier: print.toString("base64"),
    displayName,
    startDateTime: graphTime(start),
    endDateTime: graphTime(end),
  };
  const signing: KeyCredential = { ...common, keyId: ids.uuid(), type: "X509CertAndPassword", usage: "Sign" };
  const verifying: KeyCredential = { ...common, keyId: ids.uuid(), type: "AsymmetricX509Cert", usage: "Verify" };
  principal.keyCredentials = [...principal.keyCredentials, signing, verifying];
  principal.passwordCredentials = [...principal.passwordCredentials, { ...common, keyId: signing.keyId, hint: null }];
  tenant.data.signingKeys.push({
    servicePrincipalId: principal.id,
    customKeyIdentifier: common.customKeyIdentifier,
    // Not in any reply; exact, as `behaviour.metadataLag` counts from it.
    createdDateTime: tenant.context.clock.now().toISOString(),
    ...pair,
  });
  return {
    credential: signing,
    certificate: pair.certificate,
    thumbprint: print.toString("hex").toUpperCase(),
  };
}

/** Certificates have no fractions of a second. */
const wholeSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);

/** A key of a service principal that can sign, with the dates of its certificate. */
export interface UsableKey extends KeyPair {
  readonly thumbprint: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
}

/** The keys that can sign, oldest first. */
export function signingKeysOf(tenant: Tenant, principal: ServicePrincipal): UsableKey[] {
  return principal.keyCredentials
    .filter(({ usage }) => usage === "Sign")
    .flatMap(({ customKeyIdentifier, startDateTime, endDateTime }) => {
      const key = storedKey(tenant, principal, customKeyIdentifier);
      return key ? [{ ...key, startDateTime, endDateTime, thumbprint: hexOf(customKeyIdentifier) }] : [];
    });
}

/** The key that `preferredTokenSigningKeyThumbprint` names, if the service principal has it. */
export const activeKey = (tenant: Tenant, principal: ServicePrincipal): UsableKey | undefined =>
  signingKeysOf(tenant, principal).find(
    (key) => key.thumbprint === principal.preferredTokenSigningKeyThumbprint?.toLowerCase(),
  );

/** What the federation metadata lists: every certificate, active or not, that is older than `behaviour.metadataLag`. */
export function publishedKeys(tenant: Tenant, principal: ServicePrincipal): SigningKey[] {
  const { clock, behaviour } = tenant.context;
  const before = clock.now().getTime() - behaviour.metadataLag;
  return principal.keyCredentials
    .filter(({ usage }) => usage === "Verify")
    .flatMap(({ customKeyIdentifier }) => storedKey(tenant, principal, customKeyIdentifier) ?? [])
    .filter(({ createdDateTime }) => Date.parse(createdDateTime) <= before);
}

/** The public part of a credential: Graph gives it only when `keyCredentials` is selected. */
export const certificateOf = (tenant: Tenant, principal: ServicePrincipal, credential: KeyCredential): string | null =>
  storedKey(tenant, principal, credential.customKeyIdentifier)?.certificate ?? null;

const storedKey = (tenant: Tenant, { id }: ServicePrincipal, identifier: string): SigningKey | undefined =>
  tenant.data.signingKeys.find(
    ({ servicePrincipalId, customKeyIdentifier }) => servicePrincipalId === id && customKeyIdentifier === identifier,
  );

const hexOf = (base64: string): string => Buffer.from(base64, "base64").toString("hex");

/** The tenant's own key, for applications that have none: metadata without such keys lists it. */
export async function defaultKey(tenant: Tenant): Promise<KeyPair> {
  const { data, context } = tenant;
  const start = wholeSeconds(context.clock.now());
  data.defaultKey ??= await selfSigned({
    commonName: "accounts.accesscontrol.windows.net",
    serial: context.ids.hex(32),
    notBefore: start,
    notAfter: threeYearsFrom(start),
  });
  return data.defaultKey;
}

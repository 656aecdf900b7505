import { X509Certificate } from "node:crypto";
import { CloudError } from "../../core/cloudError";
import { parseRamArn } from "./arns";
import type { Cloud } from "./cloud";
import { limits, requireLength, requireName, requireRoom, samlProviderName as nameRule } from "./limits";
import type { Account, SamlProvider } from "./state";

/** A metadata document as its reader understood it. */
export interface UploadedMetadata {
  /** Base64, as it was sent but on one line. */
  readonly encoded: string;
  readonly entityId: string;
  readonly certificates: readonly string[];
  readonly idpDescriptors: number;
  readonly singleSignOnServices: number;
  readonly supportsSaml2: boolean;
  /** Each end of validity that the document states, in milliseconds. */
  readonly validUntil: readonly number[];
}

export interface NewSamlProvider {
  readonly samlProviderName: string;
  readonly metadata: UploadedMetadata;
  readonly description?: string;
  readonly authnSignAlgo?: SamlProvider["authnSignAlgo"];
}

export interface SamlProviderChanges {
  readonly metadata?: UploadedMetadata;
  readonly description?: string;
  readonly authnSignAlgo?: SamlProvider["authnSignAlgo"];
}

/** Names are compared exactly, case included: a provider's ARN keeps its case. */
export const findSamlProvider = (account: Account, name: string): SamlProvider | undefined =>
  Object.hasOwn(account.samlProviders, name) ? account.samlProviders[name] : undefined;

export function requireSamlProvider(account: Account, name: string): SamlProvider {
  const provider = findSamlProvider(account, name);
  if (!provider) throw new CloudError("EntityNotExist.SAMLProvider", "The SAML provider does not exist.", { name });
  return provider;
}

/** The provider that an ARN names, whatever its account. */
export function findSamlProviderByArn(cloud: Cloud, arn: string): SamlProvider | undefined {
  const parsed = parseRamArn(arn);
  const account = parsed?.kind === "saml-provider" ? cloud.findAccount(parsed.accountId) : undefined;
  return account && parsed && findSamlProvider(account, parsed.name);
}

export function createSamlProvider(cloud: Cloud, account: Account, input: NewSamlProvider): SamlProvider {
  requireName(nameRule, input.samlProviderName);
  const description = input.description ?? "";
  requireLength("Description", description, limits.samlProviderDescription);
  requireMetadata(cloud, input.metadata);
  if (findSamlProvider(account, input.samlProviderName)) {
    throw new CloudError("EntityAlreadyExists.SAMLProvider", "The SAML provider does already EXIST.");
  }
  const count = Object.keys(account.samlProviders).length;
  requireRoom("LimitExceeded.SAMLProvider", "SAML providers", count, limits.samlProviders);
  const now = cloud.timestamp();
  const provider: SamlProvider = {
    samlProviderName: input.samlProviderName,
    description,
    encodedMetadata: input.metadata.encoded,
    metadata: { entityId: input.metadata.entityId, certificates: input.metadata.certificates },
    authnSignAlgo: input.authnSignAlgo ?? "rsa-sha256",
    createDate: now,
    updateDate: now,
  };
  account.samlProviders[input.samlProviderName] = provider;
  return provider;
}

export function updateSamlProvider(
  cloud: Cloud,
  account: Account,
  name: string,
  changes: SamlProviderChanges,
): SamlProvider {
  const provider = requireSamlProvider(account, name);
  const { metadata, description, authnSignAlgo } = changes;
  if (description !== undefined) requireLength("NewDescription", description, limits.samlProviderDescription);
  if (metadata) {
    requireMetadata(cloud, metadata);
    provider.encodedMetadata = metadata.encoded;
    provider.metadata = { entityId: metadata.entityId, certificates: metadata.certificates };
  }
  provider.description = description ?? provider.description;
  provider.authnSignAlgo = authnSignAlgo ?? provider.authnSignAlgo;
  provider.updateDate = cloud.timestamp();
  return provider;
}

/** That a provider which a role still trusts can be deleted follows from the absence of any code against it [unverified]. */
export function deleteSamlProvider(account: Account, name: string): void {
  requireSamlProvider(account, name);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table of providers is what is saved as JSON
  delete account.samlProviders[name];
}

/**
 * One identity provider with one or two signing certificates in each document (RAM, "Limits"). What else a sign-on would fail
 * for is refused here too: that RAM does so at the upload, and the code, are unverified.
 */
function requireMetadata(cloud: Cloud, metadata: UploadedMetadata): void {
  const { entityId, certificates, idpDescriptors } = metadata;
  const faults: readonly (readonly [boolean, string])[] = [
    [idpDescriptors !== 1, `it has ${idpDescriptors} IDPSSODescriptor elements, not one`],
    [entityId.trim() === "", "it has no entityID"],
    [
      certificates.length < 1 || certificates.length > limits.certificatesPerProvider,
      `it has ${certificates.length} signing certificates, not one or two`,
    ],
    [!certificates.every(isCertificate), "it has a signing certificate that is no X.509 certificate"],
    [metadata.singleSignOnServices === 0, "it has no SingleSignOnService"],
    [!metadata.supportsSaml2, "its identity provider does not support the protocol of SAML 2.0"],
    [metadata.validUntil.some((end) => end <= cloud.clock.now().getTime()), "its validUntil has passed or is no time"],
  ];
  const fault = faults.find(([wrong]) => wrong);
  if (fault) throw invalidMetadata(fault[1]);
}

/** Its dates do not count: Entra signs with certificates that have expired, and services take them. */
function isCertificate(base64: string): boolean {
  try {
    return new X509Certificate(Buffer.from(base64, "base64")).raw.length > 0;
  } catch {
    return false;
  }
}

export const invalidMetadata = (why: string): CloudError =>
  new CloudError(
    "InvalidParameter.EncodedSAMLMetadataDocument",
    `The parameter - "EncodedSAMLMetadataDocument" is invalid: ${why}.`,
  );

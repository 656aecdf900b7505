import { X509Certificate } from "node:crypto";
import { CloudError } from "../../../core/cloudError";
import type { Cloud } from "../../model/cloud";
import { alreadyExists, invalid, limits, notExists, requireRoom } from "./limits";
import type { CloudSsoDirectory, ExternalIdentityProvider, Switch } from "./state";

type Binding = ExternalIdentityProvider["bindingType"];

/** An uploaded metadata document, as its reader understood it. */
export interface IdpDocument {
  readonly encoded: string;
  readonly entityId: string;
  /** Base64 DER. */
  readonly certificates: readonly string[];
  readonly logonUrls: Partial<Record<Binding, string>>;
}

/** What a call of SetExternalSAMLIdentityProvider gives; what it does not give stays as it is. */
export interface SamlChanges {
  readonly document?: IdpDocument;
  readonly entityId?: string;
  readonly loginUrl?: string;
  /** PEM or base64 DER; replaces all that are there. */
  readonly certificate?: string;
  readonly ssoStatus?: Switch;
  readonly bindingType?: Binding;
  readonly wantRequestSigned?: boolean;
}

/** Takes effect at once, for the next sign-on (SetExternalSAMLIdentityProvider). All or nothing. */
export function setIdentityProvider(cloud: Cloud, directory: CloudSsoDirectory, changes: SamlChanges): void {
  const now = cloud.timestamp();
  const next: ExternalIdentityProvider = { ...directory.identityProvider };
  next.bindingType = changes.bindingType ?? next.bindingType;
  next.wantRequestSigned = changes.wantRequestSigned ?? next.wantRequestSigned;
  if (changes.document) takeDocument(cloud, next, changes.document, changes.bindingType);
  takeValues(cloud, next, changes);
  next.ssoStatus = changes.ssoStatus ?? next.ssoStatus;
  if (next.ssoStatus === "Enabled") requireComplete(next);
  next.createTime ??= now;
  next.updateTime = now;
  directory.identityProvider = next;
}

function takeDocument(
  cloud: Cloud,
  next: ExternalIdentityProvider,
  { encoded, entityId, certificates, logonUrls }: IdpDocument,
  wanted: Binding | undefined,
): void {
  next.encodedMetadata = encoded;
  next.entityId = entityId;
  next.certificates = certificates.map((certificate) => ({ certificateId: newId(cloud), certificate }));
  const preferred = wanted ?? next.bindingType;
  // A binding that the document has no address for cannot be used; which one is preferred is unverified.
  next.bindingType = logonUrls[preferred] !== undefined ? preferred : preferred === "Post" ? "Redirect" : "Post";
  next.loginUrl = logonUrls[next.bindingType];
  if (wanted !== undefined && next.bindingType !== wanted) {
    throw invalid("BindingType", `the metadata document has no SingleSignOnService for ${wanted}`);
  }
}

function takeValues(
  cloud: Cloud,
  next: ExternalIdentityProvider,
  { entityId, loginUrl, certificate }: SamlChanges,
): void {
  if (entityId === undefined && loginUrl === undefined && certificate === undefined) return;
  // It no longer says what is in force.
  delete next.encodedMetadata;
  next.entityId = entityId ?? next.entityId;
  next.loginUrl = loginUrl ?? next.loginUrl;
  if (certificate !== undefined) {
    next.certificates = [{ certificateId: newId(cloud), certificate: requireCertificate(certificate) }];
  }
}

/** Without an identity provider nobody could sign on any more; that and how the service refuses it is unverified. */
function requireComplete({ entityId, loginUrl, certificates }: ExternalIdentityProvider): void {
  if (!entityId || !loginUrl || certificates.length === 0) {
    throw new CloudError(
      "EntityNotExists.SAMLIdentityProvider",
      "SSO logon cannot be enabled: no SAML identity provider is configured.",
    );
  }
}

/** Refused while SSO is enabled (ClearExternalSAMLIdentityProvider); the code is unverified. */
export function clearIdentityProvider(directory: CloudSsoDirectory): void {
  const { ssoStatus } = directory.identityProvider;
  if (ssoStatus === "Enabled") {
    throw new CloudError(
      "OperationConflict.SSOStatus",
      "The SAML identity provider cannot be cleared while SSO logon is enabled.",
    );
  }
  directory.identityProvider = { ssoStatus, bindingType: "Post", wantRequestSigned: false, certificates: [] };
}

/** Both certificates are tried at a sign-on, so that one can be replaced in peace (AddExternalSAMLIdPCertificate). */
export function addCertificate(cloud: Cloud, directory: CloudSsoDirectory, text: string): string {
  const { identityProvider } = directory;
  if (identityProvider.entityId === undefined) throw notExists("SAMLIdentityProvider", directory.directoryId);
  const certificate = requireCertificate(text);
  if (identityProvider.certificates.some((known) => known.certificate === certificate)) {
    throw alreadyExists("SAMLIdPCertificate", certificate);
  }
  requireRoom("SAMLIdPCertificate", identityProvider.certificates.length, limits.samlCertificates);
  const certificateId = newId(cloud);
  identityProvider.certificates.push({ certificateId, certificate });
  identityProvider.updateTime = cloud.timestamp();
  return certificateId;
}

/** The last one stays while SSO is enabled [unverified]. */
export function removeCertificate(cloud: Cloud, { identityProvider }: CloudSsoDirectory, certificateId: string): void {
  const rest = identityProvider.certificates.filter((known) => known.certificateId !== certificateId);
  if (rest.length === identityProvider.certificates.length) throw notExists("SAMLIdPCertificate", certificateId);
  if (rest.length === 0 && identityProvider.ssoStatus === "Enabled") {
    throw new CloudError("OperationConflict.SSOStatus", "The last certificate cannot be removed while SSO is enabled.");
  }
  identityProvider.certificates = rest;
  identityProvider.updateTime = cloud.timestamp();
}

/** Base64 DER of a certificate in PEM, or of one that is written so already. Its dates do not count. */
export function requireCertificate(text: string): string {
  const base64 = text.replace(/-----[^-]+-----|\s+/g, "");
  try {
    return new X509Certificate(Buffer.from(base64, "base64")).raw.toString("base64");
  } catch {
    throw invalid("X509Certificate", "it is no X.509 certificate");
  }
}

const newId = ({ ids }: Cloud): string => `idp-c-00${ids.hex(16)}`;

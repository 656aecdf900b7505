import { X509Certificate } from "node:crypto";
import { instant } from "../../../saml/checks/exchange";
import { binding, nameIdFormat, ns } from "../../../saml/constants";
import { decodeText } from "../../../saml/message";
import { readIdpMetadata, writeSpMetadata, type IdpMetadata } from "../../../saml/metadata";
import { XmlError } from "../../../saml/xml";
import type { Reply } from "../../rpc/product";
import { invalid, limits } from "../model/limits";
import {
  addCertificate,
  clearIdentityProvider,
  removeCertificate,
  requireCertificate,
  setIdentityProvider,
  type IdpDocument,
} from "../model/samlSettings";
import type { CloudSsoDirectory } from "../model/state";
import type { DirectoryCall } from "./call";

const parameter = "EncodedMetadataDocument";

/** With the checks that RAM has for such a document: that CloudSSO makes them at the upload, and their code, are unverified. */
function readDocument(encoded: string, now: Date): IdpDocument {
  let metadata: IdpMetadata;
  try {
    metadata = readIdpMetadata(decodeText(encoded));
  } catch (error) {
    if (error instanceof XmlError) throw invalid(parameter, `it is ${error.message}`);
    throw error;
  }
  const { entityId, certificates, idpDescriptors, protocols, singleSignOnServices, validUntil } = metadata;
  const urlFor = (name: string) => singleSignOnServices.find((service) => service.binding === name)?.location;
  const logonUrls = { Post: urlFor(binding.post), Redirect: urlFor(binding.redirect) };
  const faults: readonly (readonly [boolean, string])[] = [
    [idpDescriptors !== 1, `it has ${idpDescriptors} IDPSSODescriptor elements, not one`],
    [entityId.trim() === "", "it has no entityID"],
    [
      certificates.length < 1 || certificates.length > limits.samlCertificates,
      `it has ${certificates.length} signing certificates, not one or two`,
    ],
    [!logonUrls.Post && !logonUrls.Redirect, "it has no SingleSignOnService for HTTP-POST or HTTP-Redirect"],
    [!protocols.includes(ns.protocol), "its identity provider does not support the protocol of SAML 2.0"],
    [validUntil.some((end) => (instant(end) ?? 0) <= now.getTime()), "its validUntil has passed or is no time"],
  ];
  const fault = faults.find(([wrong]) => wrong);
  if (fault) throw invalid(parameter, fault[1]);
  return {
    encoded: encoded.replace(/\s+/g, ""),
    entityId,
    certificates: certificates.map(certificateOf),
    logonUrls,
  };
}

function certificateOf(text: string): string {
  try {
    return requireCertificate(text);
  } catch {
    throw invalid(parameter, "it has a signing certificate that is no X.509 certificate");
  }
}

function encode({ directoryId, identityProvider: idp }: CloudSsoDirectory): Reply {
  return {
    DirectoryId: directoryId,
    SSOStatus: idp.ssoStatus,
    EntityId: idp.entityId,
    LoginUrl: idp.loginUrl,
    EncodedMetadataDocument: idp.encodedMetadata,
    BindingType: idp.bindingType,
    WantRequestSigned: idp.wantRequestSigned,
    CertificateIds: idp.certificates.map(({ certificateId }) => certificateId),
    CreateTime: idp.createTime,
    UpdateTime: idp.updateTime,
  };
}

export const getIdentityProviderAction = ({ directory }: DirectoryCall): Reply => ({
  SAMLIdentityProviderConfiguration: encode(directory),
});

/** A document or single values; whatever is not given stays (SetExternalSAMLIdentityProvider). */
export function setIdentityProviderAction({ cloud, directory, parameters }: DirectoryCall): Reply {
  const document = parameters.text(parameter);
  const loginUrl = parameters.text("LoginUrl");
  if (loginUrl !== undefined && !URL.canParse(loginUrl)) throw invalid("LoginUrl", "it is no URL");
  setIdentityProvider(cloud, directory, {
    document: document === undefined ? undefined : readDocument(document, cloud.clock.now()),
    entityId: parameters.text("EntityId"),
    loginUrl,
    certificate: parameters.text("X509Certificate"),
    ssoStatus: parameters.oneOf("SSOStatus", ["Enabled", "Disabled"]),
    bindingType: parameters.oneOf("BindingType", ["Post", "Redirect"]),
    wantRequestSigned: parameters.boolean("WantRequestSigned"),
  });
  return { SAMLIdentityProviderConfiguration: encode(directory) };
}

export function clearIdentityProviderAction({ directory }: DirectoryCall): Reply {
  clearIdentityProvider(directory);
  return {};
}

export const addCertificateAction = ({ cloud, directory, parameters }: DirectoryCall): Reply => ({
  CertificateId: addCertificate(cloud, directory, parameters.required("X509Certificate")),
});

export function removeCertificateAction({ cloud, directory, parameters }: DirectoryCall): Reply {
  removeCertificate(cloud, directory, parameters.required("CertificateId"));
  return {};
}

export function listCertificatesAction({ directory: { identityProvider } }: DirectoryCall): Reply {
  const SAMLIdPCertificates = identityProvider.certificates.map(({ certificateId, certificate }) => {
    const read = new X509Certificate(Buffer.from(certificate, "base64"));
    return {
      CertificateId: certificateId,
      Issuer: read.issuer,
      Subject: read.subject,
      SerialNumber: read.serialNumber,
      NotBefore: new Date(read.validFrom).toISOString(),
      NotAfter: new Date(read.validTo).toISOString(),
      PublicKey: read.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
      Version: 3,
      X509Certificate: read.toString(),
    };
  });
  return { SAMLIdPCertificates, TotalCounts: SAMLIdPCertificates.length };
}

function encodeServiceProvider({ directoryId, serviceProvider: sp }: CloudSsoDirectory): Reply {
  const metadata = writeSpMetadata({
    entityId: sp.entityId,
    assertionConsumerServices: [{ binding: binding.post, location: sp.acsUrl }],
    signingCertificates: [sp.certificate],
    encryptionCertificates: sp.supportEncryptedAssertion ? [sp.certificate] : [],
    wantAssertionsSigned: true,
    nameIdFormats: [nameIdFormat.unspecified],
    requestedAttributes: [],
  });
  return {
    DirectoryId: directoryId,
    EntityId: sp.entityId,
    AcsUrl: sp.acsUrl,
    EncodedMetadataDocument: Buffer.from(metadata).toString("base64"),
    AuthnSignAlgo: sp.authnSignAlgo,
    CertificateType: sp.certificateType,
    SupportEncryptedAssertion: sp.supportEncryptedAssertion,
  };
}

export const getServiceProviderAction = ({ directory }: DirectoryCall): Reply => ({
  SAMLServiceProvider: encodeServiceProvider(directory),
});

/** Known from the Terraform provider only. */
export function setServiceProviderAction({ directory, parameters }: DirectoryCall): Reply {
  const { serviceProvider: sp } = directory;
  const algorithm = parameters.oneOf("AuthnSignAlgo", ["rsa-sha256", "rsa-sha1"]);
  const type = parameters.oneOf("CertificateType", ["self-signed", "public"]);
  const encrypted = parameters.boolean("SupportEncryptedAssertion");
  sp.authnSignAlgo = algorithm ?? sp.authnSignAlgo;
  sp.certificateType = type ?? sp.certificateType;
  sp.supportEncryptedAssertion = encrypted ?? sp.supportEncryptedAssertion;
  return { SAMLServiceProvider: encodeServiceProvider(directory) };
}

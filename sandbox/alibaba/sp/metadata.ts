import { binding, nameIdFormat } from "../../saml/constants";
import { writeSpMetadata } from "../../saml/metadata";
import { selfSigned } from "../../saml/selfSigned";
import type { Cloud } from "../model/cloud";
import { attributeName, type Edition } from "./editions";

/**
 * The document at /saml-role/sp-metadata.xml, in the shape of a captured one: one signing key that lasts a hundred years, no
 * encryption key, no logout, one POST endpoint, three requested attributes.
 */
export async function spMetadata(cloud: Cloud, edition: Edition): Promise<string> {
  return writeSpMetadata({
    entityId: edition.entityId,
    assertionConsumerServices: [{ binding: binding.post, location: edition.acs }],
    signingCertificates: [await certificateOf(cloud, edition)],
    encryptionCertificates: [],
    wantAssertionsSigned: true,
    nameIdFormats: [
      nameIdFormat.transient,
      nameIdFormat.persistent,
      nameIdFormat.emailAddress,
      nameIdFormat.unspecified,
      "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName",
      "urn:oasis:names:tc:SAML:1.1:nameid-format:WindowsDomainQualifiedName",
      "urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos",
      "urn:oasis:names:tc:SAML:2.0:nameid-format:entity",
    ],
    serviceName: "Alibaba Cloud Management Console Single Sign-On",
    requestedAttributes: [
      { name: attributeName.role, required: true },
      { name: attributeName.roleSessionName, required: true },
      { name: attributeName.sessionDuration, required: false },
    ],
  });
}

/** Made once for each edition. Role-based SSO sends no requests, so nothing is ever signed with it and its key is dropped. */
async function certificateOf(cloud: Cloud, { key, host }: Edition): Promise<string> {
  const known = cloud.state.spCertificates[key];
  if (known) return known;
  const notBefore = cloud.clock.now();
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + 100);
  const { certificate } = await selfSigned({ commonName: host, serial: `00${cloud.ids.hex(16)}`, notBefore, notAfter });
  cloud.state.spCertificates[key] = certificate;
  return certificate;
}

import type { Element } from "@xmldom/xmldom";
import { binding, ns } from "./constants";
import { elements, escapeXml, parseXml, textOf, XmlError } from "./xml";

export interface Endpoint {
  readonly binding: string;
  readonly location: string;
}

/** What a service provider needs to know of an identity provider (SAML 2.0 metadata, 2.4.3). */
export interface IdpMetadata {
  readonly entityId: string;
  /** Signing certificates of the IDPSSODescriptor (use "signing" or none), base64 DER without white space, as many as there are. */
  readonly certificates: readonly string[];
  /** How many each signing KeyDescriptor has: one, in most documents. */
  readonly certificatesOfKeys: readonly number[];
  readonly singleSignOnServices: readonly Endpoint[];
  readonly singleLogoutServices: readonly Endpoint[];
  /** Services here accept exactly one; zero and several are reported, not refused. */
  readonly idpDescriptors: number;
  /** What the IDPSSODescriptor says it supports, by namespace. */
  readonly protocols: readonly string[];
  /** Every validUntil of the document and of its IDPSSODescriptor, as written. */
  readonly validUntil: readonly string[];
  readonly wantAuthnRequestsSigned: boolean;
}

/** One of several endpoints that are told apart by a number (SAML 2.0 metadata, 2.2.3). */
export interface IndexedEndpoint extends Endpoint {
  readonly index?: number;
  readonly isDefault: boolean;
}

/** What an identity provider keeps of a service provider's metadata. */
export interface RelyingPartyMetadata {
  readonly entityId: string;
  readonly assertionConsumerServices: readonly IndexedEndpoint[];
  readonly singleLogoutServices: readonly Endpoint[];
}

export interface RequestedAttribute {
  readonly name: string;
  readonly required: boolean;
}

/** What an identity provider needs to know of a service provider (SAML 2.0 metadata, 2.4.4). */
export interface SpMetadata {
  readonly entityId: string;
  readonly assertionConsumerServices: readonly Endpoint[];
  readonly signingCertificates: readonly string[];
  readonly encryptionCertificates: readonly string[];
  readonly wantAssertionsSigned: boolean;
  readonly nameIdFormats: readonly string[];
  readonly serviceName?: string;
  readonly requestedAttributes: readonly RequestedAttribute[];
}

/** Reads an identity provider's EntityDescriptor. Its own signature, if any, is not looked at. Throws `XmlError`. */
export function readIdpMetadata(xml: string): IdpMetadata {
  const entity = entityDescriptor(xml);
  const descriptors = elements(entity, ns.metadata, "IDPSSODescriptor");
  return {
    entityId: entity.getAttribute("entityID") ?? "",
    certificates: descriptors.flatMap((descriptor) => certificates(descriptor, "signing")),
    certificatesOfKeys: descriptors.flatMap((descriptor) =>
      keys(descriptor, "signing").map((key) => certificatesOf(key).length),
    ),
    singleSignOnServices: descriptors.flatMap((descriptor) => endpoints(descriptor, "SingleSignOnService")),
    singleLogoutServices: descriptors.flatMap((descriptor) => endpoints(descriptor, "SingleLogoutService")),
    idpDescriptors: descriptors.length,
    protocols: descriptors.flatMap((descriptor) =>
      (descriptor.getAttribute("protocolSupportEnumeration") ?? "").split(/\s+/).filter((name) => name !== ""),
    ),
    validUntil: [entity, ...descriptors].flatMap((element) => element.getAttribute("validUntil") ?? []),
    wantAuthnRequestsSigned: descriptors.some((descriptor) => isTrue(descriptor, "WantAuthnRequestsSigned")),
  };
}

/** Reads a service provider's EntityDescriptor, which has one SPSSODescriptor. Throws `XmlError`. */
export function readSpMetadata(xml: string): SpMetadata {
  const entity = entityDescriptor(xml);
  const [descriptor, ...others] = elements(entity, ns.metadata, "SPSSODescriptor");
  if (!descriptor || others.length > 0) throw new XmlError("not exactly one SPSSODescriptor");
  const [service] = elements(descriptor, ns.metadata, "AttributeConsumingService");
  const [serviceName] = service ? elements(service, ns.metadata, "ServiceName") : [];
  return {
    entityId: entity.getAttribute("entityID") ?? "",
    assertionConsumerServices: endpoints(descriptor, "AssertionConsumerService"),
    signingCertificates: certificates(descriptor, "signing"),
    encryptionCertificates: certificates(descriptor, "encryption"),
    wantAssertionsSigned: isTrue(descriptor, "WantAssertionsSigned"),
    nameIdFormats: elements(descriptor, ns.metadata, "NameIDFormat").map(textOf),
    ...(serviceName && { serviceName: textOf(serviceName) }),
    requestedAttributes: (service ? elements(service, ns.metadata, "RequestedAttribute") : []).map((requested) => ({
      name: requested.getAttribute("Name") ?? "",
      required: isTrue(requested, "isRequired"),
    })),
  };
}

/** Reads where a service provider wants to be answered. Throws `XmlError`. */
export function readRelyingParty(xml: string): RelyingPartyMetadata {
  const entity = entityDescriptor(xml);
  const [descriptor, ...others] = elements(entity, ns.metadata, "SPSSODescriptor");
  if (!descriptor || others.length > 0) throw new XmlError("not exactly one SPSSODescriptor");
  return {
    entityId: entity.getAttribute("entityID") ?? "",
    assertionConsumerServices: elements(descriptor, ns.metadata, "AssertionConsumerService").map((service) => {
      const index = service.getAttribute("index");
      return {
        ...endpoint(service),
        ...(index !== null && { index: Number(index) }),
        isDefault: isTrue(service, "isDefault"),
      };
    }),
    singleLogoutServices: endpoints(descriptor, "SingleLogoutService"),
  };
}

/** Writes the document that `readSpMetadata` reads, unsigned. */
export function writeSpMetadata(sp: SpMetadata): string {
  const keys = [
    ...sp.signingCertificates.map((certificate) => keyDescriptor("signing", certificate)),
    ...sp.encryptionCertificates.map((certificate) => keyDescriptor("encryption", certificate)),
  ];
  const formats = sp.nameIdFormats.map((format) => `<md:NameIDFormat>${escapeXml(format)}</md:NameIDFormat>`);
  const services = sp.assertionConsumerServices.map(
    (service, index) =>
      `<md:AssertionConsumerService Binding="${escapeXml(service.binding)}" Location="${escapeXml(service.location)}" index="${index + 1}"/>`,
  );
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<md:EntityDescriptor xmlns:md="${ns.metadata}" entityID="${escapeXml(sp.entityId)}">`,
    `<md:SPSSODescriptor WantAssertionsSigned="${sp.wantAssertionsSigned}" protocolSupportEnumeration="${ns.protocol}">`,
    ...keys,
    ...formats,
    ...services,
    ...attributeService(sp),
    `</md:SPSSODescriptor>`,
    `</md:EntityDescriptor>`,
  ].join("\n");
}

function attributeService({ requestedAttributes, serviceName = "" }: SpMetadata): string[] {
  if (requestedAttributes.length === 0) return [];
  return [
    `<md:AttributeConsumingService index="1">`,
    `<md:ServiceName xml:lang="en">${escapeXml(serviceName)}</md:ServiceName>`,
    ...requestedAttributes.map(
      ({ name, required }) => `<md:RequestedAttribute Name="${escapeXml(name)}" isRequired="${required}"/>`,
    ),
    `</md:AttributeConsumingService>`,
  ];
}

const keyDescriptor = (use: "signing" | "encryption", certificate: string) =>
  `<md:KeyDescriptor use="${use}"><ds:KeyInfo xmlns:ds="${ns.signature}"><ds:X509Data><ds:X509Certificate>${escapeXml(certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;

function entityDescriptor(xml: string): Element {
  const root = parseXml(xml).documentElement;
  if (root?.localName !== "EntityDescriptor" || root.namespaceURI !== ns.metadata) {
    throw new XmlError(`a root element ${root?.nodeName ?? "(none)"}, not an EntityDescriptor`);
  }
  return root;
}

/** A KeyDescriptor without a use serves for both (SAML 2.0 metadata, 2.4.1.1). */
const keys = (descriptor: Element, use: "signing" | "encryption"): Element[] =>
  elements(descriptor, ns.metadata, "KeyDescriptor").filter((key) => (key.getAttribute("use") ?? use) === use);

const certificates = (descriptor: Element, use: "signing" | "encryption"): string[] =>
  keys(descriptor, use).flatMap(certificatesOf);

function certificatesOf(key: Element): string[] {
  return elements(key, ns.signature, "KeyInfo")
    .flatMap((info) => elements(info, ns.signature, "X509Data"))
    .flatMap((data) => elements(data, ns.signature, "X509Certificate"))
    .map((certificate) => textOf(certificate).replace(/\s+/g, ""));
}

const endpoints = (descriptor: Element, localName: string): Endpoint[] =>
  elements(descriptor, ns.metadata, localName).map(endpoint);

const endpoint = (service: Element): Endpoint => ({
  binding: service.getAttribute("Binding") ?? binding.post,
  location: service.getAttribute("Location") ?? "",
});

const isTrue = (element: Element, name: string) => ["true", "1"].includes(element.getAttribute(name) ?? "");

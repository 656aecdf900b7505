import type { Element } from "@xmldom/xmldom";
import { names, signingCertificates } from "../metadata";
import { oneDescriptor, parseMetadata } from "../xml";
import type { SigningCertificates } from "./certificates";

/** What Entra has to know of a company's own identity provider. */
export interface FederatedIdentityProvider extends SigningCertificates {
  /** Its entity id: the issuer of its responses. Unique among the federated domains of a tenant. */
  readonly issuer: string;
  /** Where Entra posts its request. */
  readonly signInUrl: string;
  /** Where Entra sends people who sign out, by redirect. */
  readonly signOutUrl?: string;
  /** For mail clients: the Enhanced Client Protocol. */
  readonly activeSignInUrl?: string;
}

/**
 * Reads an identity provider's metadata (SAML 2.0 metadata, 2.4.3). Throws with one sentence if Entra can't work with it: not
 * exactly one `IDPSSODescriptor`, no longer valid, no entity id, no sign-in over HTTP-POST, not one or two signing certificates.
 * Source of the bindings: "Use a SAML 2.0 Identity Provider for Single Sign On", supported bindings.
 */
export function readIdentityProviderMetadata(xml: string, now = new Date()): FederatedIdentityProvider {
  const root = parseMetadata(xml);
  const descriptor = oneDescriptor(root, names.metadata, "IDPSSODescriptor");
  const ends = [root, descriptor].flatMap((element) => element.getAttribute("validUntil") ?? []);
  const over = ends.find((end) => !(Date.parse(end) > now.getTime()));
  if (over !== undefined) throw new Error(`the metadata was valid until ${over}: ask for the current document`);
  if (/^(true|1)$/.test(descriptor.getAttribute("WantAuthnRequestsSigned") ?? ""))
    throw new Error(
      "the metadata wants signed requests, and Entra's are not signed here: turn that off at the identity provider",
    );
  const issuer = root.getAttribute("entityID");
  if (!issuer) throw new Error("the metadata has no entityID");
  const [certificate, nextCertificate, ...others] = [...new Set(signingCertificates(descriptor))];
  if (certificate === undefined) throw new Error("the metadata has no signing certificate");
  if (others.length > 0)
    throw new Error(
      `the metadata has ${others.length + 2} signing certificates, and Entra takes two: give the values instead, with the two that matter`,
    );
  return {
    issuer,
    signInUrl: signInUrl(descriptor),
    certificate,
    ...(nextCertificate !== undefined && { nextCertificate }),
    ...optional("signOutUrl", location(descriptor, "SingleLogoutService", names.redirect)),
    ...optional("activeSignInUrl", location(descriptor, "SingleSignOnService", names.soap)),
  };
}

function signInUrl(descriptor: Element): string {
  const posted = location(descriptor, "SingleSignOnService", names.post);
  if (posted !== undefined) return posted;
  throw new Error(
    location(descriptor, "SingleSignOnService", names.redirect) === undefined
      ? "the metadata has no SingleSignOnService with the binding HTTP-POST"
      : "the metadata has a SingleSignOnService with the binding HTTP-Redirect only, and Entra posts its requests: turn HTTP-POST on at the identity provider",
  );
}

const location = (descriptor: Element, service: string, binding: string): string | undefined =>
  Array.from(descriptor.getElementsByTagNameNS(names.metadata, service))
    .filter((one) => one.getAttribute("Binding") === binding)
    .map((one) => one.getAttribute("Location") ?? "")
    .find((url) => url !== "");

const optional = <Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, string>);

/**
 * What an identity provider publishes and Entra isn't told, as sentences: Entra never reads the document itself, so that a change
 * there ends every sign-on.
 */
export function metadataDifferences(
  configured: FederatedIdentityProvider,
  published: FederatedIdentityProvider,
  nameOf: (certificate: string) => string,
): string[] {
  const fields = { issuer: "issuer", signInUrl: "sign-in URL", signOutUrl: "sign-out URL" } as const;
  const known = [configured.certificate, configured.nextCertificate];
  const offered = [published.certificate, published.nextCertificate];
  const missing = (some: (string | undefined)[], others: (string | undefined)[]) =>
    some.flatMap((one) => (one !== undefined && !others.includes(one) ? [nameOf(one)] : []));
  const [unknown, withdrawn] = [missing(offered, known), missing(known, offered)];
  const differing = Object.entries(fields).flatMap(([field, name]) => {
    const [mine, theirs] = [configured, published].map((one) => one[field as keyof typeof fields]);
    return mine === theirs ? [] : [`its ${name} is ${theirs ?? "none"}, and ${mine ?? "none"} is configured`];
  });
  // Nothing that it may sign with is known to Entra.
  if (offered.every((one) => one === undefined || !known.includes(one)))
    return [
      ...differing,
      `it publishes none of the configured certificates (${withdrawn.join(", ")}), so every sign-in may fail: it has ${unknown.join(" and ")}`,
    ];
  return [
    ...differing,
    ...unknown.map(
      (one) =>
        `it publishes the certificate ${one}, which isn't configured: set nextCertificate before it signs with that one`,
    ),
    ...withdrawn.map(
      (one) =>
        `the certificate ${one} is configured, and it no longer publishes that one: remove it once the other one signs`,
    ),
  ];
}

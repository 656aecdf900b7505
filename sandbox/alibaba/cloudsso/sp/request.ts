import { createSign } from "node:crypto";
import type { SandboxContext } from "../../../core/context";
import { algorithm } from "../../../saml/constants";
import { encodeRedirect, writeAuthnRequest } from "../../../saml/request";
import { signElement } from "../../../saml/sign";
import type { CloudSsoDirectory, ExternalIdentityProvider, ServiceProviderInfo, SignOnState } from "../model/state";

export type PendingRequest = SignOnState["requests"][string];

/** How long an answer is waited for [unverified]. */
export const requestLifetime = 10 * 60_000;

/** A request on its way: either an address to go to, or a form to post. */
export type Sent =
  | { readonly binding: "Redirect"; readonly location: string }
  | { readonly binding: "Post"; readonly action: string; readonly fields: Readonly<Record<string, string>> };

export interface BegunRequest {
  readonly id: string;
  readonly pending: PendingRequest;
  readonly xml: string;
  readonly sent: Sent;
}

/**
 * Makes a request and remembers it (SAML 2.0 profiles, 4.1.4.1). Binding and signature are as the directory's settings say
 * (CloudSSO API reference, SetExternalSAMLIdentityProvider: BindingType, WantRequestSigned). No RelayState goes with it: where
 * the user wanted to go is remembered here, by the request's ID.
 */
export function beginRequest(
  { ids, clock }: SandboxContext,
  directory: CloudSsoDirectory,
  loginUrl: string,
  relayState: string | undefined,
): BegunRequest {
  const { serviceProvider, identityProvider, signOn } = directory;
  const now = clock.now();
  forgetEnded(signOn.requests, now);
  const id = `_${ids.uuid()}`;
  const xml = writeAuthnRequest({
    id,
    issueInstant: now.toISOString(),
    issuer: serviceProvider.entityId,
    destination: loginUrl,
    assertionConsumerServiceUrl: serviceProvider.acsUrl,
  });
  const pending: PendingRequest = {
    browser: ids.hex(32),
    expires: new Date(now.getTime() + requestLifetime).toISOString(),
    ...(relayState !== undefined && { relayState }),
  };
  signOn.requests[id] = pending;
  return { id, pending, ...sendRequest(identityProvider, serviceProvider, loginUrl, { id, xml }) };
}

type Written = { readonly id: string; readonly xml: string };

/** Puts the request into its binding, signed if the identity provider wants that. */
function sendRequest(
  { bindingType, wantRequestSigned }: ExternalIdentityProvider,
  key: ServiceProviderInfo,
  loginUrl: string,
  { id, xml }: Written,
): Pick<BegunRequest, "xml" | "sent"> {
  if (bindingType === "Redirect") {
    const query = wantRequestSigned ? signedQuery(key, xml) : redirectQuery(xml);
    const separator = loginUrl.includes("?") ? "&" : "?";
    return { xml, sent: { binding: "Redirect", location: `${loginUrl}${separator}${query}` } };
  }
  const sha1 = key.authnSignAlgo === "rsa-sha1";
  const posted = wantRequestSigned ? signElement(xml, id, key, { after: "Issuer", sha1 }) : xml;
  const fields = { SAMLRequest: Buffer.from(posted, "utf8").toString("base64") };
  return { xml: posted, sent: { binding: "Post", action: loginUrl, fields } };
}

const redirectQuery = (xml: string): string => `SAMLRequest=${encodeURIComponent(encodeRedirect(xml))}`;

/** In a URL the signature is over the query, not in the XML (SAML 2.0 bindings, 3.4.4.1). */
function signedQuery({ privateKey, authnSignAlgo }: ServiceProviderInfo, xml: string): string {
  const [name, hash] =
    authnSignAlgo === "rsa-sha1" ? [algorithm.rsaSha1, "RSA-SHA1"] : [algorithm.rsaSha256, "RSA-SHA256"];
  const query = `${redirectQuery(xml)}&SigAlg=${encodeURIComponent(name)}`;
  const signature = createSign(hash).update(query).sign(privateKey, "base64");
  return `${query}&Signature=${encodeURIComponent(signature)}`;
}

/** The request with that ID, if it still waits for an answer. */
export function openRequest(
  { signOn: { requests } }: CloudSsoDirectory,
  id: string | undefined,
  now: Date,
): PendingRequest | undefined {
  const pending = id !== undefined && Object.hasOwn(requests, id) ? requests[id] : undefined;
  return pending && isOpen(pending, now) ? pending : undefined;
}

/** A request is answered once. */
export function closeRequest({ signOn: { requests } }: CloudSsoDirectory, id: string): void {
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table is what is saved as JSON
  delete requests[id];
}

export const isOpen = ({ expires }: { readonly expires: string }, now: Date): boolean =>
  Date.parse(expires) > now.getTime();

/** Drops what has ended from a table of requests or sessions. */
export function forgetEnded(table: Record<string, { readonly expires: string }>, now: Date): void {
  for (const [key, entry] of Object.entries(table)) {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table is what is saved as JSON
    if (!isOpen(entry, now)) delete table[key];
  }
}

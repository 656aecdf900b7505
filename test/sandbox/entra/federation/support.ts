import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { Browser, type PageView } from "../../../../sandbox/browser/browser";
import { federationAcs } from "../../../../sandbox/entra/clouds";
import { myAppsUrl } from "../../../../sandbox/entra/federation/myApps";
import type { DomainFederation } from "../../../../sandbox/entra/model/domainTypes";
import { decodePost, readAuthnRequest, type AuthnRequest } from "../../../../sandbox/saml/request";
import { selfSigned } from "../../../../sandbox/saml/selfSigned";
import { assertionXml, base64, messageParts, responseXml, type MessageParts } from "../../saml/support/messages";
import { createSigner, sign, type Signer, type SigningOptions } from "../../saml/support/signer";
import { Lab } from "../support";

/** Two federated domains of one tenant, and users of both. */
export const adatum = { domain: "adatum.com", issuer: "https://idp.adatum.com/saml" };
export const woodgrove = { domain: "woodgrove.com", issuer: "https://login.woodgrove.com/idp" };

export const amelia = { upn: "amelia@adatum.com", immutableId: "fT+8wZQ/0EqYv2Q1x7hN3A==" };
export const bruno = { upn: "bruno@adatum.com", immutableId: "ABCDEG1234567890" };
export const wilma = { upn: "wilma@woodgrove.com", immutableId: "WILMA1234567890" };

/** As it travels. */
export const encoded = (immutableId: string): string => immutableId.replaceAll("+", ".2B");

/** Who signs what in these tests. */
export interface Signers {
  readonly current: Signer;
  readonly next: Signer;
  /** Of the other domain. */
  readonly other: Signer;
  /** Of nobody. */
  readonly stranger: Signer;
  /** Valid until a day before the tests' time. */
  readonly expired: Signer;
}

/** RSA keys take a while: made once for a block of tests. */
export async function createSigners(): Promise<Signers> {
  const [current, next, other, stranger] = await Promise.all(
    ["current", "next", "other", "stranger"].map(createSigner),
  );
  const { certificate, privateKey } = await selfSigned({
    commonName: "expired",
    serial: "01",
    notBefore: new Date("2024-01-14T00:00:00Z"),
    notAfter: new Date("2026-01-14T00:00:00Z"),
  });
  assert.ok(current && next && other && stranger);
  return {
    current,
    next,
    other,
    stranger,
    expired: { certificate, privateKey: createPrivateKey(privateKey) },
  };
}

/** A certificate of an RSA key of 1024 bits, which was thrown away: newer OpenSSL makes none. Something has to stand in for it. */
export const weakCertificate =
  "MIIBkTCB+6ADAgECAgEBMA0GCSqGSIb3DQEBCwUAMA8xDTALBgNVBAMMBHdlYWswHhcNMjUwMTAxMDAwMDAwWhcNNDAwMTAxMDAwMDAwWjAPMQ0wCwYDVQQDDAR3ZWFrMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDBwe/2LzaZdou9nPagNeVLeQn/iO4l2s8zw9e43PW2ZBoQd/Y8FttwbbR1uUA9EmC0R7dDSwZPufqFzpGA+ENgKS8b9KWiSolo/YRjSfUMQ/25LtPn6sECzyRhpC0BhEtazJjNcpyp/q6SwEthlOj6BmlRO/x9QZhZwUxA2dC2bwIDAQABMA0GCSqGSIb3DQEBCwUAA4GBAMBdZi8+gduDKMfLoRdVj2WHjTUw1IXRCnhVJu1vk+psPXN3CjGrewOCs0H4NdP54aVmsfPPipPG2yQJ9BpTgfOatcsI8xXvvPZ1lHvtswviq7YIpI61X4qkNM5FQRWLQ7K3B8iF4Cnc1kM52wM1SY7BivoFJ8FiERF01hF/QaIi";

/** A federation as Microsoft Graph would keep it. */
export const federationOf = (
  { domain, issuer }: { readonly domain: string; readonly issuer: string },
  signer: { readonly certificate: string },
  more: Partial<DomainFederation> = {},
): DomainFederation => ({
  id: `federation-${domain}`,
  domain,
  displayName: domain,
  issuerUri: issuer,
  metadataExchangeUri: null,
  signingCertificate: signer.certificate,
  nextSigningCertificate: null,
  passiveSignInUri: `${issuer}/sso`,
  activeSignInUri: null,
  signOutUri: null,
  preferredAuthenticationProtocol: "saml",
  federatedIdpMfaBehavior: null,
  isSignedAuthenticationRequestRequired: null,
  promptLoginBehavior: null,
  passwordResetUri: null,
  ...more,
});

export interface StageOptions {
  readonly off?: readonly string[];
  /** Of adatum.com. */
  readonly federation?: Partial<DomainFederation>;
  readonly standInFor?: (certificate: string) => string;
}

/** A tenant with both federated domains. No identity provider answers: the tests write its responses. */
export class Stage {
  readonly lab: Lab;
  readonly acs: string;

  constructor(
    readonly signers: Signers,
    { off = [], federation = {}, standInFor }: StageOptions = {},
  ) {
    this.lab = new Lab({ behaviour: { checksOff: new Set(off) }, ...(standInFor && { standInFor }) });
    const { tenant } = this.lab;
    this.acs = federationAcs(tenant.cloud);
    tenant.ensureDomain(woodgrove.domain);
    tenant.data.domainFederations = [
      federationOf(adatum, signers.current, federation),
      federationOf(woodgrove, signers.other),
    ];
    for (const { upn, immutableId } of [amelia, bruno, wilma]) {
      tenant.ensureUser(upn).user.onPremisesImmutableId = immutableId;
    }
  }

  browser(): Browser {
    return new Browser((request) => this.lab.world.handle(request));
  }

  /** Somebody types a user name at My Apps, and is about to be sent to the identity provider. */
  async begin(username: string): Promise<Begun> {
    const browser = this.browser();
    const page = await browser.open(myAppsUrl(this.lab.tenant.cloud));
    const relay = await browser.submit(formOf(page), { username });
    const { action, fields } = formOf(relay);
    const request = readAuthnRequest(decodePost(fields["SAMLRequest"] ?? ""));
    return { browser, relay, action, request, relayState: fields["RelayState"] ?? "" };
  }

  /** What the identity provider of adatum.com would say of amelia, with these parts changed. */
  parts({ request }: Begun, own: Partial<MessageParts> = {}): MessageParts {
    return messageParts({
      now: this.lab.clock.now(),
      entityId: this.lab.tenant.cloud.federationEntityId,
      acs: this.acs,
      issuer: adatum.issuer,
      inResponseTo: request.id,
      confirmationInResponseTo: request.id,
      nameId: encoded(amelia.immutableId),
      attributes: { IDPEmail: [amelia.upn] },
      ...own,
    });
  }

  response(
    begun: Begun,
    own: Partial<MessageParts> = {},
    signer: Signer = this.signers.current,
    options: SigningOptions = {},
  ): string {
    const parts = this.parts(begun, own);
    return sign(responseXml(parts, assertionXml(parts)), signer, { id: parts.assertionId, ...options });
  }

  /** Posts it as the browser would that began, and goes on as far as pages post themselves. */
  async post(
    begun: Begun,
    xml: string,
    { relayState = begun.relayState, browser = begun.browser }: Partial<Pick<Begun, "relayState" | "browser">> = {},
  ): Promise<PageView> {
    const fields = { SAMLResponse: base64(xml), ...(relayState !== "" && { RelayState: relayState }) };
    const page = await browser.submit({ action: this.acs, method: "post", fields, buttons: [] });
    return page.kind === "relay" ? browser.submit(formOf(page)) : page;
  }

  /** The check that refused last, if one did. */
  get refused() {
    return this.lab.context.signOns.records.at(-1)?.verdict.refused;
  }
}

export interface Begun {
  readonly browser: Browser;
  readonly relay: PageView;
  /** Where the request goes. */
  readonly action: string;
  readonly request: AuthnRequest;
  readonly relayState: string;
}

export function formOf({ forms: [form], ...page }: PageView) {
  assert.ok(form, `no form: ${JSON.stringify(page)}`);
  return form;
}

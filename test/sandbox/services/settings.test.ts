import "reflect-metadata";
import assert from "node:assert/strict";
import { X509CertificateGenerator } from "@peculiar/x509";
import { webcrypto } from "node:crypto";
import { selfSigned } from "../../../sandbox/saml/selfSigned";
import { idpMetadataXml } from "../saml/support/messages";
import { createSigner, sign, type Signer } from "../saml/support/signer";
import {
  balenaKind,
  begin,
  genericKind,
  issuer,
  pem,
  readPage,
  singleSignOnUrl,
  sso,
  testServices,
  tileKind,
  zillizKind,
  type Kind,
} from "./support";

const kinds = [zillizKind, balenaKind, genericKind, tileKind];

const base64 = (text: string) => Buffer.from(text).toString("base64");
const joined = (...parts: readonly string[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part, "base64"))).toString("base64");

/** A certificate of another kind than services take. */
async function oddCertificate(algorithm: object, notBefore = new Date("2025-01-01T00:00:00Z")): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(algorithm as RsaOrEc, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=odd",
    notBefore,
    notAfter: new Date("2030-01-01T00:00:00Z"),
    signingAlgorithm: algorithm as RsaOrEc,
    keys,
  });
  return Buffer.from(certificate.rawData).toString("base64");
}
type RsaOrEc = Parameters<typeof webcrypto.subtle.generateKey>[0] & webcrypto.RsaHashedKeyGenParams;

const rsa = (modulusLength: number) => ({
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength,
});

describe("The settings page", () => {
  let signer: Signer;
  let other: Signer;

  before(async () => {
    signer = await createSigner("entra");
    other = await createSigner("next");
  });

  for (const kind of kinds) {
    describe(`of ${kind.name}`, () => {
      it("has one form with the fields, which posts to the page itself", async () => {
        const test = testServices();
        const service = kind.ensure(test.services);
        const response = await test.get(service.settingsUrl);
        const page = await readPage(response);
        assert.equal(page.kind, "settings");
        assert.equal(page.forms.length, 1);
        assert.equal(page.forms[0]?.action, service.settingsUrl);
        const names = [...page.text.matchAll(/<(?:input|textarea) name="(\w+)"/g)].map(([, name]) => name);
        assert.deepEqual(names, Object.keys(kind.settings(signer)));
      });

      it("takes what Entra gave", async () => {
        const test = testServices();
        const page = await test.save(kind.ensure(test.services), kind.settings(signer));
        assert.equal(page.kind, "settings", page.facts["error-message"]);
      });

      it("takes other settings later, in the place of the first", async () => {
        const test = await sso(kind, signer);
        assert.equal((await test.save(test.service, kind.settings(other))).kind, "settings");
        assert.equal((await test.respond(test.message())).status, 400);
        assert.equal(test.context.signOns.records.at(-1)?.verdict.refused?.check, "signature");
        const begun = test.begun && (await begin(test, test.service));
        const id = begun?.request.id;
        const own = test.message({ inResponseTo: id, confirmationInResponseTo: id });
        const renewed = sign(own.replace(/<ds:Signature .*<\/ds:Signature>/s, ""), other);
        assert.equal((await test.respond(renewed, begun)).status, 302);
      });

      it("keeps what it has if it is given something wrong", async () => {
        const test = await sso(kind, signer);
        const broken = Object.fromEntries(Object.keys(kind.settings(signer)).map((name) => [name, "?"]));
        assert.equal((await test.save(test.service, broken)).kind, "refused");
        assert.equal((await test.respond(test.message())).status, 302);
      });
    });

    it(`is needed before anybody signs on to ${kind.name} (sso-configured)`, async () => {
      for (const checksOff of [[], ["sso-configured"]]) {
        const test = testServices({ checksOff });
        const service = kind.ensure(test.services);
        if (service.signOnUrl !== undefined) {
          const page = await readPage(await test.get(service.signOnUrl));
          assert.equal(page.kind, "refused");
          assert.equal(page.facts["error-code"], "SsoNotConfigured");
        }
        const { message } = await sso(kind, signer);
        const [acs = ""] = service.assertionConsumerServices;
        const answer = await readPage(
          await test.post(acs, { SAMLResponse: Buffer.from(message()).toString("base64") }),
        );
        const { refused } = test.context.signOns.records.at(-1)?.verdict ?? {};
        // With the check off there is still nobody whose certificate could verify anything.
        const [check, code] =
          checksOff.length === 0 ? ["sso-configured", "SsoNotConfigured"] : ["issuer", "UnknownIdentityProvider"];
        assert.equal(refused?.check, check);
        assert.equal(answer.facts["error-code"], code);
      }
    });
  }

  describe("of Zilliz Cloud", () => {
    it("gives the redirect URL and the SSO login URL only after saving", async () => {
      const test = testServices();
      const service = zillizKind.ensure(test.services);
      assert.deepEqual((await readPage(await test.get(service.settingsUrl))).facts, {});
      const urls = {
        "redirect-url": "https://cloud.zilliz.com/sso/org-c057050zilliz0000000001/callback",
        "sso-login-url": "https://cloud.zilliz.com/sso/org-c057050zilliz0000000001/login",
      };
      assert.deepEqual((await test.save(service, zillizKind.settings(signer))).facts, urls);
      const again = await readPage(await test.get(service.settingsUrl));
      assert.deepEqual(again.facts, urls);
      assert.deepEqual(again.forms[0]?.fields, { singleSignOnUrl, entityId: "zilliz" });
    });

    it("decides the issuer and the destination of requests", async () => {
      const { begun } = await sso(zillizKind, signer);
      assert.equal(begun?.request.issuer, "zilliz");
      assert.equal(begun.request.destination, singleSignOnUrl);
    });

    const certificate = () => pem(signer.certificate);
    const days = (from: string, until: string) =>
      selfSigned({ commonName: "x", serial: "01", notBefore: new Date(from), notAfter: new Date(until) });
    type Fault = [string, () => Promise<Record<string, string>> | Record<string, string>, string, RegExp];
    const faults: Fault[] = [
      ["no URL", () => ({ singleSignOnUrl: "" }), "InvalidSingleSignOnUrl", /https/],
      [
        "a URL that is not https",
        () => ({ singleSignOnUrl: "http://login.microsoftonline.com/t/saml2" }),
        "InvalidSingleSignOnUrl",
        /https/,
      ],
      [
        "a URL with credentials",
        () => ({ singleSignOnUrl: "https://a:b@login.example/" }),
        "InvalidSingleSignOnUrl",
        /https/,
      ],
      ["a script", () => ({ singleSignOnUrl: "javascript:alert(1)" }), "InvalidSingleSignOnUrl", /https/],
      ...[
        "https:login.microsoftonline.com/t/saml2",
        "https:\\\\login.microsoftonline.com/t/saml2",
        "https:///login.microsoftonline.com/t/saml2",
        "https://login.microsoftonline.com/t/sa ml2",
        "https://login.microsoftonline.com/t/\nsaml2",
        "https://login.microsoftonline.com\\t\\saml2",
        "https://login.microsoftonline.com/t/saml2#",
        "https://login.microsoftonline.com/t/saml2?SAMLRequest=x",
        "https://login.microsoftonline.com/t/saml2?a=b&RelayState=y",
      ].map((url): Fault => [
        `the URL ${JSON.stringify(url)}`,
        () => ({ singleSignOnUrl: url }),
        "InvalidSingleSignOnUrl",
        /https/,
      ]),
      ["an entity ID of 1025 characters", () => ({ entityId: "z".repeat(1025) }), "InvalidEntityId", /Identifier/],
      ["an entity ID that looks like another", () => ({ entityId: "zilliz\u200b" }), "InvalidEntityId", /Identifier/],
      ["no entity ID", () => ({ entityId: "" }), "InvalidEntityId", /Identifier/],
      ["an entity ID with a blank", () => ({ entityId: "zilliz cloud" }), "InvalidEntityId", /blanks/],
      ["no certificate", () => ({ certificate: "" }), "InvalidCertificate", /PEM/],
      ["a certificate without its frame", () => ({ certificate: signer.certificate }), "InvalidCertificate", /PEM/],
      [
        "two certificates",
        () => ({ certificate: certificate() + pem(other.certificate) }),
        "InvalidCertificate",
        /one PEM/,
      ],
      ["text around it", () => ({ certificate: `Bag Attributes\n${certificate()}` }), "InvalidCertificate", /PEM/],
      [
        "a public key",
        () => ({ certificate: certificate().replaceAll("CERTIFICATE", "PUBLIC KEY") }),
        "InvalidCertificate",
        /PEM/,
      ],
      [
        "what is no certificate",
        () => ({ certificate: pem(Buffer.from("hello").toString("base64")) }),
        "InvalidCertificate",
        /X\.509/,
      ],
      [
        "a certificate with something behind it",
        () => ({ certificate: pem(joined(signer.certificate, base64("garbage"))) }),
        "InvalidCertificate",
        /nothing else/,
      ],
      [
        "two certificates in one frame",
        () => ({ certificate: pem(joined(signer.certificate, other.certificate)) }),
        "InvalidCertificate",
        /nothing else/,
      ],
      [
        "padding before the last line",
        () => ({
          certificate: certificate()
            .replace("-----END", "QUJDRA==\n-----END")
            .replace(/=*\nQUJD/, "==\nQUJD"),
        }),
        "InvalidCertificate",
        /PEM/,
      ],
      [
        "a certificate that ended this second",
        async () => ({ certificate: pem((await days("2025-01-01T00:00:00Z", "2026-01-15T08:00:00Z")).certificate) }),
        "InvalidCertificate",
        /expired/,
      ],
      [
        "a certificate of tomorrow",
        async () => ({ certificate: pem((await days("2026-01-16T08:00:00Z", "2029-01-01T00:00:00Z")).certificate) }),
        "InvalidCertificate",
        /not valid before/,
      ],
      [
        "a key of 1024 bits",
        async () => ({ certificate: pem(await oddCertificate(rsa(1024))) }),
        "InvalidCertificate",
        /2048/,
      ],
      [
        "an elliptic curve",
        async () => ({
          certificate: pem(await oddCertificate({ name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" })),
        }),
        "InvalidCertificate",
        /RSA/,
      ],
    ];
    for (const [what, changed, code, says] of faults) {
      it(`refuses ${what}`, async () => {
        const test = testServices();
        const service = zillizKind.ensure(test.services);
        const page = await test.save(service, { ...zillizKind.settings(signer), ...(await changed()) });
        assert.equal(page.kind, "refused");
        assert.equal(page.facts["error-code"], code);
        assert.match(page.facts["error-message"] ?? "", says);
        assert.equal(service.identityProvider, undefined);
        assert.equal(service.entityId, undefined);
        assert.equal(test.context.journal.refusals.at(-1)?.outcome, code);
      });
    }

    for (const [what, fields] of [
      ["a URL with a query", { singleSignOnUrl: `${singleSignOnUrl}?a=b&c=d` }],
      ["a URL with its scheme in capitals", { singleSignOnUrl: singleSignOnUrl.replace("https", "HTTPS") }],
      ["an entity ID of 1024 characters", { entityId: "z".repeat(1024) }],
    ] as const) {
      it(`takes ${what}`, async () => {
        const test = testServices();
        const service = zillizKind.ensure(test.services);
        const page = await test.save(service, { ...zillizKind.settings(signer), ...fields });
        assert.equal(page.kind, "settings", page.facts["error-message"]);
      });
    }

    for (const [what, text] of [
      ["Windows line ends", () => certificate().replaceAll("\n", "\r\n")],
      ["blank lines around it", () => `\n\n${certificate()}\n`],
      ["one long line", () => `-----BEGIN CERTIFICATE-----\n${signer.certificate}\n-----END CERTIFICATE-----`],
    ] as const) {
      it(`takes a certificate with ${what}`, async () => {
        const test = testServices();
        const service = zillizKind.ensure(test.services);
        assert.equal(
          (await test.save(service, { ...zillizKind.settings(signer), certificate: text() })).kind,
          "settings",
        );
        assert.deepEqual(service.identityProvider?.certificates, [signer.certificate]);
      });
    }
  });

  for (const kind of [balenaKind, genericKind]) metadataPage(kind, () => signer);

  describe("is a url-encoded form with each field once", () => {
    const posts: readonly [what: string, body: (metadata: string) => string, contentType: string][] = [
      ["sent as text", (metadata) => new URLSearchParams({ metadata }).toString(), "text/plain"],
      [
        "with its field twice",
        (metadata) =>
          new URLSearchParams([
            ["metadata", metadata],
            ["metadata", metadata],
          ]).toString(),
        "application/x-www-form-urlencoded",
      ],
    ];
    for (const [what, body, contentType] of posts) {
      it(`or it is refused: ${what}`, async () => {
        const test = testServices();
        const service = genericKind.ensure(test.services);
        const { metadata = "" } = genericKind.settings(signer);
        const request = { method: "POST", headers: { "content-type": contentType }, body: body(metadata) };
        const page = await readPage(await test.world.handle(new Request(service.settingsUrl, request)));
        assert.deepEqual([page.kind, page.facts["error-code"]], ["refused", "InvalidForm"]);
        assert.equal(service.identityProvider, undefined);
        assert.equal((await test.save(service, { metadata, other: "field" })).kind, "settings");
      });
    }
  });

  it("says where users begin, once a service is linked", async () => {
    for (const [kind, loginUrl] of [
      [balenaKind, "https://dashboard.balena-cloud.com/saml/contoso"],
      [genericKind, "https://grafana.contoso.com/login/saml"],
      [tileKind, undefined],
    ] as const) {
      const test = testServices();
      const service = kind.ensure(test.services);
      assert.deepEqual((await readPage(await test.get(service.settingsUrl))).facts, { status: "not linked" });
      const linked = { status: "linked", ...(loginUrl !== undefined && { "login-url": loginUrl }) };
      assert.deepEqual((await test.save(service, kind.settings(signer))).facts, linked);
    }
  });

  it("of balenaCloud decides the destination of requests, its own entity ID their issuer", async () => {
    const test = await sso(balenaKind, signer);
    const { request } = await begin(test, test.service);
    assert.equal(request.destination, singleSignOnUrl);
    assert.equal(request.issuer, "https://api.balena-cloud.com/auth/saml/contoso");
    assert.equal(request.assertionConsumerServiceUrl, "https://api.balena-cloud.com/auth/saml/contoso/callback");
  });
});

const role = (type: string) =>
  `<RoleDescriptor xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706" xsi:type="fed:${type}" protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706"/>`;

const endpoint = (name: string, location: string) =>
  `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:${name}" Location="${location}"/>`;

type RefusedMetadata = [what: string, xml: () => string | Promise<string>, says: RegExp];

function metadataPage(kind: Kind, signer: () => Signer): void {
  const whole = (descriptors = 1) => idpMetadataXml(issuer, [signer().certificate], descriptors);
  const postOnly = (xml: string) => xml.replace("HTTP-Redirect", "HTTP-POST");

  describe(`of ${kind.name} takes metadata`, () => {
    for (const [what, change] of [
      [
        "with roles of WS-Federation",
        (xml) =>
          xml.replace(
            "<IDPSSODescriptor",
            `${role("SecurityTokenServiceType")}${role("ApplicationServiceType")}<IDPSSODescriptor`,
          ),
      ],
      ["with a declaration and a byte order mark", (xml) => `\uFEFF<?xml version="1.0" encoding="utf-8"?>${xml}`],
      [
        "that is signed",
        (xml) =>
          xml.replace("<IDPSSODescriptor", '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/><IDPSSODescriptor'),
      ],
      ["with two certificates", (xml) => xml.replace(/<KeyDescriptor.*<\/KeyDescriptor>/s, "$&$&")],
      ["with an entityID of 1024 characters", (xml) => xml.replace(issuer, `urn:${"x".repeat(1020)}`)],
      ["with a URL that has a query", (xml) => xml.replace("/t/saml2", "/t/saml2?a=b")],
      [
        "with another endpoint, for another binding",
        (xml) => xml.replace("</IDPSSODescriptor>", `${endpoint("HTTP-POST", "http://evil.example/")}$&`),
      ],
      [
        "that is good for another minute",
        (xml) => xml.replace("<IDPSSODescriptor", '<IDPSSODescriptor validUntil="2026-01-15T08:01:00Z"'),
      ],
    ] satisfies [string, (xml: string) => string][]) {
      it(what, async () => {
        const test = testServices();
        const page = await test.save(kind.ensure(test.services), { metadata: change(whole()) });
        assert.equal(page.kind, "settings", page.facts["error-message"]);
      });
    }
  });

  describe(`of ${kind.name} refuses metadata`, () => {
    for (const [what, xml, says] of [
      ["that is empty", () => "", /metadata is not accepted/],
      ["that is no XML", () => "<oops", /not accepted/],
      ["with a document type", () => `<!DOCTYPE x>${whole()}`, /document type/],
      [
        "that is a service provider's",
        () => whole().replaceAll("IDPSSODescriptor", "SPSSODescriptor"),
        /0 IDPSSODescriptor/,
      ],
      ["with two identity providers", () => whole(2), /2 IDPSSODescriptor/],
      ["without entityID", () => whole().replace(/entityID="[^"]*"/, 'entityID=""'), /entityID/],
      [
        "of SAML 1.1",
        () => whole().replace(/(protocolSupportEnumeration=)"[^"]*"/, '$1"urn:oasis:names:tc:SAML:1.1:protocol"'),
        /SAML 2\.0/,
      ],
      ["without certificate", () => idpMetadataXml(issuer, []), /no signing certificate/],
      ["with something else for a certificate", () => idpMetadataXml(issuer, ["aGVsbG8="]), /no X\.509/],
      ["without redirect binding", () => postOnly(whole()), /HTTP-Redirect/],
      ["with a sign-on URL that is not https", () => whole().replace("https://login", "http://login"), /https/],
      ...["https:login", "https:\\\\login", " https://login"].map((start): RefusedMetadata => [
        `with a sign-on URL that begins ${JSON.stringify(start)}`,
        () => whole().replace("https://login", start),
        /at an https URL/,
      ]),
      ["with a blank in the URL", () => whole().replace("/t/saml2", "/t/sa ml2"), /at an https URL/],
      [
        "with a message in the URL",
        () => whole().replace("/t/saml2", "/t/saml2?SAMLRequest=x&amp;RelayState=y"),
        /at an https URL/,
      ],
      [
        "with a second sign-on URL, which is not https",
        () => whole().replace("</IDPSSODescriptor>", `${endpoint("HTTP-Redirect", "http://evil.example/")}$&`),
        /not exactly one/,
      ],
      ["with an entityID of 1025 characters", () => whole().replace(issuer, `urn:${"x".repeat(1021)}`), /1024/],
      ["with blanks around its entityID", () => whole().replace(issuer, ` ${issuer} `), /blanks/],
      ["of the service itself", () => whole().replace(issuer, kind.entityId), /entityID of this service/],
      [
        "with two certificates in one key",
        () => whole().replace(/<X509Certificate>.*<\/X509Certificate>/s, "$&$&"),
        /exactly one certificate/,
      ],
      [
        "with something behind a certificate",
        () => idpMetadataXml(issuer, [joined(signer().certificate, base64("garbage"))]),
        /no X\.509/,
      ],
      [
        "with a certificate in what is almost base64",
        () => idpMetadataXml(issuer, [signer().certificate.replace(/^.{40}/, "$&!!*")]),
        /no X\.509/,
      ],
      ["with a key of 1024 bits", async () => idpMetadataXml(issuer, [await oddCertificate(rsa(1024))]), /2048 bits/],
      [
        "with an elliptic curve",
        async () =>
          idpMetadataXml(issuer, [await oddCertificate({ name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" })]),
        /RSA/,
      ],
      ...["2030", "1/1/2030", "2030-02-30T00:00:00Z"].map((end): RefusedMetadata => [
        `with the validUntil ${end}`,
        () => whole().replace("<EntityDescriptor", `<EntityDescriptor validUntil="${end}"`),
        /validUntil/,
      ]),
      [
        "that wants signed requests",
        () => whole().replace("<IDPSSODescriptor", '<IDPSSODescriptor WantAuthnRequestsSigned="true"'),
        /signed requests/,
      ],
      [
        "that has ended",
        () => whole().replace("<IDPSSODescriptor", '<IDPSSODescriptor validUntil="2026-01-15T08:00:00Z"'),
        /validUntil/,
      ],
      [
        "in a list of several",
        () => `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">${whole()}</EntitiesDescriptor>`,
        /EntityDescriptor/,
      ],
    ] satisfies RefusedMetadata[]) {
      it(what, async () => {
        const test = testServices();
        const service = kind.ensure(test.services);
        const page = await test.save(service, { metadata: await xml() });
        assert.equal(page.kind, "refused");
        assert.equal(page.facts["error-code"], "InvalidMetadata");
        assert.match(page.facts["error-message"] ?? "", says);
        assert.equal(service.identityProvider, undefined);
      });
    }
  });
}

import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { webcrypto } from "node:crypto";
import { entraClouds, federationMetadataUrl, identityProvider, userAccessUrl } from "../../../components/entra/cloud";
import { claimsMappingPolicy } from "../../../components/entra/claims";
import { metadataDocument, missingThumbprints, readMetadata, thumbprint } from "../../../components/entra/metadata";
import { metadataFrom, published } from "../../../components/entra/metadataSource";

const tenantId = "11111111-2222-4333-8444-555555555555";
const clientId = "66666666-7777-4888-8999-000000000000";

async function certificate(name: string): Promise<string> {
  const keys = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const made = await x509.X509CertificateGenerator.createSelfSigned(
    { name: `CN=${name}`, keys, signingAlgorithm: { name: "ECDSA", hash: "SHA-256" } },
    webcrypto,
  );
  return Buffer.from(made.rawData).toString("base64");
}

describe("Metadata for the service provider", () => {
  let one: string;
  let two: string;
  before(async () => {
    [one, two] = await Promise.all([certificate("one"), certificate("two")]);
  });
  const content = (certificates: string[]) => ({ cloud: entraClouds.public, tenantId, clientId, certificates });

  it("derived: reads back as what went in", async () => {
    const xml = await metadataFrom("derived", content([one, two]));
    assert.deepEqual(readMetadata(xml), {
      entityId: `https://sts.windows.net/${tenantId}/`,
      loginUrl: `https://login.microsoftonline.com/${tenantId}/saml2`,
      certificates: [one, two],
    });
  });
  it("derived: the same bytes at every run", async () => {
    assert.equal(await metadataFrom("derived", content([one])), await metadataFrom("derived", content([one])));
  });
  it("published: waits until the certificates are listed, keeps only the configured ones", async () => {
    const answers = [
      metadataDocument({ ...identityProvider(entraClouds.public, tenantId), certificates: [two] }),
      metadataDocument({ ...identityProvider(entraClouds.public, tenantId), certificates: [two, one] }),
    ];
    const urls: string[] = [];
    const pauses: number[] = [];
    const xml = await published(
      content([one]),
      (url) => {
        urls.push(url);
        return Promise.resolve(answers[Math.min(urls.length, answers.length) - 1] ?? "");
      },
      (seconds) => {
        pauses.push(seconds);
        return Promise.resolve();
      },
    );
    assert.deepEqual(readMetadata(xml).certificates, [one]);
    assert.deepEqual(urls, Array(2).fill(federationMetadataUrl(entraClouds.public, tenantId, clientId)));
    assert.deepEqual(pauses, [10]);
  });
  it("published: gives up after ten minutes and names the certificate", async () => {
    const old = metadataDocument({ ...identityProvider(entraClouds.public, tenantId), certificates: [two] });
    await assert.rejects(
      published(
        content([one]),
        () => Promise.resolve(old),
        () => Promise.resolve(),
      ),
      new RegExp(`600 s .* still lacks the certificate ${thumbprint(one)}`),
    );
  });
  it("a document of one's own must list the certificates", async () => {
    const document = metadataDocument({ ...identityProvider(entraClouds.public, tenantId), certificates: [one] });
    assert.equal(await metadataFrom({ document }, content([one])), document);
    await assert.rejects(
      metadataFrom({ document }, content([two])),
      new RegExp(`lacks the configured certificate ${thumbprint(two)}`),
    );
  });
  it("names a certificate by the SHA-1 of its DER form", () => {
    assert.equal(thumbprint(one), new X509Certificate(Buffer.from(one, "base64")).fingerprint.replaceAll(":", ""));
    assert.deepEqual(
      missingThumbprints(metadataDocument({ entityId: "e", loginUrl: "l", certificates: [one] }), [
        thumbprint(one).toLowerCase(),
      ]),
      [],
    );
  });

  const descriptor = `<IDPSSODescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"/>`;
  const entity = (inner: string) =>
    `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="e">${inner}</EntityDescriptor>`;
  for (const [what, xml, message] of [
    ["a document type", `<!DOCTYPE x>${entity(descriptor)}`, /document type declaration/],
    ["no XML", "<unclosed", /not well-formed/],
    ["no identity provider", entity(""), /has 0 IDPSSODescriptor/],
    ["two identity providers", entity(descriptor + descriptor), /has 2 IDPSSODescriptor/],
    ["no login URL", entity(descriptor), /no SingleSignOnService/],
  ] as const) {
    it(`with ${what} is refused`, () => assert.throws(() => readMetadata(xml), message));
  }
});

describe("Entra's clouds", () => {
  it("give an issuer, a login URL and a user access URL per tenant", () => {
    assert.deepEqual(identityProvider(entraClouds.china, tenantId), {
      entityId: `https://sts.chinacloudapi.cn/${tenantId}/`,
      loginUrl: `https://login.partner.microsoftonline.cn/${tenantId}/saml2`,
    });
    assert.equal(
      userAccessUrl(entraClouds.public, tenantId, clientId),
      `https://launcher.myapps.microsoft.com/api/signin/${clientId}?tenantId=${tenantId}`,
    );
    assert.equal(
      userAccessUrl(entraClouds.china, tenantId, clientId),
      `https://launcher.myapps.windowsazure.cn/api/signin/${clientId}?tenantId=${tenantId}`,
    );
  });
});

describe("A claims mapping policy", () => {
  it("has a Value for a constant and Source and ID for an attribute", () => {
    assert.deepEqual(
      JSON.parse(
        claimsMappingPolicy([
          { claimType: "a", attribute: "mail" },
          { claimType: "b", constant: "900" },
        ]),
      ),
      {
        ClaimsMappingPolicy: {
          Version: 1,
          IncludeBasicClaimSet: "true",
          ClaimsSchema: [
            { Source: "user", ID: "mail", SamlClaimType: "a" },
            { Value: "900", SamlClaimType: "b" },
          ],
        },
      },
    );
  });
});

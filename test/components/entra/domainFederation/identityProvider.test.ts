import assert from "node:assert/strict";
import {
  metadataDifferences,
  readIdentityProviderMetadata,
} from "../../../../components/entra/domainFederation/identityProvider";
import { sampleIdentityProvider } from "../../../../sandbox/samples/identityProviders";
import { identityProviderMetadata, type MetadataParts } from "../../../support/identityProviderMetadata";

const { issuer, signInUrl, signOutUrl, certificates } = sampleIdentityProvider;
const [certificate, nextCertificate] = certificates;
const read = (parts: MetadataParts = {}) => readIdentityProviderMetadata(identityProviderMetadata(parts));

describe("An identity provider's metadata", () => {
  it("has everything that Entra is told", () => {
    assert.deepEqual(read({ certificates, ecp: "https://idp.adatum.com/saml/ecp" }), {
      issuer,
      signInUrl,
      signOutUrl,
      activeSignInUrl: "https://idp.adatum.com/saml/ecp",
      certificate,
      nextCertificate,
    });
  });
  it("may have no more than Entra needs", () => {
    const bare = read({ certificates: [certificate], signOut: "" });
    assert.deepEqual(bare, { issuer, signInUrl, certificate });
  });
  it("may list a certificate twice, in lines, and one for encryption", () => {
    const inLines = certificate.replace(/.{64}/g, "$&\n");
    const { certificate: first, nextCertificate: second } = read({
      certificates: [inLines, certificate],
      more: `<KeyDescriptor use="encryption"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${nextCertificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`,
    });
    assert.deepEqual([first, second], [certificate, undefined]);
  });
  it("may be valid until some day to come", () => {
    assert.equal(read({ attributes: 'validUntil="2099-01-01T00:00:00Z"' }).issuer, issuer);
  });

  const refused: [what: string, parts: MetadataParts, message: RegExp][] = [
    ["is no XML", { whole: "metadata.xml" }, /not well-formed|is empty/],
    ["has a document type", { whole: `<!DOCTYPE a>${identityProviderMetadata()}` }, /document type declaration/],
    [
      "is a service provider's",
      { whole: identityProviderMetadata().replaceAll("IDPSSO", "SPSSO") },
      /0 IDPSSODescriptor elements \(it is a service provider's\)/,
    ],
    ["is a web page", { whole: "<!DOCTYPE html><html><body/></html>" }, /^the metadata is a web page/],
    ["is a web page in XML", { whole: "<html><body/></html>" }, /^the metadata is a web page/],
    ["is an aggregate", { whole: "<EntitiesDescriptor/>" }, /aggregate of several/],
    [
      "is cut off",
      { whole: identityProviderMetadata().slice(0, 200) },
      /^the metadata is not well-formed XML: (?!Reporting)/,
    ],
    [
      "wants signed requests",
      {
        whole: identityProviderMetadata().replace(
          "<IDPSSODescriptor ",
          '<IDPSSODescriptor WantAuthnRequestsSigned="true" ',
        ),
      },
      /wants signed requests/,
    ],
    ["has no entity id", { entityId: "" }, /no entityID/],
    ["is over", { attributes: 'validUntil="2020-01-01T00:00:00Z"' }, /was valid until 2020/],
    ["takes requests by redirect only", { signInBinding: "HTTP-Redirect" }, /HTTP-Redirect only, and Entra posts/],
    ["takes no requests", { signInBinding: "SOAP" }, /no SingleSignOnService with the binding HTTP-POST/],
    ["has no certificate", { certificates: [] }, /no signing certificate/],
    [
      "has three certificates",
      { certificates: ["QQ==", "Qg==", "Qw=="] },
      /3 signing certificates, and Entra takes two/,
    ],
  ];
  for (const [what, parts, message] of refused) {
    it(`is refused if it ${what}`, () => assert.throws(() => read(parts), { message }));
  }
});

describe("What an identity provider publishes", () => {
  const configured = { issuer, signInUrl, signOutUrl, certificate };
  const differences = (published: object, mine: object = {}) =>
    metadataDifferences({ ...configured, ...mine }, { ...configured, ...published }, (one) => one.slice(-4));

  it("is the same as what is configured, or differs in sentences", () => {
    assert.deepEqual(differences({}), []);
    assert.deepEqual(differences({ activeSignInUrl: "https://idp.adatum.com/saml/ecp" }), []);
    assert.deepEqual(differences({ issuer: "urn:other", signInUrl: "https://a", signOutUrl: undefined }), [
      `its issuer is urn:other, and ${issuer} is configured`,
      `its sign-in URL is https://a, and ${signInUrl} is configured`,
      `its sign-out URL is none, and ${signOutUrl} is configured`,
    ]);
  });
  it("says so if it can't sign with anything that is configured", () => {
    const names = [certificate, nextCertificate].map((one) => one.slice(-4));
    assert.deepEqual(differences({ certificate: nextCertificate }), [
      `it publishes none of the configured certificates (${names[0]}), so every sign-in may fail: it has ${names[1]}`,
    ]);
  });
  it("says in which step of a renewal the two are", () => {
    const names = [certificate, nextCertificate].map((one) => one.slice(-4));
    assert.deepEqual(differences({ nextCertificate }), [
      `it publishes the certificate ${names[1]}, which isn't configured: set nextCertificate before it signs with that one`,
    ]);
    assert.deepEqual(differences({ nextCertificate }, { nextCertificate }), []);
    // It signs with the next one already, and lists it first.
    assert.deepEqual(
      differences({ certificate: nextCertificate, nextCertificate: certificate }, { nextCertificate }),
      [],
    );
    assert.deepEqual(differences({ certificate: nextCertificate }, { nextCertificate }), [
      `the certificate ${names[0]} is configured, and it no longer publishes that one: remove it once the other one signs`,
    ]);
  });
});

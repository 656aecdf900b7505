import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PromisedFederation, PromisedIdentityProvider } from "../../../sandbox/proof/promised/domainFederation";
import { readStackFile } from "../../../sandbox/proof/stackFile";
import { unfitCertificates } from "../../support/certificates";
import { identityProviderMetadata, type MetadataParts } from "../../support/identityProviderMetadata";
import { adatum, amelia, bruno, current, next } from "./support/adatum";

const lines = (certificate: string) => certificate.replace(/.{64}/g, "$&\n");
const pem = (certificate: string) => `-----BEGIN CERTIFICATE-----\n${lines(certificate)}\n-----END CERTIFICATE-----\n`;

/** Its base64 ends in padding. */
const padded = unfitCertificates.short;

const { name, issuer, signInUrl, signOutUrl, metadataUrl } = adatum().identityProvider;
const values = { name, issuer, signInUrl, certificate: current };
const { key: _amelia, ...ofAmelia } = amelia;
const { key: _bruno, ...ofBruno } = bruno;

describe("The judge's own reader of domain federation", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "stack-file-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: some-project\n");
  });
  after(() => rmSync(folder, { recursive: true }));

  /** JSON is YAML, too. */
  function read(...entries: readonly Record<string, unknown>[]): readonly PromisedFederation[] {
    const domainFederation = Object.fromEntries(entries.map((entry, index) => [index === 0 ? "adatum" : index, entry]));
    writeFileSync(
      join(folder, "Pulumi.test.yaml"),
      JSON.stringify({ config: { "some-project:domainFederation": domainFederation } }),
    );
    return readStackFile(folder, "test").domainFederation;
  }
  const readProvider = (identityProvider: unknown): PromisedIdentityProvider =>
    read({ domain: "adatum.com", identityProvider })[0]?.identityProvider ?? assert.fail();

  it("reads everything that there may be", () => {
    const [federation] = read({
      domain: "adatum.com",
      identityProvider: {
        ...{ ...values, signOutUrl, metadataUrl },
        activeSignInUrl: "https://idp.adatum.com/saml/ecp",
        nextCertificate: next,
      },
      mfa: "rejectMfaByFederatedIdp",
      adopt: true,
      users: { amelia: ofAmelia, bruno: ofBruno },
    });
    assert.deepEqual(
      federation,
      adatum({
        mfa: "rejectMfaByFederatedIdp",
        adopted: true,
        identityProvider: {
          ...adatum().identityProvider,
          activeSignInUrl: "https://idp.adatum.com/saml/ecp",
          certificates: [current, next],
        },
      }),
    );
  });

  it("reads what has to be there, with what goes without saying", () => {
    assert.deepEqual(read({ domain: "adatum.com", identityProvider: values }), [
      adatum({ identityProvider: { name, issuer, signInUrl, certificates: [current] }, users: [] }),
    ]);
  });

  it("reads several, each by its key", () => {
    const all = read({ domain: "adatum.com" }, { domain: "woodgrove.com" });
    assert.deepEqual(all.map(({ key, domain }) => [key, domain]).sort(), [
      ["1", "woodgrove.com"],
      ["adatum", "adatum.com"],
    ]);
  });

  for (const [what, adopt, adopted] of [
    ["true", true, true],
    ["false", false, false],
    ["a word", "true", false],
  ] as const) {
    it(`takes ${what} under adopt for ${adopted ? "adoption" : "none"}`, () => {
      assert.equal(read({ domain: "adatum.com", adopt })[0]?.adopted, adopted);
    });
  }

  describe("the certificates", () => {
    for (const [what, certificates, expected] of [
      ["in one line", { certificate: current, nextCertificate: next }, [current, next]],
      ["in lines", { certificate: lines(current) }, [current]],
      ["as PEM", { certificate: pem(current), nextCertificate: pem(next) }, [current, next]],
      ["as PEM with the line ends of Windows", { certificate: pem(current).replaceAll("\n", "\r\n") }, [current]],
      ["without a current one", { certificate: undefined, nextCertificate: next }, [next]],
      ["without padding", { certificate: padded.replace(/=+$/, "") }, [padded]],
      ["the same twice, as one", { certificate: current, nextCertificate: pem(current) }, [current]],
      ["as none", { certificate: "" }, []],
    ] as const) {
      it(what, () => assert.deepEqual(readProvider({ ...values, ...certificates }).certificates, expected));
    }
  });

  describe("the identity provider's metadata", () => {
    const ecp = "https://idp.adatum.com/saml/ecp";
    const described = { name, issuer, signInUrl, signOutUrl, certificates: [current, next] };
    const cases: readonly (readonly [string, MetadataParts, Partial<PromisedIdentityProvider>])[] = [
      ["with two certificates", {}, {}],
      ["with one", { certificates: [lines(current)] }, { certificates: [current] }],
      ["with one that two keys have", { certificates: [current, current] }, { certificates: [current] }],
      ["with an address for other clients", { ecp }, { activeSignInUrl: ecp }],
      ["of another name", { entityId: "urn:other" }, { issuer: "urn:other" }],
      ["that takes requests by redirect only", { signInBinding: "HTTP-Redirect" }, { signInUrl: "" }],
    ];
    for (const [what, parts, differs] of cases) {
      it(`${what}, as text and as a file`, () => {
        const xml = identityProviderMetadata(parts);
        writeFileSync(join(folder, "idp.xml"), xml);
        for (const metadata of [{ xml }, { file: "idp.xml" }, { file: join(folder, "idp.xml") }]) {
          assert.deepEqual(readProvider({ name, metadata }), { ...described, ...differs });
        }
      });
    }

    it("without a sign-out address", () => {
      const { signOutUrl: _, ...others } = described;
      const metadata = { xml: identityProviderMetadata({ signOut: "" }) };
      assert.deepEqual(readProvider({ name, metadata }), others);
    });

    it("beside its URL and the next certificate", () => {
      const metadata = { xml: identityProviderMetadata({ certificates: [current] }) };
      assert.deepEqual(readProvider({ name, metadata, metadataUrl, nextCertificate: pem(next) }), {
        ...described,
        metadataUrl,
      });
    });

    const nothing = { name, issuer: "", signInUrl: "", certificates: [] };
    for (const [what, metadata] of [
      ["a file that there is not", { file: "none.xml" }],
      ["a file that is none", { file: "Pulumi.yaml" }],
      ["text that is none", { xml: "<html/>" }],
      ["text that is no XML", { xml: "idp.xml" }],
    ] as const) {
      it(`${what}, which it leaves to the stack's own check`, () => {
        assert.deepEqual(readProvider({ name, metadata }), nothing);
      });
    }
  });

  it("leaves what is missing or of another kind to the stack's own check", () => {
    const nobody = { key: "nobody", userPrincipalName: "", immutableId: "", displayName: "" };
    const nothing = { name: "", issuer: "", signInUrl: "", certificates: [] };
    const empty = adatum({ domain: "", identityProvider: nothing, users: [] });
    assert.deepEqual(read({ domain: 7, identityProvider: { certificate: 7 }, mfa: 7, users: [] }), [empty]);
    assert.deepEqual(read({ identityProvider: "adatum", users: { nobody: null } }), [{ ...empty, users: [nobody] }]);
  });
});

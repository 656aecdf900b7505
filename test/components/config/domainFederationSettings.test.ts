import assert from "node:assert/strict";
import { faultReport } from "../../../components/config/fault";
import { domainFederationFaults } from "../../../components/config/domainFederation/rules";
import { checkSettings } from "../../../components/config/settings";
import { pem } from "../../../components/entra/metadata";
import { sampleIdentityProvider } from "../../../sandbox/samples/identityProviders";
import { unfitCertificates } from "../../support/certificates";
import { identityProviderMetadata } from "../../support/identityProviderMetadata";

type Json = Record<string, unknown>;

const { issuer, signInUrl, certificates } = sampleIdentityProvider;
const [certificate, nextCertificate] = certificates;

/** The smallest configuration that is right. */
const user = (name = "amelia", immutableId = "fT+8wZQ/0EqYv2Q1x7hN3A=="): Json => ({
  userPrincipalName: `${name}@adatum.com`,
  immutableId,
  displayName: name,
});
const entry = (): Json => ({
  domain: "adatum.com",
  identityProvider: { name: "Adatum sign-in", issuer, signInUrl, certificate },
  users: { amelia: user() },
});

const faultsOf = (raw: Json) => {
  const checked = checkSettings(raw);
  return "faults" in checked ? checked.faults : [];
};

/** With one change, somewhere deep inside. */
function changed(path: string, value: unknown): Json {
  const copy: Json = { domainFederation: { adatum: entry() } };
  const parts = `domainFederation.adatum.${path}`.split(".");
  const last = parts.pop() ?? "";
  const owner = parts.reduce<Json>((inner, part) => (inner[part] ??= {}) as Json, copy);
  if (value === undefined) Reflect.deleteProperty(owner, last);
  else owner[last] = value;
  return copy;
}

const withMetadata = (metadata: unknown, more: Json = {}) =>
  changed("identityProvider", { name: "Adatum sign-in", metadata, ...more });

describe("Settings of a domain's federation", () => {
  it("take the smallest configuration and fill in defaults", () => {
    const checked = checkSettings({ domainFederation: { adatum: { ...entry(), users: undefined } } });
    assert.ok("settings" in checked, "faults" in checked ? faultReport(checked.faults) : "");
    const read = checked.settings.domainFederation?.adatum;
    assert.equal(read?.mfa, "acceptIfMfaDoneByFederatedIdp");
    assert.equal(read.adopt, false);
    assert.deepEqual(read.users, {});
  });

  const refusals: [what: string, path: string, value: unknown, faultPath: string, remedy: RegExp][] = [
    ["no domain", "domain", undefined, "domain", /a domain of the tenant/],
    ["a domain in capitals", "domain", "Adatum.com", "domain", /in lower case/],
    ["an address as domain", "domain", "https://adatum.com", "domain", /a domain of the tenant/],
    ["the initial domain", "domain", "contoso.onmicrosoft.com", "domain", /the one that a tenant begins with/],
    ["China's initial domain", "domain", "contoso.partner.onmschina.cn", "domain", /a tenant begins with/],
    ["no name", "identityProvider.name", undefined, "identityProvider.name", /1 to 256/],
    ["no issuer", "identityProvider.issuer", undefined, "identityProvider.issuer", /entity id; or metadata/],
    ["an issuer that is no URI", "identityProvider.issuer", "adatum", "identityProvider.issuer", /a URI/],
    ["no sign-in URL", "identityProvider.signInUrl", undefined, "identityProvider.signInUrl", /or metadata/],
    [
      "a sign-in URL over http",
      "identityProvider.signInUrl",
      "http://idp.adatum.com/",
      "identityProvider.signInUrl",
      /an https URL/,
    ],
    [
      "a sign-out URL over http",
      "identityProvider.signOutUrl",
      "http://idp.adatum.com/",
      "identityProvider.signOutUrl",
      /an https URL/,
    ],
    [
      "a metadata URL that is a file",
      "identityProvider.metadataUrl",
      "idp.xml",
      "identityProvider.metadataUrl",
      /an https URL/,
    ],
    ["no certificate", "identityProvider.certificate", undefined, "identityProvider.certificate", /or metadata/],
    [
      "an expired certificate",
      "identityProvider.certificate",
      unfitCertificates.expired,
      "identityProvider.certificate",
      /expired at 2023/,
    ],
    [
      "the current certificate as the next one",
      "identityProvider.nextCertificate",
      pem(certificate),
      "identityProvider.nextCertificate",
      /another certificate than the current one/,
    ],
    [
      "an expired next certificate",
      "identityProvider.nextCertificate",
      unfitCertificates.expired,
      "identityProvider.nextCertificate",
      /expired at 2023/,
    ],
    ["a mistyped behaviour", "mfa", "accept", "mfa", /enforceMfaByFederatedIdp/],
    ["a mistyped key", "identityProvider.signinUrl", "x", "identityProvider.signinUrl", /did you mean signInUrl/],
    [
      "a user of another domain",
      "users.amelia.userPrincipalName",
      "amelia@contoso.com",
      "users.amelia.userPrincipalName",
      /in the domain adatum\.com/,
    ],
    [
      "a user of a domain that ends alike",
      "users.amelia.userPrincipalName",
      "amelia@notadatum.com",
      "users.amelia.userPrincipalName",
      /in the domain adatum\.com/,
    ],
    [
      "a user without ImmutableID",
      "users.amelia.immutableId",
      undefined,
      "users.amelia.immutableId",
      /sends as NameID/,
    ],
    [
      "an ImmutableID that is too long",
      "users.amelia.immutableId",
      "a".repeat(65),
      "users.amelia.immutableId",
      /at most 64/,
    ],
    ["a country's name", "users.amelia.usageLocation", "Germany", "users.amelia.usageLocation", /two capital/],
    [
      "the same principal name twice",
      "users.bruno",
      user("AMELIA", "other"),
      "users.bruno.userPrincipalName",
      /a user principal name of its own: domainFederation\.adatum\.users\.amelia/,
    ],
    [
      "the same ImmutableID twice",
      "users.bruno",
      user("bruno"),
      "users.bruno.immutableId",
      /an ImmutableID of its own: domainFederation\.adatum\.users\.amelia/,
    ],
  ];
  for (const [what, path, value, faultPath, remedy] of refusals) {
    it(`refuse ${what} (${path})`, () => {
      const faults = faultsOf(changed(path, value));
      const fault = faults.find((one) => one.path === `domainFederation.adatum.${faultPath}`);
      assert.ok(fault, JSON.stringify(faults));
      assert.match(fault.remedy, remedy);
    });
  }

  const metadata = { xml: identityProviderMetadata() };
  const documents: [what: string, raw: Json, faultPath: string, remedy: RegExp][] = [
    ["values beside metadata", withMetadata(metadata, { issuer }), "issuer", /nothing, as metadata has it/],
    ["metadata that is neither file nor text", withMetadata("idp.xml"), "metadata", /\{file: .*\{xml: /],
    [
      "metadata with HTTP-Redirect only",
      withMetadata({ xml: identityProviderMetadata({ signInBinding: "HTTP-Redirect" }) }),
      "metadata.xml",
      /HTTP-Redirect only/,
    ],
    [
      "metadata with an expired certificate",
      withMetadata({ xml: identityProviderMetadata({ certificates: [unfitCertificates.expired, certificate] }) }),
      "metadata.xml",
      /its first certificate must be .*expired at 2023.*make it the current one/,
    ],
    [
      "metadata with an address over http",
      withMetadata({ xml: identityProviderMetadata({ signOut: "http://idp.adatum.com/" }) }),
      "metadata.xml",
      /http:\/\/idp\.adatum\.com\/ is none/,
    ],
    [
      "a next certificate beside metadata that has one",
      withMetadata(metadata, { nextCertificate }),
      "metadata.xml",
      /a document with one signing certificate/,
    ],
  ];
  for (const [what, raw, faultPath, remedy] of documents) {
    it(`refuse ${what}`, () => {
      const fault = faultsOf(raw).find((one) => one.path === `domainFederation.adatum.identityProvider.${faultPath}`);
      assert.ok(fault, JSON.stringify(faultsOf(raw)));
      assert.match(fault.remedy, remedy);
    });
  }

  it("refuse a domain, a principal name and an ImmutableID in two entries", () => {
    const faults = faultsOf({ domainFederation: { adatum: entry(), other: entry() } });
    assert.deepEqual(
      faults.map(({ path }) => path),
      ["domain", "users.amelia.userPrincipalName", "users.amelia.immutableId"].map(
        (name) => `domainFederation.other.${name}`,
      ),
    );
  });

  it("refuse a certificate from the day on that it ends", () => {
    const faults = (now: string) => domainFederationFaults({ adatum: entry() }, new Date(now)).map(({ path }) => path);
    assert.deepEqual(faults("2043-12-31T00:00:00Z"), []);
    assert.deepEqual(faults("2044-01-02T00:00:00Z"), ["domainFederation.adatum.identityProvider.certificate"]);
  });

  const accepted: [what: string, raw: Json][] = [
    ["a URN as issuer", changed("identityProvider.issuer", "urn:uri:MySamlp2IDP")],
    ["a certificate as PEM", changed("identityProvider.certificate", pem(certificate))],
    ["a next certificate", changed("identityProvider.nextCertificate", nextCertificate)],
    ["metadata with two certificates", withMetadata(metadata)],
    ["a metadata file, whatever it will have", withMetadata({ file: "adatum.xml" })],
    [
      "a next certificate beside metadata with one",
      withMetadata({ xml: identityProviderMetadata({ certificates: [certificate] }) }, { nextCertificate }),
    ],
    [
      "ImmutableIDs that differ by case: base64 is read so",
      changed("users.bruno", user("bruno", "Ft+8wZQ/0EqYv2Q1x7hN3A==")),
    ],
  ];
  for (const [what, raw] of accepted) {
    it(`take ${what}`, () => {
      assert.deepEqual(faultsOf(raw), []);
    });
  }
});

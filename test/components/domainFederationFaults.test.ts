import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFederation } from "../../sandbox/entra/model/domainFederations";
import type { Domain } from "../../sandbox/entra/model/domainTypes";
import { sampleIdentityProvider } from "../../sandbox/samples/identityProviders";
import { found } from "../support/clouds";
import { describeSandbox } from "../support/describeSandbox";
import { identityProviderMetadata } from "../support/identityProviderMetadata";
import { refusedFaults } from "../support/refusedFaults";
import { RunFailed } from "../support/runtime";
import { preview, servicesConfig, up, type Config } from "../support/stack";

const { name, issuer, signInUrl, signOutUrl, metadataUrl, certificates } = sampleIdentityProvider;
const [certificate, nextCertificate] = certificates;

const identityProvider = (more: Config = {}): Config => ({ name, issuer, signInUrl, signOutUrl, certificate, ...more });
const amelia = (more: Config = {}): Config => ({
  userPrincipalName: "amelia@adatum.com",
  immutableId: "fT+8wZQ/0EqYv2Q1x7hN3A==",
  displayName: "Amelia Ager",
  ...more,
});
const entry = (more: Config = {}): Config => ({
  domain: "adatum.com",
  identityProvider: identityProvider(),
  users: { amelia: amelia() },
  ...more,
});
const config = (more: Config = {}, others: Config = {}): Config =>
  servicesConfig("dev", { domainFederation: { adatum: entry(more), ...others } });

describeSandbox("A domain that can't be federated", { fresh: "test" }, (sandbox) => {
  const faultsOf = (wanted: Config) => refusedFaults(sandbox(), wanted);
  const tenant = () => sandbox().entra.tenant;
  /** Adatum's domain as it is otherwise. */
  const change = (changes: Partial<Domain>) => {
    const { data } = tenant();
    data.domains = data.domains.map((domain) => (domain.id === "adatum.com" ? { ...domain, ...changes } : domain));
  };

  for (const [what, changes, remedy] of [
    ["is not verified", { isVerified: false }, /a verified domain/],
    ["is the default one", { isDefault: true }, /not the tenant's default: make another one the default/],
    ["is the initial one", { isInitial: true }, /the one that a tenant begins with/],
  ] as const) {
    it(`is a fault if it ${what}`, async () => {
      change(changes);
      const faults = await faultsOf(config());
      assert.deepEqual(Object.keys(faults), ["domainFederation.adatum.domain"]);
      assert.match(faults["domainFederation.adatum.domain"] ?? "", remedy);
    });
  }
  it("is a fault if the tenant doesn't have it: the ones that it has are named", async () => {
    const users = { amelia: amelia({ userPrincipalName: "amelia@nowhere.example" }) };
    const { "domainFederation.adatum.domain": fault } = await faultsOf(config({ domain: "nowhere.example", users }));
    assert.match(fault ?? "", /a domain of this tenant: .*adatum\.com.*; add and verify it first/);
  });
  it("is a fault if it is a subdomain: the root and the ways out are named", async () => {
    const { data } = tenant();
    const root = found(
      data.domains.find(({ id }) => id === "adatum.com"),
      "adatum.com",
    );
    data.domains = [...data.domains, { ...root, id: "eu.adatum.com", isRoot: false }];
    const { "domainFederation.adatum.domain": fault } = await faultsOf(config({ domain: "eu.adatum.com", users: {} }));
    assert.match(fault ?? "", /a subdomain of adatum\.com .*federate adatum\.com, or promote this one/);
  });
  it("is a fault, not a crash, if the deployer may not read domains", async () => {
    const { entra } = sandbox();
    entra.permissions = entra.permissions.filter((permission) => !/^(Domain|Directory)\./.test(permission));
    await assert.rejects(up(sandbox(), config({ users: {} })), (error: Error) => {
      assert.match(error.message, /has 1 fault; nothing was changed\n\n {2}domainFederation\.adatum\.domain\n/);
      assert.match(error.message, /refused GET \/domains: 403 .*lacks a Graph application permission/);
      return true;
    });
  });
  it("is a fault if there is nothing to adopt", async () => {
    const { "domainFederation.adatum.adopt": fault } = await faultsOf(config({ adopt: true }));
    assert.match(fault ?? "", /the domain is managed/);
  });
  it("is told together with everything else: users, and a metadata file", async () => {
    tenant().ensureUser("amelia@adatum.com");
    const someone = found(tenant().findUser("b.simon@contoso.com"), "b.simon");
    someone.onPremisesImmutableId = "taken";
    const faults = await faultsOf(
      config({
        domain: "adatum.com",
        identityProvider: { name, metadata: { file: "no-such-file.xml" } },
        users: { amelia: amelia(), bruno: amelia({ userPrincipalName: "bruno@adatum.com", immutableId: "taken" }) },
      }),
    );
    const path = "domainFederation.adatum";
    assert.deepEqual(Object.keys(faults).sort(), [
      `${path}.identityProvider.metadata.file`,
      `${path}.users.amelia.userPrincipalName`,
      `${path}.users.bruno.immutableId`,
    ]);
    assert.match(faults[`${path}.users.amelia.userPrincipalName`] ?? "", /exists, with no ImmutableID\. Leave/);
    assert.match(faults[`${path}.users.bruno.immutableId`] ?? "", /it is that of b\.simon@contoso\.com/);
    assert.match(faults[`${path}.identityProvider.metadata.file`] ?? "", /a file that can be read/);
  });
  it("can't have the issuer of another domain, federated already or in the same configuration", async () => {
    const { data } = tenant();
    const root = found(
      data.domains.find(({ id }) => id === "adatum.com"),
      "adatum.com",
    );
    data.domains = [...data.domains, { ...root, id: "wingtip.com" }, { ...root, id: "litware.com" }];
    createFederation(tenant(), tenant().domain("litware.com"), {
      displayName: "Litware",
      issuerUri: issuer.toUpperCase(),
      passiveSignInUri: signInUrl,
      signingCertificate: certificate,
      federatedIdpMfaBehavior: "acceptIfMfaDoneByFederatedIdp",
      preferredAuthenticationProtocol: "saml",
    });
    const wingtip = {
      wingtip: entry({ domain: "wingtip.com", users: {}, identityProvider: identityProvider({ issuer: "URN:a" }) }),
    };
    const first = await faultsOf(config({}, wingtip));
    assert.deepEqual(Object.keys(first), ["domainFederation.adatum.identityProvider.issuer"]);
    assert.match(first["domainFederation.adatum.identityProvider.issuer"] ?? "", /litware\.com has this one/);
    const second = await faultsOf(config({ identityProvider: identityProvider({ issuer: "urn:a" }) }, wingtip));
    assert.deepEqual(Object.keys(second), ["domainFederation.wingtip.identityProvider.issuer"]);
    assert.match(
      second["domainFederation.wingtip.identityProvider.issuer"] ?? "",
      /an issuer of its own: domainFederation\.adatum\.identityProvider\.issuer has this one/,
    );
  });

  it("was federated by somebody else: neither it nor a user is touched, until it is adopted", async () => {
    const theirs = identityProvider({ name: "Theirs", issuer: "urn:theirs" });
    await up(sandbox(), config({ identityProvider: theirs, users: {} }));
    await assert.rejects(up(sandbox(), config()), (error) => {
      assert.ok(error instanceof RunFailed);
      assert.match(
        error.message,
        /has a problem: the domain adatum\.com is federated already, .*Theirs \(urn:theirs\)/,
      );
      return true;
    });
    assert.equal(tenant().data.domainFederations[0]?.issuerUri, "urn:theirs");
    assert.equal(tenant().findUser("amelia@adatum.com"), undefined);
    const { registrations } = await up(sandbox(), config({ adopt: true }));
    assert.equal(tenant().data.domainFederations[0]?.issuerUri, issuer);
    const federation = registrations.find(({ name }) => name === "adatum.com-federation");
    assert.equal(federation?.retainOnDelete, true);
  });
  it("is fine with the users that a first run has made", async () => {
    await up(sandbox(), config());
    await preview(sandbox(), config());
  });
});

describeSandbox("A preview of a domain's federation", { fresh: "test" }, (sandbox) => {
  const thumbprint = (one: string) => new X509Certificate(Buffer.from(one, "base64")).fingerprint.replaceAll(":", "");
  const logOf = async (wanted: Config) => (await preview(sandbox(), wanted)).log;

  it("says what becomes of sign-ins, and what going back means", async () => {
    const [plan = "", ...warnings] = await logOf(config());
    assert.match(
      plan,
      /^domainFederation\.adatum: users of adatum\.com sign in at https:\/\/idp\.adatum\.com\/saml\/sso \(Adatum sign-in\); going back to managed \(destroy\) takes up to 2 hours, and every user then needs a new password$/m,
    );
    assert.deepEqual(warnings, [
      "domainFederation.adatum: adatum.com is managed, and becomes federated: its users may be unable to sign in for up to 2 hours, for up to 24 if it has users already; passwords in Entra no longer count",
    ]);
  });
  it("says so no more once the domain is federated, and leaves an adopted one in place", async () => {
    await up(sandbox(), config());
    assert.equal((await logOf(config())).length, 1);
    const [plan = ""] = await logOf(config({ adopt: true, users: {} }));
    assert.match(plan, /^who gets what\n {2}nobody\ndomainFederation/);
    assert.match(plan, /destroy leaves that in place$/m);
    assert.doesNotMatch(plan, /new password/);
  });
  it("counts users who will be locked out, and names the first five", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "g"].map((letter) => `${letter}@adatum.com`);
    for (const userPrincipalName of names) sandbox().entra.tenant.ensureUser(userPrincipalName);
    const [, , warning = ""] = await logOf(config());
    assert.match(warning, /^domainFederation\.adatum: 7 users of adatum\.com can't sign in while it is federated/);
    assert.match(warning, /for want of an ImmutableID: [a-g]@adatum\.com(, [a-g]@adatum\.com){4} and 2 more$/);
    for (const one of names.slice(1)) {
      const user = found(sandbox().entra.tenant.findUser(one), one);
      user.onPremisesImmutableId = one;
    }
    const [, , single = ""] = await logOf(config());
    assert.match(single, /: 1 user of adatum\.com can't .*: a@adatum\.com$/);
  });
  it("compares with what the identity provider publishes", async () => {
    const described = (more: Config) => config({ identityProvider: identityProvider({ metadataUrl, ...more }) });
    assert.equal((await logOf(described({ nextCertificate }))).length, 2);
    const [, , missing = ""] = await logOf(described({}));
    assert.equal(
      missing,
      `domainFederation.adatum: the metadata at ${metadataUrl} differs: it publishes the certificate ${thumbprint(nextCertificate)}, which isn't configured: set nextCertificate before it signs with that one`,
    );
    const differences = await logOf(described({ nextCertificate, signInUrl: "https://idp.adatum.com/other" }));
    assert.match(differences[2] ?? "", /its sign-in URL is .*\/saml\/sso, and .*\/other is configured$/);
  });
  for (const [what, url, said] of [
    ["isn't there", "https://idp.adatum.com/nothing", /can't be compared: the answer is 404/],
    [
      "is no metadata",
      "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
      /can't be compared/,
    ],
  ] as const) {
    it(`warns if the published metadata ${what}`, async () => {
      const log = await logOf(config({ identityProvider: identityProvider({ metadataUrl: url }) }));
      assert.equal(log.length, 3);
      assert.match(log[2] ?? "", said);
    });
  }
  it("reads a metadata file like the values", async () => {
    const folder = mkdtempSync(join(tmpdir(), "idp-"));
    try {
      const file = join(folder, "adatum.xml");
      writeFileSync(file, identityProviderMetadata());
      const { registrations } = await preview(sandbox(), config({ identityProvider: { name, metadata: { file } } }));
      const { inputs } = found(
        registrations.find((one) => one.name === "adatum.com-federation"),
        "a federation",
      );
      assert.deepEqual(
        [inputs["issuerUri"], inputs["passiveSignInUri"], inputs["signOutUri"]],
        [issuer, signInUrl, signOutUrl],
      );
      assert.deepEqual(
        [inputs["signingCertificate"], inputs["nextSigningCertificate"]],
        [certificate, nextCertificate],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

import assert from "node:assert/strict";
import { sampleIdentityProvider } from "../../sandbox/samples/identityProviders";
import { applicationNamed, assignments, found } from "../support/clouds";
import { describeSandbox } from "../support/describeSandbox";
import { secretMark, unknownMark } from "../support/runtime";
import { domainFederationConfig, preview, stackConfig, up, type Deployment } from "../support/stack";

const [certificate, nextCertificate] = sampleIdentityProvider.certificates;

describeSandbox("Domain federation of the dev stack", {}, (sandbox) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await up(sandbox(), domainFederationConfig("dev"));
  });
  const outputs = () => found(deployment.outputs.domainFederation["adatum"], "outputs of domainFederation.adatum");
  const ofType = (type: string) => deployment.registrations.filter((one) => one.type.endsWith(`:${type}`));
  const tenant = () => sandbox().entra.tenant;

  describe("in Entra", () => {
    it("federates the domain with the identity provider as it describes itself", () => {
      const { id: _id, ...federation } = found(tenant().data.domainFederations[0], "a federation");
      const { name, issuer, signInUrl, signOutUrl } = sampleIdentityProvider;
      assert.deepEqual(federation, {
        domain: "adatum.com",
        displayName: name,
        issuerUri: issuer,
        passiveSignInUri: signInUrl,
        signOutUri: signOutUrl,
        activeSignInUri: null,
        signingCertificate: certificate,
        nextSigningCertificate: nextCertificate,
        federatedIdpMfaBehavior: "acceptIfMfaDoneByFederatedIdp",
        preferredAuthenticationProtocol: "saml",
        metadataExchangeUri: null,
        isSignedAuthenticationRequestRequired: null,
        promptLoginBehavior: null,
        passwordResetUri: null,
      });
      assert.equal(tenant().domain("adatum.com").authenticationType, "Federated");
    });
    it("makes the users with what the identity provider will say of them", () => {
      const amelia = found(tenant().findUser("amelia@adatum.com"), "amelia");
      const { displayName, givenName, surname, usageLocation, otherMails, mail, mailNickname } = amelia;
      assert.deepEqual(
        [displayName, givenName, surname, usageLocation, otherMails, mail, mailNickname, amelia.onPremisesImmutableId],
        ["Amelia Ager", "Amelia", "Ager", "DE", ["amelia@adatum.example"], null, "amelia", "fT+8wZQ/0EqYv2Q1x7hN3A=="],
      );
      assert.equal(tenant().findUser("bruno@adatum.com")?.onPremisesImmutableId, "ABCDEG1234567890");
    });
    it("makes users after the federation: they go before it", () => {
      const [federation] = ofType("FederationConfiguration");
      const users = deployment.registrations.filter(({ type }) => type === "azuread:index/user:User");
      assert.deepEqual(
        users.map(({ name }) => name),
        ["adatum.com-user-amelia", "adatum.com-user-bruno"],
      );
      for (const { dependencies } of users) assert.ok(dependencies.includes(found(federation, "federation").urn));
      assert.equal(federation?.retainOnDelete, false);
      assert.equal(federation.name, "adatum.com-federation");
    });
  });

  describe("gives out", () => {
    it("what the identity provider's administrator needs, and who was made", () => {
      const { metadata, handOff, ...plain } = outputs();
      assert.deepEqual(plain, {
        domain: "adatum.com",
        entityId: "urn:federation:MicrosoftOnline",
        replyUrl: "https://login.microsoftonline.com/login.srf",
        nameIdFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        attributes: ["IDPEmail"],
        certificates: {
          current: { thumbprint: "52B5D623500B273F2D0D710FB319244972C994C5", expires: "2044-01-01T00:00:00Z" },
          next: { thumbprint: "FE701FB6DDE9322B5291B495BAAB4DA74CAF4914", expires: "2044-01-01T00:00:00Z" },
        },
        users: {
          amelia: {
            userPrincipalName: "amelia@adatum.com",
            objectId: tenant().findUser("amelia@adatum.com")?.id,
            nameId: "fT.2B8wZQ/0EqYv2Q1x7hN3A==",
          },
          bruno: {
            userPrincipalName: "bruno@adatum.com",
            objectId: tenant().findUser("bruno@adatum.com")?.id,
            nameId: "ABCDEG1234567890",
          },
        },
      });
      assert.match(metadata, /entityID="urn:federation:MicrosoftOnline"/);
      for (const part of [
        "urn:federation:MicrosoftOnline",
        "https://login.microsoftonline.com/login.srf",
        "IDPEmail",
        ".2B",
        "52B5D623500B273F2D0D710FB319244972C994C5, valid until 2044",
        "amelia@adatum.com  fT.2B8wZQ/0EqYv2Q1x7hN3A==",
        "https://nexus.microsoftonline-p.com/federationmetadata/saml20/federationmetadata.xml",
        "https://myapps.microsoft.com/",
      ]) {
        assert.ok(handOff.includes(part), `${part} in ${handOff}`);
      }
    });
    it("nothing secret: passwords are, and stay in the state", () => {
      assert.ok(!JSON.stringify(deployment.outputs).includes(secretMark));
      const passwords = deployment.registrations.filter(({ type }) => type === "azuread:index/user:User");
      for (const { inputs } of passwords) assert.ok(JSON.stringify(inputs["password"]).includes(secretMark));
    });
  });
});

describeSandbox("Domain federation of the prod stack", {}, (sandbox) => {
  it("reads everything from the metadata in the configuration, both certificates too", async () => {
    const { outputs } = await up(sandbox(), domainFederationConfig("prod"));
    const federation = found(sandbox().entra.tenant.data.domainFederations[0], "a federation");
    const { issuer, signInUrl, signOutUrl } = sampleIdentityProvider;
    assert.deepEqual(
      [federation.issuerUri, federation.passiveSignInUri, federation.signOutUri, federation.federatedIdpMfaBehavior],
      [issuer, signInUrl, signOutUrl, "enforceMfaByFederatedIdp"],
    );
    assert.deepEqual(
      [federation.signingCertificate, federation.nextSigningCertificate],
      [certificate, nextCertificate],
    );
    assert.deepEqual(Object.keys(found(outputs.domainFederation["adatum"], "outputs").certificates), [
      "current",
      "next",
    ]);
  });
});

describeSandbox("Users whom a stack makes", { fresh: "test" }, (sandbox) => {
  const inOne = (stack: string) => {
    const config = stackConfig(stack);
    const { ["entra-alibaba-sso:roleSso"]: roleSso } = config;
    return { ...domainFederationConfig(stack), "entra-alibaba-sso:roleSso": roleSso };
  };
  it("are assigned in the same run, by their principal names", async () => {
    const { outputs, registrations } = await up(sandbox(), inOne("dev"));
    const made = assignments(sandbox(), applicationNamed(sandbox(), "Alibaba Cloud (dev)"));
    assert.ok(made.includes("Auditor: amelia@adatum.com"), made.join(", "));
    const assignment = registrations.find(({ name }) => name === "alibaba-main/auditor-amelia@adatum.com");
    const { objectId } = found(outputs.domainFederation["adatum"]?.users["amelia"], "amelia");
    assert.equal(assignment?.inputs["principalObjectId"], objectId);
    assert.ok(assignment.inputDependencies.some((urn) => urn.endsWith("::adatum.com-user-amelia")));
  });
  it("are nobody yet in a first preview, and the same resource later", async () => {
    const first = await preview(sandbox(), inOne("dev"));
    const named = ({ registrations }: Deployment) =>
      found(
        registrations.find(({ name }) => name === "alibaba-main/auditor-amelia@adatum.com"),
        "an assignment",
      );
    assert.equal(named(first).inputs["principalObjectId"], unknownMark);
    assert.match(first.log[0] ?? "", /amelia@adatum\.com +Alibaba Cloud \(dev\) +main +auditor$/m);
    assert.match(first.log[0] ?? "", /amelia@adatum\.com +Microsoft Entra ID +adatum\.com +-$/m);
    await up(sandbox(), inOne("dev"));
    assert.equal(named(await preview(sandbox(), inOne("dev"))).urn, named(first).urn);
  });
  it("are pushed to CloudSSO in the same run", async () => {
    const { ["entra-alibaba-sso:cloudSso"]: cloudSso } = stackConfig("dev");
    const corp = (cloudSso as { corp: Record<string, unknown> }).corp;
    const assignments = {
      made: { account: "1298765432109876", accessConfiguration: "readonly", users: ["amelia@adatum.com"] },
    };
    const entry = { ...corp, nameId: "userprincipalname", users: ["amelia@adatum.com"], groups: [], assignments };
    await up(sandbox(), { ...domainFederationConfig("dev"), "entra-alibaba-sso:cloudSso": { corp: entry } });
    const { alibaba } = sandbox();
    assert.ok(JSON.stringify(alibaba.state).includes('"userName":"amelia@adatum.com"'));
  });
  it("may be written in another case where they are assigned", async () => {
    const config = JSON.parse(
      JSON.stringify(inOne("dev")).replace('"users":["amelia@adatum.com"]', '"users":["Amelia@Adatum.com"]'),
    ) as ReturnType<typeof inOne>;
    await up(sandbox(), config);
    const made = assignments(sandbox(), applicationNamed(sandbox(), "Alibaba Cloud (dev)"));
    assert.ok(made.includes("Auditor: amelia@adatum.com"), made.join(", "));
  });
});

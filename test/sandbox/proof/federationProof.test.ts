import assert from "node:assert/strict";
import { proveAccess, type Proof } from "../../../sandbox/proof/proveAccess";
import type { PromisedFederation } from "../../../sandbox/proof/promised/domainFederation";
import { describeSandbox } from "../../support/describeSandbox";
import { adatum, current, next, promiseFederation } from "./support/adatum";
import { deployFederation, identityProviderOf, type DeployedFederation } from "./support/deployFederation";
import { federationDeviations } from "./support/federationDeviations";

describeSandbox("The proof of a federated domain", { fresh: "test" }, (sandbox) => {
  async function prove(
    federation: PromisedFederation,
    change: (deployed: DeployedFederation) => void = () => undefined,
  ): Promise<Proof> {
    const deployed = deployFederation(sandbox(), federation);
    change(deployed);
    return proveAccess(promiseFederation(federation), sandbox(), deployed.outputs);
  }

  /** The differences, without what is made up anew each time. */
  const told = ({ differences }: Proof): string[] =>
    differences.map((line) =>
      line
        .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")
        .replace(/(?<=(It|adatum) is ).*unclosed xml tag\(s\): EntityDescriptor/, "UNCLOSED"),
    );
  /** Sign-ons that are not as they should be. */
  const wrongOf = ({ rows }: Proof): Record<string, string> =>
    Object.fromEntries(
      rows
        .filter(({ asItShouldBe }) => !asItShouldBe)
        .map(({ user, result }): [string, string] => [user.replace(/@.*/, ""), result]),
    );

  const assertHolds = (proof: Proof) => {
    assert.deepEqual(proof.differences, []);
    assert.deepEqual(wrongOf(proof), {});
    assert.equal(proof.holds, true);
  };
  /** What each row says, in the order of the matrix. */
  const rows = (proof: Proof) => proof.rows.map(({ user, result, via = "nobody" }) => `${user}: ${result}, via ${via}`);
  const clara = "clara@adatum.com: refused: AADSTS51004, no user has this ImmutableID (as it should be), via nobody";

  it("holds: users of the configuration are in by the word of their identity provider, and nobody else", async () => {
    const proof = await prove(adatum());
    assertHolds(proof);
    assert.deepEqual(rows(proof), [
      "amelia@adatum.com: amelia@adatum.com, via Adatum sign-in",
      "bruno@adatum.com: bruno@adatum.com, via Adatum sign-in",
      clara,
    ]);
    assert.deepEqual(
      proof.rows.map(({ service, account, role }) => [service, account, role]),
      proof.rows.map(() => ["Microsoft Entra ID", "adatum.com", "-"]),
    );
    // Ten of the domain, six of each user.
    assert.equal(proof.statements, 22);
    assert.deepEqual([proof.untried, proof.onlyFirstPhase], [[], false]);
    assert.deepEqual(proof.handOver, {
      done: [
        "Adatum sign-in took metadata of domainFederation.adatum; as nobody here has its private key, it signs with one that the sandbox made in its place",
      ],
      next: [],
    });
  });

  it("holds where nobody but the configuration knows the identity provider", async () => {
    const identityProvider = {
      ...adatum().identityProvider,
      ...{ name: "Invented", issuer: "urn:invented", signOutUrl: undefined },
      ...{ signInUrl: "https://idp.invented.example/sso", metadataUrl: undefined },
      activeSignInUrl: "https://idp.invented.example/ecp",
    };
    const proof = await prove(adatum({ identityProvider }));
    assertHolds(proof);
    assert.deepEqual(rows(proof), [
      "amelia@adatum.com: amelia@adatum.com, via Invented",
      "bruno@adatum.com: bruno@adatum.com, via Invented",
    ]);
  });

  it("holds while the identity provider signs with its next certificate", async () => {
    const proof = await prove(adatum(), () => {
      identityProviderOf(sandbox(), adatum().identityProvider.issuer).certificates = [next, current];
    });
    assertHolds(proof);
  });

  it("does not ask for a metadata URL that is not configured", async () => {
    const { metadataUrl, ...identityProvider } = adatum().identityProvider;
    assert.ok(metadataUrl);
    assertHolds(await prove(adatum({ identityProvider })));
  });

  it("holds for users who were there before, whom both sides know; others are refused by the side that does not", async () => {
    const proof = await prove(adatum({ users: [] }), () => {
      const { tenant } = sandbox().entra;
      const older = (userPrincipalName: string, immutableId: string) => {
        tenant.ensureUser(userPrincipalName).user.onPremisesImmutableId = immutableId;
      };
      older("bruno@adatum.com", "ABCDEG1234567890");
      older("dora@adatum.com", "DORA");
    });
    assertHolds(proof);
    assert.deepEqual(rows(proof), [
      "bruno@adatum.com: bruno@adatum.com, via Adatum sign-in",
      "dora@adatum.com: refused: UnknownUser, unknown to the identity provider (as it should be), via nobody",
      "amelia@adatum.com: refused: AADSTS51004, no user has this ImmutableID (as it should be), via nobody",
      clara,
    ]);
  });

  it("does not hold where nobody gets in, though everybody is refused as it should be", async () => {
    const proof = await prove(adatum({ users: [] }));
    assert.deepEqual([proof.differences, wrongOf(proof), proof.holds], [[], {}, false]);
  });

  it("does not hold where the stack gives nothing out, or has made nothing", async () => {
    const proof = await proveAccess(promiseFederation(adatum()), sandbox(), {});
    assert.equal(proof.holds, false);
    assert.deepEqual(
      proof.differences.filter((line) => line.startsWith("outputs: ")),
      [
        "outputs: the stack gives no metadata for domainFederation.adatum",
        ...["domain", "entityId", "replyUrl", "nameIdFormat", "attributes", "certificates", "users"].map((name) =>
          proof.differences.find((line) =>
            line.startsWith(`outputs: ${name} of domainFederation.adatum is undefined, `),
          ),
        ),
        "outputs: handOff of domainFederation.adatum does not name urn:federation:MicrosoftOnline",
      ],
    );
    assert.equal(proof.differences.filter((line) => line.startsWith("deployed: promised, but not so: ")).length, 22);
  });

  for (const {
    what,
    federation = adatum(),
    change,
    lacking = [],
    unwanted = [],
    more = [],
    wrong = {},
  } of federationDeviations) {
    it(`does not hold where ${what}`, async () => {
      const proof = await prove(federation, (deployed) => change(deployed, sandbox()));
      const expected = [
        ...lacking.map((text) => `deployed: promised, but not so: ${text}`),
        ...unwanted.map((text) => `deployed: not promised: ${text}`),
        ...more,
      ];
      assert.deepEqual(told(proof).sort(), [...expected].sort());
      assert.deepEqual(wrongOf(proof), wrong);
      assert.equal(proof.holds, false);
    });
  }
});

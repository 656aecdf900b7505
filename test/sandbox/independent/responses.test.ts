import assert from "node:assert/strict";
import { proveAccess } from "../../../sandbox/proof/proveAccess";
import type { Sandbox } from "../../../sandbox/sandbox";
import { describeSandbox } from "../../support/describeSandbox";
import { adatum } from "../proof/support/adatum";
import { deployEverything, everything } from "./support/everything";
import { verifyWithNodeSaml, type Relying, type Verified } from "./support/nodeSaml";
import { certificatesIn, seenIn, type Seen, type SeenResponse } from "./support/seen";
import { requireXmlsec1, signedBy, verifyWithXmlsec1 } from "./support/xmlsec1";

/** The certificates with which responses of this issuer to this audience are verified, as their metadata publish them. */
async function certificatesFor(sandbox: Sandbox, { issuer, audience }: SeenResponse): Promise<readonly string[]> {
  const { entra, identityProviders, world } = sandbox;
  const { tenant } = entra;
  if (issuer === adatum().identityProvider.issuer) {
    return adatum().identityProvider.certificates.map(identityProviders.standInFor);
  }
  const application = tenant.data.applications.find(({ identifierUris }) => identifierUris.includes(audience));
  assert.ok(application, `no application has the identifier ${audience}`);
  const url = `https://${tenant.cloud.login}/${tenant.id}/federationmetadata/2007-06/federationmetadata.xml`;
  const answer = await world.handle(new Request(`${url}?appid=${application.appId}`));
  return certificatesIn(await answer.text());
}

const attribute = (name: string) => `https://www.aliyun.com/SAML-Role/Attributes/${name}`;

/** What the service calls the user, from what node-saml read. */
const identityOf = ({ audience }: SeenResponse, { nameId, attributes }: Verified): string | undefined => {
  if (audience.startsWith("urn:alibaba:cloudcomputing")) return attributes[attribute("RoleSessionName")]?.join();
  return audience === "urn:federation:MicrosoftOnline" ? attributes["IDPEmail"]?.join() : nameId;
};

describeSandbox("Every response of a whole proof", {}, (sandbox) => {
  let seen: Seen;
  let certificates: ReadonlyMap<SeenResponse, readonly string[]>;

  before(async function () {
    this.timeout(120_000);
    const proof = await proveAccess(everything, sandbox(), await deployEverything(sandbox()));
    assert.deepEqual(proof.differences, []);
    assert.deepEqual(
      proof.rows
        .filter(({ asItShouldBe }) => !asItShouldBe)
        .map(({ user, service, result }) => [user, service, result]),
      [],
    );
    seen = await seenIn(proof);
    certificates = new Map(
      await Promise.all(
        seen.responses.map(async (response) => [response, await certificatesFor(sandbox(), response)] as const),
      ),
    );
  });

  const relying = (response: SeenResponse): Relying => ({
    audience: response.audience,
    recipient: response.destination,
    certificates: certificates.get(response) ?? [],
    requests: seen.requestIds,
    ahead: sandbox().context.clock.ahead ?? 0,
  });

  it("is one of those that were to be expected: to each service, and from both identity providers", () => {
    const audiences = [...new Set(seen.responses.map(({ audience }) => audience.replace(/d-\w+$/, "d-x")))];
    assert.deepEqual(audiences.sort(), [
      "https://api.balena-cloud.com/auth/saml/acme",
      "https://signin-cn-shanghai.alibabacloudsso.com/saml/sp/d-x",
      "urn:alibaba:cloudcomputing:international",
      "urn:example:wiki",
      "urn:federation:MicrosoftOnline",
      "zilliz",
    ]);
    assert.equal(new Set(seen.responses.map(({ issuer }) => issuer)).size, 2);
    assert.ok(seen.responses.some(({ inResponseTo }) => inResponseTo !== undefined));
    assert.ok(seen.responses.some(({ inResponseTo }) => inResponseTo === undefined));
  });

  it("is taken by node-saml, for the user as whom the service lets in", async () => {
    for (const response of seen.responses) {
      const verified = await verifyWithNodeSaml(response.xml, relying(response));
      assert.deepEqual([verified.issuer, verified.recipient], [response.issuer, response.destination]);
      const { facts } = response.trace;
      // The portal of CloudSSO calls whoever has nothing to choose a user.
      const name = facts["session-name"] ?? facts["user"];
      if (response.ledIn) assert.equal(identityOf(response, verified), name, response.audience);
    }
    assert.ok(seen.responses.some(({ ledIn }) => ledIn));
  });

  it("carries claims that node-saml reads as they are in the directory", async () => {
    const response = seen.responses.find(({ audience }) => audience === "urn:example:wiki");
    assert.ok(response);
    const { attributes } = await verifyWithNodeSaml(response.xml, relying(response));
    assert.deepEqual(attributes["plan"], ["gold & <silver>"]);
  });

  const wrong: readonly [what: string, change: (own: Relying) => Partial<Relying>, reason: RegExp][] = [
    ["another audience", () => ({ audience: "urn:evil" }), /audience mismatch/],
    ["another certificate", () => ({ certificates: adatum().identityProvider.certificates }), /Invalid signature/],
    ["a request that nobody made", () => ({ requests: new Set() }), /InResponseTo is not valid/],
  ];
  for (const [what, change, reason] of wrong) {
    it(`is not taken by node-saml for ${what}`, async () => {
      const response = seen.responses.find(({ inResponseTo }) => inResponseTo !== undefined);
      assert.ok(response);
      const own = relying(response);
      await assert.rejects(verifyWithNodeSaml(response.xml, { ...own, ...change(own) }), reason);
    });
  }

  it("is taken by xmlsec1, and not with another certificate", function () {
    requireXmlsec1(this);
    const keysOf = (response: SeenResponse): string => certificates.get(response)?.join(" ") ?? "";
    const groups = [...new Set(seen.responses.map(keysOf))];
    for (const keys of groups) {
      const documents = seen.responses.filter((response) => keysOf(response) === keys).map(({ xml }) => xml);
      const said = keys.split(" ").map((key) => verifyWithXmlsec1(documents, key, signedBy.assertion));
      assert.ok(said.includes(undefined), said.join("\n"));
    }
    const [response] = seen.responses;
    const [other = ""] = groups.find((keys) => response && keys !== keysOf(response))?.split(" ") ?? [];
    assert.match(verifyWithXmlsec1([response?.xml ?? ""], other, signedBy.assertion) ?? "good", /data do not match/);
  });
});

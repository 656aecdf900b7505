import assert from "node:assert/strict";
import { UserError } from "../../../sandbox/core/userError";
import type { Promised } from "../../../sandbox/proof/stackFile";
import { diagnose, type DiagnosisOptions } from "../../../sandbox/responseCheck/diagnose";
import { serviceProvidersOf } from "../../../sandbox/responseCheck/serviceProviders";
import { algorithm } from "../../../sandbox/saml/constants";
import {
  promise,
  promisedBalena,
  promisedCloudSso,
  promisedRoleSso,
  promisedSamlApp,
  promisedZilliz,
} from "../proof/support/promises";
import {
  assertionXml,
  base64,
  idpMetadataXml,
  messageParts,
  nameIdXml,
  responseXml,
  type MessageParts,
} from "../saml/support/messages";
import { createSigner, sign, type Signer, type SigningOptions } from "../saml/support/signer";

const now = new Date("2026-11-01T08:00:00Z");
const issuer = "https://sts.windows.net/11111111-1111-4111-8111-111111111111/";

const attributes = {
  "https://www.aliyun.com/SAML-Role/Attributes/Role": [
    "acs:ram::1871250227220000:role/reader,acs:ram::1871250227220000:saml-provider/AAD",
  ],
  "https://www.aliyun.com/SAML-Role/Attributes/RoleSessionName": ["b.simon"],
};

/** What each service provider must find in a response, by its path. */
const meant: Readonly<Record<string, Partial<MessageParts> & Pick<MessageParts, "entityId" | "acs">>> = {
  "roleSso.main": {
    entityId: "urn:alibaba:cloudcomputing:international",
    acs: "https://signin.alibabacloud.com/saml-role/sso",
    attributes,
  },
  "cloudSso.corp": {
    entityId: "https://signin-cn-shanghai.alibabacloudsso.com/saml/sp/d-1",
    acs: "https://signin-cn-shanghai.alibabacloudsso.com/saml/acs/d-1",
  },
  "zillizSso.main": {
    entityId: "zilliz",
    acs: promisedZilliz().replyUrls[0] ?? "",
    inResponseTo: "_request",
    confirmationInResponseTo: "_request",
  },
  "balenaSso.fleet": { entityId: promisedBalena().identifier, acs: promisedBalena().replyUrls[0] ?? "" },
  "samlApps.wiki": { entityId: promisedSamlApp().identifier, acs: promisedSamlApp().replyUrls[0] ?? "" },
};

describe("A captured response, judged by every rule", () => {
  let signer: Signer;
  let other: Signer;

  before(async () => {
    [signer, other] = [await createSigner("ours"), await createSigner("theirs")];
  });

  const stack: Promised = {
    ...promise(promisedZilliz(), promisedBalena(), promisedSamlApp()),
    roleSso: [promisedRoleSso({ key: "main", edition: "international" })],
    cloudSso: [promisedCloudSso({ key: "corp" })],
  };

  /** As `pulumi stack output --json` has them. */
  const outputs = () => {
    const metadata = idpMetadataXml(issuer, [signer.certificate]);
    const { entityId: identifier = "", acs: replyUrl = "" } = meant["cloudSso.corp"] ?? {};
    return {
      roleSso: { main: { metadata } },
      cloudSso: { corp: { metadata, identifier, replyUrl } },
      zillizSso: { main: { certificate: signer.certificate } },
      balenaSso: { fleet: { metadata } },
      samlApps: { wiki: { metadata } },
    };
  };

  function response(path: string, change: Partial<MessageParts> = {}, by = signer, how?: SigningOptions): string {
    const parts = messageParts({ ...(meant[path] as MessageParts), now, ...change });
    return base64(responseXml(parts, sign(assertionXml(parts), by, how)));
  }

  const judged = (encoded: string, options?: DiagnosisOptions) =>
    diagnose(encoded, serviceProvidersOf(stack, outputs()), options);
  const failed = (encoded: string, options?: DiagnosisOptions) =>
    judged(encoded, options)
      .results.filter(({ outcome }) => outcome !== "pass")
      .map(({ check, outcome }) => (outcome === "fail" ? check : `${check}: ${outcome}`));

  for (const path of Object.keys(meant)) {
    it(`is found to be meant for ${path}, and good`, () => {
      const { serviceProvider, good, results } = judged(response(path));
      assert.equal(serviceProvider.path, path);
      assert.deepEqual(failed(response(path)), []);
      assert.equal(good, true);
      assert.ok(results.length >= 18, `${results.length} rules`);
    });
  }

  const faults: readonly (readonly [what: string, path: string, change: Partial<MessageParts>, failed: string[]])[] = [
    [
      "for others, in several ways at once",
      "samlApps.wiki",
      { audience: "urn:other", recipient: "https://other.example/acs", version: "1.1" },
      ["version", "recipient", "audience"],
    ],
    ["from an unknown issuer", "samlApps.wiki", { issuer: "https://sts.windows.net/other/" }, ["issuer"]],
    ["with a user name where an address is wanted", "balenaSso.fleet", { nameId: "simon" }, ["name-id-email"]],
    [
      "with two NameIDs",
      "samlApps.wiki",
      { subject: undefined, nameId: `a</NameID>${nameIdXml("b").slice(0, -9)}` },
      ["name-id"],
    ],
    ["with a name that CloudSSO takes for no user", "cloudSso.corp", { nameId: "a#b@c" }, ["subject-value"]],
    [
      "that Zilliz Cloud did not ask for",
      "zillizSso.main",
      { inResponseTo: undefined, confirmationInResponseTo: undefined },
      ["in-response-to"],
    ],
    [
      "with a role that is no pair, and a session without name",
      "roleSso.main",
      { attributes: { "https://www.aliyun.com/SAML-Role/Attributes/Role": ["reader"] } },
      ["session-name", "role-pair"],
    ],
    ["without any role", "roleSso.main", { attributes: {} }, ["role-attribute", "session-name"]],
  ];
  for (const [what, path, change, expected] of faults) {
    it(`is told all of its faults: ${what}`, () => {
      assert.deepEqual(failed(response(path, change), { app: path }), expected);
    });
  }

  it("is judged by the stack's certificate, not by its own", () => {
    assert.deepEqual(failed(response("samlApps.wiki", {}, other)), ["signature"]);
  });

  it("is judged in its other rules though nobody may have signed it", () => {
    const encoded = response("samlApps.wiki", { audience: "urn:other" }, other);
    assert.deepEqual(failed(encoded), ["signature", "audience"]);
  });

  it("is judged without trust before the stack is up, and that is said loudly", () => {
    const { good, notes } = diagnose(response("samlApps.wiki", {}, other), serviceProvidersOf(stack, {}));
    assert.equal(good, true);
    assert.match(notes.join("\n"), /WHO SIGNED IS NOT KNOWN/);
    assert.doesNotMatch(judged(response("samlApps.wiki")).notes.join("\n"), /WHO SIGNED/);
  });

  it("is judged at the time at which it was issued, or another one", () => {
    const encoded = response("samlApps.wiki");
    assert.equal(judged(encoded).at, now.toISOString());
    const late = new Date(now.getTime() + 2 * 3_600_000);
    assert.deepEqual(failed(encoded, { at: late }), ["conditions", "confirmation-time"]);
  });

  it("is told to leave SHA-1", () => {
    const old = { signatureAlgorithm: algorithm.rsaSha1, digestAlgorithm: algorithm.sha1 };
    const { good, notes } = judged(response("samlApps.wiki", {}, signer, old));
    assert.equal(good, true);
    assert.match(notes.join("\n"), /SHA-1/);
    assert.doesNotMatch(judged(response("samlApps.wiki")).notes.join("\n"), /SHA-1/);
  });

  it("is named, where it can't be read at all", () => {
    assert.deepEqual(failed(base64("no response")).slice(0, 2), ["response", "version: not reached"]);
    assert.equal(failed("§")[0], "encoding");
  });

  it("is nobody's, if it is meant for nobody here", () => {
    const parts = { entityId: "urn:stranger", acs: "https://stranger.example/acs", audience: "urn:stranger" };
    const stray = response("samlApps.wiki", { ...parts, recipient: parts.acs, destination: parts.acs });
    assert.throws(
      () => judged(stray),
      (error) => error instanceof UserError && /urn:stranger[\s\S]*samlApps\.wiki/.test(error.message),
    );
    assert.deepEqual(failed(stray, { app: "wiki" }), ["destination", "recipient", "audience"]);
    assert.throws(() => judged(stray, { app: "wik" }), /no service provider of this stack[\s\S]*samlApps\.wiki/);
  });
});

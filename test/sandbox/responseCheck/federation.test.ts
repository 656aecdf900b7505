import assert from "node:assert/strict";
import { ManualClock } from "../../../sandbox/core/clock";
import type { SandboxContext } from "../../../sandbox/core/context";
import { randomIds } from "../../../sandbox/core/ids";
import { Journal } from "../../../sandbox/core/journal";
import { healthy } from "../../../sandbox/core/settings";
import { SignOnLog } from "../../../sandbox/core/signOnLog";
import { writeResponse } from "../../../sandbox/identityProviders/response";
import type { PromisedFederation } from "../../../sandbox/proof/promised/domainFederation";
import type { Promised } from "../../../sandbox/proof/stackFile";
import { diagnose, type DiagnosisOptions } from "../../../sandbox/responseCheck/diagnose";
import { federationServiceProviders } from "../../../sandbox/responseCheck/federation";
import { serviceProvidersOf } from "../../../sandbox/responseCheck/serviceProviders";
import { algorithm } from "../../../sandbox/saml/constants";
import { unfitCertificates } from "../../support/certificates";
import { adatum, amelia, bruno, current, promiseFederation } from "../proof/support/adatum";
import { promisedBalena } from "../proof/support/promises";
import { assertionXml, base64, messageParts, minutes, responseXml, type MessageParts } from "../saml/support/messages";
import { createSigner, sign, type Signer, type SigningOptions } from "../saml/support/signer";
import { entra, faults, now, wilma, woodgroveIssuer } from "./federationCases";

describe("A captured response for Entra itself", () => {
  let signers: Readonly<Record<"current" | "next" | "woodgrove" | "stranger", Signer>>;
  before(async () => {
    const [current, next, woodgrove, stranger] = await Promise.all(["a", "b", "c", "d"].map(createSigner));
    assert.ok(current && next && woodgrove && stranger);
    signers = { current, next, woodgrove, stranger };
  });

  const federationOf = (certificates: readonly string[], more: Partial<PromisedFederation> = {}): PromisedFederation =>
    adatum({ identityProvider: { ...adatum().identityProvider, certificates }, ...more });
  /** Both companies, as a configuration has them; Woodgrove's first, so that no choice is right by chance. */
  function stack(own: Partial<PromisedFederation> = {}): Promised {
    const { current, next, woodgrove } = signers;
    const other = federationOf([woodgrove.certificate], { key: "woodgrove", domain: "woodgrove.com", users: [wilma] });
    const { identityProvider } = other;
    return promiseFederation(
      { ...other, identityProvider: { ...identityProvider, issuer: woodgroveIssuer } },
      federationOf([current.certificate, next.certificate], own),
    );
  }

  const parts = (change: Partial<MessageParts> = {}): MessageParts =>
    messageParts({
      ...{ now, ...entra, issuer: adatum().identityProvider.issuer, confirmationNotOnOrAfter: minutes(now, 5) },
      ...{ inResponseTo: "_request", confirmationInResponseTo: "_request" },
      nameId: "fT.2B8wZQ/0EqYv2Q1x7hN3A==",
      attributes: { IDPEmail: [amelia.userPrincipalName] },
      ...change,
    });
  const response = (change: Partial<MessageParts> = {}, by = signers.current, how?: SigningOptions): string =>
    base64(responseXml(parts(change), sign(assertionXml(parts(change)), by, how)));

  const judged = (encoded: string, promised = stack(), options?: DiagnosisOptions) =>
    diagnose(encoded, serviceProvidersOf(promised, {}), options);
  const failedIn = ({ results }: ReturnType<typeof judged>) =>
    results.flatMap(({ check, outcome }) =>
      outcome === "pass" ? [] : [outcome === "fail" ? check : `${check}: ${outcome}`],
    );

  const failed = (encoded: string, promised?: Promised, options?: DiagnosisOptions) =>
    failedIn(judged(encoded, promised, options));

  it("is good in the shape in which the sandbox's own identity provider sends it", () => {
    const { privateKey, certificate } = signers.current;
    const key = { certificate, privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
    const clock = new ManualClock(now);
    const logs = { journal: new Journal(clock), signOns: new SignOnLog(clock) };
    const context: SandboxContext = { clock, ids: randomIds(), ...logs, behaviour: healthy };
    const { issuer } = adatum().identityProvider;
    const said = { issuer, consumer: entra.acs, audience: entra.entityId, inResponseTo: "_request" };
    for (const person of [amelia, bruno]) {
      const { serviceProvider, good, results, notes } = judged(
        base64(writeResponse(context, { ...said, person }, key)),
      );
      assert.deepEqual(
        [serviceProvider.path, serviceProvider.name],
        ["domainFederation.adatum", "Microsoft Entra ID, for users of adatum.com"],
      );
      assert.deepEqual(
        results.filter(({ outcome }) => outcome !== "pass"),
        [],
      );
      assert.equal(good, true);
      for (const check of [
        "signature",
        "name-id-format",
        "name-id-encoding",
        "certificate-validity",
        "user",
        "idp-email",
      ])
        assert.ok(
          results.some((result) => result.check === check),
          check,
        );
      assert.doesNotMatch(notes.join("\n"), /SHA-1|WHO SIGNED/);
    }
  });

  it("is good, as the cases below change it", () => {
    assert.deepEqual([failed(response()), judged(response()).good], [[], true]);
  });

  for (const [what, change, expected, own] of faults) {
    it(`with ${what} ${expected.length === 0 ? "is good" : `fails: ${expected.join(", ")}`}`, () => {
      const diagnosis = judged(response(change), stack(own), { app: "adatum" });
      assert.deepEqual(failedIn(diagnosis), expected);
      assert.equal(diagnosis.good, expected.length === 0);
    });
  }

  describe("and who signed it", () => {
    const signedResponse = () =>
      base64(sign(responseXml(parts(), assertionXml(parts())), signers.current, { id: "_response" }));

    it("fails for an unsigned assertion in a signed response, and says what to do", () => {
      const diagnosis = judged(signedResponse());
      assert.deepEqual(failedIn(diagnosis), ["signature"]);
      const { refusal } = diagnosis.results.find(({ check }) => check === "signature") ?? assert.fail();
      assert.equal(refusal?.code, "AADSTS50006");
      assert.match(refusal.remedy, /sign the assertion itself/);
    });

    it("fails for anybody's signature, but not for the next certificate's", () => {
      assert.deepEqual(failed(response({}, signers.stranger)), ["signature"]);
      assert.deepEqual(failed(response({}, signers.woodgrove)), ["signature"]);
      assert.deepEqual(failed(response({}, signers.next)), []);
    });

    it("fails for a certificate that has been retired", () => {
      const only = stack({
        identityProvider: { ...adatum().identityProvider, certificates: [signers.next.certificate] },
      });
      assert.deepEqual(failed(response({}, signers.current), only), ["signature"]);
      assert.deepEqual(failed(response({}, signers.next), only), []);
    });

    it("is good and told to move on with SHA-1", () => {
      const old = { signatureAlgorithm: algorithm.rsaSha1, digestAlgorithm: algorithm.sha1 };
      const { good, notes } = judged(response({}, signers.current, old));
      assert.equal(good, true);
      assert.match(notes.join("\n"), /SHA-1, which is accepted and deprecated/);
      assert.doesNotMatch(judged(response()).notes.join("\n"), /SHA-1/);
    });

    /** The sandbox's identity provider signs with a key of its own in place of the configured certificate's. */
    const withStandIn = (configured: string) => {
      const promised = promiseFederation(federationOf([configured]));
      const standIn = (certificate: string) => (certificate === configured ? signers.current.certificate : certificate);
      return failedIn(diagnose(response(), serviceProvidersOf(promised, {}, standIn)));
    };
    for (const [what, configured, expected] of [
      ["is good where the sandbox's key stands in for the company's", current, []],
      ["fails where that certificate has expired", unfitCertificates.expired, ["certificate-validity"]],
      ["fails where it is not valid yet", unfitCertificates.later, ["certificate-validity"]],
      ["fails where its key is short", unfitCertificates.short, ["certificate-key"]],
    ] as const) {
      it(what, () => assert.deepEqual(withStandIn(configured), expected));
    }

    it("is good by either key, where one stands in for the company's own, and by no third", () => {
      const { current, next, stranger } = signers;
      const providers = serviceProvidersOf(promiseFederation(federationOf([current.certificate])), {}, (certificate) =>
        certificate === current.certificate ? next.certificate : certificate,
      );
      const judgedBy = (signer: Signer) => failedIn(diagnose(response({}, signer), providers));
      assert.deepEqual([current, next, stranger].map(judgedBy), [[], [], ["signature"]]);
    });

    it("fails where no key stands in for the company's", () => {
      assert.deepEqual(failed(response(), promiseFederation(federationOf([current]))), ["signature"]);
    });
  });

  describe("and when it came", () => {
    const { issuer } = adatum().identityProvider;
    /** Five minutes for the confirmation, an hour for the conditions, both from the time of issue. */
    const strict = () => {
      const window = `NotBefore="${minutes(now, 0)}" NotOnOrAfter="${minutes(now, 60)}"`;
      const audience = `<AudienceRestriction><Audience>${entra.entityId}</Audience></AudienceRestriction>`;
      return response({ issuer, conditions: `<Conditions ${window}>${audience}</Conditions>` });
    };
    for (const [count, expected] of [
      [0, []],
      [4, []],
      [7, ["confirmation-time"]],
      [62, ["conditions", "confirmation-time"]],
      [-0.5, []],
      [-5, ["conditions", "response-shape", "assertion-shape"]],
    ] as const) {
      it(`${count} minutes after it was issued: ${expected.join(", ") || "good"}`, () => {
        const at = new Date(now.getTime() + count * 60_000);
        const diagnosis = judged(strict(), stack(), { at });
        assert.deepEqual(failedIn(diagnosis), expected);
        assert.equal(diagnosis.at, at.toISOString());
        assert.doesNotMatch(diagnosis.notes.join("\n"), /--at/);
      });
    }
  });

  describe("and whose user it is about", () => {
    const path = (encoded: string, promised = stack()) => judged(encoded, promised).serviceProvider.path;
    const byWilma = { nameId: wilma.immutableId, attributes: { IDPEmail: [wilma.userPrincipalName] } };

    it("is judged by the federation of the user's domain, where there are two", () => {
      const ofWilma = response({ ...byWilma, issuer: woodgroveIssuer }, signers.woodgrove);
      assert.deepEqual([path(response()), path(ofWilma)], ["domainFederation.adatum", "domainFederation.woodgrove"]);
      assert.deepEqual([failed(response()), failed(ofWilma)], [[], []]);
    });

    it("fails where another domain's identity provider speaks for it, by its own name or by the right one", () => {
      const [own, right] = [{ issuer: woodgroveIssuer }, {}].map((by) => response(by, signers.woodgrove));
      assert.deepEqual([path(own ?? ""), failed(own ?? "")], ["domainFederation.adatum", ["issuer"]]);
      assert.deepEqual([path(right ?? ""), failed(right ?? "")], ["domainFederation.adatum", ["signature"]]);
    });

    it("fails where an identity provider sends the ImmutableID of another domain's user", () => {
      const encoded = response({ issuer: woodgroveIssuer, attributes: byWilma.attributes }, signers.woodgrove);
      assert.equal(path(encoded), "domainFederation.woodgrove");
      assert.deepEqual(failed(encoded), ["user-domain", "idp-email"]);
    });

    it("is judged by the federation with its issuer, where it names no user", () => {
      const ofWilma = response({ ...byWilma, attributes: {}, issuer: woodgroveIssuer }, signers.woodgrove);
      assert.equal(path(ofWilma), "domainFederation.woodgrove");
      assert.deepEqual(failed(ofWilma), ["idp-email"]);
      assert.equal(path(response({ attributes: {} })), "domainFederation.adatum");
    });

    it("is judged by the federation that is asked for", () => {
      const diagnosis = judged(response(), stack(), { app: "woodgrove" });
      assert.equal(diagnosis.serviceProvider.path, "domainFederation.woodgrove");
      assert.deepEqual(failedIn(diagnosis), ["issuer", "user-domain"]);
    });

    it("is not taken for another service's, nor another service's for Entra's", () => {
      const promised = { ...stack(), services: [promisedBalena()] };
      assert.equal(path(response(), promised), "domainFederation.adatum");
      const acs = promisedBalena().replyUrls[0] ?? "";
      const elsewhere = { audience: promisedBalena().identifier, recipient: acs, destination: acs };
      assert.equal(path(response(elsewhere), promised), "balenaSso.fleet");
    });

    it("can be about anybody of the domain whom the configuration does not name", () => {
      const none = stack({ users: [] });
      const dora = { nameId: "DORA", attributes: { IDPEmail: ["dora@adatum.com"] } };
      assert.deepEqual(failed(response(dora), none), []);
      // Nor is she known where the configuration has others, and that is said.
      assert.deepEqual(failed(response(dora)), []);
      assert.match(judged(response(dora)).notes.join("\n"), /dora@adatum\.com is no user of the configuration/);
      assert.doesNotMatch(judged(response()).notes.join("\n"), /is no user of the configuration/);
      assert.deepEqual(failed(response({ nameId: "a+b", attributes: dora.attributes }), none), ["name-id-encoding"]);
      const outside = { ...dora, attributes: { IDPEmail: ["dora@contoso.com"] } };
      assert.deepEqual(failed(response(outside), none, { app: "adatum" }), ["user-domain"]);
    });
  });

  describe("that can't be read", () => {
    it("fails for its document type first", () => {
      const xml = Buffer.from(response(), "base64").toString("utf8");
      const encoded = base64(`<!DOCTYPE Response>${xml}`);
      for (const options of [{ app: "adatum" }, {}]) {
        const [first, ...others] = failed(encoded, stack(), options);
        assert.equal(first, "document-type");
        assert.ok(!others.includes("document-type"));
      }
      assert.equal(judged(encoded, stack(), { app: "adatum" }).serviceProvider.path, "domainFederation.adatum");
    });

    it("fails for what it is", () => {
      assert.equal(failed(base64("<x/>"), stack(), { app: "adatum" })[0], "response");
      assert.equal(failed("§", stack(), { app: "adatum" })[0], "encoding");
    });
  });

  it("is one for China's cloud, where the stack is there", () => {
    const china = {
      audience: "urn:federation:partner.microsoftonline.cn",
      recipient: "https://login.partner.microsoftonline.cn/login.srf",
      destination: "https://login.partner.microsoftonline.cn/login.srf",
    };
    const promised: Promised = { ...stack(), entraCloud: "china" };
    assert.deepEqual(failed(response(china), promised), []);
    assert.deepEqual(failed(response(), promised, { app: "adatum" }), ["destination", "recipient", "audience"]);
    const [first] = federationServiceProviders(promised, (certificate) => certificate);
    assert.deepEqual([first?.audience, first?.replyUrls], [china.audience, [china.recipient]]);
  });
});

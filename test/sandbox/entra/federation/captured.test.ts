import assert from "node:assert/strict";
import { runChecks, runEveryCheck } from "../../../../sandbox/core/checks";
import { clouds } from "../../../../sandbox/entra/clouds";
import {
  capturedExchange,
  capturedResponseChecks,
  type CapturedResponse,
} from "../../../../sandbox/entra/federation/accept";
import { base64 } from "../../saml/support/messages";
import { adatum, amelia, createSigners, federationOf, Stage, type Begun, type Signers } from "./support";

describe("A response that somebody has captured", () => {
  let signers: Signers;
  let stage: Stage;
  let begun: Begun;
  before(async () => {
    signers = await createSigners();
    stage = new Stage(signers);
    begun = await stage.begin(amelia.upn);
  });

  const captured = (xml: string, own: Partial<CapturedResponse> = {}): CapturedResponse => {
    const realm = federationOf(adatum, signers.current);
    const account = { userPrincipalName: amelia.upn, onPremisesImmutableId: amelia.immutableId, accountEnabled: true };
    return {
      encoded: base64(xml),
      now: stage.lab.clock.now(),
      cloud: clouds.global,
      realm,
      accounts: {
        realms: [realm],
        realmOf: (name) => (name.endsWith(`@${adatum.domain}`) ? realm : undefined),
        withImmutableId: (immutableId) => (immutableId === amelia.immutableId ? account : undefined),
        withPrincipalName: (name) => (name === amelia.upn ? account : undefined),
      },
      ...own,
    };
  };
  const failed = (response: CapturedResponse) =>
    runEveryCheck(capturedResponseChecks, capturedExchange(response)).flatMap(({ check, outcome, refusal }) =>
      outcome === "pass" ? [] : [[check, outcome, refusal?.code]],
    );

  it("passes if it is good, whatever request it answers", () => {
    assert.deepEqual(failed(captured(stage.response(begun))), []);
    assert.ok(runChecks(capturedResponseChecks, capturedExchange(captured(stage.response(begun)))).accepted);
  });

  it("is asked nothing about how it came", () => {
    const names = capturedResponseChecks.map(({ name }) => name);
    for (const name of ["posted-form", "relay-state", "same-browser", "replay"]) assert.ok(!names.includes(name));
  });

  it("must answer the request that is known", () => {
    assert.deepEqual(failed(captured(stage.response(begun), { requestId: begun.request.id })), []);
    assert.deepEqual(failed(captured(stage.response(begun), { requestId: "_other" })), [
      ["in-response-to", "fail", "AADSTS50008"],
    ]);
  });

  it("has all its faults named, not only the first", () => {
    const xml = stage.response(
      begun,
      { audience: "urn:x", recipient: "https://x", nameId: "a+b", attributes: {} },
      signers.stranger,
    );
    assert.deepEqual(failed(captured(xml)), [
      ["signature", "fail", "AADSTS5000811"],
      ["name-id-encoding", "fail", "AADSTS50008"],
      ["recipient", "fail", "AADSTS500089"],
      ["audience", "fail", "AADSTS500089"],
      ["user", "fail", "AADSTS51004"],
      ["user-enabled", "not reached", undefined],
      ["user-domain", "not reached", undefined],
      ["idp-email", "not reached", undefined],
    ]);
  });

  it("may be anything", () => {
    assert.deepEqual(failed(captured("<x/>")).slice(0, 2), [
      ["response", "fail", "AADSTS50008"],
      ["version", "not reached", undefined],
    ]);
  });
});

import assert from "node:assert/strict";
import { sign } from "../../saml/support/signer";
import { attacks, changed, clockOff, long, setImmutableId, type Attack } from "./attackCases";
import { amelia, bruno, createSigners, Stage, wilma, woodgrove, type Signers } from "./support";

describe("A response that Entra ID does not take as service provider", () => {
  let signers: Signers;
  before(async () => {
    signers = await createSigners();
  });

  const run = async ({ options, prepare, typed = amelia.upn, send }: Attack, off: readonly string[]) => {
    const stage = new Stage(signers, { ...options?.(signers), off });
    prepare?.(stage);
    const page = await send(stage, await stage.begin(typed));
    return { stage, page };
  };

  for (const attack of attacks) {
    const { what, check, code, also = [], admits = amelia.upn } = attack;
    it(`${what}: ${check}, ${code}`, async () => {
      const { stage, page } = await run(attack, []);
      assert.deepEqual([page.kind, page.facts["error-code"], stage.refused?.check], ["refused", code, check]);
      assert.ok(page.facts["error-message"]?.startsWith(`${code}: `));
      assert.equal(stage.lab.context.journal.entries.at(-1)?.outcome, code);
    });

    it(`${what}: nothing but ${check} stands in the way`, async () => {
      const { stage, page } = await run(attack, [check, ...also]);
      assert.deepEqual([page.kind, page.facts["session-name"]], ["session", admits], JSON.stringify(stage.refused));
    });
  }

  // ---- the accepted twins that are not the plain way ----------------------------------------------------------------------

  const twins: readonly Omit<Attack, "check" | "code">[] = [
    { what: "nothing changed", send: changed({}) },
    {
      what: "the other domain's user from the other domain's identity provider",
      typed: wilma.upn,
      admits: wilma.upn,
      send: changed(
        { issuer: woodgrove.issuer, nameId: wilma.immutableId, attributes: { IDPEmail: [wilma.upn] } },
        "other",
      ),
    },
    {
      what: "another user of the domain than the one who was typed",
      admits: bruno.upn,
      send: changed({ nameId: bruno.immutableId, attributes: { IDPEmail: [bruno.upn] } }),
    },
    {
      what: "the principal name in another case",
      send: changed({ attributes: { IDPEmail: ["Amelia@ADATUM.com"], other: ["x"] } }),
    },
    {
      what: "the next certificate",
      options: ({ next }) => ({ federation: { nextSigningCertificate: next.certificate } }),
      send: changed({}, "next"),
    },
    {
      what: "the current certificate while there is a next one",
      options: ({ next }) => ({ federation: { nextSigningCertificate: next.certificate } }),
      send: changed({}),
    },
    { what: "a clock that is 59 seconds ahead", send: clockOff(59) },
    { what: "a clock that is 359 seconds behind", send: clockOff(-359) },
    { what: "64 characters", prepare: setImmutableId(long(64)), send: changed({ nameId: long(64) }) },
    { what: "/ and = encoded", send: changed({ nameId: "fT.2B8wZQ.2F0EqYv2Q1x7hN3A.3D.3D" }) },
    {
      what: "a signed response around the signed assertion",
      send: (stage, begun) =>
        stage.post(begun, sign(stage.response(begun), stage.signers.current, { id: "_response" })),
    },
  ];
  for (const twin of twins) {
    it(`but takes ${twin.what}`, async () => {
      const { stage, page } = await run({ ...twin, check: "", code: "" }, []);
      assert.deepEqual(
        [page.kind, page.facts["session-name"]],
        ["session", twin.admits ?? amelia.upn],
        JSON.stringify(stage.refused),
      );
    });
  }

  it("takes SHA-1 with a warning", async () => {
    const stage = new Stage(signers);
    const begun = await stage.begin(amelia.upn);
    const sha1 = {
      signatureAlgorithm: "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
      digestAlgorithm: "http://www.w3.org/2000/09/xmldsig#sha1",
    };
    const page = await stage.post(begun, stage.response(begun, {}, signers.current, sha1));
    assert.equal(page.kind, "session");
    const entry = stage.lab.context.journal.entries.find(({ action }) => action === "POST /login.srf");
    assert.match(String(entry?.detail?.["warning"]), /SHA-256/);
  });

  it("is not waited for longer than ten minutes", async () => {
    for (const [wait, kind] of [
      [599_000, "session"],
      [600_000, "refused"],
    ] as const) {
      const stage = new Stage(signers);
      const begun = await stage.begin(amelia.upn);
      stage.lab.clock.advance(wait);
      assert.equal((await stage.post(begun, stage.response(begun))).kind, kind);
    }
  });

  it("uses nothing up when it is refused", async () => {
    const stage = new Stage(signers);
    const begun = await stage.begin(amelia.upn);
    assert.equal((await changed({}, "stranger")(stage, begun)).kind, "refused");
    assert.equal((await changed({})(stage, begun)).kind, "session");
  });

  it("says whom it does not know, and which issuer", async () => {
    const unknown = new Stage(signers);
    const page = await changed({ nameId: "unknown.2B" })(unknown, await unknown.begin(amelia.upn));
    const { id } = unknown.lab.tenant;
    assert.match(page.facts["error-message"] ?? "", new RegExp(`user account unknown\\+ does not exist in the ${id}`));
    const stranger = new Stage(signers);
    const other = await changed({ issuer: "urn:nobody" })(stranger, await stranger.begin(amelia.upn));
    assert.match(other.facts["error-message"] ?? "", /realm object 'urn:nobody' does not exist/);
  });

  it("is no form of two messages", async () => {
    const stage = new Stage(signers);
    const begun = await stage.begin(amelia.upn);
    const xml = Buffer.from(stage.response(begun)).toString("base64");
    const body = new URLSearchParams([
      ["SAMLResponse", xml],
      ["SAMLResponse", xml],
      ["RelayState", begun.relayState],
    ]);
    const answer = await stage.lab.world.handle(new Request(stage.acs, { method: "POST", body }));
    assert.match(await answer.text(), /data-page="refused"[^]*AADSTS50008/);
    assert.equal(stage.refused?.check, "posted-form");
  });
});

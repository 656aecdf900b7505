import assert from "node:assert/strict";
import type { SignOnAccess, SignOnTrace } from "../../../sandbox/browser/signOn";
import { page } from "../../../sandbox/core/page";
import type { User } from "../../../sandbox/entra/model/types";
import type { Person } from "../../../sandbox/identityProviders/model/state";
import {
  federationExpectations,
  judgeFederation,
  refusedOnTheWay,
  throughIdentityProvider,
  type FederationExpectation,
} from "../../../sandbox/proof/federation/judgeFederation";
import { federationFor, type PromisedFederation } from "../../../sandbox/proof/promised/domainFederation";
import { notAssigned, refusalExpected, type Row } from "../../../sandbox/proof/row";
import { nameIdFormat } from "../../../sandbox/saml/constants";
import { adatum, amelia, bruno } from "./support/adatum";

const unknownThere = { code: "UnknownUser", reason: "unknown to the identity provider" };
const unknownHere = { code: "AADSTS51004", reason: "no user has this ImmutableID" };
const disabled = { code: "AADSTS50057", reason: "account disabled" };

const user = (userPrincipalName: string, onPremisesImmutableId: string | null, accountEnabled = true): User =>
  ({ userPrincipalName, onPremisesImmutableId, accountEnabled }) as User;
const person = (userPrincipalName: string, immutableId: string): Person => ({ userPrincipalName, immutableId });

/** Says of an identity provider only whom it knows. */
const knowing = (...users: readonly Person[]) => ({
  ...{ name: "", issuer: "", signInUrl: "", certificates: [] },
  users,
});

describe("Who must get in to Entra from a federated domain", () => {
  interface Case {
    readonly what: string;
    /** Whom the stack makes. @default nobody */
    readonly made?: PromisedFederation["users"];
    readonly here?: readonly User[];
    readonly there?: readonly Person[];
    readonly expected: readonly Pick<FederationExpectation, "userPrincipalName" | "immutableId" | "refusal">[];
  }
  const dora = "dora@adatum.com";
  const cases: readonly Case[] = [
    {
      what: "a user of the configuration, whom both sides know",
      made: [amelia],
      here: [user(amelia.userPrincipalName, amelia.immutableId)],
      there: [person(amelia.userPrincipalName, amelia.immutableId)],
      expected: [{ userPrincipalName: amelia.userPrincipalName, immutableId: amelia.immutableId }],
    },
    {
      what: "a user of the configuration, also one whom neither side knows",
      made: [amelia, bruno],
      there: [person(bruno.userPrincipalName, "another")],
      expected: [
        { userPrincipalName: amelia.userPrincipalName, immutableId: amelia.immutableId },
        { userPrincipalName: bruno.userPrincipalName, immutableId: bruno.immutableId },
      ],
    },
    {
      what: "a user of the configuration, also one whose account is disabled",
      made: [amelia],
      here: [user(amelia.userPrincipalName, amelia.immutableId, false)],
      there: [person(amelia.userPrincipalName, amelia.immutableId)],
      expected: [{ userPrincipalName: amelia.userPrincipalName, immutableId: amelia.immutableId }],
    },
    {
      what: "nobody whom the identity provider does not know",
      here: [user(dora, "DORA")],
      expected: [{ userPrincipalName: dora, refusal: unknownThere }],
    },
    {
      what: "nobody whom Entra does not know",
      there: [person(dora, "DORA")],
      expected: [{ userPrincipalName: dora, refusal: unknownHere }],
    },
    {
      what: "nobody whom Entra knows by another ImmutableID, or by none",
      here: [user(dora, "dora"), user("emil@adatum.com", null)],
      there: [person(dora, "DORA"), person("emil@adatum.com", "EMIL")],
      expected: [
        { userPrincipalName: dora, refusal: unknownHere },
        { userPrincipalName: "emil@adatum.com", refusal: unknownHere },
      ],
    },
    {
      what: "nobody whose account is disabled",
      here: [user(dora, "DORA", false)],
      there: [person(dora, "DORA")],
      expected: [{ userPrincipalName: dora, refusal: disabled }],
    },
    {
      what: "a user who was there before, whom both sides know",
      here: [user(dora, "DORA")],
      there: [person(dora, "DORA")],
      expected: [{ userPrincipalName: dora, immutableId: "DORA" }],
    },
    {
      what: "each of them once, however their names are written",
      made: [{ ...amelia, userPrincipalName: "Amelia@adatum.com" }],
      here: [user("amelia@Adatum.com", amelia.immutableId), user("DORA@ADATUM.COM", "DORA")],
      there: [person("AMELIA@adatum.com", amelia.immutableId), person(dora, "DORA")],
      expected: [
        { userPrincipalName: "Amelia@adatum.com", immutableId: amelia.immutableId },
        { userPrincipalName: "DORA@ADATUM.COM", immutableId: "DORA" },
      ],
    },
    {
      what: "nobody of another domain",
      here: [user("b.simon@contoso.com", "SIMON"), user("b@notadatum.com", "B"), user("c@adatum.com.example", "C")],
      there: [person("b.simon@contoso.com", "SIMON"), person("b@notadatum.com", "B")],
      expected: [],
    },
  ];
  for (const { what, made = [], here = [], there = [], expected } of cases) {
    it(what, () => {
      const federation = adatum({ users: made });
      assert.deepEqual(
        federationExpectations({ federation, says: knowing(...there) }, here),
        expected.map((one) => ({ federation, ...one })),
      );
    });
  }
});

const answering = (kind: "session" | "refused", facts: Readonly<Record<string, string | undefined>>): SignOnAccess => ({
  records: () => Promise.resolve([]),
  send: () =>
    page({
      kind,
      site: "Microsoft",
      title: "Page",
      facts: Object.entries(facts).flatMap(([id, value]) => (value === undefined ? [] : [{ id, label: id, value }])),
    }),
});

describe("The judge of a sign-in to Entra", () => {
  const { userPrincipalName, immutableId } = amelia;
  const judged = (access: SignOnAccess, more: Partial<FederationExpectation> = { immutableId }) =>
    judgeFederation(access, { federation: adatum(), userPrincipalName, ...more }, "https://start.example/");
  const facts = {
    service: "Microsoft Entra ID",
    "session-name": "amelia@adatum.com",
    "identity-provider": "https://idp.adatum.com/saml",
    "name-id": "fT.2B8wZQ/0EqYv2Q1x7hN3A==",
    "name-id-format": nameIdFormat.persistent,
  } as const;

  it("is content with the session that the configuration promises, and says by whose word", async () => {
    const { user: who, service, account, role, result, asItShouldBe, via } = await judged(answering("session", facts));
    assert.deepEqual(
      { who, service, account, role, result, asItShouldBe, via },
      {
        ...{ who: userPrincipalName, service: "Microsoft Entra ID", account: "adatum.com", role: "-" },
        ...{ result: userPrincipalName, asItShouldBe: true, via: "Adatum sign-in" },
      },
    );
  });

  for (const [fact, value] of Object.entries(facts)) {
    it(`reports another ${fact}, also one that only differs in case, and none at all`, async () => {
      for (const other of ["another", value.toUpperCase()]) {
        const { asItShouldBe, result } = await judged(answering("session", { ...facts, [fact]: other }));
        assert.deepEqual([asItShouldBe, result], [false, `in, but not as promised: ${fact} ${other}, not ${value}`]);
      }
      const { asItShouldBe, result } = await judged(answering("session", { ...facts, [fact]: undefined }));
      assert.deepEqual([asItShouldBe, result], [false, `in, but not as promised: ${fact} ?, not ${value}`]);
    });
  }

  it("reports a NameID that is the ImmutableID as it is", async () => {
    const { asItShouldBe } = await judged(answering("session", { ...facts, "name-id": immutableId }));
    assert.equal(asItShouldBe, false);
  });

  it("wants who must be refused to be refused for that reason", async () => {
    for (const refusal of [unknownThere, unknownHere, disabled]) {
      for (const code of ["UnknownUser", "AADSTS51004", "AADSTS50057", "AADSTS50105"]) {
        const row = await judged(answering("refused", { "error-code": code }), { refusal });
        assert.equal(row.asItShouldBe, code === refusal.code, `${code} for ${refusal.code}`);
      }
      const { asItShouldBe, result, via } = await judged(answering("session", facts), { refusal });
      assert.deepEqual([asItShouldBe, result, via], [false, "IN, though nobody promised it", undefined]);
    }
  });

  it("reports who is refused, and must not be", async () => {
    const { asItShouldBe, result } = await judged(answering("refused", { "error-code": "AADSTS51004" }));
    assert.deepEqual([asItShouldBe, result], [false, "refused: AADSTS51004 "]);
  });
});

/** A sign-on to a service, with what Entra and others checked on the way. */
const rowOf = (
  outcome: SignOnTrace["outcome"],
  ...checked: readonly { readonly party?: string; readonly check: string; readonly accepted?: boolean }[]
): Row => ({
  ...{ user: amelia.userPrincipalName, service: "S", account: "1", role: "r", result: "amelia", asItShouldBe: true },
  trace: {
    ...{ intent: { start: "", username: "" }, outcome, facts: {}, offered: [], steps: [] },
    records: checked.map(({ party = "Microsoft Entra ID", check, accepted = true }) => ({
      ...{ at: "", party, step: "" },
      verdict: { accepted, results: [{ check, rule: "", source: "", outcome: accepted ? "pass" : "fail" }] },
    })),
  },
});

describe("A sign-on to a service", () => {
  const vouched = { check: "idp-email" };
  const without = "in, though Adatum sign-in did not vouch for it";
  const anothers = "in by way of another identity provider, though the domain is not federated";
  const cases: readonly (readonly [string, Row, PromisedFederation | undefined, string | undefined, string?])[] = [
    ["of a federated user, by the identity provider's word", rowOf("in", vouched), adatum(), "Adatum sign-in"],
    ["of a federated user, by nobody's word", rowOf("in", { check: "assigned" }), adatum(), undefined, without],
    [
      "of a federated user, by a word that Entra refused",
      rowOf("in", { ...vouched, accepted: false }),
      adatum(),
      undefined,
      without,
    ],
    [
      "of a federated user, by a word that the service took, not Entra",
      rowOf("in", { ...vouched, party: "Wiki" }),
      adatum(),
      undefined,
      without,
    ],
    ["of anybody else", rowOf("in", { check: "assigned" }), undefined, undefined],
    ["of anybody else, by an identity provider's word", rowOf("in", vouched), undefined, undefined, anothers],
    ["that is refused", rowOf("refused", { check: "assigned", accepted: false }), adatum(), undefined],
    ["that is refused after all", rowOf("refused", vouched), undefined, undefined],
  ];
  for (const [what, row, federation, via, wrong] of cases) {
    it(`${wrong === undefined ? "is left as it is" : "is not as it should be"}: one ${what}`, () => {
      const { result, asItShouldBe, via: found } = throughIdentityProvider(row, federation);
      assert.deepEqual([result, asItShouldBe, found], [wrong ?? "amelia", wrong === undefined, via]);
    });
  }

  it("belongs to the federation of the user's domain, however it is written", () => {
    const woodgrove = adatum({ key: "woodgrove", domain: "woodgrove.com" });
    const found = (name: string) => federationFor([adatum(), woodgrove], name)?.key;
    assert.deepEqual(
      ["a@adatum.com", "A@ADATUM.COM", "b@woodgrove.com", "c@contoso.com", "d@notadatum.com"].map(found),
      ["adatum", "adatum", "woodgrove", undefined, undefined],
    );
  });

  describe("that is refused before the service is asked", () => {
    const federation = adatum();
    const refused = (code: string): SignOnTrace => ({ ...rowOf("refused").trace, facts: { "error-code": code } });
    const notForAmelia = (code: string): Row => ({
      ...rowOf("refused"),
      ...refusalExpected(refused(code), notAssigned),
      trace: refused(code),
    });
    const expectation = { federation, userPrincipalName: "Amelia@adatum.com", refusal: unknownThere };

    it("is as it should be, if that is for the promised reason", () => {
      const row = refusedOnTheWay(notForAmelia("UnknownUser"), [expectation]);
      const text = "refused: UnknownUser, unknown to the identity provider (as it should be)";
      assert.deepEqual([row.asItShouldBe, row.result], [true, text]);
    });

    it("is left as it is, if it is for another reason, somebody else's, or of somebody who must get in", () => {
      const row = notForAmelia("UnknownUser");
      assert.equal(row.asItShouldBe, false);
      const { immutableId, userPrincipalName } = amelia;
      for (const [other, expectations] of [
        [notForAmelia("AADSTS51004"), [expectation]],
        [row, []],
        [row, [{ ...expectation, userPrincipalName: bruno.userPrincipalName }]],
        [row, [{ federation, userPrincipalName, immutableId }]],
        [{ ...row, mustBeRefused: undefined }, [expectation]],
        [notForAmelia("AADSTS50105"), [expectation]],
      ] as const) {
        assert.deepEqual(refusedOnTheWay(other, expectations), other);
      }
    });
  });
});

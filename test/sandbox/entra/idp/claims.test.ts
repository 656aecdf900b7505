import assert from "node:assert/strict";
import { attributeClaims, nameIdentifierClaim, nameIdOf, type ClaimSource } from "../../../../sandbox/entra/idp/claims";
import type { ClaimRule, User } from "../../../../sandbox/entra/model/types";
import { sampleDirectory } from "../../../../sandbox/samples/directory";

const { users } = sampleDirectory("global");
const source = (name: string, roles: readonly string[] = []): ClaimSource => ({
  tenantId: "t",
  issuer: "https://sts.windows.net/t/",
  user: users.find(({ userPrincipalName }) => userPrincipalName === name) as User,
  roles,
});

describe("claims", () => {
  const valuesOf = (rule: Partial<ClaimRule>, name: string, roles: readonly string[] = []) =>
    attributeClaims(source(name, roles), [{ name: "x", ...rule }], false).find((claim) => claim.name === "x")?.values;

  const cases: readonly [attribute: string, user: string, values: readonly string[] | undefined][] = [
    ["userprincipalname", "b.simon@contoso.com", ["b.simon@contoso.com"]],
    ["mail", "erin_fabrikam.com#EXT#@contoso.onmicrosoft.com", ["erin@fabrikam.com"]],
    ["mail", "frank@contoso.com", undefined],
    ["mailnickname", "u2@contoso.com", ["u2"]],
    ["employeeid", "b.simon@contoso.com", ["E1001"]],
    ["onpremisessamaccountname", "carol@contoso.com", ["cchen"]],
    ["displayname", "li.lei@contoso.com", ["李雷"]],
    ["givenname", "dave@contoso.com", ["Dave"]],
    ["surname", "dave@contoso.com", ["Diaz"]],
    ["extensionattribute1", "b.simon@contoso.com", ["simon"]],
    ["extensionattribute2", "b.simon@contoso.com", undefined],
    ["assignedroles", "b.simon@contoso.com", undefined],
    ['"literal"', "b.simon@contoso.com", undefined],
  ];
  for (const [attribute, user, values] of cases) {
    it(`${attribute} of ${user} is ${values?.join() ?? "left out"}`, () => {
      assert.deepEqual(valuesOf({ attribute }, user), values);
    });
  }

  it("gives a constant, and all roles as values of one claim", () => {
    assert.deepEqual(valuesOf({ constant: "3600" }, "u2@contoso.com"), ["3600"]);
    assert.deepEqual(valuesOf({ attribute: "assignedroles" }, "u2@contoso.com", ["a", "b"]), ["a", "b"]);
  });

  it("has the basic claims unless they are left out or set otherwise", () => {
    const name = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name";
    const claim = (rules: readonly ClaimRule[], basic: boolean) =>
      attributeClaims(source("u2@contoso.com"), rules, basic).filter((entry) => entry.name === name);
    assert.deepEqual(claim([], true), [{ name, values: ["u2@contoso.com"] }]);
    assert.deepEqual(claim([], false), []);
    assert.deepEqual(claim([{ name, attribute: "mailnickname" }], true), [{ name, values: ["u2"] }]);
  });

  const email = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
  const persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
  const nameIds: readonly [name: string, rule: Partial<ClaimRule> | undefined, expected: object | undefined][] = [
    ["is the principal name by default", undefined, { value: "b.simon@contoso.com", format: email }],
    ["may be another attribute", { attribute: "employeeid" }, { value: "E1001", format: email }],
    [
      "may have another format",
      { attribute: "mail", nameIdFormat: persistent },
      { value: "b.simon@contoso.com", format: persistent },
    ],
    ["can't be an attribute without value", { attribute: "extensionattribute9" }, undefined],
    ["can't be the display name", { attribute: "displayname" }, undefined],
    ["can't be a constant", { constant: "everybody" }, undefined],
  ];
  for (const [name, rule, expected] of nameIds) {
    it(`NameID ${name}`, () => {
      const rules = rule ? [{ name: nameIdentifierClaim, ...rule }] : [];
      assert.deepEqual(nameIdOf(source("b.simon@contoso.com"), rules), expected);
      assert.equal(
        attributeClaims(source("b.simon@contoso.com"), rules, true).some((claim) => claim.name === nameIdentifierClaim),
        false,
      );
    });
  }
});

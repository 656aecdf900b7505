import assert from "node:assert/strict";
import type { OneOrMany, Statement } from "../../../../sandbox/alibaba/model/policyDocument";
import { admits } from "../../../../sandbox/alibaba/model/trust";

const provider = "acs:ram::1871250227220000:saml-provider/AAD";
const acs = "https://signin.aliyun.com/saml-role/sso";

const statement = (own: Partial<Statement> = {}): Statement => ({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { Federated: [provider] },
  ...own,
});
const condition = (operator: string, value: OneOrMany, key = "saml:recipient") => ({
  Condition: { [operator]: { [key]: value } },
});

/** What a trust policy says, and whether it admits the provider AAD at the Chinese edition. */
const cases: [string, Statement[], boolean][] = [
  ["the provider", [statement()], true],
  ["the provider as plain text", [statement({ Principal: { Federated: provider } })], true],
  [
    "the provider among others",
    [statement({ Principal: { Federated: ["acs:ram::1:saml-provider/B", provider] } })],
    true,
  ],
  ["a provider of another case", [statement({ Principal: { Federated: provider.toLowerCase() } })], false],
  ["all providers by a wildcard", [statement({ Principal: { Federated: "*" } })], false],
  ["the same name as a RAM principal", [statement({ Principal: { RAM: provider } })], false],
  ["any action of STS", [statement({ Action: "sts:*" })], true],
  ["AssumeRoleWithSAML", [statement({ Action: "sts:AssumeRoleWithSAML" })], false],
  ["its recipient", [statement(condition("StringEquals", acs))], true],
  ["its recipient in a list", [statement(condition("StringEquals", ["https://other.example", acs]))], true],
  ["another recipient", [statement(condition("StringEquals", "https://signin.alibabacloud.com/saml-role/sso"))], false],
  ["its recipient in upper case", [statement(condition("StringEquals", acs.toUpperCase()))], false],
  ["the same without regard to case", [statement(condition("StringEqualsIgnoreCase", acs.toUpperCase()))], true],
  ["a pattern of recipients", [statement(condition("StringLike", "https://signin.aliyun.com/*"))], true],
  ["a pattern in upper case", [statement(condition("StringLike", "HTTPS://SIGNIN.ALIYUN.COM/*"))], false],
  ["any recipient but its own", [statement(condition("StringNotEquals", acs))], false],
  ["any recipient but another", [statement(condition("StringNotEquals", "https://other.example"))], true],
  ["a condition on a key that SAML has not", [statement(condition("StringEquals", "x", "acs:SourceIp"))], false],
  ["an operator that is not judged", [statement(condition("Bool", "true"))], false],
  ["one statement of two", [statement(condition("StringEquals", "https://other.example")), statement()], true],
  ["a Deny beside the Allow", [statement(), statement({ Effect: "Deny" })], false],
  [
    "a Deny for another recipient",
    [statement(), { ...statement(condition("StringEquals", "x")), Effect: "Deny" }],
    true,
  ],
  [
    "a Deny on a key that SAML has not",
    [statement(), { ...statement(condition("StringEquals", "x", "acs:SourceIp")), Effect: "Deny" }],
    false,
  ],
  [
    "a Deny on such a key, and for another recipient",
    [
      statement(),
      statement({
        Effect: "Deny",
        Condition: { StringEquals: { "acs:SourceIp": "x", "saml:recipient": "https://other.example" } },
      }),
    ],
    true,
  ],
  [
    "a Deny on a name that every object has",
    [statement(), { ...statement(condition("StringNotEquals", "x", "constructor")), Effect: "Deny" }],
    false,
  ],
  ["an Allow on a name that every object has", [statement(condition("StringNotEquals", "x", "constructor"))], false],
  ["a Deny for all providers", [statement(), statement({ Effect: "Deny", Principal: { Federated: "*" } })], false],
  [
    "a Deny for all providers of another account",
    [statement(), statement({ Effect: "Deny", Principal: { Federated: "acs:ram::1:saml-provider/*" } })],
    true,
  ],
  ["a Deny that can't be judged", [statement(), { ...statement(condition("Bool", "true")), Effect: "Deny" }], false],
];

describe("A trust policy that names", () => {
  for (const [what, statements, admitted] of cases) {
    it(`${what} ${admitted ? "admits" : "keeps out"}`, () => {
      const request = { principal: "Federated", names: [provider], context: { "saml:recipient": acs } } as const;
      const decision = admits({ Version: "1", Statement: statements }, request);
      assert.equal(decision.admitted, admitted, decision.reason);
      assert.notEqual(decision.reason, "");
    });
  }
});

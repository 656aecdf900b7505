import assert from "node:assert/strict";
import { editions, relayStateFault } from "../../../components/alibaba/edition";
import { ramNames, sessionNameFault } from "../../../components/alibaba/limits";
import { roleClaims } from "../../../components/alibaba/roleClaims";
import { roleValue, roleValueFault, roleValueLength } from "../../../components/alibaba/roleValue";
import { trustPolicy } from "../../../components/alibaba/trustPolicy";

const account = "1871250227220000";
const roleArn = `acs:ram::${account}:role/aadrole`;
const providerArn = `acs:ram::${account}:saml-provider/AAD`;

describe("A role value", () => {
  it("is the role's ARN, a comma and the provider's ARN", () => {
    assert.equal(roleValue(roleArn, providerArn), `${roleArn},${providerArn}`);
  });
  it("has the length that was foreseen from the names", () => {
    assert.equal(roleValueLength("AADrole", "AAD"), roleValue(roleArn, providerArn).length);
  });
  it("has at most 240 characters", () => {
    assert.equal(roleValueFault("role", "v".repeat(240)), undefined);
    assert.match(roleValueFault("role", "v".repeat(241))?.remedy ?? "", /at most 240 characters, this one has 241/);
  });
});

describe("A trust policy", () => {
  const policy = JSON.parse(trustPolicy(providerArn, editions.international.assertionConsumerService)) as {
    Version: string;
    Statement: { Action: string; Principal: unknown; Condition: unknown }[];
  };
  it("lets in this SAML provider alone, and only through this edition's sign-in page", () => {
    assert.equal(policy.Version, "1");
    assert.equal(policy.Statement.length, 1);
    assert.equal(policy.Statement[0]?.Action, "sts:AssumeRole");
    assert.deepEqual(policy.Statement[0].Principal, { Federated: [providerArn] });
    assert.deepEqual(policy.Statement[0].Condition, {
      StringEquals: { "saml:recipient": "https://signin.alibabacloud.com/saml-role/sso" },
    });
  });
});

describe("The editions", () => {
  it("share nothing that a service provider is known by", () => {
    const { china, international } = editions;
    for (const field of ["entityId", "assertionConsumerService", "metadataUrl", "console", "accountType"] as const) {
      assert.notEqual(china[field], international[field], field);
    }
  });
});

describe("A relay state", () => {
  for (const [url, fits] of [
    ["https://home.console.aliyun.com/", true],
    ["https://aliyun.com/", true],
    ["https://ecs.console.alibabacloud.com/#/home", true],
    ["https://aliyun.com.evil.example/", false],
    ["https://evilaliyun.com/", false],
    ["http://home.console.aliyun.com/", false],
    ["home.console.aliyun.com", false],
    ["", false],
  ] as const) {
    it(`${fits ? "may" : "must not"} be "${url}"`, () => assert.equal(relayStateFault(url) === undefined, fits));
  }
});

describe("A session name", () => {
  for (const [name, fault] of [
    ["b.simon@contoso.com", undefined],
    ["a", /2 to 32 characters, this one has 1/],
    ["ab", undefined],
    ["x".repeat(32), undefined],
    ["x".repeat(33), /this one has 33/],
    ["", /this one has 0/],
    ["erin_fabrikam.com#EXT#@contoso.com", /must not contain "#"/],
    ["李雷", /must not contain "李" "雷"/],
    ["b simon", /must not contain " "/],
    ["a-b_c.d@e=f,g+h", undefined],
  ] as const) {
    it(`"${name}" ${fault ? "is refused" : "fits"}`, () => {
      const found = sessionNameFault(name);
      if (fault) assert.match(found ?? "", fault);
      else assert.equal(found, undefined);
    });
  }
});

describe("Names in RAM", () => {
  for (const [kind, name, fits] of [
    ["role", "AADrole", true],
    ["role", "a".repeat(64), true],
    ["role", "a".repeat(65), false],
    ["role", "a/b", false],
    ["role", "", false],
    ["samlProvider", "AAD", true],
    ["samlProvider", "a_b.c-d", true],
    ["samlProvider", "-AAD", false],
    ["samlProvider", "AAD_", false],
    ["samlProvider", "a", true],
    ["samlProvider", "a".repeat(128), true],
    ["samlProvider", "a".repeat(129), false],
    ["policy", "restart-instances", true],
    ["policy", "restart_instances", false],
  ] as const) {
    it(`${kind} "${name.length > 20 ? `${name.length} characters` : name}" ${fits ? "fits" : "is refused"}`, () =>
      assert.equal(ramNames[kind].pattern.test(name), fits));
  }
});

describe("The claims of role-based SSO", () => {
  const types = (claims: ReturnType<typeof roleClaims>) =>
    claims.map(({ claimType }) => claimType.replace("https://www.aliyun.com/SAML-Role/Attributes/", ""));
  it("are role and session name, and a duration only where one is wished", () => {
    assert.deepEqual(types(roleClaims({ nameAttribute: "mail" })), ["Role", "RoleSessionName"]);
    assert.deepEqual(roleClaims({ nameAttribute: "mail", duration: 900 }).at(-1), {
      claimType: "https://www.aliyun.com/SAML-Role/Attributes/SessionDuration",
      constant: "900",
    });
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRamArn } from "../../../../sandbox/alibaba/model/arns";
import type { PolicyDocument, Statement } from "../../../../sandbox/alibaba/model/policyDocument";
import { admits, parseTrustPolicy } from "../../../../sandbox/alibaba/model/trust";
import { rolePair, type PickedPair } from "../../../../sandbox/alibaba/sp/checks/rolePair";
import { CloudError } from "../../../../sandbox/core/cloudError";
import { mutated, readOrRefuse } from "../../../support/properties";

const accountId = fc.stringMatching(/^\d{16}$/);
const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/);
const role = fc.tuple(accountId, name).map(([account, own]) => `acs:ram::${account}:role/${own}`);
const provider = fc.tuple(accountId, name).map(([account, own]) => `acs:ram::${account}:saml-provider/${own}`);

describe("RAM names", () => {
  it("of a role or SAML provider are read in parts, and nothing else is", () => {
    const arn = fc.oneof(role, provider);
    const text = fc.oneof(
      arn,
      arn.chain((own) => mutated(own, [" ", ",", ":", "/", "acs:ram::", "\n", "*"])),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (own) => {
        const read = parseRamArn(own);
        if (read) assert.equal(`acs:ram::${read.accountId}:${read.kind}/${read.name}`, own);
      }),
      { numRuns: 1000 },
    );
    fc.assert(fc.property(arn, (own) => assert.ok(parseRamArn(own))));
  });

  const judge = (value: string) => {
    const taking: { -readonly [Key in keyof PickedPair]: PickedPair[Key] } = { value };
    return { refused: rolePair.run(taking) !== undefined, taking };
  };

  it("make a pair in either order", () => {
    fc.assert(
      fc.property(role, provider, (one, other) => {
        for (const value of [`${one},${other}`, `${other},${one}`]) {
          const { refused, taking } = judge(value);
          assert.equal(refused, false);
          assert.equal(`acs:ram::${taking.roleArn?.accountId}:role/${taking.roleArn?.name}`, one);
        }
      }),
    );
  });

  it("make no pair of anything else", () => {
    const pair = fc.tuple(role, provider).map((both) => both.join(","));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pair.chain((own) => mutated(own, [",", " ", ";", "acs:ram::"])),
        ),
        (value) => {
          const arns = value.split(",").map(parseRamArn);
          const kinds = arns.map((arn) => arn?.kind).sort();
          assert.equal(judge(value).refused, kinds.join() !== "role,saml-provider", value);
        },
      ),
      { numRuns: 500 },
    );
    fc.assert(fc.property(role, role, (one, other) => assert.ok(judge(`${one},${other}`).refused)));
  });
});

describe("A trust policy", () => {
  const own = "acs:ram::1234567890123456:saml-provider/AAD";
  const recipient = "https://signin.aliyun.com/saml-role/sso";
  const request = { principal: "Federated", names: [own], context: { "saml:recipient": recipient } } as const;

  const values = (...known: string[]) => fc.oneof(fc.constantFrom(...known), fc.subarray(known, { minLength: 1 }));
  const condition = fc.dictionary(
    fc.constantFrom("StringEquals", "StringNotEquals", "StringLike", "StringEqualsIgnoreCase", "IpAddress"),
    fc.dictionary(
      fc.constantFrom("saml:recipient", "acs:SourceIp"),
      values(recipient, recipient.toUpperCase(), "https://*", "*", "x"),
      { minKeys: 1, maxKeys: 2 },
    ),
    { maxKeys: 2 },
  );
  const statement = (Effect: Statement["Effect"]): fc.Arbitrary<Statement> =>
    fc.record(
      {
        Effect: fc.constant(Effect),
        Action: values("sts:AssumeRole", "sts:*", "*", "ram:GetRole"),
        Principal: fc.dictionary(
          fc.constantFrom("Federated", "RAM", "Service"),
          values(own, own.toLowerCase(), "*", `${own}2`, own.replace("AAD", "*")),
          { minKeys: 1, maxKeys: 2 },
        ),
        Condition: condition,
      },
      { requiredKeys: ["Effect", "Action", "Principal"] },
    );
  const any = fc.oneof(statement("Allow"), statement("Deny"));
  const document = (statements: readonly Statement[]): PolicyDocument => ({ Version: "1", Statement: statements });
  const isAdmitted = (statements: readonly Statement[]) => admits(document(statements), request).admitted;
  const statements = fc.array(any, { maxLength: 4 });

  it("admits nobody more with another Deny", () => {
    fc.assert(
      fc.property(statements, statement("Deny"), (list, deny) => {
        if (!isAdmitted(list)) assert.equal(isAdmitted([...list, deny]), false);
      }),
      { numRuns: 500 },
    );
  });

  it("admits nobody whom a Deny names, whatever else it says", () => {
    const denial: Statement = { Effect: "Deny", Action: "sts:AssumeRole", Principal: { Federated: own } };
    let otherwise = 0;
    fc.assert(
      fc.property(statements, (list) => {
        otherwise += Number(isAdmitted(list));
        assert.equal(isAdmitted([...list, denial]), false);
      }),
      { numRuns: 500 },
    );
    assert.ok(otherwise > 0, "otherwise this says nothing");
  });

  it("admits nobody less with another Allow", () => {
    fc.assert(
      fc.property(statements, statement("Allow"), (list, allow) => {
        if (isAdmitted(list)) assert.equal(isAdmitted([...list, allow]), true);
      }),
      { numRuns: 500 },
    );
  });

  it("means the same in any order", () => {
    fc.assert(
      fc.property(
        statements.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
        ),
        ([list, shuffled]) => assert.equal(isAdmitted(shuffled), isAdmitted(list)),
      ),
      { numRuns: 500 },
    );
  });

  it("admits a provider only if an Allow names it exactly", () => {
    let admitted = 0;
    fc.assert(
      fc.property(statements, (list) => {
        if (!isAdmitted(list)) return;
        admitted++;
        const names = list
          .filter(({ Effect }) => Effect === "Allow")
          .flatMap(({ Principal }) => Principal?.["Federated"]);
        assert.ok(names.flat().includes(own));
      }),
      { numRuns: 1000 },
    );
    assert.ok(admitted > 10, "otherwise this says nothing");
  });

  it("is locked by its recipient: no other one is admitted", () => {
    const locked: Statement = {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Federated: own },
      Condition: { StringEquals: { "saml:recipient": recipient } },
    };
    fc.assert(
      fc.property(fc.oneof(fc.string(), mutated(recipient, ["/", "?", " ", "*"])), (other) => {
        const { admitted } = admits(document([locked]), { ...request, context: { "saml:recipient": other } });
        assert.equal(admitted, other === recipient);
      }),
    );
    assert.equal(isAdmitted([locked]), true);
  });

  it("is read or refused as malformed, whatever it is", () => {
    const good = JSON.stringify({
      Version: "1",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Federated: [own] } }],
    });
    const text = fc.oneof(fc.json(), mutated(good, ['"', "{", "}", "[", "null", ",", '"Condition":{}']));
    fc.assert(
      fc.property(text, (policy) => {
        const read = readOrRefuse(() => parseTrustPolicy(policy), CloudError);
        if (read) assert.equal(typeof admits(read, request).admitted, "boolean");
      }),
      { numRuns: 1000 },
    );
  });
});

import assert from "node:assert/strict";
import { attributeName, editions } from "../../../sandbox/alibaba/sp/editions";
import { account, attributes, pair, providerArn, roleArn, trustPolicy } from "../../sandbox/alibaba/support/roleSso";
import type { Attack } from "../attack";
import { base64, saying, signed } from "../messages";
import { atConsole, type RoleTarget } from "../targets/roleSso";

/** Roles that the assertion names, and that its bearer must not have. */

const member = "1187654321098765";
const role = (value: string) => ({ attributes: attributes({ [attributeName.role]: [value] }) });
const taking = (value: string) => saying(role(value));

/** Changes the cloud first. */
const where =
  (change: (target: RoleTarget) => void | Promise<void>): NonNullable<Attack<RoleTarget>["prepare"]> =>
  async (target) => {
    await change(target);
    return { target };
  };

/** A role with this trust policy. */
const guarded = (trust: (target: RoleTarget) => string) =>
  where(({ sso, ...target }) => sso.createRole("guarded", trust({ sso, ...target })));

const otherEdition = (own: string): string => editions.map(({ acs }) => acs).find((acs) => acs !== own) ?? "";

/** The attacker's account: a SAML provider of the same name there, with the attacker's certificate, which says it is of the same issuer. */
const sameNameElsewhere = where(({ sso, keys }) => {
  const { cloud } = sso.alibaba;
  const own = cloud.account(account).samlProviders["AAD"];
  assert.ok(own);
  const metadata = { ...own.metadata, certificates: [keys.attacker.certificate] };
  cloud.account(member).samlProviders["AAD"] = { ...own, metadata };
});

const roleOfMember = "resourcedirectoryaccountaccessrole";

/** A role of another account is made to trust a provider. */
const memberTrusts = (provider: string) =>
  where(({ sso }) => {
    const known = sso.alibaba.cloud.account(member).roles[roleOfMember];
    assert.ok(known);
    known.assumeRolePolicyDocument = trustPolicy(provider, sso.edition.acs);
  });

const pairs: readonly Attack<RoleTarget>[] = [
  {
    name: "a blank after the comma",
    guards: ["role-pair"],
    of: atConsole,
    send: taking(`${roleArn("aadrole")}, ${providerArn("AAD")}`),
    twin: taking(`${providerArn("AAD")},${roleArn("AADrole")}`),
  },
  {
    name: "a semicolon",
    guards: ["role-pair"],
    of: atConsole,
    send: taking(pair("aadrole").replace(",", ";")),
  },
  {
    name: "three ARNs",
    guards: ["role-pair"],
    of: atConsole,
    send: taking(`${pair("aadrole")},${roleArn("other")}`),
  },
];

const accounts: readonly Attack<RoleTarget>[] = [
  {
    name: "a role of another account, which does not know this provider",
    guards: ["same-account", "trust"],
    send: taking(`${roleArn(roleOfMember, member)},${providerArn("AAD")}`),
  },
  {
    name: "a role of another account, though it trusts the provider",
    guards: ["same-account"],
    prepare: memberTrusts(providerArn("AAD")),
    send: taking(`${roleArn(roleOfMember, member)},${providerArn("AAD")}`),
  },
  {
    name: "an account that does not exist",
    guards: ["provider-exists", "role-exists"],
    kind: "unknownIssuer",
    send: taking(`${roleArn("aadrole", "1999999999999999")},${providerArn("AAD", "1999999999999999")}`),
    admits: "nobody",
  },
  {
    name: "a provider of the same name in another account, signed by that one's key",
    guards: ["provider-signed"],
    prepare: sameNameElsewhere,
    send: (target) => base64(signed(target, target.victim.parts, "attacker")),
    admits: "victim",
  },
  {
    name: "a provider of the same name in another account, named in the pair",
    guards: ["same-account", "trust"],
    prepare: sameNameElsewhere,
    send: (target) => {
      const value = `${roleArn("aadrole")},${providerArn("AAD", member)}`;
      return base64(signed(target, role(value), "attacker"));
    },
  },
  {
    name: "a provider that holds another application's certificate",
    guards: ["provider-signed"],
    prepare: where(async ({ sso, keys }) => {
      await sso.createProvider("Other", [keys.attacker.certificate]);
      await sso.createRole("guarded", trustPolicy(providerArn("Other"), sso.edition.acs));
    }),
    send: taking(pair("guarded", "Other")),
  },
  {
    name: "a provider of another issuer with the same certificate",
    guards: ["provider-signed"],
    prepare: where(async ({ sso, keys }) => {
      await sso.createProvider("Other", [keys.trusted.certificate], "https://sts.windows.net/other/");
      await sso.createRole("guarded", trustPolicy(providerArn("Other"), sso.edition.acs));
    }),
    send: taking(pair("guarded", "Other")),
  },
  {
    name: "a provider's name in another case",
    guards: ["provider-exists"],
    kind: "unknownIssuer",
    prepare: where(({ sso }) => {
      // A trust policy that was written for a provider which is gone since.
      const known = sso.alibaba.cloud.account(account).roles["aadrole"];
      assert.ok(known);
      known.assumeRolePolicyDocument = JSON.stringify({
        Version: "1",
        Statement: ["AAD", "aad"].flatMap(
          (name) => (JSON.parse(trustPolicy(providerArn(name), sso.edition.acs)) as { Statement: unknown[] }).Statement,
        ),
      });
    }),
    send: taking(`${roleArn("aadrole")},${providerArn("aad")}`),
  },
  {
    name: "a role that does not exist",
    guards: ["role-exists"],
    code: "EntityNotExist.RoleArn",
    send: taking(pair("none")),
    admits: "nobody",
  },
];

const notTrusted = { guards: ["trust"], code: "NoPermission", send: taking(pair("guarded")) };

const trusts: readonly Attack<RoleTarget>[] = [
  {
    ...notTrusted,
    name: "a role whose trust names another provider",
    prepare: where(async ({ sso, keys }) => {
      await sso.createProvider("Other", [keys.trusted.certificate]);
      await sso.createRole("guarded", trustPolicy(providerArn("Other"), sso.edition.acs));
    }),
  },
  {
    ...notTrusted,
    name: "a role whose trust names an account only",
    prepare: guarded(({ sso }) =>
      trustPolicy(providerArn("AAD"), sso.edition.acs).replace(
        JSON.stringify({ Federated: [providerArn("AAD")] }),
        JSON.stringify({ RAM: [`acs:ram::${account}:root`] }),
      ),
    ),
  },
  {
    ...notTrusted,
    name: "a role whose trust denies after it allowed",
    prepare: guarded(({ sso }) => {
      const { Statement } = JSON.parse(trustPolicy(providerArn("AAD"), sso.edition.acs)) as { Statement: object[] };
      return JSON.stringify({ Version: "1", Statement: [...Statement, { ...Statement[0], Effect: "Deny" }] });
    }),
  },
  {
    ...notTrusted,
    name: "a role that is locked to the other edition",
    prepare: guarded(({ sso }) => trustPolicy(providerArn("AAD"), otherEdition(sso.edition.acs))),
  },
  {
    ...notTrusted,
    name: "a role that trusts for AssumeRoleWithSAML",
    prepare: guarded(({ sso }) =>
      trustPolicy(providerArn("AAD"), sso.edition.acs).replace("sts:AssumeRole", "sts:AssumeRoleWithSAML"),
    ),
  },
  {
    name: "the other edition's recipient, for a role whose trust asks for none",
    guards: ["recipient"],
    prepare: guarded(() => trustPolicy(providerArn("AAD"))),
    send: saying(({ acs }) => ({ ...role(pair("guarded")), recipient: otherEdition(acs) })),
    twin: taking(pair("guarded")),
  },
  {
    name: "the other edition's recipient",
    guards: ["recipient", "trust"],
    send: saying(({ acs }) => ({ recipient: otherEdition(acs) })),
  },
  {
    name: "the other edition's Destination",
    guards: ["destination"],
    of: atConsole,
    send: saying(({ acs }) => ({ destination: otherEdition(acs) })),
  },
  {
    name: "the other edition's audience",
    guards: ["audience"],
    send: saying(({ entityId }) => ({
      audience: editions.map((one) => one.entityId).find((other) => other !== entityId) ?? "",
    })),
  },
];

/** For the twins of what needs a prepared role: the plain one. */
const plain = taking(pair("aadrole"));

export const roleAttacks: readonly Attack<RoleTarget>[] = [...pairs, ...accounts, ...trusts].map((attack) => ({
  twin: plain,
  ...attack,
}));

import type { Check, Refusal } from "../../../core/checks";
import { parseRamArn, samlProviderArn, type RamArn } from "../../model/arns";
import { findSamlProvider } from "../../model/samlProviders";
import { code, type RoleTaking } from "../exchange";

const source = "alibabacloud.com/help/en/ram/saml-response-for-role-based-sso";

/** What was picked, and what it says. */
export type PickedPair = Pick<RoleTaking, "value" | "roleArn" | "providerArn">;

/** What the value says, ignoring blanks and what else is wrong with it. */
function lenientPair(value: string): Pick<RoleTaking, "roleArn" | "providerArn"> {
  const arns = value
    .split(/[\s,;]+/)
    .map(parseRamArn)
    .filter((arn): arn is RamArn => arn !== undefined);
  return {
    roleArn: arns.find(({ kind }) => kind === "role"),
    providerArn: arns.find(({ kind }) => kind === "saml-provider"),
  };
}

/**
 * The documented order is role, provider. Field guides of other identity providers send them the other way round, and
 * Alibaba's own client takes both (aliyun/saml2alibabacloud), so both are taken here [inferred].
 */
export const rolePair: Check<PickedPair> = {
  name: "role-pair",
  rule: "The Role value is the ARN of a role and the ARN of a SAML provider, with a comma between and no blanks",
  source,
  run(taking): Refusal | undefined {
    const tokens = taking.value.split(",");
    const arns = tokens.map(parseRamArn);
    taking.roleArn = arns.find((arn) => arn?.kind === "role");
    taking.providerArn = arns.find((arn) => arn?.kind === "saml-provider");
    if (tokens.length === 2 && taking.roleArn && taking.providerArn) return undefined;
    return {
      code: code.invalid,
      expected: "acs:ram::<account>:role/<role>,acs:ram::<account>:saml-provider/<provider>",
      found: taking.value,
      remedy: "make the value of the app role from the `arn` outputs of the role and of the SAML provider",
    };
  },
  without(taking) {
    Object.assign(taking, lenientPair(taking.value));
  },
};

/** Only what the signed assertion offers can be taken: the form comes back from a browser. */
export const roleOffered: Check<RoleTaking> = {
  name: "role-offered",
  rule: "The role that was picked is one of those in the assertion",
  source,
  run({ value, offered }): Refusal | undefined {
    if (offered.includes(value)) return undefined;
    return {
      code: code.invalid,
      expected: offered.join(" or "),
      found: value,
      remedy: "pick one of the roles on the page",
    };
  },
};

const arnOf = (arn: RamArn | undefined) => (arn ? samlProviderArn(arn.accountId, arn.name) : "no SAML provider");

export const providerExists: Check<RoleTaking> = {
  name: "provider-exists",
  rule: "The SAML provider of the pair exists in its account, its name written exactly like that",
  source: "alibabacloud.com/help/en/idaas/eiam/support/alibaba-cloud-role-sso-logon-error-troubleshooting",
  run(taking): Refusal | undefined {
    const { cloud, providerArn } = taking;
    const account = providerArn && cloud.findAccount(providerArn.accountId);
    taking.provider = account && findSamlProvider(account, providerArn.name);
    if (taking.provider) return undefined;
    const names = Object.keys(account?.samlProviders ?? {});
    return {
      code: code.noProvider,
      expected: account
        ? `a SAML provider of account ${account.accountId}: ${names.join(", ") || "it has none"}`
        : "an account that exists",
      found: arnOf(providerArn),
      remedy: "make the value of the app role from the `arn` output of the SAML provider; its case counts",
    };
  },
};

export const providerSigned: Check<RoleTaking> = {
  name: "provider-signed",
  rule: "The SAML provider of the pair is the one whose metadata names the issuer and holds the certificate that signed",
  source:
    "alibabacloud.com/help/en/ram/saml-response-for-role-based-sso: Issuer must be the entityID of the provider's metadata",
  run({ provider, providerArn, issuer, certificate }): Refusal | undefined {
    if (!provider) return undefined;
    const { entityId, certificates } = provider.metadata;
    if (entityId === issuer && (certificate === undefined || certificates.includes(certificate))) return undefined;
    return {
      code: code.invalid,
      expected: `an assertion issued by ${entityId} and signed by one of the ${certificates.length} certificates of ${arnOf(providerArn)}`,
      found:
        entityId === issuer ? "a signature by a certificate that this provider's metadata lacks" : `issuer ${issuer}`,
      remedy: "upload the metadata of this application, with its active certificate, to this SAML provider",
    };
  },
};

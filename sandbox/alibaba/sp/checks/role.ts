import type { Check, Refusal } from "../../../core/checks";
import { roleArn, samlProviderArn } from "../../model/arns";
import { findRole } from "../../model/roles";
import { admits, parseTrustPolicy } from "../../model/trust";
import { code, type RoleTaking } from "../exchange";

export const roleExists: Check<RoleTaking> = {
  name: "role-exists",
  rule: "The role of the pair exists in its account; its case does not count [inferred]",
  source: "STS API reference, AssumeRoleWithSAML",
  run(taking): Refusal | undefined {
    const arn = taking.roleArn;
    taking.account = arn && taking.cloud.findAccount(arn.accountId);
    taking.role = arn && taking.account && findRole(taking.account, arn.name);
    if (taking.role) return undefined;
    return {
      code: code.noRole,
      expected: taking.account ? `a role of account ${taking.account.accountId}` : "an account that exists",
      found: arn ? roleArn(arn.accountId, arn.name) : "no role",
      remedy: "make the value of the app role from the `arn` output of the role",
    };
  },
};

export const sameAccount: Check<RoleTaking> = {
  name: "same-account",
  rule: "The role and the SAML provider of a pair belong to one account",
  source: "alibabacloud.com/help/en/ram/overview-of-role-based-sso [inferred: providers are created per account]",
  run({ roleArn: role, providerArn: provider }): Refusal | undefined {
    if (role?.accountId === provider?.accountId) return undefined;
    return {
      code: code.invalid,
      expected: `a SAML provider of account ${role?.accountId ?? "none"}`,
      found: `one of account ${provider?.accountId ?? "none"}`,
      remedy: "pair each role with the SAML provider of its own account",
    };
  },
};

export const trust: Check<RoleTaking> = {
  name: "trust",
  rule: "The role's trust policy lets this SAML provider call sts:AssumeRole, for this saml:recipient if it asks for one",
  source: "alibabacloud.com/help/en/ram/user-guide/create-a-ram-role-for-a-trusted-idp",
  run({ role, providerArn, recipient }): Refusal | undefined {
    if (!role || !providerArn) return undefined;
    const federated = samlProviderArn(providerArn.accountId, providerArn.name);
    const decision = admits(parseTrustPolicy(role.assumeRolePolicyDocument), {
      principal: "Federated",
      names: [federated],
      context: { "saml:recipient": recipient },
    });
    if (decision.admitted) return undefined;
    return {
      code: code.notTrusted,
      expected: `a trust policy of ${role.roleName} that admits ${federated} with saml:recipient ${recipient}`,
      found: decision.reason,
      remedy: "trust the ARN of this SAML provider, with the saml:recipient of the edition that users sign on to",
    };
  },
};

export const sessionDuration: Check<RoleTaking> = {
  name: "session-duration",
  rule: "The requested duration is not longer than the role's maximum session duration",
  source: "RAM API reference, CreateRole, MaxSessionDuration; STS API reference, AssumeRoleWithSAML",
  run({ role, requestedDuration }): Refusal | undefined {
    if (!role || requestedDuration === undefined || requestedDuration <= role.maxSessionDuration) return undefined;
    return {
      code: code.duration,
      expected: `at most ${role.maxSessionDuration} seconds, the maximum of ${role.roleName}`,
      found: `${requestedDuration}`,
      remedy: "shorten the claim SessionDuration, or raise the maximum session duration of the role",
    };
  },
};

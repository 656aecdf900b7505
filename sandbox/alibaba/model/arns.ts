/**
 * Resource names of RAM. A role's name is in lower case in its ARN while a SAML provider keeps its case: Alibaba's and
 * Microsoft's guides create the role `AADrole` and the provider `AAD` and arrive at
 * `acs:ram::187125022722****:role/aadrole,acs:ram::187125022722****:saml-provider/AAD`
 * (learn.microsoft.com/entra/identity/saas-apps/alibaba-cloud-service-role-based-sso-tutorial).
 */
export const roleArn = (accountId: string, roleName: string): string =>
  `acs:ram::${accountId}:role/${roleName.toLowerCase()}`;

export const samlProviderArn = (accountId: string, name: string): string =>
  `acs:ram::${accountId}:saml-provider/${name}`;

export const accountArn = (accountId: string): string => `acs:ram::${accountId}:root`;

export const userArn = (accountId: string, userName: string): string => `acs:ram::${accountId}:user/${userName}`;

/** Format of an assumed role in GetCallerIdentity and AssumeRole (help.aliyun.com, STS API reference). */
export const assumedRoleArn = (accountId: string, roleName: string, sessionName: string): string =>
  `acs:ram::${accountId}:assumed-role/${roleName.toLowerCase()}/${sessionName}`;

export interface RamArn {
  readonly kind: "role" | "saml-provider";
  readonly accountId: string;
  readonly name: string;
}

/** Reads the two kinds of ARN that a role value holds; nothing else, and no blanks. */
export function parseRamArn(text: string): RamArn | undefined {
  const match = /^acs:ram::(\d+):(role|saml-provider)\/([A-Za-z0-9._-]+)$/.exec(text);
  if (!match) return undefined;
  const [, accountId = "", kind, name = ""] = match;
  return { kind: kind as RamArn["kind"], accountId, name };
}

/**
 * Resources that a permission is asked for (RAM API reference, "Authorization rules"). The region is left empty, so that policies
 * match whether they write `acs:ram:*:` or `acs:ram::`.
 */
export const roleResource = (accountId: string, roleName: string): string =>
  `acs:ram::${accountId}:role/${roleName.toLowerCase()}`;

export const policyResource = (accountId: string, type: string, policyName: string): string =>
  `acs:ram::${type === "System" ? "system" : accountId}:policy/${policyName}`;

export const samlProviderResource = (accountId: string, name: string): string =>
  `acs:ram::${accountId}:saml-provider/${name}`;

import { identityProviderMetadata } from "../../support/identityProviderMetadata";

/** An identity provider's metadata, base64 in one line; `bytes` of it may be padding. */
export function metadata(entityId?: string, bytes = 0): string {
  const xml = identityProviderMetadata({ entityId, more: `<!--${"x".repeat(bytes)}-->` });
  return Buffer.from(xml).toString("base64");
}

export const policyDocument = (action = "oss:*"): string =>
  JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });

/** A trust policy for these RAM principals. */
export const trustInRam = (...principals: readonly string[]): string => trust({ RAM: principals });

/** A trust policy as role-based single sign-on has it: for one SAML provider, at one edition's address. */
export const trustInProvider = (arn: string, recipient: string): string =>
  trust({ Federated: [arn] }, { StringEquals: { "saml:recipient": recipient } });

const trust = (Principal: object, Condition?: object): string =>
  JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal, Condition }] });

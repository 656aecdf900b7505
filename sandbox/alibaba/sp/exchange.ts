import type { RamArn } from "../model/arns";
import type { Cloud } from "../model/cloud";
import type { Account, Role, SamlProvider } from "../model/state";
import type { SamlExchange } from "../../saml/checks/exchange";
import type { Edition } from "./editions";

/** Error codes of AssumeRoleWithSAML (STS API reference); the console shows the same ones [inferred]. */
export const code = {
  invalid: "AuthenticationFail.SAMLAssertion.Invalid",
  expired: "AuthenticationFail.SAMLAssertion.Expired",
  metadata: "AuthenticationFail.IDPMetadata.Invalid",
  noProvider: "EntityNotExist.SAMLProvider",
  noRole: "EntityNotExist.RoleArn",
  notTrusted: "NoPermission",
  sessionName: "InvalidParameter.RoleSessionName",
  duration: "InvalidParameter.DurationSeconds",
} as const;

/** A response to role-based SSO: the generic exchange, and what Alibaba's own attributes say. */
export interface RoleResponse extends SamlExchange {
  /** role-attribute: its values as written. */
  roleValues?: readonly string[];
  /** session-name */
  sessionName?: string;
  /** session-duration-attribute: seconds. */
  requestedDuration?: number;
}

/** The same, at one of the sites. */
export interface RoleExchange extends RoleResponse {
  readonly cloud: Cloud;
  readonly edition: Edition;
}

/** Somebody with a good assertion takes one of the roles in it. */
export interface RoleTaking {
  readonly cloud: Cloud;
  readonly edition: Edition;
  readonly issuer: string;
  /** The certificate that verified the assertion; absent only where a test has switched the check `signature` off. */
  readonly certificate?: string;
  readonly recipient: string;
  /** The Role values of the assertion. */
  readonly offered: readonly string[];
  /** What was picked among them. */
  readonly value: string;
  readonly requestedDuration?: number;
  /** role-pair */
  roleArn?: RamArn;
  providerArn?: RamArn;
  /** provider-exists */
  provider?: SamlProvider;
  /** role-exists */
  account?: Account;
  role?: Role;
}

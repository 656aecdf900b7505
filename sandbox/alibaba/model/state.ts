import type { CloudSsoDirectory } from "../cloudsso/model/state";

/**
 * Everything the emulated Alibaba Cloud knows, as plain JSON: it is saved between commands and compared after `destroy`.
 * `sample` marks what was there before any deployer came.
 */
export interface AlibabaState {
  readonly deployer: DeployerKey;
  readonly accounts: Record<string, Account>;
  /** Temporary credentials by access key id. */
  readonly sessions: Record<string, StsSession>;
  /** Console sessions by the value of their cookie. */
  readonly consoleSessions: Record<string, ConsoleSession>;
  /** Signed-on users who have not chosen a role yet, by ticket. */
  readonly choices: Record<string, PendingChoice>;
  /** IDs of fully accepted assertions, each behind `id:`, with the time after which they are refused anyway. */
  readonly usedAssertions: Record<string, string>;
  /** Signature nonces of the last minutes, with the time after which a replay is stale anyway. */
  readonly usedNonces: Record<string, string>;
  /** The certificate in each edition's service-provider metadata, base64 DER; made when first asked for. */
  readonly spCertificates: Record<string, string>;
  /** CloudSSO directories by management account. */
  readonly cloudSso: Record<string, CloudSsoDirectory>;
}

export interface DeployerKey {
  readonly accountId: string;
  readonly userName: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

export interface Account {
  readonly accountId: string;
  /** The account's own key, if it has one. It may do everything but call AssumeRole. */
  readonly rootKey?: AccessKey;
  readonly users: Record<string, RamUser>;
  /** By lower-case name: role names are unique without regard to case [inferred]. */
  readonly roles: Record<string, Role>;
  /** By name, exactly as written. */
  readonly samlProviders: Record<string, SamlProvider>;
  /** Custom policies by name. */
  readonly policies: Record<string, CustomPolicy>;
  /** Documents of system policies beyond the sample list, by name: what somebody says that the cloud has. */
  readonly systemPolicies?: Readonly<Record<string, string>>;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

export interface RamUser {
  readonly userId: string;
  readonly userName: string;
  readonly accessKeys: readonly AccessKey[];
  /** What the user may do: a policy document as JSON text, as RAM keeps it. */
  policyDocument: string;
}

export type PolicyType = "System" | "Custom";

export interface Attachment {
  readonly policyName: string;
  readonly policyType: PolicyType;
  readonly attachDate: string;
  readonly sample?: boolean;
}

export interface Role {
  readonly roleId: string;
  /** As it was written at creation; its ARN has it in lower case. */
  readonly roleName: string;
  description: string;
  maxSessionDuration: number;
  /** The trust policy as JSON text, as it was sent. */
  assumeRolePolicyDocument: string;
  readonly createDate: string;
  updateDate: string;
  tags: Record<string, string>;
  attachments: Attachment[];
  readonly sample?: boolean;
  /** The CloudSSO directory that made it, and alone may change it. */
  readonly reservedFor?: string;
}

export interface SamlProvider {
  readonly samlProviderName: string;
  description: string;
  /** Base64 on one line, as it is compared; the API breaks it into lines on the way out. */
  encodedMetadata: string;
  /** What the document says. */
  metadata: IdpMetadataRecord;
  authnSignAlgo: "rsa-sha256" | "rsa-sha1";
  readonly createDate: string;
  updateDate: string;
}

export interface IdpMetadataRecord {
  readonly entityId: string;
  readonly certificates: readonly string[];
}

export interface CustomPolicy {
  readonly policyName: string;
  description: string;
  defaultVersion: string;
  versions: PolicyVersion[];
  nextVersion: number;
  tags: Record<string, string>;
  readonly createDate: string;
  updateDate: string;
}

export interface PolicyVersion {
  readonly versionId: string;
  readonly policyDocument: string;
  readonly createDate: string;
}

export interface StsSession extends AccessKey {
  readonly securityToken: string;
  readonly accountId: string;
  readonly roleId: string;
  /** Lower case. */
  readonly roleName: string;
  readonly sessionName: string;
  readonly expires: string;
}

export interface ConsoleSession {
  readonly edition: string;
  readonly accountId: string;
  /** A role that is made anew under the same name is another one. */
  readonly roleId: string;
  readonly roleName: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly expires: string;
  /** What became of the RelayState, for the page. */
  readonly relayState: string;
}

export interface PendingChoice {
  readonly edition: string;
  readonly assertionId: string;
  readonly assertionExpires: string;
  readonly issuer: string;
  readonly certificate?: string;
  readonly recipient: string;
  readonly roleValues: readonly string[];
  readonly sessionName: string;
  readonly requestedDuration?: number;
  readonly sessionNotOnOrAfter?: string;
  readonly relayState?: string;
}

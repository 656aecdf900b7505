/**
 * A CloudSSO directory and everything in it, as plain JSON. A management account has at most one.
 * Times are UTC with whole seconds, as the API writes them.
 */
export interface CloudSsoDirectory {
  /** `d-` and a text of the service's own. */
  readonly directoryId: string;
  directoryName: string;
  /** Fixed for the life of the directory. */
  readonly region: string;
  readonly createTime: string;
  updateTime: string;
  scimStatus: Switch;
  readonly serviceProvider: ServiceProviderInfo;
  identityProvider: ExternalIdentityProvider;
  readonly users: Record<string, DirectoryUser>;
  readonly groups: Record<string, DirectoryGroup>;
  readonly accessConfigurations: Record<string, AccessConfiguration>;
  /** Which access configurations exist in which member accounts as roles. */
  provisionings: Provisioning[];
  assignments: AccessAssignment[];
  readonly tasks: Record<string, Task>;
  readonly scimCredentials: Record<string, ScimCredential>;
  /** Whatever the provider reads and writes back as it is: password policy, login preference, MFA settings, ... */
  readonly settings: Record<string, unknown>;
  readonly signOn: SignOnState;
  /** Somebody had it before any deployer came. Whatever in it has no such mark was made later. */
  readonly sample?: boolean;
}

export type Switch = "Enabled" | "Disabled";

export interface ServiceProviderInfo {
  readonly entityId: string;
  /** Ends in an opaque id: it can be read, not constructed. */
  readonly acsUrl: string;
  /** Signs requests; base64 DER. */
  readonly certificate: string;
  readonly privateKey: string;
  authnSignAlgo: "rsa-sha256" | "rsa-sha1";
  certificateType: "self-signed" | "public";
  supportEncryptedAssertion: boolean;
}

export interface ExternalIdentityProvider {
  ssoStatus: Switch;
  /** As it was sent, base64. */
  encodedMetadata?: string;
  entityId?: string;
  loginUrl?: string;
  bindingType: "Post" | "Redirect";
  wantRequestSigned: boolean;
  /** At most two. */
  certificates: { readonly certificateId: string; readonly certificate: string }[];
  createTime?: string;
  updateTime?: string;
}

export type ProvisionType = "Manual" | "Synchronized";

export interface DirectoryUser {
  readonly userId: string;
  userName: string;
  displayName: string;
  firstName: string;
  lastName: string;
  email: string;
  description: string;
  status: Switch;
  /** Synchronized ones are read-only but by SCIM. */
  provisionType: ProvisionType;
  /** Of the other side, if it was synchronized. */
  externalId?: string;
  tags: Record<string, string>;
  /** Where the directory leaves it to each user. Default on. */
  mfaSettings?: Switch;
  /** Was there before any deployer came. */
  readonly sample?: boolean;
  readonly createTime: string;
  updateTime: string;
}

export interface DirectoryGroup {
  readonly groupId: string;
  groupName: string;
  description: string;
  provisionType: ProvisionType;
  externalId?: string;
  /** User ids. */
  members: string[];
  readonly createTime: string;
  updateTime: string;
}

export interface AccessConfiguration {
  readonly accessConfigurationId: string;
  readonly accessConfigurationName: string;
  description: string;
  /** Seconds. */
  sessionDuration: number;
  relayState: string;
  permissionPolicies: PermissionPolicy[];
  tags: Record<string, string>;
  readonly createTime: string;
  updateTime: string;
  /** Of the policies: a provisioning with another one is `ReprovisionRequired`. */
  revision: number;
}

export interface PermissionPolicy {
  readonly permissionPolicyType: "System" | "Inline";
  readonly permissionPolicyName: string;
  readonly permissionPolicyDocument?: string;
  readonly addTime: string;
}

/** An access configuration becomes a role `AliyunReservedSSO-<name>` in a member account. */
export interface Provisioning {
  readonly accessConfigurationId: string;
  readonly targetId: string;
  status: "Provisioned" | "ReprovisionRequired" | "ProvisionFailed" | "DeprovisionFailed";
  revision: number;
  readonly createTime: string;
  updateTime: string;
}

export interface AccessAssignment {
  readonly accessConfigurationId: string;
  readonly targetType: "RD-Account";
  /** Account id. */
  readonly targetId: string;
  readonly principalType: "User" | "Group";
  readonly principalId: string;
  readonly createTime: string;
}

export type TaskType =
  | "CreateAccessAssignment"
  | "DeleteAccessAssignment"
  | "ProvisionAccessConfiguration"
  | "DeprovisionAccessConfiguration";

/** Work that is done later: it is `InProgress` until its time, and then takes effect or fails. */
export interface Task {
  readonly taskId: string;
  readonly taskType: TaskType;
  status: "InProgress" | "Success" | "Failed";
  readonly startTime: string;
  /** When it is done. */
  readonly readyAt: string;
  endTime?: string;
  failureReason?: string;
  readonly accessConfigurationId: string;
  readonly targetId: string;
  readonly principalType?: "User" | "Group";
  readonly principalId?: string;
  /** DeleteAccessAssignment: the role goes with the last assignment in the account. */
  readonly deprovisions?: boolean;
}

export interface ScimCredential {
  readonly credentialId: string;
  /** SHA-256 of the bearer token, hexadecimal: the token itself is shown once. */
  readonly secretHash: string;
  status: Switch;
  readonly createTime: string;
  readonly expireTime: string;
}

/** What the sign-in pages remember. */
export interface SignOnState {
  /** Open requests by ID: when they end, where the user wanted to go, whose browser asked. */
  readonly requests: Record<
    string,
    { readonly expires: string; readonly relayState?: string; readonly browser: string }
  >;
  /** IDs of accepted assertions, each behind `id:`, with the time after which they are refused anyway. */
  readonly usedAssertions: Record<string, string>;
  /** Portal sessions by the value of their cookie. */
  readonly sessions: Record<string, { readonly userId: string; readonly expires: string; readonly landing: string }>;
  /** Sessions in member accounts by the value of their cookie; absent before the first. */
  consoles?: Record<string, MemberSession>;
}

/** Somebody has picked an access configuration in the user portal and is a role of a member account now. */
export interface MemberSession {
  readonly accessConfigurationName: string;
  /** The member account. */
  readonly targetId: string;
  /** A role that is made anew under the same name is another one. */
  readonly roleId: string;
  readonly roleName: string;
  /** The user name. */
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly expires: string;
  /** The console page where it begins. */
  readonly landing: string;
}

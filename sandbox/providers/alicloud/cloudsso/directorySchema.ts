import type { Field, Fields } from "../../schema";
import { isOneOf } from "../../validations";
import { block } from "./blocks";

const output = (type: Field["type"]): Field => ({ type, is: "computed" });
const input = (type: Field["type"]): Field => ({ type, is: "optional, computed" });
const replacing = (type: Field["type"]): Field => ({ type, is: "optional, computed", forceNew: true });
const switched: Field = { type: "string", is: "optional, computed", validate: isOneOf("Enabled", "Disabled") };

/**
 * Setting any of the four that replace makes a new directory and loses the old one's users, groups and assignments. The
 * document is compared as it stands, and a block without it means: remove it.
 */
const samlIdentityProviderConfiguration: Fields = {
  encodedMetadataDocument: { type: "string", is: "optional", secret: true },
  ssoStatus: switched,
  entityId: replacing("string"),
  loginUrl: replacing("string"),
  wantRequestSigned: replacing("boolean"),
  bindingType: replacing("string"),
  createTime: output("string"),
  updateTime: output("string"),
  certificateIds: output("list"),
};

const samlServiceProvider: Fields = {
  entityId: output("string"),
  acsUrl: output("string"),
  encodedMetadataDocument: output("string"),
  authnSignAlgo: input("string"),
  certificateType: input("string"),
  supportEncryptedAssertion: input("boolean"),
};

const passwordPolicy: Fields = {
  minPasswordLength: input("number"),
  minPasswordDifferentChars: input("number"),
  passwordNotContainUsername: input("boolean"),
  maxPasswordAge: input("number"),
  passwordReusePrevention: input("number"),
  maxLoginAttempts: input("number"),
  maxPasswordLength: output("number"),
  hardExpire: output("boolean"),
  requireNumbers: output("boolean"),
  requireSymbols: output("boolean"),
  requireLowerCaseChars: output("boolean"),
  requireUpperCaseChars: output("boolean"),
};

const mfaAuthenticationSettingInfo: Fields = {
  operationForRiskLogin: input("string"),
  mfaAuthenticationAdvanceSettings: input("string"),
};

const userProvisioningConfiguration: Fields = {
  sessionDuration: input("string"),
  defaultLandingPage: input("string"),
};

const loginPreference: Fields = {
  loginNetworkMasks: { type: "string", is: "optional" },
  allowUserToGetCredentials: input("boolean"),
};

export const directoryBlocks = {
  samlIdentityProviderConfiguration,
  samlServiceProvider,
  passwordPolicy,
  mfaAuthenticationSettingInfo,
  userProvisioningConfiguration,
  loginPreference,
} as const;

/** resource_alicloud_cloud_sso_directory.go. Names are not validated; the API does that. */
export const directoryFields: Fields = {
  directoryName: { type: "string", is: "optional" },
  ...Object.fromEntries(Object.entries(directoryBlocks).map(([name, fields]) => [name, block(fields)])),
  scimSynchronizationStatus: switched,
  mfaAuthenticationStatus: switched,
  directoryGlobalAccessStatus: switched,
  createTime: output("string"),
};

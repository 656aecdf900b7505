import type { ResourceType } from "../../resourceType";
import { asSecret, isObject, object, type Properties, text } from "../../values";
import type { RpcClient } from "../rpcClient";
import type { Parameters } from "../rpcWire";
import { fromReply, planOf } from "./blocks";
import { cloudSso, isGone, missing, part, reading } from "./calls";
import { directoryBlocks, directoryFields } from "./directorySchema";

const gone = "EntityNotExists.Directory";

/** Attribute to parameter. Those in `changed` cause the call and are sent if they changed; those in `always` go with it. */
interface Step {
  readonly action: string;
  readonly changed: Readonly<Record<string, string>>;
  readonly always?: Readonly<Record<string, string>>;
}

/** What comes after the name, in this order; each is called only if something of it changed. */
const steps: readonly Step[] = [
  {
    action: "SetExternalSAMLIdentityProvider",
    changed: {
      "samlIdentityProviderConfiguration.encodedMetadataDocument": "EncodedMetadataDocument",
      "samlIdentityProviderConfiguration.ssoStatus": "SSOStatus",
      "samlIdentityProviderConfiguration.entityId": "EntityId",
      "samlIdentityProviderConfiguration.loginUrl": "LoginUrl",
      "samlIdentityProviderConfiguration.wantRequestSigned": "WantRequestSigned",
      "samlIdentityProviderConfiguration.bindingType": "BindingType",
    },
  },
  { action: "SetMFAAuthenticationStatus", changed: { mfaAuthenticationStatus: "MFAAuthenticationStatus" } },
  { action: "SetSCIMSynchronizationStatus", changed: { scimSynchronizationStatus: "SCIMSynchronizationStatus" } },
  {
    action: "UpdateMFAAuthenticationSettings",
    changed: { "mfaAuthenticationSettingInfo.operationForRiskLogin": "OperationForRiskLogin" },
    always: { "mfaAuthenticationSettingInfo.mfaAuthenticationAdvanceSettings": "MFAAuthenticationSettings" },
  },
  {
    action: "UpdateUserProvisioningConfiguration",
    changed: {
      "userProvisioningConfiguration.sessionDuration": "NewSessionDuration",
      "userProvisioningConfiguration.defaultLandingPage": "NewDefaultLandingPage",
    },
  },
  {
    action: "UpdateDirectoryGlobalAccessStatus",
    changed: {},
    always: { directoryGlobalAccessStatus: "GlobalAccessStatus" },
  },
  {
    action: "SetPasswordPolicy",
    changed: {
      "passwordPolicy.minPasswordLength": "MinPasswordLength",
      "passwordPolicy.minPasswordDifferentChars": "MinPasswordDifferentChars",
      "passwordPolicy.passwordNotContainUsername": "PasswordNotContainUsername",
      "passwordPolicy.maxPasswordAge": "MaxPasswordAge",
      "passwordPolicy.passwordReusePrevention": "PasswordReusePrevention",
      "passwordPolicy.maxLoginAttempts": "MaxLoginAttempts",
    },
  },
  {
    action: "SetLoginPreference",
    changed: { "loginPreference.loginNetworkMasks": "LoginNetworkMasks" },
    always: { "loginPreference.allowUserToGetCredentials": "AllowUserToGetCredentials" },
  },
  {
    action: "SetDirectorySAMLServiceProviderInfo",
    changed: {
      "samlServiceProvider.authnSignAlgo": "AuthnSignAlgo",
      "samlServiceProvider.certificateType": "CertificateType",
      "samlServiceProvider.supportEncryptedAssertion": "SupportEncryptedAssertion",
    },
  },
];

type Scalar = string | number | boolean;
const document = "samlIdentityProviderConfiguration.encodedMetadataDocument";

/**
 * CloudSSO's directory (resource_alicloud_cloud_sso_directory.go): one resource over eleven settings. A document that goes is
 * cleared before anything else, so while sign-on is enabled such an update always fails: the service refuses to clear then.
 */
export const directory: ResourceType<RpcClient> = {
  token: "alicloud:cloudsso/directory:Directory",
  fields: directoryFields,
  partialUpdate: true,

  async create(client, inputs, keep) {
    const parameters = { DirectoryName: text(inputs, "directoryName") || undefined };
    const reply = await cloudSso(client, "CreateDirectory", parameters, { of: "alicloud_cloud_sso_directory" });
    const id = text(object(reply, "Directory"), "DirectoryId");
    keep(id);
    await writeSettings(client, id, inputs, {});
  },

  async read(client, id, { isNew }) {
    let serviceProvider: Properties;
    try {
      serviceProvider = await section(client, id, "GetDirectorySAMLServiceProviderInfo", "SAMLServiceProvider");
    } catch (error) {
      if (isGone(error, gone)) return missing(isNew, "Directory", id);
      throw error;
    }
    const passwordPolicy = await lenient(client, id, "GetPasswordPolicy", "PasswordPolicy");
    const identityProvider = await lenient(
      client,
      id,
      "GetExternalSAMLIdentityProvider",
      "SAMLIdentityProviderConfiguration",
    );
    const self = await lenient(client, id, "GetDirectory", "Directory");
    const provisioning = await lenient(client, id, "GetUserProvisioningConfiguration", "UserProvisioningConfiguration");
    const mfa = await lenient(client, id, "GetMFAAuthenticationSettingInfo", "MFAAuthenticationSettingInfo");
    const login = await lenient(client, id, "GetLoginPreference", "LoginPreference");
    const scim = await lenient(client, id, "GetSCIMSynchronizationStatus");
    const mfaStatus = await lenient(client, id, "GetMFAAuthenticationStatus");
    const globalAccess = object(await lenient(client, id, "GetDirectoryGlobalAccessStatus"), "GlobalAccessStatus");
    return {
      samlServiceProvider: fromReply(directoryBlocks.samlServiceProvider, serviceProvider),
      passwordPolicy: fromReply(directoryBlocks.passwordPolicy, passwordPolicy),
      samlIdentityProviderConfiguration: identityProviderState(identityProvider),
      createTime: text(self, "CreateTime"),
      directoryName: text(self, "DirectoryName"),
      userProvisioningConfiguration: fromReply(directoryBlocks.userProvisioningConfiguration, provisioning),
      mfaAuthenticationSettingInfo: fromReply(directoryBlocks.mfaAuthenticationSettingInfo, mfa),
      loginPreference: fromReply(directoryBlocks.loginPreference, login),
      scimSynchronizationStatus: text(scim, "SCIMSynchronizationStatus"),
      mfaAuthenticationStatus: text(mfaStatus, "MFAAuthenticationStatus"),
      // The expression is `$.GlobalAccessStatus.status`, in small letters.
      directoryGlobalAccessStatus: text(globalAccess, "status"),
    };
  },

  async update(client, id, news, state) {
    const { changed, value } = planOf(directoryFields, news, state)(document);
    if (changed && value === "") {
      await cloudSso(client, "ClearExternalSAMLIdentityProvider", { DirectoryId: id }, { of: id });
    }
    const name = planOf(directoryFields, news, state)("directoryName");
    if (name.changed) {
      const parameters = { DirectoryId: id, NewDirectoryName: name.value as string };
      await cloudSso(client, "UpdateDirectory", parameters, { of: id });
    }
    await writeSettings(client, id, news, state);
  },

  async delete(client, id) {
    try {
      await cloudSso(client, "DeleteDirectory", { DirectoryId: id }, { of: id });
    } catch (error) {
      if (!isGone(error, gone)) throw error;
    }
  },
};

async function writeSettings(client: RpcClient, id: string, news: Properties, state: Properties): Promise<void> {
  const plan = planOf(directoryFields, news, state);
  for (const { action, changed, always = {} } of steps) {
    const sent = Object.entries(changed).filter(([path]) => plan(path).changed);
    if (sent.length === 0 && !Object.keys(always).some((path) => plan(path).changed)) continue;
    const parameters: Parameters = Object.fromEntries(
      [...sent, ...Object.entries(always)].map(([path, parameter]) => [parameter, plan(path).value as Scalar]),
    );
    // A document that went was cleared above: the call follows nevertheless, without it.
    const { EncodedMetadataDocument: encoded, ...others } = parameters;
    const kept = encoded === "" ? others : parameters;
    await cloudSso(client, action, { DirectoryId: id, ...kept }, { of: id });
  }
}

/** One of the ten reads; the answer must have the part. */
async function section(client: RpcClient, id: string, action: string, name?: string): Promise<Properties> {
  const reply = await cloudSso(client, action, { DirectoryId: id }, { of: id, ...reading.newer });
  const found = name === undefined ? reply : part(reply, name, id);
  if (!isObject(found)) throw new Error(`panic: interface conversion: ${action} has no object for ${name ?? "$"}`);
  return found;
}

/** After the first, a directory that is not found leaves its part empty. */
async function lenient(client: RpcClient, id: string, action: string, name?: string): Promise<Properties> {
  try {
    return await section(client, id, action, name);
  } catch (error) {
    if (isGone(error, gone)) return {};
    throw error;
  }
}

function identityProviderState(reply: Properties): Properties {
  const state = fromReply(directoryBlocks.samlIdentityProviderConfiguration, reply, { ssoStatus: "SSOStatus" });
  const encoded = state.encodedMetadataDocument;
  return encoded ? { ...state, encodedMetadataDocument: asSecret(encoded) } : state;
}

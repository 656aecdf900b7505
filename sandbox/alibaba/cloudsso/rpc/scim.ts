import type { Reply } from "../../rpc/product";
import { createScimCredential, deleteScimCredential, setScimCredentialStatus } from "../model/scimCredentials";
import type { CloudSsoDirectory, ScimCredential } from "../model/state";
import type { DirectoryCall } from "./call";

const switches = ["Enabled", "Disabled"] as const;

export const getScimStatusAction = ({ directory }: DirectoryCall): Reply => ({
  SCIMSynchronizationStatus: directory.scimStatus,
});

export function setScimStatusAction({ cloud, directory, parameters }: DirectoryCall): Reply {
  parameters.required("SCIMSynchronizationStatus");
  directory.scimStatus = parameters.oneOf("SCIMSynchronizationStatus", switches) ?? directory.scimStatus;
  directory.updateTime = cloud.timestamp();
  return {};
}

const encode = ({ directoryId }: CloudSsoDirectory, credential: ScimCredential): Reply => ({
  DirectoryId: directoryId,
  CredentialId: credential.credentialId,
  CredentialType: "BearerToken",
  Status: credential.status,
  CreateTime: credential.createTime,
  ExpireTime: credential.expireTime,
});

/** The only reply that has the secret. */
export function createScimCredentialAction({ cloud, directory }: DirectoryCall): Reply {
  const { credential, secret } = createScimCredential(cloud, directory);
  return { SCIMServerCredential: { ...encode(directory, credential), CredentialSecret: secret } };
}

export function listScimCredentialsAction({ directory }: DirectoryCall): Reply {
  const SCIMServerCredentials = Object.values(directory.scimCredentials).map((one) => encode(directory, one));
  return { SCIMServerCredentials, TotalCounts: SCIMServerCredentials.length };
}

export function updateScimCredentialStatusAction({ directory, parameters }: DirectoryCall): Reply {
  parameters.required("NewStatus");
  const status = parameters.oneOf("NewStatus", switches) ?? "Enabled";
  const credential = setScimCredentialStatus(directory, parameters.required("CredentialId"), status);
  return { SCIMServerCredential: encode(directory, credential) };
}

export function deleteScimCredentialAction({ directory, parameters }: DirectoryCall): Reply {
  deleteScimCredential(directory, parameters.required("CredentialId"));
  return {};
}

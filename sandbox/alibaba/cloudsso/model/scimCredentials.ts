import { createHash } from "node:crypto";
import type { Cloud } from "../../model/cloud";
import { isoSeconds } from "../../model/cloud";
import { limits, notExists, requireRoom } from "./limits";
import type { CloudSsoDirectory, ScimCredential, Switch } from "./state";

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** A bearer token, valid for one year; a directory has at most two ("Manage SCIM credentials"). The secret is not kept. */
export function createScimCredential(
  cloud: Cloud,
  directory: CloudSsoDirectory,
): { readonly credential: ScimCredential; readonly secret: string } {
  requireRoom("SCIMCredential", Object.keys(directory.scimCredentials).length, limits.scimCredentials);
  const end = cloud.clock.now();
  end.setUTCFullYear(end.getUTCFullYear() + 1);
  const secret = cloud.ids.hex(64);
  const credential: ScimCredential = {
    credentialId: `scimcred-00${cloud.ids.hex(16)}`,
    secretHash: hashOf(secret),
    status: "Enabled",
    createTime: cloud.timestamp(),
    expireTime: isoSeconds(end),
  };
  directory.scimCredentials[credential.credentialId] = credential;
  return { credential, secret };
}

export function requireScimCredential({ scimCredentials }: CloudSsoDirectory, credentialId: string): ScimCredential {
  const credential = Object.hasOwn(scimCredentials, credentialId) ? scimCredentials[credentialId] : undefined;
  if (!credential) throw notExists("SCIMCredential", credentialId);
  return credential;
}

export function setScimCredentialStatus(
  directory: CloudSsoDirectory,
  credentialId: string,
  status: Switch,
): ScimCredential {
  const credential = requireScimCredential(directory, credentialId);
  credential.status = status;
  return credential;
}

export function deleteScimCredential(directory: CloudSsoDirectory, credentialId: string): void {
  requireScimCredential(directory, credentialId);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table of credentials is what is saved as JSON
  delete directory.scimCredentials[credentialId];
}

/** Whose token this is, whatever its state. */
export const credentialOf = ({ scimCredentials }: CloudSsoDirectory, token: string): ScimCredential | undefined =>
  Object.values(scimCredentials).find(({ secretHash }) => secretHash === hashOf(token));

import { CloudError } from "../../../core/cloudError";
import type { Cloud } from "../../model/cloud";
import { directoriesOf } from "../model/directories";
import { credentialOf } from "../model/scimCredentials";
import type { CloudSsoDirectory, ScimCredential } from "../model/state";

/** Whose token it is, and what it opens. */
export interface Access {
  readonly directory: CloudSsoDirectory;
  readonly credential: ScimCredential;
}

/** The token is all that tells which directory is meant: the address is the same for all of a region. */
export function findAccess(cloud: Cloud, region: string, authorization: string | null): Access | undefined {
  const [, token] = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? "") ?? [];
  if (token === undefined) return undefined;
  for (const directory of directoriesOf(cloud)) {
    const credential = directory.region === region ? credentialOf(directory, token) : undefined;
    if (credential) return { directory, credential };
  }
  return undefined;
}

/**
 * A credential works for a year and while it is enabled ("Manage SCIM credentials"), and nothing is synchronized while SCIM is
 * disabled (SetSCIMSynchronizationStatus). The statuses are unverified.
 */
export function requireAccess(cloud: Cloud, access: Access | undefined): Access {
  if (!access) throw new CloudError("Unauthorized", "The SCIM credential is missing or invalid.");
  const { credential, directory } = access;
  if (credential.status === "Disabled")
    throw new CloudError("Unauthorized.Disabled", "The SCIM credential is disabled.");
  if (Date.parse(credential.expireTime) <= cloud.clock.now().getTime()) {
    throw new CloudError("Unauthorized.Expired", "The SCIM credential has expired.");
  }
  if (directory.scimStatus === "Disabled") {
    throw new CloudError("Forbidden.SCIMDisabled", "SCIM synchronization is disabled for this directory.");
  }
  return access;
}

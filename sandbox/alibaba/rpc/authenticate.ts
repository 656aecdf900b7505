import { CloudError } from "../../core/cloudError";
import type { Cloud } from "../model/cloud";
import { findCaller, type Caller } from "../model/identities";
import type { Credential } from "./signature";

/** A request is stale, and its nonce forgotten, 15 minutes from its timestamp ("Common parameters" of the RAM API). */
const tolerance = 15 * 60 * 1000;

/** Whose call this is. Throws in the gateway's words; a nonce is used up only by a call whose signature is right. */
export function authenticate(cloud: Cloud, credential: Credential): Caller {
  const signedAt = requireFresh(cloud, credential.timestamp);
  const caller = findCaller(cloud, credential.accessKeyId);
  if (!caller) throw new CloudError("InvalidAccessKeyId.NotFound", "Specified access key is not found.");
  requireToken(cloud, caller, credential.securityToken);
  credential.verify(caller.key.accessKeySecret);
  useNonce(cloud, `${credential.accessKeyId}/${credential.nonce}`, signedAt);
  return caller;
}

/** Clients stamp requests by the machine's clock; ours may have been moved ahead by pauses that nobody waited for. */
const clientTime = (cloud: Cloud) => cloud.clock.now().getTime() - (cloud.clock.ahead ?? 0);

function requireFresh(cloud: Cloud, timestamp: string): number {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(timestamp) ? Date.parse(timestamp) : NaN;
  if (Number.isNaN(time)) {
    throw new CloudError("InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.");
  }
  if (Math.abs(clientTime(cloud) - time) > tolerance) {
    throw new CloudError("InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
  }
  return time;
}

function requireToken(cloud: Cloud, caller: Caller, token: string | undefined): void {
  if (caller.kind !== "role") {
    if (token)
      throw new CloudError(
        "InvalidSecurityToken.MismatchWithAccessKey",
        "Specified SecurityToken mismatch with the AccessKey.",
      );
    return;
  }
  if (!token) throw new CloudError("MissingSecurityToken", "SecurityToken is mandatory for this action.");
  if (token !== caller.key.securityToken) {
    throw new CloudError(
      "InvalidSecurityToken.MismatchWithAccessKey",
      "Specified SecurityToken mismatch with the AccessKey.",
    );
  }
  if (Date.parse(caller.key.expires) <= cloud.clock.now().getTime()) {
    throw new CloudError("InvalidSecurityToken.Expired", "Specified SecurityToken is expired.");
  }
}

function useNonce(cloud: Cloud, nonce: string, signedAt: number): void {
  const { usedNonces } = cloud.state;
  const now = clientTime(cloud);
  for (const [known, until] of Object.entries(usedNonces)) {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table of nonces is what is saved as JSON
    if (Date.parse(until) < now) delete usedNonces[known];
  }
  if (Object.hasOwn(usedNonces, nonce)) {
    throw new CloudError("SignatureNonceUsed", "Specified signature nonce was used already.");
  }
  usedNonces[nonce] = new Date(signedAt + tolerance).toISOString();
}

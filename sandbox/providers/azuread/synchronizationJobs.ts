import type { GraphClient, GraphError, GraphRequest } from "./graphClient";
import { isNotFound } from "./graphClient";
import { explained, segment } from "./resourceIds";
import type { Properties } from "../values";

/** What the synchronization resources share (internal/services/synchronization/synchronization.go). */

export const servicePrincipalLock = (id: string): string => `azuread_service_principal.${id}`;

/** synchronizationRetryFunc: a conflict, and also a permission that is missing (or not there yet). */
export const retried = ({ status }: GraphError): boolean => status === 409 || status === 403;

export const retrying = (client: GraphClient, request: GraphRequest): Promise<Properties> =>
  client.call({ ...request, retry: retried });

/** `/servicePrincipals/{id}/synchronization/jobs/{jobId}`, which is also the path of the call. */
export const jobPath = (id: string): string =>
  `/servicePrincipals/${segment(id, "servicePrincipals")}/synchronization/jobs/${segment(id, "jobs")}`;

/** Complains like the SDK's parser of ids. */
export const isJobId = (value: unknown): string | undefined =>
  /^\/servicePrincipals\/[^/]+\/synchronization\/jobs\/[^/]+$/.test(String(value))
    ? undefined
    : `parsing "${String(value)}": expected an id of the form /servicePrincipals/{id}/synchronization/jobs/{jobId}`;

/** Looks for the service principal first, as the job and the on-demand resource do. */
export async function checkServicePrincipal(client: GraphClient, path: string): Promise<void> {
  try {
    await client.get(path);
  } catch (error) {
    if (isNotFound(error)) throw new Error(`${path} was not found`, { cause: error });
    throw explained(`Retrieving ${path}`, error);
  }
}

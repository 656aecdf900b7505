import { CloudError } from "../../core/cloudError";

/** The words in which Microsoft Graph refuses; the codes' HTTP status is in `graph/errors.ts`. */
export const badRequest = (message: string, detail?: Readonly<Record<string, unknown>>): CloudError =>
  new CloudError("Request_BadRequest", message, detail);

export const notFound = (id: string): CloudError =>
  new CloudError(
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

export const alreadyReferenced = (property: string): CloudError =>
  badRequest(`One or more added object references already exist for the following modified properties: '${property}'.`);

/** Text of Graph for a value it does not take. */
export const invalidValue = (property: string, resource: string, detail: string): CloudError =>
  badRequest(`Invalid value specified for property '${property}' of resource '${resource}'.`, { reason: detail });

/** Refuses another value for a property that never changes; the same one may be repeated. Text unverified. */
export function checkUnchanged(property: string, is: string, wanted: string | undefined): void {
  if (wanted !== undefined && wanted.toLowerCase() !== is.toLowerCase()) {
    throw badRequest(`Property '${property}' is read-only and cannot be set.`);
  }
}

/** A thing that exists in the cloud and not here. It is never silently accepted. */
export const notInSandbox = (what: string): CloudError =>
  new CloudError("NotImplemented", `${what} is not in the sandbox.`);

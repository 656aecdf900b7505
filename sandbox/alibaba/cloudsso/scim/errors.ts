import { CloudError } from "../../../core/cloudError";

/** What SCIM calls the fault of a 400, or of a 409 (RFC 7644, 3.12). */
export type ScimType =
  "invalidFilter" | "invalidPath" | "invalidSyntax" | "invalidValue" | "mutability" | "noTarget" | "uniqueness";

export const fault = (scimType: ScimType, detail: string): CloudError => new CloudError(scimType, detail);

/** Right by the standard, but nothing that the sandbox does. */
export const notInSandbox = (what: string): CloudError =>
  new CloudError("NotImplemented", `The sandbox does not answer SCIM with ${what}.`);

const statuses: readonly (readonly [prefix: string, status: number, scimType?: ScimType])[] = [
  ["uniqueness", 409, "uniqueness"],
  ["invalidFilter", 400, "invalidFilter"],
  ["invalidPath", 400, "invalidPath"],
  ["invalidSyntax", 400, "invalidSyntax"],
  ["invalidValue", 400, "invalidValue"],
  ["mutability", 400, "mutability"],
  ["noTarget", 400, "noTarget"],
  ["Unauthorized", 401],
  ["Forbidden", 403],
  ["NotFound", 404],
  ["NotImplemented", 501],
  // Codes of the model: which statuses CloudSSO has for them is unverified; these are the standard's.
  ["EntityNotExists", 404],
  ["EntityAlreadyExists", 409, "uniqueness"],
  ["DeletionConflict", 409],
  ["LimitExceeded", 403],
  ["InvalidParameter", 400, "invalidValue"],
];

/** The body of every refusal (RFC 7644, 3.12): `status` is a string. */
export function encodeError({ code, message }: CloudError): Response {
  const [, status, scimType] = statuses.find(([prefix]) => code.startsWith(prefix)) ?? ["", 500];
  const body = {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    status: String(status),
    ...(scimType && { scimType }),
    detail: message,
  };
  return scimJson(status, body, status === 401 ? { "www-authenticate": 'Bearer realm="scim"' } : {});
}

export const scimJson = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/scim+json;charset=utf-8", ...headers },
  });

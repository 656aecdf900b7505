import type { CloudError } from "../../core/cloudError";

/**
 * From an error code to its HTTP status (RAM API reference, "Error messages"; STS AssumeRole and AssumeRoleWithSAML; the
 * public error table of the gateway, error-center.alibabacloud.com). Families are told by what the code starts with.
 */
const statuses: readonly (readonly [prefix: string, status: number])[] = [
  // The gateway answers 404. The official Terraform provider takes 404 for "gone", which would hide a gap of this sandbox.
  ["InvalidAction.NotFound", 400],
  ["InvalidAccessKeyId.NotFound", 404],
  ["InvalidAccessKeyId.Inactive", 400],
  ["EntityNotExist", 404],
  ["EntityAlreadyExists", 409],
  ["DeleteConflict", 409],
  // The three families of CloudSSO: that their status is this one is unverified.
  ["DeletionConflict", 409],
  ["OperationConflict", 409],
  ["OperationForbidden", 403],
  ["LimitExceeded", 409],
  ["AuthenticationFail", 401],
  ["NoPermission", 403],
  ["Forbidden", 403],
  ["InternalError", 500],
  ["ServiceUnavailable", 503],
];

export const statusOf = (code: string): number => statuses.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 400;

/** The body of every refusal of every product. */
export function encodeError(error: CloudError, requestId: string, host: string): Response {
  const body = {
    RequestId: requestId,
    HostId: host,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.alibabacloud.com/troubleshoot?q=${encodeURIComponent(error.code)}&requestId=${requestId}`,
  };
  return json(statusOf(error.code), body, requestId);
}

export const encodeReply = (reply: Readonly<Record<string, unknown>>, requestId: string): Response =>
  json(200, { RequestId: requestId, ...reply }, requestId);

const json = (status: number, body: Readonly<Record<string, unknown>>, requestId: string): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json;charset=utf-8", "x-acs-request-id": requestId },
  });

import type { SandboxContext } from "../../core/context";
import type { CloudError } from "../../core/cloudError";

/** HTTP status of each code ("Microsoft Graph error responses and resource types"); what is not listed is a 400. */
const statusOf: Readonly<Record<string, number>> = {
  InvalidAuthenticationToken: 401,
  Authorization_RequestDenied: 403,
  Request_ResourceNotFound: 404,
  Conflict: 409,
  Request_MultipleObjectsWithSameKeyValue: 409,
  Directory_ConcurrencyViolation: 409,
  TooManyRequests: 429,
  Service_InternalServerError: 500,
  NotImplemented: 501,
  ServiceUnavailable: 503,
};

/** The body that Microsoft Graph sends with every refusal. `detail` stays in the journal. */
export function errorResponse({ clock, ids }: SandboxContext, { code, message }: CloudError): Response {
  const requestId = ids.uuid();
  const date = clock.now().toISOString().slice(0, 19);
  const body = {
    error: { code, message, innerError: { date, "request-id": requestId, "client-request-id": requestId } },
  };
  return Response.json(body, { status: statusOf[code] ?? 400, headers: { "request-id": requestId } });
}

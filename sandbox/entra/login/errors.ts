import type { CloudError } from "../../core/cloudError";
import type { Tenant } from "../model/tenant";

/** OAuth 2.0 error and HTTP status of the sign-in service's codes ("Microsoft Entra authentication error codes"). */
const table: Readonly<Record<string, readonly [error: string, status: number]>> = {
  AADSTS7000215: ["invalid_client", 401],
  AADSTS7000216: ["invalid_client", 401],
  AADSTS700213: ["invalid_client", 401],
  AADSTS700027: ["invalid_client", 401],
  AADSTS700024: ["invalid_client", 401],
  AADSTS700016: ["unauthorized_client", 400],
  AADSTS7000112: ["unauthorized_client", 400],
  AADSTS90002: ["invalid_request", 400],
  AADSTS900144: ["invalid_request", 400],
  AADSTS70003: ["unsupported_grant_type", 400],
  AADSTS70011: ["invalid_scope", 400],
  AADSTS500011: ["invalid_resource", 400],
};

/** The JSON in which the sign-in service refuses a token. */
export function loginError({ context, cloud }: Tenant, { code, message }: CloudError): Response {
  const [error, status] = table[code] ?? ["invalid_request", 400];
  const [traceId, correlationId] = [context.ids.uuid(), context.ids.uuid()];
  const timestamp = `${context.clock.now().toISOString().slice(0, 19).replace("T", " ")}Z`;
  const number = Number(code.replace("AADSTS", ""));
  return Response.json(
    {
      error,
      error_description: `${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [number],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://${cloud.login}/error?code=${number}`,
    },
    { status },
  );
}

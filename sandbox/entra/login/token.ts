import { createVerify } from "node:crypto";
import { CloudError } from "../../core/cloudError";
import type { Tenant } from "../model/tenant";
import { issueToken, safeEqual } from "./accessToken";

const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/**
 * The token endpoint for client credentials: with the deployer's secret, or with a token of an issuer whom the deployer's
 * federated identity credentials name. Texts: "Microsoft Entra authentication error codes" and Microsoft's forums.
 */
export function requestToken(tenant: Tenant, form: URLSearchParams): Record<string, unknown> {
  const field = (name: string): string => {
    const value = form.get(name);
    if (value) return value;
    throw new CloudError("AADSTS900144", `The request body must contain the following parameter: '${name}'.`);
  };
  if (field("grant_type") !== "client_credentials") {
    throw new CloudError("AADSTS70003", `The app requested an unsupported grant type '${field("grant_type")}'.`);
  }
  const clientId = field("client_id");
  if (clientId.toLowerCase() !== tenant.data.deployer.clientId) throw unknownApplication(tenant, clientId);
  authenticate(tenant, form);
  // Tokens that are out already stay good until they expire.
  if (tenant.servicePrincipalOf(clientId)?.accountEnabled === false) {
    const name = tenant.applicationOf(clientId)?.displayName ?? "";
    throw new CloudError("AADSTS7000112", `Application '${clientId}'(${name}) is disabled.`);
  }
  const { token, expiresIn } = issueToken(tenant, audienceOf(tenant, field("scope")));
  return { token_type: "Bearer", expires_in: expiresIn, ext_expires_in: expiresIn, access_token: token };
}

export const unknownApplication = ({ data }: Tenant, clientId: string) =>
  new CloudError(
    "AADSTS700016",
    `Application with identifier '${clientId}' was not found in the directory '${data.displayName}'. ` +
      "This can happen if the application has not been installed by the administrator of the tenant or consented to by any " +
      "user in the tenant. You may have sent your authentication request to the wrong tenant.",
  );

export const unknownTenant = (name: string) =>
  new CloudError(
    "AADSTS90002",
    `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. ` +
      "Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  );

function authenticate(tenant: Tenant, form: URLSearchParams): void {
  const { deployer } = tenant.data;
  const [secret, assertion] = [form.get("client_secret"), form.get("client_assertion")];
  if (secret !== null) {
    if (safeEqual(secret, deployer.clientSecret)) return;
    throw new CloudError(
      "AADSTS7000215",
      "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, " +
        `not the client secret ID, for a secret added to app '${deployer.clientId}'.`,
    );
  }
  if (assertion === null || form.get("client_assertion_type") !== jwtBearer) {
    throw new CloudError(
      "AADSTS7000216",
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    );
  }
  checkAssertion(tenant, assertion);
}

/** Microsoft Entra, "Workload identity federation": issuer, subject and audience of a trusted token match exactly. */
function checkAssertion(tenant: Tenant, assertion: string): void {
  const [header = "", payload = "", signature = ""] = assertion.split(".");
  const { iss, sub, aud, exp } = decodeClaims(payload);
  const trusted = tenant.data.deployer.federatedIdentityCredentials.find(
    ({ issuer, subject, audience }) => issuer === iss && subject === sub && audience === aud,
  );
  if (!trusted) {
    throw new CloudError(
      "AADSTS700213",
      `No matching federated identity record found for presented assertion subject '${String(sub)}'. ` +
        "Please check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
    );
  }
  const verifier = createVerify("sha256").update(`${header}.${payload}`);
  if (!verifier.verify(trusted.publicKey, Buffer.from(signature, "base64url"))) {
    throw new CloudError(
      "AADSTS700027",
      "The certificate with identifier used to sign the client assertion is not registered on application.",
    );
  }
  if (typeof exp !== "number" || tenant.context.clock.now().getTime() / 1000 >= exp) {
    throw new CloudError("AADSTS700024", "Client assertion is not within its valid time range.");
  }
}

function decodeClaims(payload: string): Record<string, unknown> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** `https://graph.microsoft.com/.default` is for `https://graph.microsoft.com`; Azure's CLI writes two slashes. */
function audienceOf(tenant: Tenant, scope: string): string {
  const resource = /^(https:\/\/[^\s]+?)\/\.default$/.exec(scope)?.[1];
  if (!resource) {
    throw new CloudError(
      "AADSTS70011",
      `The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
    );
  }
  const { graph, management } = tenant.cloud;
  const known = [graph, management, "management.core.windows.net", "management.core.chinacloudapi.cn"];
  if (known.includes(new URL(resource).hostname)) return resource.replace(/\/+$/, "");
  throw new CloudError(
    "AADSTS500011",
    `The resource principal named ${resource} was not found in the tenant named ${tenant.data.displayName}.`,
  );
}

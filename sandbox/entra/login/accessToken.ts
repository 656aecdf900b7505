import { createHmac, timingSafeEqual } from "node:crypto";
import { CloudError } from "../../core/cloudError";
import type { Caller } from "../graph/call";
import { issuerOf } from "../clouds";
import type { Tenant } from "../model/tenant";

/** Application id of Microsoft Graph, which may also stand as audience. */
const graphAppId = "00000003-0000-0000-c000-000000000000";

const lifetimeSeconds = 3599;

interface Claims {
  readonly aud: string;
  readonly exp: number;
  readonly nbf: number;
  readonly appid: string;
  readonly oid: string;
  readonly roles?: readonly string[];
}

/**
 * The time by which tokens live and die: the clients'. They keep a token for as long as it says by their own clock, and do not
 * see the sandbox's clock run ahead when a provider's pause is skipped.
 */
const seconds = ({ context: { clock } }: Tenant): number => (clock.now().getTime() - (clock.ahead ?? 0)) / 1000;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * An access token for the deployer, in the form that Entra ID gives Microsoft Graph's ("Access token claims reference", v1.0).
 * To a client it is opaque; so it is signed with the tenant's secret instead of a published key.
 */
export function issueToken(tenant: Tenant, audience: string): { token: string; expiresIn: number } {
  const { deployer, tokenSecret } = tenant.data;
  const now = Math.floor(seconds(tenant));
  const payload = {
    aud: audience,
    iss: issuerOf(tenant.cloud, tenant.id),
    iat: now,
    nbf: now,
    exp: now + lifetimeSeconds,
    appid: deployer.clientId,
    appidacr: "1",
    idtyp: "app",
    oid: deployer.objectId,
    sub: deployer.objectId,
    tid: tenant.id,
    ...(isGraph(tenant, audience) && { roles: deployer.permissions }),
    ver: "1.0",
  };
  const body = `${encode({ typ: "JWT", alg: "HS256" })}.${encode(payload)}`;
  return { token: `${body}.${mac(tokenSecret, body)}`, expiresIn: lifetimeSeconds };
}

const mac = (secret: string, body: string): string => createHmac("sha256", secret).update(body).digest("base64url");

const isGraph = ({ cloud }: Tenant, audience: string): boolean =>
  [`https://${cloud.graph}`, graphAppId].includes(audience.replace(/\/+$/, ""));

const refused = (message: string) => new CloudError("InvalidAuthenticationToken", message);

/** Who presents the token of a request to Microsoft Graph. Texts: Graph's, as quoted in its forums. */
export function readToken(tenant: Tenant, request: Request): Caller {
  const token = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!token) throw refused("Access token is empty.");
  const [header = "", payload = "", signature = "", ...more] = token.split(".");
  const expected = mac(tenant.data.tokenSecret, `${header}.${payload}`);
  if (signature === "" || more.length > 0) throw refused("IDX14100: JWT is not well formed, there are no dots (.).");
  if (!safeEqual(signature, expected)) throw refused("Access token validation failure. Invalid signature.");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Claims;
  if (!isGraph(tenant, claims.aud)) throw refused("Access token validation failure. Invalid audience.");
  if (seconds(tenant) >= claims.exp) throw refused("Lifetime validation failed, the token is expired.");
  return { clientId: claims.appid, objectId: claims.oid, permissions: claims.roles ?? [] };
}

export function safeEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { CloudError } from "../../core/cloudError";
import { canonicalQuery, percentEncode, type RpcRequest } from "./request";

/** What a signature says about itself, whichever of the two methods it uses. */
export interface Credential {
  readonly accessKeyId: string;
  readonly nonce: string;
  /** As written by the client; ISO 8601 in UTC. */
  readonly timestamp: string;
  readonly securityToken?: string;
  /** Throws SignatureDoesNotMatch unless the secret made this signature. */
  verify(accessKeySecret: string): void;
}

/** Reads the signature of a call; nothing if it bears none. */
export const readCredential = (request: RpcRequest): Credential | undefined => {
  const authorization = request.headers.get("authorization");
  return authorization?.startsWith("ACS3-HMAC-SHA256") ? acs3(request, authorization) : version1(request);
};

/**
 * HMAC-SHA1, signature version 1.0 (alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism): over all parameters of query
 * and form but `Signature` itself. Empty ones count too: older SDKs send `SignatureType=`.
 */
function version1({ method, ...request }: RpcRequest): Credential | undefined {
  const parameters = new Map(request.parameters);
  const accessKeyId = parameters.get("AccessKeyId");
  const signature = parameters.get("Signature");
  if (accessKeyId === undefined && signature === undefined) return undefined;
  const need = (name: string) => {
    const value = parameters.get(name);
    if (!value) throw new CloudError(`Missing${name}`, `${name} is mandatory for this action.`);
    return value;
  };
  // This method covers no headers: an action that stands only there would not be signed.
  for (const name of ["AccessKeyId", "Signature", "Action", "Version"]) need(name);
  if (need("SignatureMethod") !== "HMAC-SHA1" || need("SignatureVersion") !== "1.0") {
    throw new CloudError("InvalidParameter.SignatureMethod", "Specified signature method is not supported.");
  }
  parameters.delete("Signature");
  const toSign = `${method}&${percentEncode("/")}&${percentEncode(canonicalQuery(parameters))}`;
  return {
    accessKeyId: accessKeyId ?? "",
    nonce: need("SignatureNonce"),
    timestamp: need("Timestamp"),
    securityToken: parameters.get("SecurityToken"),
    verify: (secret) => {
      requireEqual(signature ?? "", createHmac("sha1", `${secret}&`).update(toSign).digest("base64"), toSign);
    },
  };
}

/** ACS3-HMAC-SHA256 (alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature): in headers. */
function acs3(request: RpcRequest, authorization: string): Credential {
  const part = (name: string) => new RegExp(`(?:^|[ ,])${name}=([^,]*)`).exec(authorization)?.[1] ?? "";
  const header = (name: string) =>
    name === "host" ? (request.headers.get(name) ?? request.host) : request.headers.get(name);
  const need = (name: string) => {
    const value = header(name);
    if (!value) throw new CloudError("IncompleteSignature", `The header ${name} is mandatory for this action.`);
    return value.trim();
  };
  const names = part("SignedHeaders").split(";");
  const unsigned = headersToSign(request).find((name) => !names.includes(name));
  if (unsigned !== undefined) throw new CloudError("IncompleteSignature", `The header ${unsigned} is not signed.`);
  const payload = sha256(request.body);
  if (need("x-acs-content-sha256") !== payload) {
    throw new CloudError(
      "SignatureDoesNotMatch",
      "Specified x-acs-content-sha256 is not matched with the request body.",
    );
  }
  const canonical = [
    request.method,
    request.path,
    canonicalQuery(request.query),
    ...names.map((name) => `${name}:${need(name)}`),
    "",
    names.join(";"),
    payload,
  ].join("\n");
  const toSign = `ACS3-HMAC-SHA256\n${sha256(canonical)}`;
  return {
    accessKeyId: part("Credential"),
    nonce: need("x-acs-signature-nonce"),
    timestamp: need("x-acs-date"),
    securityToken: header("x-acs-security-token") ?? undefined,
    verify: (secret) => {
      requireEqual(part("Signature"), createHmac("sha256", secret).update(toSign).digest("hex"), canonical);
    },
  };
}

/**
 * "All common request headers, except Authorization, must be signed if they are there" (same page); the content type too, if
 * there is a body: it says whether that is read as parameters. The code for one that is not is unverified.
 */
function headersToSign({ headers, body }: RpcRequest): string[] {
  const common = [...headers.keys()].filter((name) => name.startsWith("x-acs-"));
  const needed = [
    "host",
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-content-sha256",
  ];
  return [...needed, ...common, ...(body !== "" && headers.has("content-type") ? ["content-type"] : [])];
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

function requireEqual(given: string, own: string, toSign: string): void {
  const [one, other] = [Buffer.from(given), Buffer.from(own)];
  if (one.length === other.length && timingSafeEqual(one, other)) return;
  throw new CloudError(
    "SignatureDoesNotMatch",
    `Specified signature is not matched with our calculation. server string to sign is:${toSign}`,
  );
}

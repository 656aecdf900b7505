import { createHmac } from "node:crypto";

/** RFC 3986, as Alibaba's RPC signature wants it: `*`, `'`, `(`, `)` and `!` too are encoded. */
export const percentEncode = (value: string): string =>
  encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Signature version 1.0 over query and form together (Alibaba Cloud, "RPC: signature method"). */
export function rpcSignature(parameters: Readonly<Record<string, string>>, secret: string): string {
  const canonical = Object.keys(parameters)
    .sort()
    .map((key) => `${percentEncode(key)}=${percentEncode(parameters[key] ?? "")}`)
    .join("&");
  return createHmac("sha1", `${secret}&`)
    .update(`POST&%2F&${percentEncode(canonical)}`)
    .digest("base64");
}

import { badRequest, notInSandbox } from "./errors";
import type { ClaimRule } from "./types";

/** What the JSON text of a ClaimsMappingPolicy says. */
export interface ClaimsPolicy {
  /** Whether the name, the address and the like are sent as well. */
  readonly includeBasicClaimSet: boolean;
  readonly rules: readonly ClaimRule[];
}

/** Claims that a policy can't set for SAML (Microsoft Entra, "Claims customization reference", restricted claim set). */
const restricted = new Set(
  ["role", "groups", "wids", "authenticationinstant", "expiration", "expired", "ispersistent", "recoveryupn"]
    .flatMap((name) => [
      `http://schemas.microsoft.com/ws/2008/06/identity/claims/${name}`,
      `http://schemas.microsoft.com/identity/claims/${name}`,
    ])
    .concat([
      "http://schemas.microsoft.com/identity/claims/tenantid",
      "http://schemas.microsoft.com/identity/claims/objectidentifier",
    ]),
);

/** Keys are case-sensitive. How strictly Graph reads a definition when it is written is unverified: here, entirely. */
export function parseClaimsPolicy(definition: readonly string[]): ClaimsPolicy {
  const [text, ...more] = definition;
  if (text === undefined || more.length > 0) throw invalid("exactly one JSON text is expected");
  const { ClaimsMappingPolicy: policy } = fields(parse(text), ["ClaimsMappingPolicy"]);
  const { Version, IncludeBasicClaimSet, ClaimsSchema, ClaimsTransformation } = fields(policy, [
    "Version",
    "IncludeBasicClaimSet",
    "ClaimsSchema",
    "ClaimsTransformation",
  ]);
  if (Version !== 1) throw invalid("Version must be 1");
  if (IncludeBasicClaimSet !== "true" && IncludeBasicClaimSet !== "false") {
    throw invalid('IncludeBasicClaimSet must be "true" or "false"');
  }
  if (ClaimsTransformation !== undefined) throw notInSandbox("ClaimsTransformation");
  if (!Array.isArray(ClaimsSchema)) throw invalid("ClaimsSchema must be a list");
  const rules = ClaimsSchema.flatMap((entry: unknown) => claimRule(entry) ?? []);
  const double = rules.find(({ name }, index) => rules.findIndex((rule) => rule.name === name) !== index);
  if (double) throw invalid(`two entries for ${double.name}`);
  return { includeBasicClaimSet: IncludeBasicClaimSet === "true", rules };
}

/** One entry of ClaimsSchema; undefined if it is for other tokens than SAML's. */
function claimRule(entry: unknown): ClaimRule | undefined {
  const { Source, ID, Value, TransformationID, SamlClaimType, JwtClaimType, SamlNameIdFormat, SAMLNameForm } = fields(
    entry,
    ["Source", "ID", "Value", "TransformationID", "SamlClaimType", "JwtClaimType", "SamlNameIdFormat", "SAMLNameForm"],
  );
  if (TransformationID !== undefined || SAMLNameForm !== undefined)
    throw notInSandbox("TransformationID or SAMLNameForm");
  if (typeof SamlClaimType !== "string") {
    if (typeof JwtClaimType === "string") return undefined;
    throw invalid("an entry needs SamlClaimType or JwtClaimType");
  }
  if (restricted.has(SamlClaimType)) throw invalid(`${SamlClaimType} is in the restricted claim set`);
  const common = {
    name: SamlClaimType,
    ...(typeof SamlNameIdFormat === "string" && { nameIdFormat: SamlNameIdFormat }),
  };
  if (typeof Value === "string" && Source === undefined && ID === undefined) return { ...common, constant: Value };
  if (Value !== undefined || typeof Source !== "string" || typeof ID !== "string") {
    throw invalid("an entry has either Value, or Source and ID");
  }
  if (Source !== "user") throw notInSandbox(`the claim source "${Source}"`);
  return { ...common, attribute: ID.toLowerCase() };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("not JSON");
  }
}

function fields(value: unknown, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid("an object is expected");
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw invalid(`unknown key ${unknown}`);
  return value as Record<string, unknown>;
}

const invalid = (reason: string) => badRequest("Property definition has an invalid value.", { reason });

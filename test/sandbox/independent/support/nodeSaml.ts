import { SAML, ValidateInResponseTo, type CacheProvider, type Profile } from "@node-saml/node-saml";
import * as nodeSamlXml from "@node-saml/node-saml/lib/xml";
import { pem } from "./pem";

/** What a service provider built on node-saml would be told. */
export interface Relying {
  readonly audience: string;
  readonly recipient: string;
  readonly certificates: readonly string[];
  /** IDs of requests that wait for an answer. */
  readonly requests: ReadonlySet<string>;
  /** How far the sandbox's clock is ahead of the machine's, which is the one that node-saml looks at. Milliseconds. */
  readonly ahead: number;
}

/** What node-saml read from the signed bytes. */
export interface Verified {
  /** node-saml compares it for sign-out alone: here it is for the test to compare. */
  readonly issuer: string;
  readonly nameId: string;
  readonly nameIdFormat: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** node-saml never looks at it: read from what it verified, for the test to compare. */
  readonly recipient: string;
}

/** Verifies a response as a service provider does that was built on node-saml. Throws what node-saml throws. */
export async function verifyWithNodeSaml(xml: string, relying: Relying): Promise<Verified> {
  const saml = new SAML({
    issuer: relying.audience,
    audience: relying.audience,
    callbackUrl: relying.recipient,
    idpCert: relying.certificates.map(pem),
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    validateInResponseTo: ValidateInResponseTo.ifPresent,
    cacheProvider: openRequests(relying.requests),
    acceptedClockSkewMs: Math.max(relying.ahead, 1000),
  });
  const SAMLResponse = Buffer.from(xml, "utf8").toString("base64");
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse });
  if (!profile) throw new Error("node-saml found nobody");
  return {
    issuer: profile.issuer,
    nameId: profile.nameID,
    nameIdFormat: profile.nameIDFormat,
    attributes: attributesOf(profile),
    recipient: recipientOf(profile),
  };
}

function openRequests(requests: ReadonlySet<string>): CacheProvider {
  const since = new Date().toISOString();
  return {
    saveAsync: () => Promise.reject(new Error("nobody asks here")),
    getAsync: (id) => Promise.resolve(requests.has(id) ? since : null),
    removeAsync: (id) => Promise.resolve(id),
  };
}

function attributesOf({
  attributes = {},
}: Profile & { attributes?: Record<string, unknown> }): Record<string, string[]> {
  const listed = Object.entries(attributes).map(([name, value]) => [name, [value].flat().map(String)] as const);
  return Object.fromEntries(listed);
}

/** As xml2js gives it: an array at each step. */
type Parsed = { readonly [name: string]: readonly Parsed[] } & { readonly $: Readonly<Record<string, string>> };

function recipientOf(profile: Profile): string {
  const parsed = profile.getAssertion?.() as { Assertion?: Parsed } | undefined;
  const [subject] = parsed?.Assertion?.["Subject"] ?? [];
  const [confirmation] = subject?.["SubjectConfirmation"] ?? [];
  const [data] = confirmation?.["SubjectConfirmationData"] ?? [];
  return data?.$["Recipient"] ?? "none";
}

/** Its own types speak of a browser's DOM, which is not here. */
interface DomReader {
  readonly parseDomFromString: (xml: string) => Promise<{ readonly documentElement: object }>;
  readonly getVerifiedXml: (xml: string, element: object, certificates: readonly string[]) => string | null;
}

/** What of a document node-saml says is signed with this certificate by a signature of its root. */
export async function signedPart(xml: string, certificate: string): Promise<string | null> {
  const { parseDomFromString, getVerifiedXml } = nodeSamlXml as unknown as DomReader;
  const { documentElement } = await parseDomFromString(xml);
  return getVerifiedXml(xml, documentElement, [pem(certificate)]);
}

import { parseXml2JsFromString } from "@node-saml/node-saml/lib/xml";
import type { SignOnTrace } from "../../../../sandbox/browser/signOn";
import type { Proof } from "../../../../sandbox/proof/proveAccess";

/** A response that was seen on its way, read by another parser than the sandbox's. */
export interface SeenResponse {
  readonly xml: string;
  readonly issuer: string;
  readonly audience: string;
  readonly destination: string;
  readonly inResponseTo?: string;
  readonly trace: SignOnTrace;
  /** The last one of a sign-on that led in: its identity is the session's. */
  readonly ledIn: boolean;
}

export interface Seen {
  readonly responses: readonly SeenResponse[];
  readonly requestIds: ReadonlySet<string>;
}

/** As xml2js gives it. */
interface Node {
  readonly $?: Readonly<Record<string, string>>;
  readonly _?: string;
  readonly [child: string]: unknown;
}

const child = (node: Node | undefined, ...path: readonly string[]): Node | undefined =>
  path.reduce<Node | undefined>((inner, name) => (inner?.[name] as readonly Node[] | undefined)?.[0], node);

/** Every SAML message that all parties of a proof wrote down, each once. */
export async function seenIn({ rows }: Proof): Promise<Seen> {
  const responses: SeenResponse[] = [];
  const requestIds = new Set<string>();
  for (const trace of new Set(rows.map((row) => row.trace))) {
    const messages = [...new Set(trace.records.flatMap(({ saml }) => saml ?? []))];
    const read = await Promise.all(messages.map(async (xml) => ({ xml, parsed: await parse(xml) })));
    for (const { parsed } of read) {
      const id = parsed["AuthnRequest"]?.$?.["ID"];
      if (id !== undefined) requestIds.add(id);
    }
    const answers = read.filter(({ parsed }) => parsed["Response"] !== undefined);
    answers.forEach(({ xml, parsed }, index) =>
      responses.push(readResponse(xml, parsed["Response"], trace, index === answers.length - 1)),
    );
  }
  return { responses, requestIds };
}

const parse = async (xml: string) => (await parseXml2JsFromString(xml)) as Record<string, Node | undefined>;

function readResponse(xml: string, response: Node | undefined, trace: SignOnTrace, isLast: boolean): SeenResponse {
  const inResponseTo = response?.$?.["InResponseTo"];
  return {
    xml,
    issuer: child(response, "Issuer")?._ ?? "",
    audience: child(response, "Assertion", "Conditions", "AudienceRestriction", "Audience")?._ ?? "",
    destination: response?.$?.["Destination"] ?? "",
    ...(inResponseTo !== undefined && { inResponseTo }),
    trace,
    ledIn: isLast && trace.outcome === "in",
  };
}

/** Signing certificates of an identity provider's metadata. */
export async function certificatesIn(metadata: string): Promise<readonly string[]> {
  const { EntityDescriptor } = await parse(metadata);
  const keys = (child(EntityDescriptor, "IDPSSODescriptor")?.["KeyDescriptor"] ?? []) as readonly Node[];
  return keys.map((key) => child(key, "KeyInfo", "X509Data", "X509Certificate")?._ ?? "");
}

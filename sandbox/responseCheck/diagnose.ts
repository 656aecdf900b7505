import type { CheckResult } from "../core/checks";
import { UserError } from "../core/userError";
import { ns } from "../saml/constants";
import { profileChecks } from "../saml/checks/profile";
import { readAssertionElement, readResponse } from "../saml/message";
import { descendants, parseXml, textOf, XmlError } from "../saml/xml";
import { emailIn } from "./federation";
import { examineWith, type ServiceProvider } from "./serviceProvider";

/** What a service provider would say of a response. */
export interface Diagnosis {
  readonly serviceProvider: Pick<ServiceProvider, "path" | "name">;
  /** The time for which its windows of time were checked: RFC 3339. */
  readonly at: string;
  readonly results: readonly CheckResult[];
  /** What the rules can't say. */
  readonly notes: readonly string[];
  /** Every rule holds. */
  readonly good: boolean;
}

/** What a response says of itself. Nobody has vouched for it. */
interface Claims {
  readonly issuer?: string;
  readonly audiences: readonly string[];
  readonly addresses: readonly string[];
  readonly issueInstant?: string;
  /** Domain of the user, where it says one as Entra wants it. */
  readonly userDomain?: string;
  /** The certificates that it brings along. */
  readonly certificates: readonly string[];
}

export interface DiagnosisOptions {
  /** Path or key of the service provider. @default the one that the response is meant for */
  readonly app?: string;
  /** When it was posted. @default when it was issued */
  readonly at?: Date;
}

/** Runs every rule of the service provider that the response is meant for. Throws `UserError` if it can't be told which that is. */
export function diagnose(
  encoded: string,
  serviceProviders: readonly ServiceProvider[],
  { app, at }: DiagnosisOptions = {},
): Diagnosis {
  const claims = claimsOf(encoded);
  const serviceProvider = choose(serviceProviders, claims, app);
  const { path, name, replyUrls, trusts } = serviceProvider;
  const now = at ?? timeOf(claims) ?? new Date();
  const {
    results,
    weak,
    notes: more = [],
  } = serviceProvider.examine({
    ...{ encoded, now, claimedCertificates: claims.certificates },
    trusted: trusts ?? { issuer: claims.issuer, certificates: claims.certificates },
    replyUrl: replyUrls.find((url) => claims.addresses.includes(url)) ?? replyUrls[0] ?? "",
  });
  const notes = [
    ...(at === undefined && timeOf(claims) !== undefined
      ? [`times are judged as if it had been posted when it was issued, ${now.toISOString()}: --at TIME for another`]
      : []),
    ...(trusts === undefined && claims.certificates.length > 0 ? [signedByAnybody] : []),
    ...(weak ? [movesOn] : []),
    ...more,
    "whether it was asked for, by which browser, and whether it came before, only the service provider itself knows",
  ];
  const good = results.every(({ outcome }) => outcome === "pass");
  return { serviceProvider: { path, name }, at: now.toISOString(), results, notes, good };
}

const signedByAnybody =
  "WHO SIGNED IS NOT KNOWN: the stack gives out no metadata yet, so the response was verified with the certificate that it brings along, which anybody can make";

const movesOn =
  "it is signed with SHA-1, which is accepted and deprecated: let the identity provider sign with RSA-SHA256";

/** Of something that can't be read: nothing. */
function claimsOf(encoded: string): Claims {
  try {
    const { shell, assertions, xml } = readResponse(encoded, Infinity);
    const [first] = assertions;
    const assertion = first && readAssertionElement(first);
    const recipients = (assertion?.subjectConfirmations ?? []).map(({ recipient }) => recipient);
    return {
      issuer: assertion?.issuer ?? shell.issuer,
      audiences: assertion?.conditions?.audiences ?? [],
      addresses: [shell.destination, ...recipients].filter((url) => url !== undefined),
      issueInstant: shell.issueInstant,
      userDomain: emailIn(encoded)?.replace(/^.*@/, "").toLowerCase(),
      certificates: certificatesIn(xml),
    };
  } catch (error) {
    if (error instanceof XmlError) return { audiences: [], addresses: [], certificates: [] };
    throw error;
  }
}

function certificatesIn(xml: string): string[] {
  const root = parseXml(xml).documentElement;
  const found = root ? descendants(root, ns.signature, "X509Certificate") : [];
  return [...new Set(found.map((certificate) => textOf(certificate).replace(/\s/g, "")))];
}

function timeOf({ issueInstant }: Claims): Date | undefined {
  const time = Date.parse(issueInstant ?? "");
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** By name; else by audience and address; where several share these, by the user's domain or the issuer. */
function choose(all: readonly ServiceProvider[], claims: Claims, app?: string): ServiceProvider {
  const list = all.map(({ path, name }) => `  ${path}  ${name}`).join("\n");
  if (app !== undefined) {
    const named = all.filter(({ path }) => path === app || path.split(".")[1] === app);
    const [one, another] = named;
    if (one && !another) return one;
    throw new UserError(
      `--app ${app} is ${one ? "not clear" : "no service provider of this stack"}; these are:\n${list}`,
    );
  }
  if (claims.audiences.length === 0 && claims.addresses.length === 0) return unknown;
  const meant = all.filter(
    ({ audience, replyUrls }) =>
      claims.audiences.includes(audience) || replyUrls.some((url) => claims.addresses.includes(url)),
  );
  const chosen =
    meant.find(({ userDomain }) => userDomain !== undefined && userDomain === claims.userDomain) ??
    meant.find(({ trusts }) => trusts?.issuer === claims.issuer) ??
    meant[0];
  if (chosen) return chosen;
  throw new UserError(
    `the response is meant for ${claims.audiences.join(", ") || "nobody in particular"} at ${claims.addresses.join(", ") || "no address"}, and that is no service provider of this stack: name one with --app\n${list}`,
  );
}

/** For what can't be read: the first rules say why. */
const unknown: ServiceProvider = {
  path: "-",
  name: "any service provider",
  audience: "",
  replyUrls: [],
  examine: examineWith(
    { audience: "", unsolicited: true, codes: { invalid: "-", expired: "-", unknownIssuer: "-" } },
    profileChecks(),
  ),
};

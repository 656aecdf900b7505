import { Browser } from "../../browser/browser";
import { thumbprint } from "../../saml/selfSigned";
import { outputOf, type Outputs } from "../givenOut";
import { federationPath } from "../promised/domainFederation";
import type { ReadyIdentityProvider } from "./readyIdentityProviders";

/** What came of giving Entra's metadata to the identity providers. */
export interface MetadataHandOver {
  /** One line for each identity provider that took it. */
  readonly done: readonly string[];
  /** Metadata that is missing or was refused, and what identity providers say otherwise than the configuration. */
  readonly differences: readonly string[];
}

/**
 * Does by script what the identity providers' administrators do by hand after `up`: gives each the metadata that the stack gives out.
 * And compares what an identity provider says of itself with the configuration, as Entra never reads that.
 */
export async function handOverMetadata(
  ready: readonly ReadyIdentityProvider[],
  send: (request: Request) => Promise<Response>,
  outputs: Outputs,
): Promise<MetadataHandOver> {
  const done: string[] = [];
  const differences: string[] = [];
  for (const one of ready) {
    const refusal = await paste(one, new Browser(send), outputs);
    if (refusal === undefined) done.push(doneText(one));
    else differences.push(refusal);
    differences.push(...disagreements(one));
  }
  return { done, differences };
}

/** Says why the identity provider doesn't take it, or nothing. */
async function paste(
  { federation, settingsUrl, says: { name } }: ReadyIdentityProvider,
  browser: Browser,
  outputs: Outputs,
): Promise<string | undefined> {
  const path = federationPath(federation);
  const { metadata } = outputOf(outputs, path);
  if (typeof metadata !== "string") return `outputs: the stack gives no metadata for ${path}`;
  const settings = await browser.open(settingsUrl);
  const [form] = settings.forms;
  const answer = form ? await browser.submit(form, { metadata }) : settings;
  if (answer.kind === "settings") return undefined;
  const { "error-code": code, "error-message": message } = answer.facts;
  const said = [code, message].filter((text) => text !== undefined).join(": ");
  return `hand-over: ${name} does not take the metadata that ${path} gives out: ${said || `${answer.status} ${answer.title}`} (${settingsUrl})`;
}

const doneText = ({ federation, says: { name } }: ReadyIdentityProvider): string =>
  `${name} took metadata of ${federationPath(federation)}; as nobody here has its private key, it signs with one that the sandbox made in its place`;

/** One that was made from the configuration agrees with it in everything. */
function disagreements({ federation, invented, says }: ReadyIdentityProvider): string[] {
  if (invented) return [];
  const { identityProvider: configured } = federation;
  const path = `${federationPath(federation)}.identityProvider`;
  const differs = (what: string, one: string | undefined, other: string | undefined) =>
    one === other
      ? []
      : [`hand-over: ${path} has the ${what} ${one ?? "none"}, but ${says.name} says ${other ?? "none"}`];
  const prints = (certificates: readonly string[]) =>
    certificates.map((certificate) => thumbprint(certificate).toString("hex")).join(" and ");
  const [signing = ""] = says.certificates;
  return [
    ...differs("sign-in URL", configured.signInUrl, says.signInUrl),
    ...differs("sign-out URL", configured.signOutUrl, says.signOutUrl),
    ...(configured.metadataUrl === undefined ? [] : differs("metadata URL", configured.metadataUrl, says.metadataUrl)),
    ...(configured.certificates.includes(signing)
      ? []
      : [
          `hand-over: ${path} has the certificates ${prints(configured.certificates)}, but ${says.name} signs with ${prints([signing])}`,
        ]),
  ];
}

import type { Graph } from "../entra/graph";
import { knownText, type Wanted } from "./find";

interface GraphApplication {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly applicationTemplateId: string | null;
  readonly identifierUris: readonly string[];
  readonly passwordCredentials: readonly unknown[];
  readonly keyCredentials: readonly unknown[];
  readonly web: { readonly redirectUris: readonly string[] };
}

interface GraphServicePrincipal {
  readonly id: string;
  readonly preferredSingleSignOnMode: string | null;
  readonly passwordCredentials: readonly unknown[];
  readonly keyCredentials: readonly unknown[];
}

/** What is asked about the caller, and what is told to people. */
export interface Asking {
  /** Object id of the deployer's service principal, or of the person. */
  readonly deployer: () => Promise<string>;
  readonly warn: (text: string) => Promise<void>;
}

/**
 * The only application of that name that the stack doesn't know, if it is from that template and blank: nobody uses it, and nobody but
 * the deployer owns it. Whoever owned it, or held a secret of it, would keep that afterwards. Which of several it is, nobody can say.
 */
export async function findApplication(
  graph: Graph,
  { inputs, known }: Wanted,
  { deployer, warn }: Asking,
): Promise<string | undefined> {
  const [name, template] = [knownText(inputs.displayName), knownText(inputs.templateId)];
  const filter = encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`);
  const namesakes = await graph.list<GraphApplication>(`/applications?$filter=${filter}`);
  const unknown = namesakes.filter(({ id }) => !known.some(({ outputs }) => outputs.applicationObjectId === id));
  const blank: [GraphApplication, GraphServicePrincipal][] = [];
  for (const application of unknown) {
    const { displayName, applicationTemplateId, appId } = application;
    // Graph compares without regard to case.
    if (displayName !== name || applicationTemplateId !== template || isSetUp(application)) continue;
    const of = encodeURIComponent(`appId eq '${appId}'`);
    const [principal] = await graph.list<GraphServicePrincipal>(`/servicePrincipals?$filter=${of}`);
    if (principal && (await isUnused(graph, application, principal, deployer))) blank.push([application, principal]);
  }
  const [first, ...others] = blank;
  if (!first) return undefined;
  if (others.length > 0) {
    const ids = blank.map(([{ id }]) => id).join(", ");
    await warn(`nobody uses the applications ${ids}, all called ${name}: interrupted runs may have left them`);
    return undefined;
  }
  const [application, principal] = first;
  return `/applicationTemplates/${template}/instantiate/${application.id}/${principal.id}`;
}

const isSetUp = ({ identifierUris, web, passwordCredentials, keyCredentials }: GraphApplication): boolean =>
  [identifierUris, web.redirectUris, passwordCredentials, keyCredentials].some(({ length }) => length > 0);

async function isUnused(
  graph: Graph,
  application: GraphApplication,
  principal: GraphServicePrincipal,
  deployer: Asking["deployer"],
): Promise<boolean> {
  const { preferredSingleSignOnMode, passwordCredentials, keyCredentials } = principal;
  if (preferredSingleSignOnMode !== null || passwordCredentials.length > 0 || keyCredentials.length > 0) return false;
  const [paths, itself] = [`/servicePrincipals/${principal.id}`, await deployer()];
  const [owners, principalOwners, assigned] = await Promise.all(
    [`/applications/${application.id}/owners`, `${paths}/owners`, `${paths}/appRoleAssignedTo`].map((path) =>
      graph.list<{ readonly id: string }>(path),
    ),
  );
  return [...(owners ?? []), ...(principalOwners ?? [])].every(({ id }) => id === itself) && assigned?.length === 0;
}

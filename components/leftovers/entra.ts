import type { Graph } from "../entra/graph";
import { type Asking, findApplication } from "./application";
import { type Find, isSameText, knownText, type Wanted } from "./find";

type FindInGraph = (graph: Graph, wanted: Wanted, asking: Asking) => Promise<string | undefined>;

/** By type of resource: what Entra already has. Ids of the azuread provider are paths of Graph. */
const graphFinders: Readonly<Record<string, FindInGraph>> = {
  "azuread:index/applicationFromTemplate:ApplicationFromTemplate": findApplication,

  "azuread:index/applicationOwner:ApplicationOwner": async (graph, { inputs }) => {
    const [application, owner] = [knownText(inputs.applicationId), knownText(inputs.ownerObjectId)];
    const owners = await graph.list<{ id: string }>(`${application}/owners`);
    return owners.some(({ id }) => id === owner) ? `${application}/owners/${owner}` : undefined;
  },

  "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri": async (graph, { inputs }) => {
    const [application, uri] = [knownText(inputs.applicationId), knownText(inputs.identifierUri)];
    const { identifierUris } = await graph.get<{ identifierUris: readonly string[] }>(application);
    return identifierUris.includes(uri)
      ? `${application}/identifierUris/${Buffer.from(uri).toString("base64")}`
      : undefined;
  },

  "azuread:index/applicationRedirectUris:ApplicationRedirectUris": async (graph, { inputs }) => {
    const application = knownText(inputs.applicationId);
    const { web } = await graph.get<{ web: { redirectUris: readonly string[] } }>(application);
    return inputs.type === "Web" && isSameSet(web.redirectUris, inputs.redirectUris)
      ? `${application}/redirectUris/Web`
      : undefined;
  },

  "azuread:index/applicationAppRole:ApplicationAppRole": async (graph, { inputs }) => {
    const [application, role] = [knownText(inputs.applicationId), knownText(inputs.roleId)];
    const { appRoles } = await graph.get<{ appRoles: readonly { id: string }[] }>(application);
    return appRoles.some(({ id }) => id === role) ? `${application}/appRoles/${role}` : undefined;
  },

  "azuread:index/appRoleAssignment:AppRoleAssignment": async (graph, { inputs }) => {
    const assignments = `/servicePrincipals/${knownText(inputs.resourceObjectId)}/appRoleAssignedTo`;
    const [role, principal] = [knownText(inputs.appRoleId), knownText(inputs.principalObjectId)];
    const all = await graph.list<{ id: string; appRoleId: string; principalId: string }>(assignments);
    const found = all.find(({ appRoleId, principalId }) => appRoleId === role && principalId === principal);
    return found && `${assignments}/${found.id}`;
  },

  "azuread:index/servicePrincipalTokenSigningCertificate:ServicePrincipalTokenSigningCertificate": findCertificate,

  "azuread:index/claimsMappingPolicy:ClaimsMappingPolicy": findPolicy,

  "azuread:index/servicePrincipalClaimsMappingPolicyAssignment:ServicePrincipalClaimsMappingPolicyAssignment": async (
    graph,
    { inputs },
  ) => {
    const policies = `${knownText(inputs.servicePrincipalId)}/claimsMappingPolicies`;
    const policy = knownText(inputs.claimsMappingPolicyId).split("/").at(-1);
    const all = await graph.list<{ id: string }>(policies);
    return all.some(({ id }) => id === policy) ? `${policies}/${policy}` : undefined;
  },

  "azuread:index/synchronizationJob:SynchronizationJob": async (graph, { inputs }) => {
    const jobs = `${knownText(inputs.servicePrincipalId)}/synchronization/jobs`;
    const template = knownText(inputs.templateId);
    const [job, ...others] = await graph.list<{ id: string; templateId: string }>(jobs);
    if (job?.templateId !== template || others.length > 0) return undefined;
    return `${jobs}/${job.id}`;
  },
};

export const entraFinders = (graph: Graph, asking: Asking): Readonly<Record<string, Find>> =>
  Object.fromEntries(
    Object.entries(graphFinders).map(([type, find]): [string, Find] => [type, (wanted) => find(graph, wanted, asking)]),
  );

interface SigningKeys {
  readonly preferredTokenSigningKeyThumbprint: string | null;
  readonly keyCredentials: readonly {
    readonly keyId: string;
    readonly usage: string;
    readonly displayName: string | null;
    readonly endDateTime: string;
  }[];
}

/**
 * The only certificate of a service principal, if none was ever activated. With another one in the state it could as well be one that
 * was retired, which stays in Entra. With another name or end the engine would have to replace what it imports, and refuses.
 */
async function findCertificate(graph: Graph, { inputs, known }: Wanted): Promise<string | undefined> {
  const path = knownText(inputs.servicePrincipalId);
  if (known.some(({ outputs }) => outputs.servicePrincipalId === path)) return undefined;
  const { keyCredentials, preferredTokenSigningKeyThumbprint } = await graph.get<SigningKeys>(path);
  const [key, ...others] = keyCredentials.filter(({ usage }) => usage === "Verify");
  if (!key || others.length > 0 || preferredTokenSigningKeyThumbprint) return undefined;
  const isOurs =
    isSameText(key.displayName, inputs.displayName) &&
    (typeof inputs.endDate !== "string" || Date.parse(key.endDateTime) === Date.parse(inputs.endDate));
  return isOurs ? `${path.split("/").at(-1)}/tokenSigningCertificate/${key.keyId}` : undefined;
}

/** The only policy of that name and text that applies to nothing: another stack of the tenant may have the same in use. */
async function findPolicy(graph: Graph, { inputs }: Wanted): Promise<string | undefined> {
  const [policies, name] = ["/policies/claimsMappingPolicies", knownText(inputs.displayName)];
  const all = await graph.list<{ id: string; displayName: string; definition: readonly string[] }>(policies);
  const unused: string[] = [];
  for (const { id, displayName, definition } of all) {
    if (displayName !== name || !isSameSet(definition, inputs.definitions)) continue;
    const users = await graph.list<unknown>(`${policies}/${id}/appliesTo`);
    if (users.length === 0) unused.push(id);
  }
  const [id, ...others] = unused;
  // The state tells no ids: one of that name in it may be this one.
  return id === undefined || others.length > 0 ? undefined : `${policies}/${id}`;
}

const isSameSet = (some: readonly string[], others: unknown): boolean =>
  Array.isArray(others) && some.length === others.length && some.every((one) => others.includes(one));

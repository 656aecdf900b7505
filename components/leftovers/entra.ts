import type { Graph } from "../entra/graph";
import { pick } from "../record";
import { type Find, type Leftover, text, type Wanted } from "./find";

interface GraphApplication {
  readonly id: string;
  readonly appId: string;
  readonly applicationTemplateId: string | null;
  readonly identifierUris: readonly string[];
  readonly web: { readonly redirectUris: readonly string[] };
  readonly appRoles: readonly { readonly id: string }[];
}

interface GraphServicePrincipal {
  readonly id: string;
  readonly preferredTokenSigningKeyThumbprint: string | null;
  readonly keyCredentials: readonly { readonly keyId: string; readonly usage: string }[];
}

type Find1 = (graph: Graph, inputs: Wanted["inputs"], wanted: Wanted) => Promise<Leftover | undefined>;

/** By type of resource: what Entra already has. Ids of the azuread provider are paths of Graph. */
const table: Readonly<Record<string, Find1>> = {
  "azuread:index/applicationFromTemplate:ApplicationFromTemplate": findApplication,

  "azuread:index/applicationOwner:ApplicationOwner": async (graph, inputs) => {
    const [application, owner] = [text(inputs.applicationId), text(inputs.ownerObjectId)];
    const owners = await graph.list<{ id: string }>(`${application}/owners`);
    return owners.some(({ id }) => id === owner)
      ? { id: `${application}/owners/${owner}`, is: pick(inputs, ["applicationId", "ownerObjectId"]) }
      : undefined;
  },

  "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri": async (graph, inputs) => {
    const [application, uri] = [text(inputs.applicationId), text(inputs.identifierUri)];
    const { identifierUris } = await graph.get<GraphApplication>(application);
    return identifierUris.includes(uri)
      ? {
          id: `${application}/identifierUris/${Buffer.from(uri).toString("base64")}`,
          is: pick(inputs, ["applicationId", "identifierUri"]),
        }
      : undefined;
  },

  "azuread:index/applicationRedirectUris:ApplicationRedirectUris": async (graph, inputs) => {
    const application = text(inputs.applicationId);
    const { web } = await graph.get<GraphApplication>(application);
    return inputs.type === "Web" && isSame(web.redirectUris, inputs.redirectUris)
      ? { id: `${application}/redirectUris/Web`, is: pick(inputs, ["applicationId", "type"]) }
      : undefined;
  },

  "azuread:index/applicationAppRole:ApplicationAppRole": async (graph, inputs) => {
    const [application, role] = [text(inputs.applicationId), text(inputs.roleId)];
    const { appRoles } = await graph.get<GraphApplication>(application);
    return appRoles.some(({ id }) => id === role)
      ? { id: `${application}/appRoles/${role}`, is: pick(inputs, ["applicationId", "roleId"]) }
      : undefined;
  },

  "azuread:index/appRoleAssignment:AppRoleAssignment": async (graph, inputs) => {
    const assignments = `/servicePrincipals/${text(inputs.resourceObjectId)}/appRoleAssignedTo`;
    const all = await graph.list<{ id: string; appRoleId: string; principalId: string }>(assignments);
    const found = all.find(
      ({ appRoleId, principalId }) => appRoleId === inputs.appRoleId && principalId === inputs.principalObjectId,
    );
    return (
      found && {
        id: `${assignments}/${found.id}`,
        is: pick(inputs, ["appRoleId", "principalObjectId", "resourceObjectId"]),
      }
    );
  },

  "azuread:index/servicePrincipalTokenSigningCertificate:ServicePrincipalTokenSigningCertificate": findCertificate,

  "azuread:index/claimsMappingPolicy:ClaimsMappingPolicy": findPolicy,

  "azuread:index/servicePrincipalClaimsMappingPolicyAssignment:ServicePrincipalClaimsMappingPolicyAssignment": async (
    graph,
    inputs,
  ) => {
    const policies = `${text(inputs.servicePrincipalId)}/claimsMappingPolicies`;
    const policy = text(inputs.claimsMappingPolicyId).split("/").at(-1);
    const all = await graph.list<{ id: string }>(policies);
    return all.some(({ id }) => id === policy)
      ? { id: `${policies}/${policy}`, is: pick(inputs, ["servicePrincipalId", "claimsMappingPolicyId"]) }
      : undefined;
  },

  "azuread:index/synchronizationJob:SynchronizationJob": async (graph, inputs) => {
    const jobs = `${text(inputs.servicePrincipalId)}/synchronization/jobs`;
    const [job, ...others] = await graph.list<{ id: string; templateId: string }>(jobs);
    return job?.templateId === text(inputs.templateId) && others.length === 0
      ? { id: `${jobs}/${job?.id}`, is: pick(inputs, ["servicePrincipalId"]) }
      : undefined;
  },
};

export const entraFinders = (graph: Graph): Readonly<Record<string, Find>> =>
  Object.fromEntries(
    Object.entries(table).map(([type, find]) => [type, (wanted) => find(graph, wanted.inputs, wanted)]),
  );

/**
 * The only application of that name, if it is from that template and has been left as the template makes it. One with an identifier or
 * a key is in use by somebody.
 */
async function findApplication(graph: Graph, inputs: Wanted["inputs"]): Promise<Leftover | undefined> {
  const [name, template] = [text(inputs.displayName), text(inputs.templateId)];
  const filter = encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`);
  const [application, ...others] = await graph.list<GraphApplication>(`/applications?$filter=${filter}`);
  if (!application || others.length > 0) return undefined;
  if (application.applicationTemplateId !== template || application.identifierUris.length > 0) return undefined;
  const [servicePrincipal] = await graph.list<GraphServicePrincipal>(
    `/servicePrincipals?$filter=${encodeURIComponent(`appId eq '${application.appId}'`)}`,
  );
  if (!servicePrincipal || servicePrincipal.keyCredentials.length > 0) return undefined;
  return {
    id: `/applicationTemplates/${template}/instantiate/${application.id}/${servicePrincipal.id}`,
    is: { applicationObjectId: application.id },
  };
}

/**
 * The only certificate of a service principal, if none was ever activated. With another one in the state it could as well be one that
 * was retired, which stays in Entra.
 */
async function findCertificate(
  graph: Graph,
  { servicePrincipalId }: Wanted["inputs"],
  { known }: Wanted,
): Promise<Leftover | undefined> {
  const path = text(servicePrincipalId);
  if (known.some(({ outputs }) => outputs.servicePrincipalId === path)) return undefined;
  const { keyCredentials, preferredTokenSigningKeyThumbprint } = await graph.get<GraphServicePrincipal>(path);
  const [key, ...others] = keyCredentials.filter(({ usage }) => usage === "Verify");
  if (!key || others.length > 0 || preferredTokenSigningKeyThumbprint) return undefined;
  return { id: `${path.split("/").at(-1)}/tokenSigningCertificate/${key.keyId}`, is: { keyId: key.keyId } };
}

/** The only policy of that name and text, if it applies to nothing yet: another stack of the tenant may have the same. */
async function findPolicy(graph: Graph, inputs: Wanted["inputs"]): Promise<Leftover | undefined> {
  const policies = "/policies/claimsMappingPolicies";
  const all = await graph.list<{ id: string; displayName: string; definition: readonly string[] }>(policies);
  const [policy, ...others] = all.filter(
    ({ displayName, definition }) => displayName === inputs.displayName && isSame(definition, inputs.definitions),
  );
  if (!policy || others.length > 0) return undefined;
  const users = await graph.list<unknown>(`${policies}/${policy.id}/appliesTo`);
  return users.length === 0 ? { id: `${policies}/${policy.id}`, is: pick(inputs, ["displayName"]) } : undefined;
}

const isSame = (some: readonly string[], others: unknown): boolean =>
  Array.isArray(others) && some.length === others.length && some.every((one) => others.includes(one));

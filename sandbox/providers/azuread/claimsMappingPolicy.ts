import type { ResourceType } from "../resourceType";
import { type Properties, text, texts } from "../values";
import { isNotEmpty, isResourceId } from "../validations";
import { type GraphClient, isNotFound } from "./graphClient";
import { explained, idCheck, saying, segment } from "./resourceIds";

const pathOf = (id: string): string => `/policies/claimsMappingPolicies/${segment(id, "claimsMappingPolicies")}`;

const bodyOf = (inputs: Properties): Properties => ({
  "@odata.type": "#microsoft.graph.claimsMappingPolicy",
  definition: texts(inputs, "definitions"),
  displayName: text(inputs, "displayName"),
});

/** Claims mapping policies (claims_mapping_policy_resource.go). Definitions are compared as plain text. */
export const claimsMappingPolicy: ResourceType<GraphClient> = {
  token: "azuread:index/claimsMappingPolicy:ClaimsMappingPolicy",
  fields: {
    definitions: {
      type: "list",
      is: "required",
      attribute: "definition",
      of: { type: "string", is: "required", validate: isNotEmpty },
    },
    displayName: { type: "string", is: "required", validate: isNotEmpty },
  },
  checkId: idCheck("/policies/claimsMappingPolicies/{id}"),

  async create(client, inputs, keep) {
    const made = await saying(
      "Could not create Claims Mapping Policy",
      client.call({ method: "POST", path: "/policies/claimsMappingPolicies", body: bodyOf(inputs) }),
    );
    keep(`/policies/claimsMappingPolicies/${text(made, "id")}`);
  },

  async read(client, id) {
    try {
      const policy = await client.get(pathOf(id));
      return { definitions: texts(policy, "definition"), displayName: text(policy, "displayName") };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw explained(`retrieving ${id}`, error);
    }
  },

  async update(client, id, news) {
    await saying(`Could not update ${id}`, client.patch(pathOf(id), bodyOf(news)));
  },

  async delete(client, id) {
    await saying(`Deleting ${id}`, client.delete(pathOf(id)));
  },
};

/** Which service principal follows which policy (service_principal_claims_mapping_policy_assignment_resource.go). No retries. */
export const claimsMappingPolicyAssignment: ResourceType<GraphClient> = {
  token: "azuread:index/servicePrincipalClaimsMappingPolicyAssignment:ServicePrincipalClaimsMappingPolicyAssignment",
  fields: {
    claimsMappingPolicyId: {
      type: "string",
      is: "required",
      forceNew: true,
      validate: isResourceId("policies/claimsMappingPolicies"),
    },
    servicePrincipalId: { type: "string", is: "required", forceNew: true, validate: isResourceId("servicePrincipals") },
  },
  checkId: idCheck("/servicePrincipals/{id}/claimsMappingPolicies/{policyId}"),

  async create(client, inputs, keep) {
    const servicePrincipalId = segment(text(inputs, "servicePrincipalId"), "servicePrincipals");
    const policyId = segment(text(inputs, "claimsMappingPolicyId"), "claimsMappingPolicies");
    await saying(
      `Creating ClaimsMappingPolicyAssignment for /servicePrincipals/${servicePrincipalId}`,
      client.call({
        method: "POST",
        path: `/servicePrincipals/${servicePrincipalId}/claimsMappingPolicies/$ref`,
        body: { "@odata.id": `${client.baseUri}/directoryObjects/${policyId}` },
      }),
    );
    keep(`/servicePrincipals/${servicePrincipalId}/claimsMappingPolicies/${policyId}`);
  },

  read: readAssignment,

  async delete(client, id) {
    const policyId = segment(id, "claimsMappingPolicies");
    const path = `/servicePrincipals/${segment(id, "servicePrincipals")}/claimsMappingPolicies/${policyId}/$ref`;
    await saying(`removing ${id}`, client.delete(path));
    // The real delete ends with a read, whose result it drops.
    await readAssignment(client, id);
  },
};

async function readAssignment(client: GraphClient, id: string): Promise<Properties | undefined> {
  const [servicePrincipalId, policyId] = [segment(id, "servicePrincipals"), segment(id, "claimsMappingPolicies")];
  try {
    const policies = await client.list(`/servicePrincipals/${servicePrincipalId}/claimsMappingPolicies`);
    if (!policies.some((policy) => text(policy, "id") === policyId)) return undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw explained(`listing Claims Mapping Policy Assignments for ${servicePrincipalId}`, error);
  }
  return {
    servicePrincipalId: `/servicePrincipals/${servicePrincipalId}`,
    claimsMappingPolicyId: `/policies/claimsMappingPolicies/${policyId}`,
  };
}

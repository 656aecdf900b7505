import * as pulumi from "@pulumi/pulumi";
import type { UserAttribute } from "./claims";
import type { EntraCloud } from "./cloud";
import { connectGraph, type Graph } from "./graph";

export interface AttributeMappingArgs {
  readonly cloud: Pick<EntraCloud, "graph" | "login">;
  readonly servicePrincipalObjectId: pulumi.Input<string>;
  /** Id of the synchronization job, without what stands before it in the provider's id. */
  readonly jobId: pulumi.Input<string>;
  /** What fills `userName` at the service. */
  readonly userName: UserAttribute;
}

interface Inputs {
  readonly cloud: Pick<EntraCloud, "graph" | "login">;
  readonly servicePrincipalObjectId: string;
  readonly jobId: string;
  readonly userName: UserAttribute;
}

type State = Inputs & { readonly ruleId: string };

/** As far as it is changed; everything else goes back as it came. */
interface Schema {
  readonly synchronizationRules: readonly {
    readonly id: string;
    readonly objectMappings: readonly {
      readonly sourceObjectName: string;
      readonly attributeMappings: readonly AttributeMap[];
    }[];
  }[];
}

interface AttributeMap {
  readonly targetAttributeName: string;
  readonly source?: { readonly expression?: string; readonly name?: string };
}

/** Names of the attributes in a synchronization schema, where they aren't written as in a claims mapping policy. */
function sourceName(attribute: UserAttribute): string {
  const names: Partial<Record<UserAttribute, string>> = {
    userprincipalname: "userPrincipalName",
    mailnickname: "mailNickname",
    employeeid: "employeeId",
    onpremisessamaccountname: "onPremisesSamAccountName",
  };
  return names[attribute] ?? attribute.replace("extensionattribute", "extensionAttribute");
}

const jobPath = ({ servicePrincipalObjectId, jobId }: Inputs) =>
  `/servicePrincipals/${servicePrincipalObjectId}/synchronization/jobs/${jobId}`;

const userNameOf = (schema: Schema): AttributeMap[] =>
  schema.synchronizationRules
    .flatMap(({ objectMappings }) => objectMappings)
    .filter(({ sourceObjectName }) => sourceObjectName === "User")
    .flatMap(({ attributeMappings }) => attributeMappings)
    .filter(({ targetAttributeName }) => targetAttributeName === "userName");

/**
 * Makes the job fill `userName` from that attribute. The schema is written whole, so it is read first; nothing is written if it is
 * right already. Returns whether something was changed, and the rule's id, which provisioning on demand asks for.
 * Source: Microsoft Graph, "synchronizationSchema: update".
 */
export async function mapUserName(graph: Graph, inputs: Inputs): Promise<{ changed: boolean; ruleId: string }> {
  const path = `${jobPath(inputs)}/schema`;
  const schema = await graph.get<Schema & Record<string, unknown>>(path);
  const [rule] = schema.synchronizationRules;
  const mappings = userNameOf(schema);
  if (!rule || mappings.length === 0) {
    throw new Error(`the synchronization schema of the job ${inputs.jobId} has no mapping for userName`);
  }
  const name = sourceName(inputs.userName);
  const expression = `[${name}]`;
  if (mappings.every(({ source }) => source?.expression === expression)) return { changed: false, ruleId: rule.id };
  const source = { expression, name, type: "Attribute", parameters: [] };
  const changed = {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((one) => ({
      ...one,
      objectMappings: one.objectMappings.map((object) => ({
        ...object,
        attributeMappings: object.attributeMappings.map((mapping) =>
          mappings.includes(mapping) ? { ...mapping, source } : mapping,
        ),
      })),
    })),
  };
  await graph.put(path, changed);
  return { changed: true, ruleId: rule.id };
}

const provider: pulumi.dynamic.ResourceProvider<Inputs, State> = {
  async create(inputs) {
    const graph = connectGraph(inputs.cloud);
    const { ruleId } = await mapUserName(graph, inputs);
    await graph.post(`${jobPath(inputs)}/start`);
    return { id: inputs.jobId, outs: { ...inputs, ruleId } };
  },
  async read(id, state) {
    if (!state) throw new Error("an attribute mapping can't be imported: declare it, it is idempotent");
    try {
      const schema = await connectGraph(state.cloud).get<Schema>(`${jobPath(state)}/schema`);
      const right = userNameOf(schema).every(({ source }) => source?.expression === `[${sourceName(state.userName)}]`);
      return { id, props: right ? state : { ...state, ruleId: "" } };
    } catch (error) {
      if (error instanceof Error && "status" in error && error.status === "404") return {};
      throw error;
    }
  },
  diff: (_id, olds, news) =>
    Promise.resolve({
      changes:
        olds.ruleId === "" ||
        olds.userName !== news.userName ||
        olds.jobId !== news.jobId ||
        olds.servicePrincipalObjectId !== news.servicePrincipalObjectId,
      replaces: olds.jobId === news.jobId ? [] : ["jobId"],
    }),
  async update(_id, _olds, news) {
    const graph = connectGraph(news.cloud);
    const { changed, ruleId } = await mapUserName(graph, news);
    // Who was pushed under the old name has to be looked at again.
    if (changed) await graph.post(`${jobPath(news)}/restart`, { criteria: { resetScope: "Full" } });
    return { outs: { ...news, ruleId } };
  },
  // The job takes it along.
  delete: () => Promise.resolve(),
};

/**
 * What fills the user name at a service that Entra pushes users to, and the start of pushing: no provider has a resource for the
 * mapping, and before it is right nobody may be pushed. A service that knows its users by NameID needs the same source for both.
 */
export class AttributeMapping extends pulumi.dynamic.Resource {
  /** For provisioning on demand. */
  declare public readonly ruleId: pulumi.Output<string>;

  constructor(name: string, args: AttributeMappingArgs, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args, ruleId: undefined }, opts, "entra", "AttributeMapping");
  }
}

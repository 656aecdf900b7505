import * as pulumi from "@pulumi/pulumi";
import type { EntraCloud } from "./cloud.js";
import { connectGraph, type Graph } from "./graph.js";

export interface UniqueIdentifierArgs {
  /** Entra's cloud: where Microsoft Graph and the login endpoint are. */
  readonly cloud: Pick<EntraCloud, "graph" | "login">;
  /** The identifier URI that the application is to hold. */
  readonly identifier: string;
  readonly applicationObjectId: pulumi.Input<string>;
}

interface Inputs {
  readonly cloud: Pick<EntraCloud, "graph" | "login">;
  readonly identifier: string;
  readonly applicationObjectId: string;
}

/**
 * Says which other application of the tenant holds the identifier, with the ways out, or nothing. While our application doesn't
 * exist yet, its object id is unknown, and so every holder is another one.
 */
export async function identifierFault(
  graph: Graph,
  { identifier, applicationObjectId }: Inputs,
): Promise<string | undefined> {
  const filter = encodeURIComponent(`identifierUris/any(uri:uri eq '${identifier.replaceAll("'", "''")}')`);
  const { value } = await graph.get<{ value: { id: string; displayName: string }[] }>(
    `/applications?$filter=${filter}&$select=id,displayName`,
  );
  const other = value.find(({ id }) => id !== applicationObjectId);
  if (!other) return undefined;
  return (
    `the application "${other.displayName}" (object id ${other.id}) of this tenant holds the identifier ${identifier} already, and an identifier is unique in a tenant. ` +
    `Adopt that application (application.adopt), or let one stack serve all accounts of the edition, or use a tenant per environment.`
  );
}

const provider: pulumi.dynamic.ResourceProvider<Inputs, Inputs> = {
  async check(_olds, news) {
    const fault = await identifierFault(connectGraph(news.cloud), news);
    return { inputs: news, failures: fault === undefined ? [] : [{ property: "identifier", reason: fault }] };
  },
  create: (inputs) => Promise.resolve({ id: inputs.identifier, outs: inputs }),
  diff: (_id, olds, news) =>
    Promise.resolve({
      changes: olds.applicationObjectId !== news.applicationObjectId || olds.identifier !== news.identifier,
    }),
  update: (_id, _olds, news) => Promise.resolve({ outs: news }),
  delete: () => Promise.resolve(),
};

/**
 * Holds nothing in any cloud: it is a check that the engine runs at every preview, so that a pull request shows a collision
 * before anything is made. Without it the provider would fail in the middle of `up`.
 */
export class UniqueIdentifier extends pulumi.dynamic.Resource {
  constructor(name: string, args: UniqueIdentifierArgs, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args }, opts, "entra", "UniqueIdentifier");
  }
}

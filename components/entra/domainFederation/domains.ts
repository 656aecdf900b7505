import type { Graph } from "../graph";
import { readConfiguration } from "./configuration";

/** A domain of the tenant, as far as federating one needs to know it. */
export interface TenantDomain {
  /** Fully qualified, in lower case. */
  readonly name: string;
  readonly isVerified: boolean;
  /** A subdomain of another domain of the tenant is none, and takes over that one's settings. */
  readonly isRoot: boolean;
  readonly isDefault: boolean;
  readonly isInitial: boolean;
  readonly isFederated: boolean;
  /** Of the identity provider where its users sign in; also nothing if Graph doesn't say. */
  readonly issuer?: string;
}

interface GraphDomain extends Omit<TenantDomain, "name" | "isFederated" | "issuer"> {
  readonly id: string;
  readonly authenticationType: string;
}

/** All domains of the tenant, with the issuers of those that are federated. Throws if Graph refuses. */
export async function lookUpDomains(graph: Graph): Promise<TenantDomain[]> {
  const domains = await graph.list<GraphDomain>("/domains");
  return Promise.all(
    domains.map(async ({ id, authenticationType, isVerified, isRoot, isDefault, isInitial }) => {
      const isFederated = authenticationType === "Federated";
      const issuer = isFederated && isRoot ? (await readConfiguration(graph, id))?.settings.issuerUri : undefined;
      return {
        name: id.toLowerCase(),
        isVerified,
        isRoot,
        isDefault,
        isInitial,
        isFederated,
        ...(issuer !== undefined && { issuer }),
      };
    }),
  );
}

/** Who has an ImmutableID, as user principal name, or nothing. */
export async function holderOf(graph: Graph, immutableId: string): Promise<string | undefined> {
  const filter = encodeURIComponent(`onPremisesImmutableId eq '${immutableId.replaceAll("'", "''")}'`);
  const [holder] = await graph.list<{ readonly userPrincipalName: string }>(
    `/users?$filter=${filter}&$select=userPrincipalName`,
  );
  return holder?.userPrincipalName;
}

/** User principal names of a domain without an ImmutableID: no identity provider can name these users. */
export async function usersWithoutImmutableId(graph: Graph, domain: string): Promise<string[]> {
  const filter = encodeURIComponent(`endswith(userPrincipalName,'@${domain}')`);
  const users = await graph.list<{ readonly userPrincipalName: string; readonly onPremisesImmutableId: string | null }>(
    `/users?$filter=${filter}&$select=userPrincipalName,onPremisesImmutableId&$count=true&$top=999`,
    { eventual: true },
  );
  return users.filter((user) => !user.onPremisesImmutableId).map(({ userPrincipalName }) => userPrincipalName);
}

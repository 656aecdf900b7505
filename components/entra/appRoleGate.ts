import * as pulumi from "@pulumi/pulumi";
import type { EntraCloud } from "./cloud";
import { connectGraph, type Graph } from "./graph";
import { seconds } from "../wait";

/** An app role as Microsoft Graph holds it, as far as it is declared here. */
export interface DeclaredAppRole {
  /** UUID. */
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  /** At most 240 characters. */
  readonly value: string;
}

export interface AppRoleGateArgs {
  /** Entra's cloud: where Microsoft Graph and the login endpoint are. */
  readonly cloud: Pick<EntraCloud, "graph" | "login">;
  readonly applicationObjectId: pulumi.Input<string>;
  readonly servicePrincipalObjectId: pulumi.Input<string>;
  /** All declared roles of the application. Others, such as a template's `msiam_access`, are left alone. */
  readonly roles: readonly { readonly [Field in keyof DeclaredAppRole]: pulumi.Input<string> }[];
}

interface Inputs {
  readonly cloud: Pick<EntraCloud, "graph" | "login">;
  readonly applicationObjectId: string;
  readonly servicePrincipalObjectId: string;
  readonly roles: readonly DeclaredAppRole[];
}

interface GraphAppRole extends DeclaredAppRole {
  readonly isEnabled: boolean;
  readonly allowedMemberTypes: readonly string[];
  readonly origin?: string;
}

/** Roles usually reach the service principal within a minute, more than five were seen (microsoftgraph/msgraph-bicep-types#193). Seconds. */
const patience = 600;
const interval = 2;

/**
 * Waits until every declared role is visible and enabled on the service principal, and puts back those that the application has
 * lost: each role is added by reading the list and writing it whole, so a stale read drops roles that were just added.
 * Idempotent. Fails when the roles aren't visible in time, and names them.
 */
export async function openGate(graph: Graph, inputs: Inputs, pause = seconds): Promise<void> {
  for (let waited = 0; ; waited += interval) {
    await putBackLostRoles(graph, inputs);
    const visible = await rolesOf(graph, `/servicePrincipals/${inputs.servicePrincipalObjectId}`);
    const missing = inputs.roles.filter((role) => !visible.some((other) => other.isEnabled && isSame(role, other)));
    if (missing.length === 0) return;
    if (waited >= patience) {
      const names = missing.map(({ displayName }) => displayName).join(", ");
      throw new Error(
        `after ${patience} s these app roles are still not visible on the service principal ${inputs.servicePrincipalObjectId}: ${names}. Run pulumi up again; nothing is lost.`,
      );
    }
    await pause(interval);
  }
}

async function putBackLostRoles(graph: Graph, { applicationObjectId, roles }: Inputs): Promise<void> {
  const path = `/applications/${applicationObjectId}`;
  const present = await rolesOf(graph, path);
  const lost = roles.filter(({ id }) => !present.some((role) => role.id === id));
  if (lost.length === 0) return;
  const restored = lost.map((role) => ({ ...role, allowedMemberTypes: ["User"], isEnabled: true }));
  // Graph reports where a role comes from, and does not take it back.
  const kept = present.map(({ origin: _origin, ...role }) => role);
  await graph.patch(path, { appRoles: [...kept, ...restored] });
}

async function rolesOf(graph: Graph, path: string): Promise<GraphAppRole[]> {
  const { appRoles } = await graph.get<{ appRoles: GraphAppRole[] }>(`${path}?$select=appRoles`);
  return appRoles;
}

const isSame = (one: DeclaredAppRole, other: DeclaredAppRole) => one.id === other.id && one.value === other.value;

const provider: pulumi.dynamic.ResourceProvider<Inputs, Inputs> = {
  async create(inputs) {
    await openGate(connectGraph(inputs.cloud), inputs);
    return { id: inputs.applicationObjectId, outs: inputs };
  },
  diff: (_id, olds, news) =>
    Promise.resolve({
      changes:
        JSON.stringify(olds.roles) !== JSON.stringify(news.roles) ||
        olds.servicePrincipalObjectId !== news.servicePrincipalObjectId,
      replaces: olds.applicationObjectId === news.applicationObjectId ? [] : ["applicationObjectId"],
    }),
  async update(_id, _olds, news) {
    await openGate(connectGraph(news.cloud), news);
    return { outs: news };
  },
  delete: () => Promise.resolve(),
};

/**
 * Stands between app roles and their assignments. A role that is assigned before it has reached the service principal leaves an
 * assignment that no later run can adopt (hashicorp/terraform-provider-azuread#1896).
 *
 * Let assignments depend on it by `dependsOn` alone: an output that passes through it is unknown whenever the gate is updated,
 * and would plan a replacement of every assignment.
 */
export class AppRoleGate extends pulumi.dynamic.Resource {
  constructor(name: string, args: AppRoleGateArgs, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args }, opts, "entra", "AppRoleGate");
  }
}

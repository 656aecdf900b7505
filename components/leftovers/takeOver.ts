import * as pulumi from "@pulumi/pulumi";
import type { EntraCloud } from "../entra/cloud";
import { connectGraph } from "../entra/graph";
import { alibabaFinders, isRole } from "./alibaba";
import { entraFinders } from "./entra";
import type { AccountAccess, Find, KnownResource, Properties } from "./find";

/**
 * What an interrupted run has made, and Pulumi doesn't know of, is taken over by the next one.
 *
 * Where an answer is lost, a first read comes too early, or the engine is killed, an object exists that no state has. The providers
 * then either refuse it for ever ("already exists", hashicorp/terraform-provider-azuread#1896, #763) or make a second one. So before
 * something is created in a stack that has been brought up before, it is asked whether exactly this is there: then it is imported,
 * which a preview shows. The engine changes what it imports to what the program says, so it is for the finders to leave alone what
 * somebody else may have made. A first `up` asks nothing, and neither does one that makes nothing.
 *
 * Options for the outermost components: a transform of the whole stack needs a newer language host than one of a resource.
 */
export async function takingOverLeftovers(cloud: EntraCloud): Promise<pulumi.ComponentResourceOptions> {
  const state = await readState();
  // Even a first run has its stack and its providers in the state by now.
  if (state.every(({ type }) => type.startsWith("pulumi:"))) return {};
  const finders: Readonly<Record<string, Find>> = { ...entraFinders(connectGraph(cloud)), ...alibabaFinders };
  const access = new Map<string, AccountAccess>();
  const taken = new Set<string>();
  const takeOver: pulumi.ResourceTransform = async ({ custom, type, name, props, opts }) => {
    const inputs = props as Properties;
    if (type === "pulumi:providers:alicloud") access.set(name, accessOf(inputs));
    const find = finders[type];
    const { import: given, provider } = opts as pulumi.CustomResourceOptions;
    const known = state.filter((resource) => resource.type === type);
    if (!custom || !find || given || known.some((resource) => resource.name === name)) return undefined;
    const wanted = { inputs, access: access.get(await nameOf(provider)) ?? {}, known };
    // Whoever can't be asked has nothing to take over; the creation itself says what is wrong.
    const found = await find(wanted).catch(() => undefined);
    // One thing under two names would be deleted with the first of them.
    if (!found || taken.has(found.id) || known.some(({ outputs }) => isIn(found.is, outputs))) return undefined;
    taken.add(found.id);
    return { props, opts: { ...opts, import: found.id } };
  };
  return { transforms: [takeOver] };
}

const isIn = (some: Properties, all: Properties): boolean =>
  Object.entries(some).every(([name, value]) => all[name] === value);

/** Everything in the stack's state when this run began. A test without an engine has no state. */
async function readState(): Promise<readonly KnownResource[]> {
  try {
    const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {
      stackName: `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`,
    })) as { outputs: Readonly<Record<string, { readonly type: string; readonly outputs?: Properties }>> };
    return Object.entries(outputs).map(([urn, resource]) => ({
      type: resource.type,
      name: urn.split("::").at(-1) ?? "",
      outputs: resource.outputs ?? {},
    }));
  } catch {
    return [];
  }
}

/** The name of an explicit provider; empty for the default one. */
async function nameOf(provider: pulumi.ProviderResource | undefined): Promise<string> {
  if (!provider) return "";
  const urn = await new Promise<string>((resolve) => provider.urn.apply(resolve));
  return urn.split("::").at(-1) ?? "";
}

/** Nested settings of a provider arrive as JSON. */
function accessOf({ assumeRole, region }: Properties): AccountAccess {
  const role: unknown = typeof assumeRole === "string" ? JSON.parse(assumeRole) : assumeRole;
  return {
    ...(isRole(role) && { assumeRole: role }),
    ...(typeof region === "string" && { region }),
  };
}

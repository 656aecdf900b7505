import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import type { EntraCloud } from "../entra/cloud";
import { failRun } from "../config/faultError";
import { connectGraph } from "../entra/graph";
import { alibabaFinders } from "./alibaba";
import { entraFinders } from "./entra";
import { type AccountAccess, accessOf, accountOf, alicloudProvider, type Properties, type State } from "../state/state";
import { type Find, NotKnownYet } from "./find";
import { keyInputs } from "./keys";

/**
 * What an interrupted run has made, and Pulumi doesn't know of, is taken over by the next one.
 *
 * Where an answer is lost, a first read comes too early, or the engine is killed, an object exists that no state has. The providers
 * then either refuse it for ever ("already exists", hashicorp/terraform-provider-azuread#1896, #763) or make a second one. So before
 * something is created in a stack that has been begun before, it is asked whether exactly this is there: then it is imported, which a
 * preview shows. It is for the finders to leave alone what somebody else may have made. A first `up` asks nothing, and neither does
 * one that makes nothing. An interrupted replacement is not healed: its name is in the state.
 *
 * Options for the outermost components: a transform of the whole stack needs a newer language host than one of a resource.
 *
 * @param adopted keys of the configuration whose applications somebody else has made. What is in those may be theirs, too.
 */
export function takingOverLeftovers(
  state: State,
  cloud: EntraCloud,
  adopted: readonly string[],
): pulumi.ComponentResourceOptions {
  if (state.isNew) return {};
  const finders = allFinders(cloud);
  const providers = new Map<string, AccountAccess>();
  const taken = new Set<string>();
  const isTheirs = (type: string, name: string) =>
    type.startsWith("azuread:") && adopted.some((key) => `${name}-`.startsWith(`${key}-`));

  const takeOver: pulumi.ResourceTransform = async ({ custom, type, name, props, opts }) => {
    const inputs = props as Properties;
    if (type === alicloudProvider) providers.set(await providerUrn(opts.parent, name), accessOf(inputs));
    const { import: given, provider } = opts as pulumi.CustomResourceOptions;
    if (!custom || given || state.find(type, name)) return undefined;

    const access = providers.get(provider ? await valueOf(provider.urn) : "") ?? {};
    const known = state.ofType(type, access);
    const same = known.find(({ outputs }) => isSame(keyInputs[type], inputs, outputs));
    if (same) failRun(renamed(name, same.name));
    const find = finders[type];
    if (same || !find || isTheirs(type, name)) return undefined;

    const id = await ask(name, () => find({ inputs, access, known }));
    const thing = [type, accountOf(access), id].join(" ");
    if (id === undefined || taken.has(thing)) return undefined;
    taken.add(thing);
    return { props, opts: { ...opts, import: id } };
  };
  return { transforms: [takeOver] };
}

function allFinders(cloud: EntraCloud): Readonly<Record<string, Find>> {
  let deployer: Promise<string> | undefined;
  const asking = {
    deployer: () => (deployer ??= azuread.getClientConfig().then(({ objectId }) => objectId)),
    warn: (text: string) => pulumi.log.warn(text),
  };
  return { ...entraFinders(connectGraph(cloud), asking), ...alibabaFinders };
}

/** Who can't be asked may have it: to make a second one in silence would be worse than to stop. */
async function ask(name: string, find: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof NotKnownYet) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    failRun(`whether ${name} is there already, from an interrupted run, can't be said: ${reason}`);
    return undefined;
  }
}

/** It would be made beside itself, which both clouds refuse, and then be deleted. */
const renamed = (name: string, before: string): string =>
  `what ${name} would make is there, as this stack's ${before}. Keys of the configuration name resources: keep them, and rename what they hold. ` +
  "Or take the entry out with one up, and add it under its new key with the next.";

const isSame = (keys: readonly string[] | undefined, some: Properties, others: Properties): boolean =>
  keys?.every((key) => some[key] !== undefined && some[key] === others[key]) ?? false;

/** It has none yet: it is made of what it is in. */
async function providerUrn(parent: pulumi.Resource | undefined, name: string): Promise<string> {
  if (!parent) return "";
  const [stack, project, chain] = (await valueOf(parent.urn)).split("::");
  return [stack, project, `${chain}$${alicloudProvider}`, name].join("::");
}

const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => {
    output.apply((value) => {
      resolve(value);
    });
  });

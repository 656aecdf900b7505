import type { runtime } from "@pulumi/pulumi";
import { createDynamicResource } from "./dynamicResource";
import type { ProviderInstance, ProviderPackage } from "./resourceType";
import { defined, isObject, type Properties, withoutSecrets } from "./values";

/** A resource that a program registered, in order. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly id?: string;
  readonly state: Properties;
}

/** For `pulumi.runtime.setMocks`, and what the program did with it. */
export interface StandInMocks extends runtime.Mocks {
  readonly registered: readonly Registered[];
}

/**
 * The same tables behind Pulumi's in-process mocks: what a program registers is created in the clouds at once. There is no
 * diff, update, delete or refresh, and no preview. Unknown types and functions fail by name.
 */
export function mocksOf(packages: readonly ProviderPackage[]): StandInMocks {
  const registered: Registered[] = [];
  const defaults = new Map<string, ProviderInstance>();
  const explicit = new Map<string, ProviderInstance>();
  let created = 0;

  const packageNamed = (name: string): ProviderPackage => {
    const found = packages.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`no stand-in for the package ${name}`);
    return found;
  };
  const instanceFor = (token: string, provider: string | undefined): ProviderInstance => {
    // "<urn>::<id>" of an explicit provider, else the package's default one.
    const id = provider?.split("::").at(-1);
    const chosen = id ? explicit.get(id) : undefined;
    if (chosen) return chosen;
    const name = token.split(":")[0] ?? "";
    const instance = defaults.get(name) ?? packageNamed(name).open({});
    defaults.set(name, instance);
    return instance;
  };

  const create = async (args: runtime.MockResourceArgs): Promise<{ id: string | undefined; state: Properties }> => {
    const inputs = properties(args.inputs);
    if (!args.custom && !args.id) return { id: undefined, state: inputs };
    if (args.type.startsWith("pulumi:providers:")) {
      const id = `provider-${String(++created)}`;
      const settings = Object.entries(inputs).flatMap(([key, value]) =>
        typeof value === "string" ? [[key, value] as const] : [],
      );
      explicit.set(id, packageNamed(args.type.slice("pulumi:providers:".length)).open(Object.fromEntries(settings)));
      return { id, state: inputs };
    }
    if (args.type.startsWith("pulumi-nodejs:")) return createDynamicResource(inputs);
    const instance = instanceFor(args.type, args.provider);
    if (args.id) return imported(instance, args.type, args.id);
    const { inputs: checked, failures } = instance.check(args.type, args.name, inputs);
    if (failures.length > 0) {
      throw new Error(
        failures.map(({ reason }) => `${args.type} resource '${args.name}' has a problem: ${reason}`).join("\n"),
      );
    }
    return instance.create(args.type, `urn:pulumi:mocks::${args.type}::${args.name}`, checked);
  };

  return {
    registered,
    async newResource(args) {
      const { id, state } = await create(args);
      const plain = properties(state);
      registered.push({
        type: args.type,
        name: args.name,
        inputs: properties(args.inputs),
        state: plain,
        ...(id && { id }),
      });
      return { id, state: plain };
    },
    async call({ token, inputs, provider }) {
      try {
        const { result, failures } = await instanceFor(token, provider).invoke(token, properties(inputs));
        if (result) return result;
        throw new Error(failures.map(({ reason }) => `invoke of ${token} failed: ${reason}`).join("\n"));
      } catch (error) {
        // The SDK shows the details of a failed call, as those of gRPC.
        throw error instanceof Error ? Object.assign(error, { details: error.message }) : error;
      }
    },
  };
}

function properties(value: unknown): Properties {
  const plain = withoutSecrets(value);
  return isObject(plain) ? defined(plain) : {};
}

async function imported(
  instance: ProviderInstance,
  token: string,
  id: string,
): Promise<{ id: string; state: Properties }> {
  const found = await instance.read(token, id, undefined, {});
  if (!found) throw new Error(`resource '${id}' of type ${token} does not exist`);
  return found;
}

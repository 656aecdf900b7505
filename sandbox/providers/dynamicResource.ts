import Module from "node:module";
import { join } from "node:path";
import { isObject, type Properties } from "./values";

/** The part of a `pulumi.dynamic.ResourceProvider` that a create needs. */
interface DynamicProvider {
  check?(
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs?: Properties; failures?: { property: string; reason: string }[] }>;
  create(inputs: Properties): Promise<{ id: string; outs?: Properties }>;
}

/**
 * Does for a dynamic resource what Pulumi's own dynamic provider does (@pulumi/pulumi, cmd/dynamic-provider): loads the
 * serialised code, checks, creates. The code runs in this process, so it sees this process's environment.
 */
export async function createDynamicResource(inputs: Properties): Promise<{ id: string; state: Properties }> {
  const code = inputs.__provider;
  if (typeof code !== "string") throw new Error("a dynamic resource without __provider");
  const provider = load(code);
  const checked = (await provider.check?.({}, inputs)) ?? {};
  const failure = checked.failures?.[0];
  if (failure) throw new Error(`property ${failure.property} has a problem: ${failure.reason}`);
  const given = { ...(checked.inputs ?? inputs), __provider: code };
  const { id, outs } = await provider.create(given);
  return { id, state: { ...outs, __provider: code } };
}

function load(code: string): DynamicProvider {
  // A module that stands in the working directory, as under the engine: its imports are found from there.
  const file = join(process.cwd(), "__dynamic_resource.js");
  const module = new Module(file) as Module & { _compile(source: string, file: string): void };
  module.filename = file;
  module.paths = (Module as unknown as { _nodeModulePaths(from: string): string[] })._nodeModulePaths(process.cwd());
  module._compile(code, file);
  const exported: unknown = module.exports;
  const handler = isObject(exported) ? exported.handler : undefined;
  if (typeof handler !== "function") throw new Error("the code of a dynamic resource exports no handler");
  return (handler as () => DynamicProvider)();
}

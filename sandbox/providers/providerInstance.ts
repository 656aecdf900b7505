import {
  type CheckResult,
  type DiffResult,
  type FunctionType,
  InitializationFailed,
  type PackageDefinition,
  type ProviderInstance,
  type ProviderPackage,
  type ResourceState,
  type ResourceType,
} from "./resourceType";
import { attributeOf, checkInputs, diffInputs, type Fields, inputsOf, plannedValue, refreshedInputs } from "./schema";
import { asSecret, containsUnknown, defined, type Properties, unknownValue } from "./values";

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Binds a table of resource types to the rules that every bridged provider shares. */
export function definePackage<Client>(definition: PackageDefinition<Client>): ProviderPackage {
  const { name, version, resources, functions } = definition;
  return {
    name,
    version,
    tokens: [...resources, ...functions].map(({ token }) => token),
    open: (configuration) => new BridgedInstance(definition, definition.connect(configuration)),
  };
}

/**
 * The order of things in the Terraform bridge (pulumi/pulumi-terraform-bridge, pkg/tfbridge/provider.go): a create ends with a
 * read, a 404 in that read is an error that orphans the object, an update without a Terraform diff calls nothing.
 */
class BridgedInstance<Client> implements ProviderInstance {
  readonly #resources: ReadonlyMap<string, ResourceType<Client>>;
  readonly #functions: ReadonlyMap<string, FunctionType<Client>>;

  constructor(
    private readonly definition: PackageDefinition<Client>,
    private readonly client: Client,
  ) {
    this.#resources = new Map(definition.resources.map((type) => [type.token, type]));
    this.#functions = new Map(definition.functions.map((type) => [type.token, type]));
  }

  #type(token: string): ResourceType<Client> {
    const type = this.#resources.get(token);
    if (!type)
      throw new Error(`the stand-in for ${this.definition.name} does not implement the resource type ${token}`);
    return type;
  }

  check(token: string, name: string, news: Properties): CheckResult {
    return checkInputs(this.#type(token).fields, news, name, this.definition.sdk);
  }

  diff(token: string, state: Properties, news: Properties, ignored: readonly string[]): DiffResult {
    const type = this.#type(token);
    const changes = diffInputs(type.fields, state, news, ignored);
    const replaced = new Set(changes.filter(({ replaces }) => replaces).map(({ name }) => name));
    return {
      changes,
      stables: Object.entries(type.fields).flatMap(([key, field]) =>
        field.forceNew && !replaced.has(key) ? [key] : [],
      ),
      deleteBeforeReplace: replaced.size > 0 && (type.nameFields ?? []).some((field) => news[field] !== undefined),
    };
  }

  planned(token: string, inputs: Properties, state: Properties = {}): Properties {
    const fields = this.#type(token).fields;
    const known = Object.fromEntries(
      Object.entries(fields).flatMap(([key, field]) => {
        if (inputs[key] !== undefined) return [[key, plannedValue(field, inputs[key], state[key])]];
        if (state[key] !== undefined && field.is !== "optional") return [[key, state[key]]];
        return field.is === "computed" || field.is === "optional, computed" ? [[key, unknownValue]] : [];
      }),
    );
    return wrapSecrets(fields, known);
  }

  async create(token: string, urn: string, inputs: Properties): Promise<ResourceState> {
    const type = this.#type(token);
    let id: string | undefined;
    let state: Properties | undefined;
    try {
      await type.create(this.client, inputs, (kept) => {
        id = kept;
      });
      if (id === undefined) throw new Error(`expected non-empty ID for new state during Create of ${urn}`);
      state = await type.read(this.client, id, { state: inputs, isNew: true });
    } catch (error) {
      if (id === undefined) throw error;
      throw new InitializationFailed(id, inputs, inputs, [`creating ${urn}: ${messageOf(error)}`]);
    }
    // pulumi/pulumi-azuread#2191: the object is in the cloud now, and nobody knows about it.
    if (!state) throw new Error(`expected non-nil error with nil state during Create of ${urn}`);
    return { id, state: this.#stateOf(type, inputs, state) };
  }

  async read(token: string, id: string, state: Properties | undefined, inputs: Properties) {
    const type = this.#type(token);
    const complaint = state ? undefined : type.checkId?.(id);
    if (complaint) throw new Error(complaint);
    const found = await type.read(this.client, id, { ...(state && { state }), isNew: false });
    if (!found) return undefined;
    const merged = defined({ ...unread(type.fields, state ?? {}), ...found });
    return {
      id,
      state: wrapSecrets(type.fields, merged),
      inputs: state ? refreshedInputs(inputs, merged) : inputsOf(type.fields, merged),
    };
  }

  async update(
    token: string,
    urn: string,
    id: string,
    state: Properties,
    news: Properties,
    ignored: readonly string[] = [],
  ): Promise<ResourceState> {
    const type = this.#type(token);
    if (diffInputs(type.fields, state, news, ignored).length === 0) {
      return isUnread(type.fields, state)
        ? this.#reread(type, urn, id, state, news)
        : { id, state: wrapSecrets(type.fields, state) };
    }
    if (!type.update)
      throw new Error(`internal: expected diff to not require deletion or replacement during Update of ${urn}`);
    let found: Properties | undefined;
    try {
      await type.update(this.client, id, news, state);
      found = await type.read(this.client, id, { state: { ...state, ...news }, isNew: false });
    } catch (error) {
      // Terraform keeps the planned values after a failed update; the next plan then shows no difference (unverified for all types).
      const kept = type.partialUpdate ? state : { ...state, ...news };
      throw new InitializationFailed(id, kept, news, [`updating ${urn}: ${messageOf(error)}`]);
    }
    if (!found) throw new Error(`Resource provider reported that the resource did not exist while updating ${urn}.`);
    return { id, state: this.#stateOf(type, news, found) };
  }

  /** Where the read that ends a creation has failed: the engine asks for an update, and the provider only reads (measured). */
  async #reread(
    type: ResourceType<Client>,
    urn: string,
    id: string,
    state: Properties,
    inputs: Properties,
  ): Promise<ResourceState> {
    try {
      const found = await type.read(this.client, id, { state, isNew: false });
      if (found) return { id, state: this.#stateOf(type, inputs, found) };
    } catch (error) {
      throw new InitializationFailed(id, state, inputs, [`updating ${urn}: ${messageOf(error)}`]);
    }
    throw new Error(`Resource provider reported that the resource did not exist while updating ${urn}.`);
  }

  async delete(token: string, urn: string, id: string, state: Properties): Promise<void> {
    try {
      await this.#type(token).delete(this.client, id, state);
    } catch (error) {
      throw new Error(`deleting ${urn}: ${messageOf(error)}`, { cause: error });
    }
  }

  async invoke(token: string, inputs: Properties) {
    const type = this.#functions.get(token);
    if (!type) throw new Error(`the stand-in for ${this.definition.name} does not implement the function ${token}`);
    const checked = checkInputs(type.fields, inputs, token, this.definition.sdk);
    const failures = [...checked.failures, ...countFailures(type, inputs)];
    if (failures.length > 0) return { failures };
    return { result: await type.invoke(this.client, checked.inputs), failures: [] };
  }

  #stateOf(type: ResourceType<Client>, inputs: Properties, found: Properties): Properties {
    return wrapSecrets(type.fields, defined({ ...unread(type.fields, inputs), ...found }));
  }
}

/** Whether a state holds nothing yet that the cloud has said: only what the program asked for. */
function isUnread(fields: Fields, state: Properties): boolean {
  const computed = Object.keys(fields).filter((key) => fields[key]?.is === "computed");
  return computed.length > 0 && computed.every((key) => state[key] === undefined);
}

/** Inputs that no cloud returns, such as `useExisting`: the state keeps what the program said. */
function unread(fields: Fields, from: Properties): Properties {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, field]) =>
      field.is === "optional" && from[key] !== undefined ? [[key, from[key]]] : [],
    ),
  );
}

function wrapSecrets(fields: Fields, state: Properties): Properties {
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => {
      const isPlain = !fields[key]?.secret || value === undefined || containsUnknown(value);
      return [key, isPlain ? value : asSecret(value)];
    }),
  );
}

function countFailures<Client>(type: FunctionType<Client>, inputs: Properties): { reason: string }[] {
  const names = type.exactlyOneOf;
  if (!names) return [];
  const given = names.filter((name) => inputs[name] !== undefined && inputs[name] !== null && inputs[name] !== false);
  if (given.length === 1) return [];
  const list = names.map((name) => attributeOf(name, type.fields[name])).join(",");
  const found = given.map((name) => attributeOf(name, type.fields[name])).join(",");
  const first = attributeOf(names[0] ?? "", type.fields[names[0] ?? ""]);
  return [
    {
      reason:
        given.length === 0
          ? `Invalid combination of arguments. "${first}": one of \`${list}\` must be specified`
          : `Invalid combination of arguments. "${first}": only one of \`${list}\` can be specified, but \`${found}\` were specified.`,
    },
  ];
}

import type { Fields, SdkGeneration } from "./schema";
import type { Properties } from "./values";

/** Tells the engine the id as soon as the cloud has the object: what fails afterwards leaves a resource with errors, not an orphan. */
export type Keep = (id: string) => void;

export interface ReadContext {
  /** What the state holds; absent for an import or a `get`. */
  readonly state?: Properties;
  /** True for the read that ends a create. */
  readonly isNew: boolean;
}

/** One type of resource: what the provider's schema says, and the calls that it makes. `Client` is the package's. */
export interface ResourceType<Client> {
  /** As in the node SDK: "azuread:index/servicePrincipal:ServicePrincipal". */
  readonly token: string;
  readonly fields: Fields;
  create(client: Client, inputs: Properties, keep: Keep): Promise<void>;
  /** Everything the cloud says about it; nothing if it is gone. Fields that it leaves out keep their value from the state. */
  read(client: Client, id: string, context: ReadContext): Promise<Properties | undefined>;
  /** Absent where every input forces a replacement. */
  update?(client: Client, id: string, news: Properties, state: Properties): Promise<void>;
  /** A failed update leaves the state as it was (`d.Partial(true)`), so that the next one tries again. */
  readonly partialUpdate?: true;
  delete(client: Client, id: string, state: Properties): Promise<void>;
  /** A complaint about an id that `import` was given. */
  readonly checkId?: (id: string) => string | undefined;
  /** Properties that clash while old and new exist at once: set by hand, they make the engine delete first. */
  readonly nameFields?: readonly string[];
}

/** One function (data source). */
export interface FunctionType<Client> {
  /** As in the node SDK: "azuread:index/getUser:getUser". */
  readonly token: string;
  readonly fields: Fields;
  /** Of these, exactly one must be given. */
  readonly exactlyOneOf?: readonly string[];
  invoke(client: Client, inputs: Properties): Promise<Properties>;
}

/** A provider package, with the type of its client forgotten. */
export interface ProviderPackage {
  /** "azuread" */
  readonly name: string;
  /** Of the npm package that it stands in for. */
  readonly version: string;
  /** Every token that it knows. */
  readonly tokens: readonly string[];
  /** One provider instance, with the configuration that the program gave it (names as in the node SDK). */
  open(configuration: Readonly<Record<string, string>>): ProviderInstance;
}

export interface PackageDefinition<Client> {
  readonly name: string;
  readonly version: string;
  readonly sdk: SdkGeneration;
  readonly resources: readonly ResourceType<Client>[];
  readonly functions: readonly FunctionType<Client>[];
  connect(configuration: Readonly<Record<string, string>>): Client;
}

export interface CheckResult {
  readonly inputs: Properties;
  readonly failures: readonly { readonly reason: string }[];
}

export interface DiffResult {
  readonly changes: readonly {
    readonly name: string;
    readonly kind: "add" | "update" | "delete";
    readonly replaces: boolean;
  }[];
  readonly stables: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export interface ResourceState {
  readonly id: string;
  readonly state: Properties;
}

/** What an engine asks of a provider, free of any transport. Every method names the resource by its token. */
export interface ProviderInstance {
  check(token: string, name: string, news: Properties): CheckResult;
  diff(token: string, state: Properties, news: Properties, ignored: readonly string[]): DiffResult;
  /** What a preview can say about a resource that does not exist yet: outputs are unknown. */
  planned(token: string, inputs: Properties, state?: Properties): Properties;
  create(token: string, urn: string, inputs: Properties): Promise<ResourceState>;
  read(
    token: string,
    id: string,
    state: Properties | undefined,
    inputs: Properties,
  ): Promise<(ResourceState & { inputs: Properties }) | undefined>;
  update(
    token: string,
    urn: string,
    id: string,
    state: Properties,
    news: Properties,
    ignored?: readonly string[],
  ): Promise<ResourceState>;
  delete(token: string, urn: string, id: string, state: Properties): Promise<void>;
  invoke(token: string, inputs: Properties): Promise<{ result?: Properties; failures: readonly { reason: string }[] }>;
}

/** The object exists in the cloud, but something after its creation went wrong: the engine keeps it, with these reasons. */
export class InitializationFailed extends Error {
  override readonly name = "InitializationFailed";

  constructor(
    readonly id: string,
    readonly state: Properties,
    readonly inputs: Properties,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("\n"));
  }
}

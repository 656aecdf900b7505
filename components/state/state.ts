import * as pulumi from "@pulumi/pulumi";
import type { AssumeRole } from "../alibaba/openApi";

export type Properties = Readonly<Record<string, unknown>>;

/** Whose account an Alibaba Cloud provider works in. */
export interface AccountAccess {
  /** @default the credentials' own account */
  readonly assumeRole?: AssumeRole;
  readonly region?: string;
}

/** A resource of the stack's state. */
export interface KnownResource {
  readonly type: string;
  readonly name: string;
  readonly outputs: Properties;
}

export const alicloudProvider = "pulumi:providers:alicloud";

/** A resource of the state, with the types of what it is in. */
export interface StateResource extends KnownResource {
  readonly chain: string;
}

/**
 * The stack's state as it was when this run began. What a replacement has left to delete is not in it: whatever still stands there
 * under such a name is taken for somebody else's.
 */
export class State {
  constructor(private readonly resources: readonly StateResource[]) {}

  /** A backend that doesn't tell, such as one from before there were projects, has nothing to compare with. */
  static async read(): Promise<State> {
    const resources = await readOutputs().catch(async (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      await pulumi.log.warn(`what the stack has already can't be read, so nothing is compared with it: ${reason}`);
      return {};
    });
    return new State(
      Object.entries(resources).map(([urn, { type, outputs = {} }]) => {
        const [, , chain = "", name = ""] = urn.split("::");
        return { type, name, outputs, chain };
      }),
    );
  }

  /** Even a first run has its stack and its providers in the state by now. */
  get isNew(): boolean {
    return this.resources.every(({ type }) => type.startsWith("pulumi:"));
  }

  /** @param component the type of the outermost component that it is in; @default any */
  find(type: string, name: string, component?: string): KnownResource | undefined {
    return this.resources.find(
      (resource) =>
        resource.type === type &&
        resource.name === name &&
        (component === undefined || resource.chain.startsWith(`${component}$`)),
    );
  }

  /** Those of a type that may be in the same account: where it can't be told, they may. */
  ofType(type: string, access: AccountAccess = {}): readonly KnownResource[] {
    const account = accountOf(access);
    return this.resources.filter((resource) => {
      if (resource.type !== type) return false;
      const other = this.#accountOf(resource);
      return account === undefined || other === undefined || account === other;
    });
  }

  /** By its provider, whose name theirs begin with, in the same kind of component. */
  #accountOf({ chain, name }: StateResource): string | undefined {
    const [component] = chain.split("$");
    const [provider, ...others] = this.resources.filter(
      (one) =>
        one.type === alicloudProvider && one.chain.startsWith(`${component}$`) && `${name}-`.startsWith(`${one.name}-`),
    );
    return provider && others.length === 0 ? accountOf(accessOf(provider.outputs)) : undefined;
  }
}

/** The account that a provider works in, if it takes a role there. */
export const accountOf = ({ assumeRole }: AccountAccess): string | undefined =>
  /^acs:ram::(\d+):/.exec(typeof assumeRole?.roleArn === "string" ? assumeRole.roleArn : "")?.[1];

/** What a provider was given. Nested settings arrive as JSON. */
export function accessOf({ assumeRole, region }: Properties): AccountAccess {
  const role: unknown = typeof assumeRole === "string" ? JSON.parse(assumeRole) : assumeRole;
  return {
    ...(isRole(role) && { assumeRole: role }),
    ...(typeof region === "string" && { region }),
  };
}

const isRole = (value: unknown): value is AssumeRole =>
  typeof value === "object" && value !== null && "roleArn" in value;

/** By URN. A test without an engine has none. */
async function readOutputs(): Promise<
  Readonly<Record<string, { readonly type: string; readonly outputs?: Properties }>>
> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName })) as {
    outputs?: Awaited<ReturnType<typeof readOutputs>>;
  };
  return outputs ?? {};
}

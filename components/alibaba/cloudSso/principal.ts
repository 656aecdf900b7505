import * as pulumi from "@pulumi/pulumi";
import { connectOpenApi, isRefusal, type OpenApi, type OpenApiTarget } from "../openApi";
import { seconds } from "../../wait";

export type PrincipalKind = "User" | "Group";

export interface SyncedPrincipalArgs {
  readonly api: OpenApiTarget;
  readonly directoryId: pulumi.Input<string>;
  readonly kind: PrincipalKind;
  /** User name or group name in CloudSSO. */
  readonly name: string;
}

interface Inputs {
  readonly api: OpenApiTarget;
  readonly directoryId: string;
  readonly kind: PrincipalKind;
  readonly name: string;
}

type State = Inputs & { readonly principalId: string };

/** Provisioning on demand answers when it is done, also if the service refused: then nobody ever arrives. Seconds; generous. */
const patience = 60;
const interval = 2;

/** The id of the user or group of exactly that name, or nothing. */
export async function findPrincipal(api: OpenApi, { directoryId, kind, name }: Omit<Inputs, "api">) {
  if (kind === "User") {
    const { Users = [] } = await api<{ Users?: { UserId: string; UserName: string }[] }>("ListUsers", {
      DirectoryId: directoryId,
      Filter: `UserName eq ${name}`,
      MaxResults: 100,
    });
    return Users.find(({ UserName }) => UserName === name)?.UserId;
  }
  const { Groups = [] } = await api<{ Groups?: { GroupId: string; GroupName: string }[] }>("ListGroups", {
    DirectoryId: directoryId,
    Filter: `GroupName eq ${name}`,
    MaxResults: 100,
  });
  return Groups.find(({ GroupName }) => GroupName === name)?.GroupId;
}

/** Waits until the principal has arrived. Fails with its name when it doesn't. */
export async function awaitPrincipal(api: OpenApi, wanted: Omit<Inputs, "api">, pause = seconds): Promise<string> {
  for (let waited = 0; ; waited += interval) {
    const id = await findPrincipal(api, wanted);
    if (id !== undefined) return id;
    if (waited >= patience) {
      throw new Error(
        `after ${patience} s the ${wanted.kind.toLowerCase()} ${wanted.name} has still not arrived in the CloudSSO directory ${wanted.directoryId}. ` +
          "See the provisioning logs of the Entra application, then run pulumi up again; nothing is lost.",
      );
    }
    await pause(interval);
  }
}

const provider: pulumi.dynamic.ResourceProvider<Inputs, State> = {
  async create(inputs) {
    const principalId = await awaitPrincipal(connectOpenApi(inputs.api), inputs);
    return { id: principalId, outs: { ...inputs, principalId } };
  },
  async read(id, state) {
    if (!state) throw new Error("a principal can't be imported: declare it, it is only looked up");
    try {
      const found = await findPrincipal(connectOpenApi(state.api), state);
      return found === id ? { id, props: state } : {};
    } catch (error) {
      if (isRefusal(error, "EntityNotExists.")) return {};
      throw error;
    }
  },
  diff: (_id, olds, news) => {
    const replaces = (["directoryId", "kind", "name"] as const).filter((key) => olds[key] !== news[key]);
    return Promise.resolve({
      changes: replaces.length > 0 || JSON.stringify(olds.api) !== JSON.stringify(news.api),
      replaces: [...replaces],
    });
  },
  update: (_id, olds, news) => Promise.resolve({ outs: { ...olds, ...news } }),
  // It was only looked up.
  delete: () => Promise.resolve(),
};

/**
 * A user or group that synchronization brings, by its name. One resource each: with one for all, each new name would make every id
 * unknown in a preview, and plan a replacement of every assignment.
 */
export class SyncedPrincipal extends pulumi.dynamic.Resource {
  declare public readonly principalId: pulumi.Output<string>;

  constructor(name: string, args: SyncedPrincipalArgs, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args, principalId: undefined }, opts, "alibaba", "SyncedPrincipal");
  }
}

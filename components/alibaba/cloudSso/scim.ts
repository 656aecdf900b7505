import * as pulumi from "@pulumi/pulumi";
import { connectOpenApi, isRefusal, type OpenApi, type OpenApiTarget } from "../openApi";

export interface CloudSsoScimArgs {
  readonly api: OpenApiTarget;
  readonly directoryId: pulumi.Input<string>;
}

interface Inputs {
  readonly api: OpenApiTarget;
  readonly directoryId: string;
}

type State = Inputs & { readonly status: string };

interface Page {
  readonly NextToken?: string;
}

interface GroupPage extends Page {
  readonly Groups?: readonly { readonly GroupId: string }[];
}

interface MemberPage extends Page {
  readonly GroupMembers?: readonly { readonly UserId: string }[];
}

interface UserPage extends Page {
  readonly Users?: readonly { readonly UserId: string }[];
}

/** All pages of a list. */
async function all<Item>(
  api: OpenApi,
  action: string,
  parameters: Readonly<Record<string, string>>,
  items: (reply: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const found: Item[] = [];
  for (let NextToken: string | undefined; ;) {
    const reply = await api<Page>(action, { ...parameters, MaxResults: 100, NextToken });
    found.push(...(items(reply) ?? []));
    NextToken = reply.NextToken;
    if (!NextToken) return found;
  }
}

/**
 * Turns synchronization off and deletes what it has brought: a directory can't be deleted while anybody is in it, and nobody else
 * would clean up. Users and groups that were made by hand stay. A group must be empty before it goes (DeleteGroup).
 */
export async function stopScim(api: OpenApi, DirectoryId: string): Promise<void> {
  const synchronized = { DirectoryId, ProvisionType: "Synchronized" };
  try {
    await api("SetSCIMSynchronizationStatus", { DirectoryId, SCIMSynchronizationStatus: "Disabled" });
    for (const { GroupId } of await all(api, "ListGroups", synchronized, (reply: GroupPage) => reply.Groups)) {
      const inGroup = { DirectoryId, GroupId };
      for (const { UserId } of await all(api, "ListGroupMembers", inGroup, (reply: MemberPage) => reply.GroupMembers))
        await api("RemoveUserFromGroup", { ...inGroup, UserId });
      await api("DeleteGroup", inGroup);
    }
    for (const { UserId } of await all(api, "ListUsers", synchronized, (reply: UserPage) => reply.Users))
      await api("DeleteUser", { DirectoryId, UserId });
  } catch (error) {
    if (!isRefusal(error, "EntityNotExists.Directory")) throw error;
  }
}

const enable = (api: OpenApi, directoryId: string) =>
  api("SetSCIMSynchronizationStatus", { DirectoryId: directoryId, SCIMSynchronizationStatus: "Enabled" });

const provider: pulumi.dynamic.ResourceProvider<Inputs, State> = {
  async create(inputs) {
    await enable(connectOpenApi(inputs.api), inputs.directoryId);
    return { id: inputs.directoryId, outs: { ...inputs, status: "Enabled" } };
  },
  async read(id, state) {
    if (!state) throw new Error("synchronization can't be imported: declare it, enabling it is idempotent");
    try {
      const reply = await connectOpenApi(state.api)<{ SCIMSynchronizationStatus: string }>(
        "GetSCIMSynchronizationStatus",
        { DirectoryId: id },
      );
      return { id, props: { ...state, status: reply.SCIMSynchronizationStatus } };
    } catch (error) {
      if (isRefusal(error, "EntityNotExists.Directory")) return {};
      throw error;
    }
  },
  diff: (_id, olds, news) =>
    Promise.resolve({
      changes:
        olds.status !== "Enabled" ||
        olds.directoryId !== news.directoryId ||
        JSON.stringify(olds.api) !== JSON.stringify(news.api),
      replaces: olds.directoryId === news.directoryId ? [] : ["directoryId"],
    }),
  async update(_id, _olds, news) {
    await enable(connectOpenApi(news.api), news.directoryId);
    return { outs: { ...news, status: "Enabled" } };
  },
  async delete(id, { api }) {
    await stopScim(connectOpenApi(api), id);
  },
};

/**
 * Synchronization over SCIM, turned on. Users and groups that it brings can then only be changed at their source. Deleting it turns
 * it off and deletes them.
 */
export class CloudSsoScim extends pulumi.dynamic.Resource {
  constructor(name: string, args: CloudSsoScimArgs, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args, status: undefined }, opts, "alibaba", "CloudSsoScim");
  }
}

import { object, objects, type Properties, sameJson, text } from "../values";
import { wrapped } from "./failures";
import type { RpcClient } from "./rpcClient";
import { isNotFound, type RpcRequest } from "./rpcWire";

export const ram = (action: string, parameters: RpcRequest["parameters"]): RpcRequest => ({
  product: "Ram",
  version: "2015-05-01",
  action,
  ...(parameters && { parameters }),
});

/** Tags as create actions want them: a JSON list in one parameter. */
export function tagParameter(inputs: Properties): string | undefined {
  const tags = Object.entries(object(inputs, "tags"));
  return tags.length === 0 ? undefined : JSON.stringify(tags.map(([Key, Value]) => ({ Key, Value })));
}

/** A second call after each read (DescribeRoleListTagResources): the reply is a flat list. */
export async function readTags(client: RpcClient, resourceType: "role" | "policy", name: string): Promise<Properties> {
  const request = ram("ListTagResources", { ResourceType: resourceType, ResourceNames: JSON.stringify([name]) });
  try {
    const reply = await client.call(request, "read");
    return Object.fromEntries(
      objects(reply, "TagResources").map((tag) => [text(tag, "TagKey"), text(tag, "TagValue")]),
    );
  } catch (error) {
    if (isNotFound(error)) return {};
    throw error;
  }
}

/** SetResourceTags in service_alicloud_ram_v2.go: first what goes, then what is new. */
export async function writeTags(
  client: RpcClient,
  resourceType: "role" | "policy",
  name: string,
  before: Properties,
  after: Properties,
): Promise<void> {
  const target = { ResourceType: resourceType, ResourceNames: JSON.stringify([name]) };
  const removed = Object.keys(before).filter((key) => after[key] === undefined);
  if (removed.length > 0) {
    const keys = Object.fromEntries(removed.map((key, index) => [`TagKey.${index + 1}`, key]));
    const request = ram("UntagResources", { ...target, ...keys, TagKeys: JSON.stringify(removed) });
    await wrapped(name, request.action, client.call(request));
  }
  const added = Object.entries(after).filter(([key, value]) => before[key] !== value);
  if (added.length > 0) {
    const request = ram("TagResources", {
      ...target,
      Tag: JSON.stringify(added.map(([Key, Value]) => ({ Key, Value }))),
    });
    await wrapped(name, request.action, client.call(request));
  }
}

/** compareJsonTemplateAreEquivalent: the order of keys is nothing, the order of lists and "x" against ["x"] is something. */
export function sameJsonText(before: unknown, after: unknown): boolean {
  try {
    return sameJson(JSON.parse(String(before)), JSON.parse(String(after)));
  } catch {
    return false;
  }
}

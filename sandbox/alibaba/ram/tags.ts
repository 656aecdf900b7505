import { CloudError } from "../../core/cloudError";
import { requireCustomPolicy } from "../model/policies";
import { requireRole } from "../model/roles";
import type { Account } from "../model/state";
import { requireTags } from "../model/tags";
import { tokenPageOf } from "../rpc/paging";
import type { Parameters } from "../rpc/parameters";
import type { Call, Reply } from "../rpc/product";

interface Tagged {
  readonly name: string;
  readonly type: string;
  readonly target: { tags: Record<string, string> };
}

/** The resources that a call names: `ResourceType` role or policy, `ResourceNames` as a JSON list. */
function taggedResources(account: Account, parameters: Parameters): Tagged[] {
  const type = parameters.required("ResourceType");
  if (type !== "role" && type !== "policy") {
    throw new CloudError("InvalidParameter.ResourceType", 'The parameter - "ResourceType" is incorrect.');
  }
  parameters.required("ResourceNames");
  return (parameters.names("ResourceNames") ?? []).map((name) => ({
    name,
    type,
    target: type === "role" ? requireRole(account, name) : requireCustomPolicy(account, name),
  }));
}

/** Answers a flat list, unlike the other lists of RAM (measured with the official provider), and pages in a way of its own. */
export function listTagResourcesAction({ caller: { account }, parameters }: Call): Reply {
  const tags = taggedResources(account, parameters)
    .filter(({ target }) => hasTags(target.tags, parameters))
    .flatMap(({ name, type, target }) =>
      Object.entries(target.tags).map(([key, value]) => ({
        ResourceName: name,
        ResourceType: type,
        TagKey: key,
        TagValue: value,
      })),
    );
  const { items, next } = tokenPageOf(parameters, tags);
  return { TagResources: items, ...(next !== undefined && { NextToken: next }) };
}

/** Whether something has the tags that the call asks for; one that is asked for without a value may have any. */
export function hasTags(tags: Readonly<Record<string, string>>, parameters: Parameters): boolean {
  const wanted = Object.entries(parameters.tags("Tag") ?? {});
  return wanted.every(([key, value]) => Object.hasOwn(tags, key) && (value === "" || tags[key] === value));
}

export function tagResourcesAction({ caller: { account }, parameters }: Call): Reply {
  parameters.required("Tag");
  const added = parameters.tags("Tag") ?? {};
  for (const { target } of taggedResources(account, parameters))
    target.tags = requireTags({ ...target.tags, ...added });
  return {};
}

export function untagResourcesAction({ caller: { account }, parameters }: Call): Reply {
  const all = parameters.boolean("All") ?? false;
  const keys = parameters.names("TagKeys") ?? [];
  for (const { target } of taggedResources(account, parameters)) {
    target.tags = Object.fromEntries(Object.entries(target.tags).filter(([key]) => !all && !keys.includes(key)));
  }
  return {};
}

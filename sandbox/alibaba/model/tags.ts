import { CloudError } from "../../core/cloudError";
import { limits } from "./limits";

/** Bounds of TagResources: at most 20 tags, keys of 1 to 128 characters not starting with aliyun or acs:, values up to 128. */
export function requireTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(tags);
  if (entries.length > limits.tagsPerResource) {
    throw new CloudError("LimitExceeded.Tag", "The count of tags beyond the current limits.");
  }
  for (const [key, value] of entries) {
    const allowed =
      key.length >= 1 && key.length <= 128 && !/^(aliyun|acs:)|https?:\/\//i.test(key) && value.length <= 128;
    if (!allowed) throw new CloudError("InvalidParameter.Tag", `The tag "${key}" is invalid.`);
  }
  return { ...tags };
}

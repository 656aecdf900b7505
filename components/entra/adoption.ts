import type * as pulumi from "@pulumi/pulumi";
import type { AppRole } from "./accessRole";

/** An application that exists already, as it was found. It is configured here, and neither it nor its settings are ever deleted. */
export interface ExistingSource {
  /** Object id of the application (not of the service principal). UUID. */
  readonly objectId: string;
  readonly identifierUris: readonly string[];
  readonly replyUrls: readonly string[];
  /** Tags of its service principal; they decide where the portal lists it. */
  readonly tags: readonly string[];
  readonly appRoles: readonly AppRole[];
}

/*
 * What an adopted application has already is imported. The engine changes what it imports to what the program says, and refuses where
 * that would be a replacement, as of an identifier. Names that only a resource will tell can't be compared yet: then what is there is
 * taken for them.
 */

export function identifierImport(
  { objectId, identifierUris }: ExistingSource,
  identifier: pulumi.Input<string>,
): string | undefined {
  const [only, ...others] = identifierUris;
  const present =
    typeof identifier === "string"
      ? identifierUris.find((uri) => uri === identifier)
      : others.length === 0
        ? only
        : undefined;
  return present && `/applications/${objectId}/identifierUris/${Buffer.from(present).toString("base64")}`;
}

export function replyUrlsImport(
  existing: ExistingSource,
  replyUrls: pulumi.Input<readonly string[]>,
): string | undefined {
  const isPresent = Array.isArray(replyUrls)
    ? isSame(existing.replyUrls, replyUrls as readonly string[])
    : existing.replyUrls.length > 0;
  return isPresent ? `/applications/${existing.objectId}/redirectUris/Web` : undefined;
}

/** Their order does not count, the provider keeps a set. */
const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one) => others.includes(one));

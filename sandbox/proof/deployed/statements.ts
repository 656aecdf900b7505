import type { Alibaba } from "../../alibaba/alibaba";
import type { CustomPolicy } from "../../alibaba/model/state";
import type { Entra } from "../../entra/entra";

/** What is read. */
export interface Clouds {
  readonly entra: Entra;
  readonly alibaba: Alibaba;
}

/** One sentence that is true of a cloud. The same sentence in a configuration's words means that it was promised. */
export interface Statement {
  readonly text: string;
  /** About something that an adopted application may have had before the stack, which the stack leaves alone. */
  readonly maybeOlder?: boolean;
}

/** The same text for the same content. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

/** What a custom policy says, in its version that counts. */
export function documentOf({ defaultVersion, versions }: CustomPolicy): string {
  const version = versions.find(({ versionId }) => versionId === defaultVersion);
  return canonical(JSON.parse(version?.policyDocument ?? "null"));
}

/** A user or group by any of its names, as an object id. */
export function principalId(name: string, { entra: { tenant } }: Clouds): string {
  return tenant.findUser(name)?.id ?? tenant.findGroup(name)?.id ?? tenant.groupsNamed(name)[0]?.id ?? name;
}

/** Whose signing certificates somebody trusts: how many of each of the tenant's applications, by name, and of nobody known. */
export function certificateOwners(
  certificates: readonly string[],
  { entra: { tenant } }: Clouds,
): ReadonlyMap<string, number> {
  const owners = new Map<string, number>();
  for (const certificate of certificates) {
    const key = tenant.data.signingKeys.find((one) => one.certificate === certificate);
    const appId = tenant.data.servicePrincipals.find(({ id }) => id === key?.servicePrincipalId)?.appId;
    const owner = tenant.data.applications.find((application) => application.appId === appId)?.displayName;
    owners.set(owner ?? "nobody known", (owners.get(owner ?? "nobody known") ?? 0) + 1);
  }
  return owners;
}

/** Without what an adopted object may have had before, unless it is promised. */
export const withoutOlder = (
  statements: readonly Statement[],
  adopted: boolean,
  expected: ReadonlySet<string>,
): Statement[] => statements.filter(({ text, maybeOlder }) => !adopted || !maybeOlder || expected.has(text));

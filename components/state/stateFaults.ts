import type { Fault } from "../config/fault";
import { pathText } from "../config/fault";
import type { Settings } from "../config/settings";
import { accountOf, accessOf, alicloudProvider, type State } from "./state";

/**
 * What the configuration says otherwise than the stack's state, and no `up` could follow: the engine would change nothing, or the
 * wrong thing, and say so nowhere.
 */
export const stateFaults = (settings: Settings, state: State): Fault[] => [
  ...movedAccounts(settings, state),
  ...ownApplications(settings, state),
];

/** A provider whose role is another account's keeps all its resources where they are: only the next read tells. */
function movedAccounts({ roleSso = {}, cloudSso = {} }: Settings, state: State): Fault[] {
  const wanted = [
    ...Object.entries(roleSso).flatMap(([key, { accounts }]) =>
      Object.entries(accounts).map(([account, { assumeRole }]) => ({
        path: ["roleSso", key, "accounts", account, "assumeRole", "roleArn"],
        name: `${key}-${account}`,
        chain: "entra-alibaba-sso:index:RoleSso",
        assumeRole,
      })),
    ),
    ...Object.entries(cloudSso).map(([key, { assumeRole }]) => ({
      path: ["cloudSso", key, "assumeRole", "roleArn"],
      name: key,
      chain: "entra-alibaba-sso:index:CloudSso",
      assumeRole,
    })),
  ];
  return wanted.flatMap(({ path, name, chain, assumeRole }) => {
    const provider = state.find(alicloudProvider, name, chain);
    const [before, now] = [provider && accountOf(accessOf(provider.outputs)), accountOf({ assumeRole })];
    if (before === undefined || now === undefined || before === now) return [];
    const remedy = `a role in the account ${before}, where this key's resources are. Another account is another key: add it, and take this one out`;
    return [{ path: pathText(path), found: assumeRole?.roleArn, remedy }];
  });
}

/** Whoever renames a key is told that the identifier is taken, and might adopt the stack's own application. */
function ownApplications(settings: Settings, state: State): Fault[] {
  const made = state.ofType("azuread:index/applicationFromTemplate:ApplicationFromTemplate");
  type Entry = { readonly application: { readonly adopt?: { readonly objectId: string } } };
  const systems = ["roleSso", "cloudSso", "zillizSso", "balenaSso", "samlApps"] as const;
  return systems.flatMap((system) =>
    Object.entries<Entry>(settings[system] ?? {}).flatMap(([key, { application }]) => {
      const objectId = application.adopt?.objectId.toLowerCase();
      const own = made.find(({ outputs }) => objectId !== undefined && outputs.applicationObjectId === objectId);
      if (!own) return [];
      const remedy = `an application that this stack has not made: it has this one as ${own.name}. If its key was renamed, put the key back`;
      return [{ path: pathText([system, key, "application", "adopt", "objectId"]), found: objectId, remedy }];
    }),
  );
}

import { CloudError } from "../../../core/cloudError";
import type { KeyPair } from "../../../saml/selfSigned";
import type { Cloud } from "../../model/cloud";
import { alreadyExists, deletionConflict, directoryName as nameRule, notExists, requireName } from "./limits";
import { defaultSettings } from "./settings";
import type { CloudSsoDirectory } from "./state";

/** Where a directory can be ("Supported regions"; the endpoints of the API). */
export const regions = [
  "cn-shanghai",
  "cn-hongkong",
  "ap-northeast-2",
  "ap-southeast-1",
  "us-west-1",
  "eu-central-1",
] as const;

/** Management accounts have at most one each. */
export const directoriesOf = ({ state }: Cloud): CloudSsoDirectory[] => Object.values(state.cloudSso);

/** The directory of this account, seen from this region: elsewhere it does not exist. */
export const findDirectory = (cloud: Cloud, accountId: string, region: string): CloudSsoDirectory | undefined =>
  directoriesOf(cloud).find((one) => one === cloud.state.cloudSso[accountId] && one.region === region);

export function requireDirectory(
  cloud: Cloud,
  accountId: string,
  region: string,
  directoryId: string,
): CloudSsoDirectory {
  const directory = findDirectory(cloud, accountId, region);
  if (directory?.directoryId !== directoryId) throw notExists("Directory", directoryId);
  return directory;
}

export interface NewDirectory {
  readonly region: string;
  /** @default one that nobody has yet */
  readonly directoryId?: string;
  /** The directory's id stands in for a name that is not given. */
  readonly directoryName?: string;
  /** Signs its SAML requests. */
  readonly key: KeyPair;
}

export function createDirectory(
  cloud: Cloud,
  accountId: string,
  { region, ...given }: NewDirectory,
): CloudSsoDirectory {
  if (given.directoryName !== undefined) requireName(nameRule, given.directoryName);
  const own = cloud.state.cloudSso[accountId];
  // "You can create only one directory for a management account" (CreateDirectory); the code is unverified.
  if (own) throw new CloudError("LimitExceeded.Directory", `The account has the directory ${own.directoryId} already.`);
  const { directoryId = `d-00${cloud.ids.hex(10)}` } = given;
  const directoryName = given.directoryName ?? directoryId;
  requireUniqueName(cloud, directoryName);
  const now = cloud.timestamp();
  const origin = `https://signin-${region}.alibabacloudsso.com`;
  const directory: CloudSsoDirectory = {
    directoryId,
    directoryName,
    region,
    createTime: now,
    updateTime: now,
    scimStatus: "Disabled",
    // The ACS ends in an opaque id (GetDirectorySAMLServiceProviderInfo).
    serviceProvider: {
      entityId: `${origin}/saml/sp/${directoryId}`,
      acsUrl: `${origin}/saml/acs/${cloud.ids.uuid()}`,
      ...given.key,
      authnSignAlgo: "rsa-sha256",
      certificateType: "self-signed",
      supportEncryptedAssertion: false,
    },
    identityProvider: { ssoStatus: "Disabled", bindingType: "Post", wantRequestSigned: false, certificates: [] },
    users: {},
    groups: {},
    accessConfigurations: {},
    provisionings: [],
    assignments: [],
    tasks: {},
    scimCredentials: {},
    settings: defaultSettings(directoryId, now),
    signOn: { requests: {}, usedAssertions: {}, sessions: {} },
  };
  cloud.state.cloudSso[accountId] = directory;
  return directory;
}

/** A name may begin with `d-` only if it is the directory's id (UpdateDirectory). */
export function updateDirectory(cloud: Cloud, directory: CloudSsoDirectory, newName: string): void {
  if (newName !== directory.directoryId) requireName(nameRule, newName, "NewDirectoryName");
  if (newName !== directory.directoryName) requireUniqueName(cloud, newName);
  directory.directoryName = newName;
  directory.updateTime = cloud.timestamp();
}

/**
 * Only an empty directory can be deleted ("Delete the CloudSSO directory", Prerequisites). `.Task` is known from the Terraform
 * provider; the other ends of the code follow it [unverified].
 */
export function deleteDirectory(cloud: Cloud, accountId: string, directory: CloudSsoDirectory): void {
  const { assignments, provisionings, users, groups, accessConfigurations, scimCredentials, identityProvider } =
    directory;
  const inTheWay: readonly (readonly [boolean, string])[] = [
    [Object.values(directory.tasks).some(({ status }) => status === "InProgress"), "Task"],
    [assignments.length > 0, "AccessAssignment"],
    [Object.keys(users).length > 0, "User"],
    [Object.keys(groups).length > 0, "Group"],
    [provisionings.length > 0, "AccessConfigurationProvisioning"],
    [Object.keys(accessConfigurations).length > 0, "AccessConfiguration"],
    [Object.keys(scimCredentials).length > 0, "SCIMCredential"],
    [identityProvider.entityId !== undefined, "SAMLIdentityProvider"],
  ];
  const found = inTheWay.find(([is]) => is);
  if (found) throw deletionConflict("Directory", found[1]);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table of directories is what is saved as JSON
  delete cloud.state.cloudSso[accountId];
}

function requireUniqueName(cloud: Cloud, name: string): void {
  if (directoriesOf(cloud).some(({ directoryName }) => directoryName === name)) throw alreadyExists("Directory", name);
}

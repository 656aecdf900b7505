import { CloudError } from "../../../core/cloudError";
import type { SandboxContext } from "../../../core/context";
import { requireDirectory } from "../model/directories";
import type { CloudSsoDirectory } from "../model/state";
import type { Action, Call, Reply } from "../../rpc/product";

/** One call of the management account to the endpoint of a region. */
export interface RegionCall extends Call {
  readonly context: SandboxContext;
  /** The endpoint's. */
  readonly region: string;
}

/** A call about the directory that it names. */
export interface DirectoryCall extends RegionCall {
  readonly directory: CloudSsoDirectory;
}

/** What stands behind the directory in the name of a resource, and the parameter that has its id; without one, any of them. */
export type Noun = readonly [path: string, parameter?: string];

export const noun = {
  user: ["user", "UserId"],
  users: ["user"],
  group: ["group", "GroupId"],
  groups: ["group"],
  accessConfiguration: ["access-configuration", "AccessConfigurationId"],
  accessConfigurations: ["access-configuration"],
} as const satisfies Record<string, Noun>;

/** An action on no directory in particular. */
export type RegionRun = (call: RegionCall) => Reply | Promise<Reply>;
export type DirectoryRun = (call: DirectoryCall) => Reply;

interface Where {
  readonly context: SandboxContext;
  readonly region: string;
}

/** Resources as in CloudSSO, "RAM authorization": `acs:cloudsso:<region>:<account>:directory/...`. */
export const regionAction = ({ context, region }: Where, name: string, run: RegionRun): Action => ({
  access: `cloudsso:${name}`,
  resources: ({ caller }) => [`acs:cloudsso:${region}:${caller.account.accountId}:directory/*`],
  run: (call: Call) => {
    requireManagement(call);
    return run({ ...call, context, region });
  },
});

export const directoryAction = (where: Where, name: string, run: DirectoryRun, of?: Noun): Action => ({
  access: `cloudsso:${name}`,
  resources: ({ caller, parameters }) => {
    const directory = `acs:cloudsso:${where.region}:${caller.account.accountId}:directory/${parameters.required("DirectoryId")}`;
    if (!of) return [directory];
    const [path, parameter] = of;
    return [`${directory}/${path}/${parameter === undefined ? "*" : parameters.required(parameter)}`];
  },
  run: (call: Call) => {
    requireManagement(call);
    const { cloud, caller, parameters } = call;
    const id = parameters.required("DirectoryId");
    const directory = requireDirectory(cloud, caller.account.accountId, where.region, id);
    return run({ ...call, ...where, directory });
  },
});

/** Only the account that owns the resource directory has CloudSSO (EnableService); delegated accounts are not emulated. The code is unverified. */
function requireManagement({ cloud, caller }: Call): void {
  if (caller.account.accountId !== cloud.state.deployer.accountId) {
    throw new CloudError(
      "Forbidden.NotManagementAccount",
      "The account is not the management account of a resource directory.",
      { account: caller.account.accountId },
    );
  }
}

import type { Check } from "../../../../core/checks";
import type { Cloud } from "../../../model/cloud";
import type { Role } from "../../../model/state";
import { findProvisioning, isAt, reservedNames, type Target } from "../../model/provisioning";
import type { AccessConfiguration, CloudSsoDirectory, DirectoryUser } from "../../model/state";
import { code } from "../codes";
import { accessConfigurationNamed, assignedTo, roleIn } from "../directories";

/** Somebody in the user portal wants to be a role of a member account. */
export interface RoleLogOn {
  readonly cloud: Cloud;
  readonly directory: CloudSsoDirectory;
  readonly user: Pick<DirectoryUser, "userId" | "userName">;
  /** `<account id>/<name of the access configuration>`: what was picked. */
  readonly value: string;
  /** access-assigned */
  configuration?: AccessConfiguration;
  target?: Target;
  /** access-provisioned */
  role?: Role;
}

/** What a choice stands for. */
function readChoice(logOn: RoleLogOn): void {
  const [, targetId, name] = /^(\d+)\/(.+)$/.exec(logOn.value) ?? [];
  logOn.configuration = name === undefined ? undefined : accessConfigurationNamed(logOn.directory, name);
  if (targetId === undefined || !logOn.configuration) return;
  logOn.target = { targetId, accessConfigurationId: logOn.configuration.accessConfigurationId };
}

/** Everything that is assigned to the user, as choices, whether its role is there or not. */
export function assignedChoices(directory: CloudSsoDirectory, userId: string): string[] {
  const { accessConfigurations } = directory;
  return assignedTo(directory, userId)
    .flatMap(({ accessConfigurationId, targetId }) => {
      const configuration = accessConfigurations[accessConfigurationId];
      return configuration ? [`${targetId}/${configuration.accessConfigurationName}`] : [];
    })
    .sort();
}

const accessAssigned: Check<RoleLogOn> = {
  name: "access-assigned",
  rule: "The access configuration is assigned in this account to the user, or to a group that the user is in",
  source: "alibabacloud.com/help/en/cloudsso, Assign access permissions on accounts; the code is unverified",
  run(logOn) {
    readChoice(logOn);
    const { directory, user, target, value } = logOn;
    if (target && assignedTo(directory, user.userId).some(isAt(target))) return undefined;
    return {
      code: code.noAccess,
      expected: assignedChoices(directory, user.userId).join(" or ") || "an assignment, but the user has none",
      found: value,
      remedy: "assign the access configuration to the user, or to one of the user's groups, in this account",
    };
  },
  without: readChoice,
};

const findRole = ({ cloud, directory, configuration, target }: RoleLogOn) =>
  configuration && target && roleIn(cloud, directory, configuration, target.targetId);

/** After a change of the access configuration the role stays as it was until it is provisioned again. */
const accessProvisioned: Check<RoleLogOn> = {
  name: "access-provisioned",
  rule: "The access configuration has been provisioned in this account: its role is there",
  source: "alibabacloud.com/help/en/cloudsso/user-guide/overview-1, First-time provisioning",
  run(logOn) {
    const { directory, target, configuration } = logOn;
    logOn.role = findRole(logOn);
    if (logOn.role || !target || !configuration) return undefined;
    return {
      code: code.noAccess,
      expected: `the role ${reservedNames(configuration, directory).role} in account ${target.targetId}`,
      found: findProvisioning(directory, target)?.status ?? "not provisioned",
      remedy: "wait for the task of the assignment, or provision the access configuration in this account",
    };
  },
  without(logOn) {
    logOn.role = findRole(logOn);
  },
};

/** May the user have this role? */
export const accessChecks: readonly Check<RoleLogOn>[] = [accessAssigned, accessProvisioned];

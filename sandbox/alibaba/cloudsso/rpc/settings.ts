import { changeSettings, requireRange, settingsOf, type SettingsName } from "../model/settings";
import { invalid } from "../model/limits";
import type { Reply } from "../../rpc/product";
import type { DirectoryCall } from "./call";

const switches = ["Enabled", "Disabled"] as const;

/** A reply that has the group of settings under its own name. */
export const getSettings =
  (name: SettingsName) =>
  ({ directory }: DirectoryCall): Reply => ({ [name]: settingsOf(directory, name) });

export const getMfaStatusAction = ({ directory }: DirectoryCall): Reply =>
  settingsOf(directory, "MFAAuthenticationStatus");

/** Like most actions that set something, this one says nothing (model of the official client). */
export function setMfaStatusAction({ directory, parameters }: DirectoryCall): Reply {
  parameters.required("MFAAuthenticationStatus");
  changeSettings(directory, "MFAAuthenticationStatus", {
    MFAAuthenticationStatus: parameters.oneOf("MFAAuthenticationStatus", switches),
  });
  return {};
}

export function updateMfaSettingsAction({ directory, parameters }: DirectoryCall): Reply {
  changeSettings(directory, "MFAAuthenticationSettingInfo", {
    MfaAuthenticationAdvanceSettings: parameters.oneOf("MFAAuthenticationSettings", [
      "Enabled",
      "Byuser",
      "Disabled",
      "OnlyRiskyLogin",
    ]),
    OperationForRiskLogin: parameters.oneOf("OperationForRiskLogin", ["Autonomous", "EnforceVerify"]),
  });
  return {};
}

/** Hours, 1 to 24. */
export function updateUserProvisioningConfigurationAction({ cloud, directory, parameters }: DirectoryCall): Reply {
  const hours = parameters.integer("NewSessionDuration");
  requireRange("NewSessionDuration", hours, 1, 24);
  const UserProvisioningConfiguration = changeSettings(directory, "UserProvisioningConfiguration", {
    SessionDuration: hours,
    DefaultLandingPage: parameters.given("NewDefaultLandingPage"),
    UpdateTime: cloud.timestamp(),
  });
  return { UserProvisioningConfiguration };
}

/** Known from the Terraform provider only. */
export function updateGlobalAccessStatusAction({ directory, parameters }: DirectoryCall): Reply {
  parameters.required("GlobalAccessStatus");
  changeSettings(directory, "GlobalAccessStatus", { status: parameters.oneOf("GlobalAccessStatus", switches) });
  return {};
}

export function setPasswordPolicyAction({ directory, parameters }: DirectoryCall): Reply {
  const length = parameters.integer("MinPasswordLength");
  requireRange("MinPasswordLength", length, 8, 32);
  const different = parameters.integer("MinPasswordDifferentChars");
  const policy = settingsOf(directory, "PasswordPolicy");
  requireRange("MinPasswordDifferentChars", different, 0, length ?? Number(policy["MinPasswordLength"]));
  const age = parameters.integer("MaxPasswordAge");
  requireRange("MaxPasswordAge", age, 1, 120);
  const reuse = parameters.integer("PasswordReusePrevention");
  requireRange("PasswordReusePrevention", reuse, 0, 24);
  const attempts = parameters.integer("MaxLoginAttempts");
  requireRange("MaxLoginAttempts", attempts, 0, 32);
  changeSettings(directory, "PasswordPolicy", {
    MinPasswordLength: length,
    MinPasswordDifferentChars: different,
    MaxPasswordAge: age,
    PasswordReusePrevention: reuse,
    MaxLoginAttempts: attempts,
    PasswordNotContainUsername: parameters.boolean("PasswordNotContainUsername"),
  });
  return {};
}

/** At most 100 IPv4 addresses or blocks. */
export function setLoginPreferenceAction({ directory, parameters }: DirectoryCall): Reply {
  const masks = parameters.given("LoginNetworkMasks");
  const entries = masks?.split(/[;,\s]+/).filter((entry) => entry !== "") ?? [];
  if (entries.length > 100 || !entries.every((entry) => /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/.test(entry))) {
    throw invalid("LoginNetworkMasks", "it must be at most 100 IPv4 addresses or blocks");
  }
  changeSettings(directory, "LoginPreference", {
    LoginNetworkMasks: masks,
    AllowUserToGetCredentials: parameters.boolean("AllowUserToGetCredentials"),
  });
  return {};
}

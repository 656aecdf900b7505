import { invalid } from "./limits";
import type { CloudSsoDirectory } from "./state";

/** One group of settings, as its action replies with it. */
export type Settings = Record<string, unknown>;

/** Names of the groups. */
export type SettingsName =
  | "PasswordPolicy"
  | "LoginPreference"
  | "MFAAuthenticationSettingInfo"
  | "MFAAuthenticationStatus"
  | "UserProvisioningConfiguration"
  | "GlobalAccessStatus";

/** Of a new directory. Defaults are published for the session (6 hours) and its page; the others are those of the API's samples [unverified]. */
export const defaultSettings = (directoryId: string, now: string): Record<SettingsName, Settings> => ({
  PasswordPolicy: {
    MinPasswordLength: 8,
    MaxPasswordLength: 32,
    MinPasswordDifferentChars: 0,
    PasswordNotContainUsername: false,
    RequireLowerCaseChars: true,
    RequireUpperCaseChars: true,
    RequireNumbers: true,
    RequireSymbols: true,
    MaxPasswordAge: 90,
    PasswordReusePrevention: 3,
    MaxLoginAttempts: 5,
    HardExpire: false,
  },
  LoginPreference: { LoginNetworkMasks: "", AllowUserToGetCredentials: false },
  MFAAuthenticationSettingInfo: {
    MfaAuthenticationAdvanceSettings: "OnlyRiskyLogin",
    OperationForRiskLogin: "Autonomous",
  },
  MFAAuthenticationStatus: { MFAAuthenticationStatus: "Enabled" },
  UserProvisioningConfiguration: {
    DirectoryId: directoryId,
    SessionDuration: 6,
    DefaultLandingPage: "https://homenew.console.aliyun.com",
    CreateTime: now,
    UpdateTime: now,
  },
  GlobalAccessStatus: { status: "Disabled" },
});

export const settingsOf = (directory: CloudSsoDirectory, name: SettingsName): Settings =>
  directory.settings[name] as Settings;

/** Changes what is given of one group; the rest stays. */
export function changeSettings(directory: CloudSsoDirectory, name: SettingsName, changes: Settings): Settings {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const changed = { ...settingsOf(directory, name), ...Object.fromEntries(given) };
  directory.settings[name] = changed;
  return changed;
}

export function requireRange(parameter: string, value: number | undefined, least: number, most: number): void {
  if (value !== undefined && (value < least || value > most)) {
    throw invalid(parameter, `it must be in the range of ${least} and ${most}`);
  }
}

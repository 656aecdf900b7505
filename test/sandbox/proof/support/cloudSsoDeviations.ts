import { ofAccess, ofMemberAccounts } from "./accessDeviations";
import type { CloudSsoDeviation } from "./cloudSsoDeviation";
import { ofPeople, ofTheDirectory } from "./directoryDeviations";
import { ofEntra, ofOutputs, ofSynchronization } from "./entraDeviations";

export const cloudSsoDeviations: readonly CloudSsoDeviation[] = [
  ...ofTheDirectory,
  ...ofSynchronization,
  ...ofPeople,
  ...ofAccess,
  ...ofMemberAccounts,
  ...ofEntra,
  ...ofOutputs,
];

export {
  RoleSso,
  type RoleSsoAccount,
  type RoleSsoAccountArgs,
  type RoleSsoArgs,
  type RoleSsoRole,
  type RoleSsoRoleArgs,
} from "./roleSso";
export { CloudSso } from "./cloudSso";
export type { AccessAssignmentArgs, AccessConfigurationArgs, CloudSsoArgs, CloudSsoUserArgs } from "./cloudSsoArgs";
export { ZillizSso, type ZillizSsoArgs } from "./zillizSso";
export { BalenaSso, type BalenaSsoArgs } from "./balenaSso";
export { SamlApp, type SamlAppArgs } from "./samlApp";
export {
  DomainFederation,
  type DomainFederationArgs,
  type FederatedUser,
  type FederatedUserArgs,
} from "./domainFederation";
export { EntraSamlApplication, type EntraSamlApplicationArgs } from "./entra/samlApplication";
export { ActiveSigningCertificate, type ActiveSigningCertificateArgs } from "./entra/activeSigningCertificate";
export { AppRoles, type AppRoleArgs, type AppRolesArgs } from "./entra/appRoles";
export { RamAccount, type CustomPolicyArgs, type RamAccountArgs, type RamRoleArgs } from "./alibaba/ramAccount";

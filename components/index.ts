export {
  RoleSso,
  type RoleSsoAccount,
  type RoleSsoAccountArgs,
  type RoleSsoArgs,
  type RoleSsoRole,
  type RoleSsoRoleArgs,
} from "./roleSso.js";
export { EntraSamlApplication, type EntraSamlApplicationArgs } from "./entra/samlApplication.js";
export { ActiveSigningCertificate, type ActiveSigningCertificateArgs } from "./entra/activeSigningCertificate.js";
export { AppRoles, type AppRoleArgs, type AppRolesArgs } from "./entra/appRoles.js";
export { RamAccount, type CustomPolicyArgs, type RamAccountArgs, type RamRoleArgs } from "./alibaba/ramAccount.js";

import type { FunctionType, ResourceType } from "../../resourceType";
import type { RpcClient } from "../rpcClient";
import { accessConfiguration } from "./accessConfiguration";
import { accessConfigurationProvisioning } from "./accessConfigurationProvisioning";
import { accessManagement } from "./accessManagement";
import { directory } from "./directory";
import { getDirectories, getGroups, getService, getUsers } from "./functions";
import { group } from "./group";
import { scimServerCredential } from "./scimServerCredential";
import { user } from "./user";
import { userAttachment } from "./userAttachment";

/** The types of alicloud.cloudsso that the stand-in knows. */
export const cloudSsoResources: readonly ResourceType<RpcClient>[] = [
  directory,
  user,
  group,
  userAttachment,
  accessConfiguration,
  accessConfigurationProvisioning,
  accessManagement,
  scimServerCredential,
];

/** And its functions. */
export const cloudSsoFunctions: readonly FunctionType<RpcClient>[] = [getDirectories, getUsers, getGroups, getService];

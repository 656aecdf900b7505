import { definePackage } from "../providerInstance";
import type { FunctionType, PackageDefinition, ProviderPackage } from "../resourceType";
import type { StandInContext } from "../standInContext";
import { text } from "../values";
import { cloudSsoFunctions, cloudSsoResources } from "./cloudsso/cloudSsoTypes";
import { policy } from "./policy";
import { role } from "./role";
import { rolePolicyAttachment } from "./rolePolicyAttachment";
import { RpcClient } from "./rpcClient";
import { samlProvider } from "./samlProvider";

const getAccount: FunctionType<RpcClient> = {
  token: "alicloud:index/getAccount:getAccount",
  fields: {},
  invoke: async (client) => ({ id: await client.accountId() }),
};

const getCallerIdentity: FunctionType<RpcClient> = {
  token: "alicloud:index/getCallerIdentity:getCallerIdentity",
  fields: {},
  async invoke(client) {
    const identity = await client.callerIdentity();
    return {
      id: text(identity, "PrincipalId"),
      accountId: text(identity, "AccountId"),
      arn: text(identity, "Arn"),
      identityType: text(identity, "IdentityType"),
    };
  },
};

/** @pulumi/alicloud, as far as sign-on needs it: RAM and IMS for roles, and CloudSSO. */
export function alicloudPackage(context: StandInContext): ProviderPackage {
  const definition: PackageDefinition<RpcClient> = {
    name: "alicloud",
    version: "3.108.0",
    sdk: 1,
    resources: [samlProvider, role, policy, rolePolicyAttachment, ...cloudSsoResources],
    functions: [getAccount, getCallerIdentity, ...cloudSsoFunctions],
    connect: (configuration) => new RpcClient(context, configuration),
  };
  return definePackage(definition);
}

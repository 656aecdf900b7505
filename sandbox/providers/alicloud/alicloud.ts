import { definePackage } from "../providerInstance.js";
import type { FunctionType, PackageDefinition, ProviderPackage } from "../resourceType.js";
import type { StandInContext } from "../standInContext.js";
import { text } from "../values.js";
import { policy } from "./policy.js";
import { role } from "./role.js";
import { rolePolicyAttachment } from "./rolePolicyAttachment.js";
import { RpcClient } from "./rpcClient.js";
import { samlProvider } from "./samlProvider.js";

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

/** @pulumi/alicloud, as far as role-based sign-on needs it: RAM and IMS. */
export function alicloudPackage(context: StandInContext): ProviderPackage {
  const definition: PackageDefinition<RpcClient> = {
    name: "alicloud",
    version: "3.108.0",
    sdk: 1,
    resources: [samlProvider, role, policy, rolePolicyAttachment],
    functions: [getAccount, getCallerIdentity],
    connect: (configuration) => new RpcClient(context, configuration),
  };
  return definePackage(definition);
}

import type { SandboxContext } from "../../core/context";
import type { Product } from "../rpc/product";
import { assumedRoleResource, assumeRoleAction } from "./assumeRole";
import { assumeRoleWithSamlAction } from "./assumeRoleWithSaml";
import { getCallerIdentityAction } from "./callerIdentity";

/** Security Token Service, 2015-04-01 (alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-overview). */
export const sts = (context: SandboxContext): Product => ({
  name: "sts",
  version: "2015-04-01",
  actions: {
    GetCallerIdentity: { access: "any caller", run: getCallerIdentityAction },
    AssumeRole: {
      access: "sts:AssumeRole",
      resources: ({ parameters }) => [assumedRoleResource(parameters)],
      run: assumeRoleAction,
    },
    AssumeRoleWithSAML: { access: "anonymous", run: (call) => assumeRoleWithSamlAction(context, call) },
  },
});

/** Regions with an STS endpoint of their own (a sample of alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-endpoint). */
const regions = [
  "cn-hangzhou",
  "cn-shanghai",
  "cn-beijing",
  "cn-zhangjiakou",
  "cn-huhehaote",
  "cn-qingdao",
  "cn-shenzhen",
  "cn-chengdu",
  "cn-hongkong",
  "ap-southeast-1",
  "ap-southeast-3",
  "ap-southeast-5",
  "ap-northeast-1",
  "ap-northeast-2",
  "us-west-1",
  "us-east-1",
  "eu-central-1",
  "eu-west-1",
  "me-east-1",
];

export const stsHosts: readonly string[] = [
  "sts.aliyuncs.com",
  ...regions.map((region) => `sts.${region}.aliyuncs.com`),
];

/**
 * A sample of Alibaba Cloud's system policies: the real catalogue has several hundred
 * (alibabacloud.com/help/en/ram/developer-reference/system-policies). An unknown name is refused here, as a misspelt one is there.
 * What a policy allows matters only for those that a deployer may run under.
 */
const anything = JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });

const actions = (...list: string[]) =>
  JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: list, Resource: "*" }] });

const documents: Readonly<Record<string, string>> = {
  AdministratorAccess: anything,
  PowerUserAccess: JSON.stringify({
    Version: "1",
    Statement: [{ Effect: "Allow", NotAction: ["ram:*", "ims:*", "resourcemanager:*"], Resource: "*" }],
  }),
  ReadOnlyAccess: actions("*:Describe*", "*:List*", "*:Get*", "*:BatchGet*", "*:Query*", "*:BatchQuery*"),
  AliyunRAMFullAccess: actions("ram:*", "ims:*"),
  AliyunRAMReadOnlyAccess: actions("ram:Get*", "ram:List*", "ims:Get*", "ims:List*"),
  AliyunSTSAssumeRoleAccess: actions("sts:AssumeRole"),
  AliyunOSSFullAccess: actions("oss:*"),
  AliyunOSSReadOnlyAccess: actions("oss:Get*", "oss:List*"),
  AliyunECSFullAccess: actions("ecs:*"),
  AliyunECSReadOnlyAccess: actions("ecs:Describe*", "ecs:List*"),
  AliyunVPCFullAccess: actions("vpc:*"),
  AliyunVPCReadOnlyAccess: actions("vpc:Describe*", "vpc:List*"),
  AliyunRDSFullAccess: actions("rds:*"),
  AliyunRDSReadOnlyAccess: actions("rds:Describe*"),
  AliyunSLBReadOnlyAccess: actions("slb:Describe*"),
  AliyunLogFullAccess: actions("log:*"),
  AliyunLogReadOnlyAccess: actions("log:Get*", "log:List*"),
  AliyunActionTrailFullAccess: actions("actiontrail:*"),
  AliyunActionTrailReadOnlyAccess: actions("actiontrail:Lookup*", "actiontrail:Describe*", "actiontrail:Get*"),
  AliyunConfigReadOnlyAccess: actions("config:Get*", "config:List*", "config:Describe*"),
  AliyunCloudMonitorFullAccess: actions("cms:*"),
  AliyunCloudMonitorReadOnlyAccess: actions("cms:Get*", "cms:List*", "cms:Query*", "cms:Describe*"),
  AliyunBSSFullAccess: actions("bss:*", "bssapi:*"),
  AliyunBSSReadOnlyAccess: actions("bss:Describe*", "bssapi:Query*", "bssapi:Get*"),
  AliyunCSFullAccess: actions("cs:*"),
  AliyunCSReadOnlyAccess: actions("cs:Get*", "cs:List*", "cs:Describe*"),
  AliyunKMSFullAccess: actions("kms:*"),
  AliyunKMSReadOnlyAccess: actions("kms:List*", "kms:Describe*", "kms:Get*"),
  AliyunYundunSASReadOnlyAccess: actions("yundun-sas:Describe*", "yundun-sas:Get*", "yundun-sas:List*"),
  AliyunResourceDirectoryFullAccess: actions("resourcemanager:*"),
  AliyunResourceDirectoryReadOnlyAccess: actions("resourcemanager:Get*", "resourcemanager:List*"),
  AliyunCloudSSOFullAccess: actions("cloudsso:*"),
  AliyunCloudSSOReadOnlyAccess: actions("cloudsso:Get*", "cloudsso:List*"),
  AliyunSupportFullAccess: actions("support:*"),
};

/** The document of a system policy of the sample, if it is one. */
export const systemPolicyDocument = (name: string): string | undefined =>
  Object.hasOwn(documents, name) ? documents[name] : undefined;

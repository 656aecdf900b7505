import assert from "node:assert/strict";
import {
  addPermissionPolicy,
  createAccessConfiguration,
} from "../../../../sandbox/alibaba/cloudsso/model/accessConfigurations";
import {
  createAssignment,
  settleTasks,
  type AssignmentKey,
} from "../../../../sandbox/alibaba/cloudsso/model/assignments";
import { createDirectory } from "../../../../sandbox/alibaba/cloudsso/model/directories";
import { findGroupNamed } from "../../../../sandbox/alibaba/cloudsso/model/groups";
import { setIdentityProvider } from "../../../../sandbox/alibaba/cloudsso/model/samlSettings";
import { createScimCredential } from "../../../../sandbox/alibaba/cloudsso/model/scimCredentials";
import type { AccessConfiguration, CloudSsoDirectory } from "../../../../sandbox/alibaba/cloudsso/model/state";
import { createUser, findUserNamed } from "../../../../sandbox/alibaba/cloudsso/model/users";
import { createJob, replaceRules, setSecrets, startJob } from "../../../../sandbox/entra/model/synchronization";
import { attributeSource } from "../../../../sandbox/entra/model/synchronizationExpressions";
import type { SynchronizationJob } from "../../../../sandbox/entra/model/synchronizationTypes";
import { attributeOf } from "../../../../sandbox/proof/expectation";
import type { PromisedAccessConfiguration, PromisedCloudSso } from "../../../../sandbox/proof/promised/cloudSso";
import { nameIdFormat } from "../../../../sandbox/saml/constants";
import { readIdpMetadata } from "../../../../sandbox/saml/metadata";
import { selfSigned } from "../../../../sandbox/saml/selfSigned";
import type { Sandbox } from "../../../../sandbox/sandbox";
import { deploy, type Deployed } from "./deploy";
import { promisedSamlApp } from "./promises";

/** What somebody made in both clouds, and what a stack would give out. */
export interface DeployedCloudSso extends Deployed {
  readonly directory: CloudSsoDirectory;
  readonly job?: SynchronizationJob;
}

/** Names of attributes as a synchronization schema has them. */
const sourceNames: Readonly<Record<string, string>> = {
  userprincipalname: "userPrincipalName",
  employeeid: "employeeId",
};

/** Makes in both clouds what the configuration promises, as a careful administrator would: without any code of the stack. */
export async function deployCloudSso(sandbox: Sandbox, application: PromisedCloudSso): Promise<DeployedCloudSso> {
  const { alibaba, context } = sandbox;
  const directory = await makeDirectory(sandbox, application);
  const { entityId, acsUrl } = directory.serviceProvider;
  const deployed = await deploy(
    sandbox,
    promisedSamlApp({
      ...application,
      identifier: entityId,
      replyUrls: [acsUrl],
      nameId: { attribute: application.nameId, format: nameIdFormat.emailAddress },
      claims: [],
    }),
  );
  trust(sandbox, directory, String(deployed.output.metadata));
  const scim = await push(sandbox, directory, application, deployed);
  for (const configuration of application.accessConfigurations) makeConfiguration(sandbox, directory, configuration);
  for (const { account, accessConfiguration, users, groups } of application.assignments) {
    const give = (who: Pick<AssignmentKey, "principalType" | "principalId">) =>
      giveAccess(sandbox, directory, accessConfiguration.name, { targetId: account, ...who });
    for (const user of users) {
      const principalId = findUserNamed(directory, userNameOf(sandbox, application, user))?.userId ?? assert.fail(user);
      give({ principalType: "User", principalId });
    }
    for (const group of groups) {
      give({ principalType: "Group", principalId: findGroupNamed(directory, group)?.groupId ?? assert.fail(group) });
    }
  }
  const output = {
    ...deployed.output,
    signOnUrl: `https://signin-${application.region}.alibabacloudsso.com/${directory.directoryName}/login`,
    directoryId: directory.directoryId,
    identifier: entityId,
    replyUrl: acsUrl,
    scimEndpoint: `https://cloudsso-scim-${application.region}.aliyun.com/scim/v2`,
    scimCredentials: scim.given,
  };
  assert.equal(alibaba.state.cloudSso[alibaba.deployer.accountId], directory, context.clock.now().toISOString());
  return {
    ...deployed,
    output,
    outputs: { cloudSso: { [application.key]: output } },
    directory,
    ...(scim.job && { job: scim.job }),
  };
}

const userNameOf = ({ entra: { tenant } }: Sandbox, { nameId }: PromisedCloudSso, name: string): string =>
  attributeOf(tenant.findUser(name) ?? assert.fail(name), nameId) ?? assert.fail(nameId);

async function makeDirectory(
  { alibaba, context }: Sandbox,
  { directory, region }: PromisedCloudSso,
): Promise<CloudSsoDirectory> {
  const notBefore = context.clock.now();
  const key = await selfSigned({
    commonName: "CloudSSO",
    serial: "01",
    notBefore,
    notAfter: new Date(notBefore.getTime() + 86_400_000),
  });
  const directoryName = "name" in directory ? directory.name : "older";
  return createDirectory(alibaba.cloud, alibaba.deployer.accountId, { region, directoryName, key });
}

/** Uploads the metadata, and turns SSO on. */
export function trust({ alibaba }: Pick<Sandbox, "alibaba">, directory: CloudSsoDirectory, metadata: string): void {
  const { entityId, certificates, singleSignOnServices } = readIdpMetadata(metadata);
  const encoded = Buffer.from(metadata).toString("base64");
  const logonUrls = { Post: singleSignOnServices[0]?.location };
  setIdentityProvider(alibaba.cloud, directory, {
    document: { encoded, entityId, certificates, logonUrls },
    ssoStatus: "Enabled",
  });
}

/** Brings users and groups into the directory: by SCIM, or by hand. */
async function push(
  sandbox: Sandbox,
  directory: CloudSsoDirectory,
  application: PromisedCloudSso,
  { principal }: Deployed,
): Promise<{ readonly given: Record<string, unknown>; readonly job?: SynchronizationJob }> {
  const { alibaba, entra } = sandbox;
  const { users, scimCredentials, region, nameId } = application;
  if (scimCredentials.length === 0) {
    for (const user of users)
      createUser(alibaba.cloud, directory, { userName: userNameOf(sandbox, application, user) });
    return { given: {} };
  }
  directory.scimStatus = "Enabled";
  const given: Record<string, unknown> = {};
  let token = "";
  for (const { key, active } of scimCredentials) {
    const { credential, secret } = createScimCredential(alibaba.cloud, directory);
    given[key] = { active, expires: credential.expireTime };
    if (active) token = secret;
  }
  setSecrets(entra.tenant, principal, [
    { key: "BaseAddress", value: `https://cloudsso-scim-${region}.aliyun.com/scim/v2` },
    { key: "SecretToken", value: token },
  ]);
  const job = createJob(entra.tenant, principal, "scim");
  mapUserName(sandbox, job, sourceNames[nameId] ?? nameId);
  startJob(entra.tenant, job);
  await entra.provisioning.runCycle(principal.id);
  return { given, job };
}

/** Fills `userName` from that attribute. */
export function mapUserName(
  { entra: { tenant } }: Pick<Sandbox, "entra">,
  job: SynchronizationJob,
  name: string,
): void {
  const rules = job.schema.synchronizationRules.map((rule) => ({
    ...rule,
    objectMappings: rule.objectMappings.map((mapping) => ({
      ...mapping,
      attributeMappings: mapping.attributeMappings.map((one) =>
        one.targetAttributeName === "userName" ? { ...one, source: attributeSource(name) } : one,
      ),
    })),
  }));
  replaceRules(tenant, job, rules);
}

export function makeConfiguration(
  { alibaba: { cloud, deployer } }: Pick<Sandbox, "alibaba">,
  directory: CloudSsoDirectory,
  { name, systemPolicies, inlinePolicy, ...more }: PromisedAccessConfiguration,
): AccessConfiguration {
  const made = createAccessConfiguration(cloud, directory, { accessConfigurationName: name, ...more });
  const add = (policy: Parameters<typeof addPermissionPolicy>[4]) =>
    addPermissionPolicy(cloud, directory, made, cloud.account(deployer.accountId), policy);
  for (const permissionPolicyName of systemPolicies) add({ permissionPolicyType: "System", permissionPolicyName });
  if (inlinePolicy) {
    add({
      permissionPolicyType: "Inline",
      permissionPolicyName: inlinePolicy.name,
      document: JSON.stringify(inlinePolicy.document),
    });
  }
  return made;
}

export const configurationNamed = ({ accessConfigurations }: CloudSsoDirectory, name: string): AccessConfiguration =>
  Object.values(accessConfigurations).find(({ accessConfigurationName }) => accessConfigurationName === name) ??
  assert.fail(name);

/** Assigns, and waits until it is done. */
export function giveAccess(
  { alibaba: { cloud } }: Pick<Sandbox, "alibaba">,
  directory: CloudSsoDirectory,
  name: string,
  key: Omit<AssignmentKey, "accessConfigurationId">,
): void {
  const { accessConfigurationId } = configurationNamed(directory, name);
  createAssignment({ cloud, directory, duration: 0 }, { accessConfigurationId, ...key });
  settleTasks(cloud);
}

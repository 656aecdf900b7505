import assert from "node:assert/strict";
import { attachPolicy, createRole } from "../../../../sandbox/alibaba/model/roles";
import { createSamlProvider } from "../../../../sandbox/alibaba/model/samlProviders";
import { mirrorAppRoles } from "../../../../sandbox/entra/model/appRoles";
import { assignAppRole } from "../../../../sandbox/entra/model/assignments";
import type { PromisedRole, PromisedRoleSso } from "../../../../sandbox/proof/promised/roleSso";
import { nameIdFormat, ns } from "../../../../sandbox/saml/constants";
import { readIdpMetadata } from "../../../../sandbox/saml/metadata";
import type { Sandbox } from "../../../../sandbox/sandbox";
import { deploy, type Deployed } from "./deploy";
import { promisedSamlApp } from "./promises";

const recipient = "https://signin.alibabacloud.com/saml-role/sso";
const attribute = (name: string) => `https://www.aliyun.com/SAML-Role/Attributes/${name}`;

/**
 * Makes in both clouds what an entry of `roleSso` promises for the deployer's own account, as a careful administrator would: without
 * any code of the stack.
 */
export async function deployRoleSso(sandbox: Sandbox, application: PromisedRoleSso): Promise<Deployed> {
  const deployed = await deploy(
    sandbox,
    promisedSamlApp({
      ...{ name: application.name, identifier: "urn:alibaba:cloudcomputing:international", replyUrls: [recipient] },
      nameId: { attribute: "userprincipalname", format: nameIdFormat.emailAddress },
      claims: [
        { name: attribute("Role"), attribute: "assignedroles" },
        { name: attribute("RoleSessionName"), attribute: application.sessionName },
      ],
    }),
  );
  makeProvider(sandbox, application, String(deployed.output.metadata));
  for (const role of application.roles) makeRole(sandbox, application, role, deployed);
  return { ...deployed, outputs: { roleSso: { [application.key]: deployed.output } } };
}

function makeProvider({ alibaba }: Sandbox, { samlProvider }: PromisedRoleSso, xml: string): void {
  const { entityId, certificates, idpDescriptors } = readIdpMetadata(xml);
  const account = alibaba.cloud.account(alibaba.deployer.accountId);
  createSamlProvider(alibaba.cloud, account, {
    samlProviderName: samlProvider,
    metadata: {
      ...{ entityId, certificates, idpDescriptors },
      encoded: Buffer.from(xml).toString("base64"),
      ...{ singleSignOnServices: 1, supportsSaml2: xml.includes(ns.protocol), validUntil: [] },
    },
  });
}

function makeRole(
  { entra: { tenant }, alibaba }: Sandbox,
  { samlProvider }: PromisedRoleSso,
  { role: roleName, displayName, maxSessionDuration, systemPolicies, users }: PromisedRole,
  { application, principal }: Deployed,
): void {
  const { accountId } = alibaba.deployer;
  const account = alibaba.cloud.account(accountId);
  const provider = `acs:ram::${accountId}:saml-provider/${samlProvider}`;
  const trust = {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Federated: [provider] },
    Condition: { StringEquals: { "saml:recipient": recipient } },
  };
  const assumeRolePolicyDocument = JSON.stringify({ Version: "1", Statement: [trust] });
  createRole(alibaba.cloud, account, { roleName, maxSessionDuration, assumeRolePolicyDocument });
  for (const policy of systemPolicies) attachPolicy(alibaba.cloud, account, roleName, "System", policy);

  const appRole = {
    ...{ id: tenant.context.ids.uuid(), displayName, description: displayName, isEnabled: true },
    ...{ allowedMemberTypes: ["User"], origin: "Application" as const },
    value: `acs:ram::${accountId}:role/${roleName.toLowerCase()},${provider}`,
  };
  application.appRoles = [...application.appRoles, appRole];
  mirrorAppRoles(tenant, application, principal);
  for (const name of users) {
    const principalId = tenant.findUser(name)?.id ?? assert.fail(name);
    assignAppRole(tenant, principal, { appRoleId: appRole.id, principalId, resourceId: principal.id });
  }
}

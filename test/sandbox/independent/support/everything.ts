import type { Promised } from "../../../../sandbox/proof/stackFile";
import { nameIdFormat } from "../../../../sandbox/saml/constants";
import type { Sandbox } from "../../../../sandbox/sandbox";
import { adatum, promiseFederation } from "../../proof/support/adatum";
import { corp } from "../../proof/support/corp";
import { deploy } from "../../proof/support/deploy";
import { deployCloudSso } from "../../proof/support/deployCloudSso";
import { deployFederation } from "../../proof/support/deployFederation";
import { deployRoleSso } from "../../proof/support/deployRoleSso";
import {
  fromTheService,
  promisedBalena,
  promisedRole,
  promisedRoleSso,
  promisedSamlApp,
  promisedZilliz,
} from "../../proof/support/promises";

/** All five systems, with a federated user and one of the tenant's own. */

const federated = "amelia@adatum.com";
const own = "b.simon@contoso.com";

const alibaba = promisedRoleSso({
  name: "Alibaba Cloud",
  roles: [
    promisedRole({ role: "Auditor", users: [federated, own] }),
    promisedRole({ role: "Operator", displayName: "Operator (main)", users: [own] }),
  ],
});

/** Begins at the service, and comes back to it; takes what the directory says as it is. */
const wiki = promisedSamlApp({
  ...fromTheService,
  users: [federated, own],
  nameId: { attribute: "userprincipalname", format: nameIdFormat.emailAddress },
  claims: [{ name: "plan", constant: "gold & <silver>" }],
});

const services = [promisedZilliz({ users: [own] }), promisedBalena({ users: [own] }), wiki];
const cloudSso = corp();

export const everything: Promised = {
  ...promiseFederation(adatum()),
  roleSso: [alibaba],
  cloudSso: [cloudSso],
  services,
};

/** Makes all of it, and gives the outputs that a stack would give. */
export async function deployEverything(sandbox: Sandbox): Promise<Record<string, unknown>> {
  const { data } = sandbox.entra.tenant;
  // Nobody signs on who is promised nothing, but for one.
  data.users = data.users.filter(({ userPrincipalName }) => !/^(li\.lei|erin|frank)@/.test(userPrincipalName));
  const { outputs } = deployFederation(sandbox, adatum());
  const all = [
    outputs,
    (await deployRoleSso(sandbox, alibaba)).outputs,
    (await deployCloudSso(sandbox, cloudSso)).outputs,
  ];
  for (const service of services) all.push((await deploy(sandbox, service)).outputs);
  return Object.assign({}, ...all) as Record<string, unknown>;
}

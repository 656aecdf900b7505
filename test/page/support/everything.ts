import type { Outputs } from "../../../sandbox/proof/givenOut";
import type { Promised } from "../../../sandbox/proof/stackFile";
import { nameIdFormat } from "../../../sandbox/saml/constants";
import type { Sandbox } from "../../../sandbox/sandbox";
import { adatum, promiseFederation } from "../../sandbox/proof/support/adatum";
import { corp } from "../../sandbox/proof/support/corp";
import { deploy } from "../../sandbox/proof/support/deploy";
import { deployCloudSso } from "../../sandbox/proof/support/deployCloudSso";
import { deployFederation } from "../../sandbox/proof/support/deployFederation";
import { deployRoleSso } from "../../sandbox/proof/support/deployRoleSso";
import {
  fromTheService,
  promisedRole,
  promisedRoleSso,
  promisedSamlApp,
  promisedZilliz,
} from "../../sandbox/proof/support/promises";

const wiki = promisedSamlApp({
  ...fromTheService,
  users: ["amelia@adatum.com", "b.simon@contoso.com"],
  nameId: { attribute: "userprincipalname", format: nameIdFormat.emailAddress },
  claims: [],
});

const alibaba = promisedRoleSso({
  name: "Alibaba Cloud",
  roles: [
    promisedRole({ role: "AADrole", users: ["b.simon@contoso.com"], systemPolicies: ["ReadOnlyAccess"] }),
    promisedRole({ role: "auditor", users: ["b.simon@contoso.com", "amelia@adatum.com"] }),
  ],
});

const zilliz = promisedZilliz({ users: ["b.simon@contoso.com"] });
const cloudSso = corp();

/** A stack that has something of each kind, so that the page has something to show. */
export const everything: Promised = {
  ...promiseFederation(adatum()),
  roleSso: [alibaba],
  cloudSso: [cloudSso],
  services: [wiki, zilliz],
};

/** Makes it in both clouds, without an engine, and gives its outputs. */
export async function deployEverything(sandbox: Sandbox): Promise<Outputs> {
  const federation = deployFederation(sandbox, adatum());
  const roles = await deployRoleSso(sandbox, alibaba);
  const directory = await deployCloudSso(sandbox, cloudSso);
  const services = [await deploy(sandbox, wiki), await deploy(sandbox, zilliz)];
  return Object.assign(
    {},
    federation.outputs,
    roles.outputs,
    directory.outputs,
    ...services.map(({ outputs }) => outputs),
  ) as Outputs;
}

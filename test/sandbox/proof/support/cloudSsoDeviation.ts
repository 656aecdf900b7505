import assert from "node:assert/strict";
import { findUserNamed } from "../../../../sandbox/alibaba/cloudsso/model/users";
import { findGroupNamed } from "../../../../sandbox/alibaba/cloudsso/model/groups";
import type { CloudSsoDirectory } from "../../../../sandbox/alibaba/cloudsso/model/state";
import type { Role } from "../../../../sandbox/alibaba/model/state";
import { synchronizationOf } from "../../../../sandbox/entra/model/synchronization";
import type { PromisedCloudSso } from "../../../../sandbox/proof/promised/cloudSso";
import { selfSigned } from "../../../../sandbox/saml/selfSigned";
import type { Sandbox } from "../../../../sandbox/sandbox";
import { corp, readers } from "./corp";
import { configurationNamed, type DeployedCloudSso } from "./deployCloudSso";

/** One thing in either cloud that is not as the configuration says. */
export interface CloudSsoDeviation {
  readonly what: string;
  readonly application?: PromisedCloudSso;
  readonly change: (deployed: DeployedCloudSso, sandbox: Sandbox) => void | Promise<void>;
  /** Whole statements; the directory's id is d-x, its reply URL ACS, and any time DATE. */
  readonly lacking?: readonly string[];
  readonly unwanted?: readonly string[];
  /** Other differences. */
  readonly more?: readonly string[];
  /** What each sign-on says that is not as it should be; none: all of them are. */
  readonly wrong?: RegExp;
}

export const manual = corp({ scimCredentials: [], groups: [], users: ["u2@contoso.com"], assignments: [] });

export const userOf = (directory: CloudSsoDirectory, name: string) =>
  findUserNamed(directory, name) ?? assert.fail(name);
export const groupOf = (directory: CloudSsoDirectory, name: string) =>
  findGroupNamed(directory, name) ?? assert.fail(name);

export const viewerRole = ({ alibaba }: Sandbox): Role =>
  alibaba.state.accounts[readers]?.roles["aliyunreservedsso-viewer"] ?? assert.fail("no role");

export const strangersCertificate = async ({ context: { clock } }: Sandbox) => {
  const notBefore = clock.now();
  const subject = {
    commonName: "Mallory",
    serial: "02",
    notBefore,
    notAfter: new Date(notBefore.getTime() + 86_400_000),
  };
  return { certificateId: "stranger", certificate: (await selfSigned(subject)).certificate };
};

export const secretsOf = ({ entra: { tenant } }: Sandbox, { principal }: DeployedCloudSso) =>
  Object.fromEntries(synchronizationOf(tenant, principal).secrets.map(({ key, value }) => [key, value]));

/** One field of the access configuration Viewer, in its directory only. */
export const inViewer = (
  what: string,
  change: (viewer: ReturnType<typeof configurationNamed>) => void,
  [lacking, unwanted]: readonly [string, string],
  wrong?: RegExp,
): CloudSsoDeviation => ({
  what: `the access configuration has ${what}`,
  change: ({ directory }) => change(configurationNamed(directory, "Viewer")),
  lacking: lacking === "" ? [] : [`the directory has the access configuration Viewer, which ${lacking}`],
  unwanted: unwanted === "" ? [] : [`the directory has the access configuration Viewer, which ${unwanted}`],
  ...(wrong && { wrong }),
});

export const quarantine = (why: string) =>
  `Corp has a provisioning job in quarantine: You appear to have entered invalid credentials. Please confirm you are using the correct information for an administrative account. (${why})`;

export const role = (text: string) =>
  `${readers}: the role AliyunReservedSSO-Viewer of the CloudSSO directory d-x ${text}`;
export const denies = (action: string) =>
  `{"Statement":[{"Action":"${action}","Effect":"Deny","Resource":"*"}],"Version":"1"}`;

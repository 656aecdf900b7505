import assert from "node:assert/strict";
import type {
  AccessConfiguration,
  CloudSsoDirectory,
  DirectoryGroup,
  DirectoryUser,
} from "../../../../../sandbox/alibaba/cloudsso/model/state";
import { requireAccessConfiguration } from "../../../../../sandbox/alibaba/cloudsso/model/accessConfigurations";
import { findProvisioning, provision } from "../../../../../sandbox/alibaba/cloudsso/model/provisioning";
import { cloudSsoSignInHosts } from "../../../../../sandbox/alibaba/cloudsso/sp/signIn";
import { Cloud, emptyAccount } from "../../../../../sandbox/alibaba/model/cloud";
import { Browser } from "../../../../../sandbox/browser/browser";
import { signOn } from "../../../../../sandbox/browser/signOn";
import { ManualClock } from "../../../../../sandbox/core/clock";
import type { SandboxContext } from "../../../../../sandbox/core/context";
import { seededIds } from "../../../../../sandbox/core/ids";
import { Journal } from "../../../../../sandbox/core/journal";
import { healthy } from "../../../../../sandbox/core/settings";
import { SignOnLog } from "../../../../../sandbox/core/signOnLog";
import { World, type Hosts } from "../../../../../sandbox/core/world";
import { sampleAlibabaState } from "../../../../../sandbox/samples/accounts";
import { assertionXml, base64, messageParts, responseXml, type MessageParts } from "../../../saml/support/messages";
import { sign, type Signer } from "../../../saml/support/signer";
import type { ReadPage } from "../../support/roleSso";

export const issuer = "https://sts.windows.net/11111111-1111-4111-8111-111111111111/";
export const loginUrl = "https://login.microsoftonline.com/t/saml2";
export const region = "cn-shanghai";
export const origin = `https://signin-${region}.alibabacloudsso.com`;
export const userName = "b.simon@contoso.com";
export const account = "1234567890123456";
export const otherAccount = "6543210987654321";
const time = "2026-01-01T00:00:00Z";

export const user = (name: string, own: Partial<DirectoryUser> = {}): DirectoryUser => ({
  userId: `u-${name}`,
  userName: name,
  displayName: name,
  firstName: "",
  lastName: "",
  email: "",
  description: "",
  status: "Enabled",
  provisionType: "Manual",
  tags: {},
  createTime: time,
  updateTime: time,
  ...own,
});

export const group = (name: string, ...members: DirectoryUser[]): DirectoryGroup => ({
  groupId: `g-${name}`,
  groupName: name,
  description: "",
  provisionType: "Manual",
  members: members.map(({ userId }) => userId),
  createTime: time,
  updateTime: time,
});

export const configuration = (name: string, own: Partial<AccessConfiguration> = {}): AccessConfiguration => ({
  accessConfigurationId: `ac-${name}`,
  accessConfigurationName: name,
  description: "",
  sessionDuration: 3600,
  relayState: "",
  permissionPolicies: [],
  tags: {},
  createTime: time,
  updateTime: time,
  revision: 1,
  ...own,
});

/** A directory with one user and an identity provider; `number` tells several apart. */
export function directory(signer: Signer, number = 1): CloudSsoDirectory {
  const directoryId = `d-0000000${number}`;
  const simon = user(userName);
  return {
    directoryId,
    directoryName: number === 1 ? "contoso" : `contoso-${number}`,
    region,
    createTime: time,
    updateTime: time,
    scimStatus: "Disabled",
    serviceProvider: {
      entityId: `${origin}/saml/sp/${directoryId}`,
      acsUrl: `${origin}/saml/acs/0000000${number}-c057-4000-8000-000000000000`,
      certificate: signer.certificate,
      privateKey: signer.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      authnSignAlgo: "rsa-sha256",
      certificateType: "self-signed",
      supportEncryptedAssertion: false,
    },
    identityProvider: {
      ssoStatus: "Enabled",
      entityId: issuer,
      loginUrl,
      bindingType: "Redirect",
      wantRequestSigned: false,
      certificates: [{ certificateId: "idp-c-1", certificate: signer.certificate }],
    },
    users: { [simon.userId]: simon },
    groups: {},
    accessConfigurations: {},
    provisionings: [],
    assignments: [],
    tasks: {},
    scimCredentials: {},
    settings: {},
    signOn: { requests: {}, usedAssertions: {}, sessions: {} },
  };
}

type Status = CloudSsoDirectory["provisionings"][number]["status"];

/** Gives somebody an access configuration in an account. `lab` makes the role there, if the status says that there is one. */
export function assign(
  to: CloudSsoDirectory,
  principal: DirectoryUser | DirectoryGroup,
  access: AccessConfiguration,
  targetId: string,
  status: Status | "none" = "Provisioned",
): void {
  const { accessConfigurationId } = access;
  to.accessConfigurations[accessConfigurationId] = access;
  const isUser = "userId" in principal;
  to.assignments.push({
    accessConfigurationId,
    targetType: "RD-Account",
    targetId,
    principalType: isUser ? "User" : "Group",
    principalId: isUser ? principal.userId : principal.groupId,
    createTime: time,
  });
  if (status === "none" || findProvisioning(to, { accessConfigurationId, targetId })) return;
  to.provisionings.push({ accessConfigurationId, targetId, status, revision: 1, createTime: time, updateTime: time });
}

/** The roles of what is provisioned, in accounts that are made if need be. */
export function makeRoles(cloud: Cloud, own: CloudSsoDirectory): void {
  for (const provisioning of own.provisionings) {
    const { accessConfigurationId, targetId, status } = provisioning;
    cloud.state.accounts[targetId] ??= emptyAccount(targetId);
    if (status === "ProvisionFailed") continue;
    const failure = provision(cloud, own, requireAccessConfiguration(own, accessConfigurationId), targetId);
    assert.equal(failure, undefined);
    provisioning.status = status;
  }
}

export interface Lab {
  readonly clock: ManualClock;
  readonly context: SandboxContext;
  readonly cloud: Cloud;
  readonly world: World;
  readonly directories: CloudSsoDirectory[];
  browser(): Browser;
  signOn(start: string, choice?: string, username?: string): ReturnType<typeof signOn>;
  get(url: string, cookie?: string): Promise<Response>;
  post(url: string, fields: Record<string, string>, cookie?: string): Promise<Response>;
}

export interface LabOptions {
  readonly checksOff?: readonly string[];
  /** What else there is in the world. */
  readonly hosts?: (context: SandboxContext) => Hosts;
}

/** The sign-in pages of these directories, in a world with these other hosts. */
export function lab(directories: CloudSsoDirectory[], { checksOff = [], hosts = () => ({}) }: LabOptions = {}): Lab {
  const clock = new ManualClock();
  const context: SandboxContext = {
    clock,
    ids: seededIds("cloudsso"),
    journal: new Journal(clock),
    signOns: new SignOnLog(clock),
    behaviour: { ...healthy, checksOff: new Set(checksOff) },
  };
  const cloudSso = Object.fromEntries(directories.map((one, index) => [`100000000000000${index}`, one]));
  const state = { ...sampleAlibabaState(context.ids, time), cloudSso };
  const cloud = new Cloud(state, clock, context.ids);
  for (const own of directories) makeRoles(cloud, own);
  const world = new World(context.journal, cloudSsoSignInHosts(context, cloud), hosts(context));
  const send = (request: Request) => world.handle(request);
  const headers = (cookie: string | undefined): Record<string, string> => (cookie === undefined ? {} : { cookie });
  return {
    clock,
    context,
    cloud,
    world,
    directories,
    browser: () => new Browser(send),
    signOn: (start, choice, username = userName) =>
      signOn({ send, records: () => Promise.resolve(context.signOns.records) }, { start, username, choice }),
    get: (url, cookie) => send(new Request(url, { headers: headers(cookie) })),
    post: (url, fields, cookie) =>
      send(new Request(url, { method: "POST", body: new URLSearchParams(fields), headers: headers(cookie) })),
  };
}

export const logon = `${origin}/contoso/login`;

export const cookieOf = (response: Response): string => (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";

/** Somebody with a response that nobody asked for. */
export interface Sso extends Lab {
  readonly directory: CloudSsoDirectory;
  readonly signer: Signer;
  readonly acs: string;
  /** The XML of a signed response, with these parts changed. */
  message(parts?: Partial<MessageParts>): string;
  respond(
    xml: string,
    own?: { readonly relayState?: string; readonly cookie?: string; readonly to?: string },
  ): Promise<Response>;
  /** Why the last response was refused. */
  refused(): string | undefined;
}

export function sso(signer: Signer, checksOff: readonly string[] = [], own = directory(signer)): Sso {
  const test = lab([own, directory(signer, 2)], { checksOff });
  const { entityId, acsUrl: acs } = own.serviceProvider;
  return {
    ...test,
    directory: own,
    signer,
    acs,
    message(parts = {}) {
      const whole = messageParts({ now: test.clock.now(), entityId, acs, issuer, ...parts });
      return sign(responseXml(whole, assertionXml(whole)), signer, { id: whole.assertionId });
    },
    respond: (xml, { relayState, cookie, to = acs } = {}) =>
      test.post(to, { SAMLResponse: base64(xml), ...(relayState !== undefined && { RelayState: relayState }) }, cookie),
    refused: () => test.context.signOns.records.at(-1)?.verdict.refused?.check,
  };
}

/** The value of the logon session's cookie, of somebody who just got in. */
export async function portalCookie(test: Sso, parts: Partial<MessageParts> = {}): Promise<string> {
  const response = await test.respond(test.message(parts));
  assert.equal(response.status, 302, test.refused());
  return cookieOf(response);
}

export const simonOf = ({ users }: CloudSsoDirectory): DirectoryUser => users[`u-${userName}`] ?? assert.fail();

/** What `simonWithViewer` offers. */
export const viewer = `${account}/Viewer`;

/** Simon has the access configuration Viewer in one account, and whatever else. */
export function simonWithViewer(
  signer: Signer,
  checksOff: readonly string[] = [],
  change: (own: CloudSsoDirectory) => void = () => undefined,
): Sso {
  const own = directory(signer);
  assign(own, simonOf(own), configuration("Viewer"), account);
  change(own);
  return sso(signer, checksOff, own);
}

/** The values of a page's buttons. */
export const offeredIn = ({ forms }: ReadPage): string[] => forms.map(({ button }) => button[1]);

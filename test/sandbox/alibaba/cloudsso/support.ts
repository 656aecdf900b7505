import assert from "node:assert/strict";
import { createDirectory } from "../../../../sandbox/alibaba/cloudsso/model/directories";
import type { CloudSsoDirectory } from "../../../../sandbox/alibaba/cloudsso/model/state";
import { managementAccount } from "../../../../sandbox/samples/accounts";
import { createSigner } from "../../saml/support/signer";
import type { Answer } from "../support/client";
import { testCloud, type TestCloud } from "../support/testCloud";

export const region = "cn-shanghai";
export const scim = `https://cloudsso-scim-${region}.aliyun.com/scim/v2`;

type Fields = Record<string, string>;

/** A management account with an empty directory, and short ways to call its API. */
export interface TestDirectory extends TestCloud {
  readonly directory: CloudSsoDirectory;
  readonly call: (action: string, parameters?: Fields) => Promise<Answer>;
  readonly ok: (action: string, parameters?: Fields) => Promise<Record<string, unknown>>;
  readonly refused: (code: string, status: number, action: string, parameters?: Fields) => Promise<void>;
  /** Makes one and returns its id. */
  readonly user: (name: string, own?: Fields) => Promise<string>;
  readonly group: (name: string) => Promise<string>;
  readonly configuration: (name: string, own?: Fields) => Promise<string>;
  /** Lets all tasks end. */
  readonly settle: () => void;
}

let key: { certificate: string; privateKey: string } | undefined;

export async function testDirectory({ permissions = "all" } = {}): Promise<TestDirectory> {
  // Keys are slow to make, and this one matters to nobody.
  if (!key) {
    const signer = await createSigner("service provider");
    const privateKey = signer.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    key = { certificate: signer.certificate, privateKey };
  }
  const cloud = testCloud({ permissions });
  const { client, alibaba, clock } = cloud;
  const directory = createDirectory(alibaba.cloud, managementAccount, { region, directoryName: "contoso", key });
  const own = (parameters: Fields) => ({ DirectoryId: directory.directoryId, ...parameters });
  const ok = (action: string, parameters: Fields = {}) => client.ok("cloudsso", action, own(parameters));
  const made = async (action: string, parameters: Fields, what: string, id: string) => {
    const reply = await ok(action, parameters);
    return (reply[what] as Record<string, string>)[id] ?? "";
  };
  return {
    ...cloud,
    directory,
    ok,
    call: (action, parameters = {}) => client.call("cloudsso", action, own(parameters)),
    async refused(code, status, action, parameters = {}) {
      await client.refused([code, status], "cloudsso", action, own(parameters));
    },
    user: (name, fields = {}) => made("CreateUser", { UserName: name, ...fields }, "User", "UserId"),
    group: (name) => made("CreateGroup", { GroupName: name }, "Group", "GroupId"),
    configuration: (name, fields = {}) =>
      made(
        "CreateAccessConfiguration",
        { AccessConfigurationName: name, ...fields },
        "AccessConfiguration",
        "AccessConfigurationId",
      ),
    settle: () => {
      clock.advance(1000);
    },
  };
}

export const list = (reply: Record<string, unknown>, name: string): Record<string, unknown>[] =>
  reply[name] as Record<string, unknown>[];

/** A client of the SCIM endpoint, with a credential of the directory. */
export interface ScimClient {
  readonly token: string;
  readonly send: (method: string, path: string, body?: unknown, headers?: Fields) => Promise<Answer>;
  /** Fails the test unless the answer has this status. */
  readonly expect: (status: number, method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
  readonly refused: (
    status: number,
    scimType: string | undefined,
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<string>;
}

export async function scimClient({ ok, world }: TestDirectory): Promise<ScimClient> {
  await ok("SetSCIMSynchronizationStatus", { SCIMSynchronizationStatus: "Enabled" });
  const { SCIMServerCredential } = await ok("CreateSCIMServerCredential");
  const token = (SCIMServerCredential as Fields)["CredentialSecret"] ?? "";
  const send: ScimClient["send"] = async (method, path, body, headers = {}) => {
    const response = await world.handle(
      new Request(`${scim}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json", ...headers },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
  return {
    token,
    send,
    async expect(status, method, path, body) {
      const answer = await send(method, path, body);
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      return answer.body;
    },
    async refused(status, scimType, method, path, body) {
      const answer = await send(method, path, body);
      const { detail, ...rest } = answer.body;
      assert.deepEqual(rest, {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
        status: String(status),
        ...(scimType !== undefined && { scimType }),
      });
      assert.equal(answer.status, status);
      return detail as string;
    },
  };
}

export const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
export const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";

/** As Entra ID's default mapping makes it. */
export const scimUser = (userName: string, own: Record<string, unknown> = {}): Record<string, unknown> => ({
  schemas: [userSchema, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
  externalId: userName.split("@")[0],
  userName,
  active: true,
  displayName: "B. Simon",
  emails: [{ primary: true, type: "work", value: userName }],
  name: { formatted: "Britta Simon", familyName: "Simon", givenName: "Britta" },
  title: "Engineer",
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "R&D" },
  ...own,
});

export const scimGroup = (displayName: string, own: Record<string, unknown> = {}): Record<string, unknown> => ({
  schemas: [groupSchema],
  externalId: `external-${displayName}`,
  displayName,
  ...own,
});

export const patch = (...Operations: unknown[]): Record<string, unknown> => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations,
});

import * as grpc from "@grpc/grpc-js";
import * as alicloudSdk from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import assert from "node:assert/strict";
import { alicloudPackage } from "../../../../sandbox/providers/alicloud/alicloud";
import { ProviderServer } from "../../../../sandbox/providers/grpcServer";
import { standInMocks } from "../../../../sandbox/providers/standIns";
import { asSecret, type Properties, unknownValue } from "../../../../sandbox/providers/values";
import { memberAccounts } from "../../../../sandbox/samples/accounts";
import { Clouds, type Made, Provider } from "../support";
import { base64, idpMetadataXml } from "../../saml/support/messages";
import { createSigner } from "../../saml/support/signer";
import { directoryReads } from "./cloudssoSupport";

const account = String(memberAccounts[0]);
const region = "ap-southeast-1";
const system = (name: string) => ({ permissionPolicyType: "System", permissionPolicyName: name });
const inline = (document: object) => ({
  permissionPolicyType: "Inline",
  permissionPolicyName: "own",
  permissionPolicyDocument: JSON.stringify(document),
});
const listing = {
  Version: "1",
  Statement: [{ Effect: "Allow", Action: "oss:ListBuckets", Resource: "*" }],
};

/** An emulated cloud in which the deployer may do everything: which rights a deployment needs is tested elsewhere. */
async function openClouds(): Promise<Clouds> {
  const clouds = await Clouds.open();
  const { accounts, deployer } = clouds.alibaba.state;
  const user = accounts[deployer.accountId]?.users[deployer.userName];
  assert.ok(user);
  user.policyDocument = JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
  return clouds;
}

describe("alicloud stand-in: CloudSSO in the emulated cloud", () => {
  let clouds: Clouds;
  let alicloud: Provider;
  let inventory: string[];
  before(async () => {
    clouds = await openClouds();
    alicloud = new Provider(clouds.alicloud().instance, "alicloud:cloudsso/");
    inventory = clouds.alibaba.inventory();
    await alicloud.invoke("getService", { enable: "On" });
  });
  after(() => clouds.close());
  beforeEach(() => void clouds.calls());

  const made: Record<string, Made> = {};
  const get = (name: string): Made => {
    const found = made[name];
    assert.ok(found, `${name} was not made`);
    return found;
  };
  const directoryId = () => get("directory").id;
  /** Creates it and sees that the same inputs are no difference, before and after a refresh. */
  const make = async (name: string, type: string, inputs: Properties): Promise<Made> => {
    const created = await alicloud.create(type, inputs);
    made[name] = created;
    assert.deepEqual(alicloud.diff(created, inputs), [], `${name} differs from what it was made of`);
    return created;
  };
  const update = async (name: string, inputs: Properties): Promise<void> => {
    made[name] = await alicloud.update(get(name), inputs);
    assert.deepEqual(alicloud.diff(get(name), inputs), [], `${name} differs from what it was changed to`);
  };

  it("makes a directory, whose addresses are known at once", async () => {
    const { state } = await make("directory", "directory", { directoryName: "contoso" });
    assert.deepEqual(clouds.calls(), ["CreateDirectory", ...directoryReads]);
    const { entityId, acsUrl } = state.samlServiceProvider as Properties;
    const origin = `https://signin-${region}.alibabacloudsso.com`;
    assert.equal(entityId, `${origin}/saml/sp/${directoryId()}`);
    assert.match(String(acsUrl), new RegExp(`^${origin}/saml/acs/`));
    assert.equal((state.samlIdentityProviderConfiguration as Properties).ssoStatus, "Disabled");
  });

  it("finds it by name", async () => {
    const found = await alicloud.invoke("getDirectories", { nameRegex: "^contoso$", enableDetails: true });
    assert.deepEqual(found.ids, [directoryId()]);
    const [first] = found.directories as Properties[];
    assert.equal(first?.region, region);
    assert.deepEqual(first?.tasks, []);
  });

  it("changes all settings, and reads what it set", async () => {
    await update("directory", {
      directoryName: "fabrikam",
      scimSynchronizationStatus: "Enabled",
      mfaAuthenticationStatus: "Disabled",
      directoryGlobalAccessStatus: "Enabled",
      passwordPolicy: { minPasswordLength: 12, maxPasswordAge: 30 },
      mfaAuthenticationSettingInfo: { operationForRiskLogin: "EnforceVerify" },
      userProvisioningConfiguration: { sessionDuration: "8", defaultLandingPage: "https://home.console.aliyun.com" },
      loginPreference: { allowUserToGetCredentials: true, loginNetworkMasks: "10.0.0.0/8" },
      samlServiceProvider: { authnSignAlgo: "rsa-sha1", supportEncryptedAssertion: true },
    });
    assert.ok(clouds.context.journal.refusals.length === 0);
    const { samlServiceProvider } = get("directory").state;
    assert.match(String((samlServiceProvider as Properties).acsUrl), /saml\/acs/);
  });

  it("walks into the trap of the SAML block, and out of it in two steps", async () => {
    const { certificate } = await createSigner("idp");
    const encodedMetadataDocument = base64(idpMetadataXml("https://sts.windows.net/t/", [certificate]));
    const block = (more: object) => ({ directoryName: "fabrikam", samlIdentityProviderConfiguration: more });
    await update("directory", block({ encodedMetadataDocument, ssoStatus: "Enabled" }));
    clouds.calls();
    const inOne = block({ ssoStatus: "Disabled" });
    await assert.rejects(alicloud.update(get("directory"), inOne), /ClearExternalSAMLIdentityProvider Failed/);
    assert.deepEqual(clouds.calls(), ["ClearExternalSAMLIdentityProvider"]);
    assert.equal(Object.values(clouds.alibaba.state.cloudSso)[0]?.identityProvider.ssoStatus, "Enabled");
    await update("directory", block({ encodedMetadataDocument, ssoStatus: "Disabled" }));
    await update("directory", inOne);
    assert.equal(Object.values(clouds.alibaba.state.cloudSso)[0]?.identityProvider.entityId, undefined);
  });

  it("would replace the directory for an entity id, but an account has one only", async () => {
    const { state } = get("directory");
    const news = { directoryName: "other", samlIdentityProviderConfiguration: { entityId: "https://idp" } };
    assert.deepEqual(alicloud.diff(get("directory"), news), ["directoryName", "samlIdentityProviderConfiguration!"]);
    await assert.rejects(alicloud.create("directory", news), /CreateDirectory Failed!!!/);
    assert.equal(Object.values(clouds.alibaba.state.cloudSso)[0]?.directoryId, state && directoryId());
  });

  it("makes users and groups", async () => {
    await update("directory", { directoryName: "fabrikam", scimSynchronizationStatus: "Disabled" });
    const user = { directoryId: directoryId(), userName: "b.simon@contoso.com", displayName: "B", email: "b@c.d" };
    await make("user", "user", { ...user, tags: { team: "x" } });
    await update("user", { ...user, tags: { team: "x" }, description: "d", status: "Disabled" });
    await update("user", { ...user, tags: { team: "x" }, status: "Enabled", mfaAuthenticationSettings: "Disabled" });
    await make("group", "group", { directoryId: directoryId(), groupName: "admins", description: "d" });
    await update("group", { directoryId: directoryId(), groupName: "operators", description: "d" });
    clouds.calls();
    const ids = { groupId: get("group").state.groupId, userId: get("user").state.userId };
    await make("membership", "userAttachment", { directoryId: directoryId(), ...ids });
    assert.deepEqual(clouds.calls(), ["AddUserToGroup", "ListJoinedGroupsForUser"]);
    const users = await alicloud.invoke("getUsers", { directoryId: directoryId(), enableDetails: true });
    assert.deepEqual(users.ids, [get("user").id]);
    const groups = await alicloud.invoke("getGroups", { directoryId: directoryId(), nameRegex: "oper" });
    assert.deepEqual(groups.ids, [get("group").id]);
  });

  it("makes access configurations", async () => {
    const inputs = { directoryId: directoryId(), accessConfigurationName: "Admin", sessionDuration: 7200 };
    const permissionPolicies = [inline(listing), system("AdministratorAccess")];
    await make("access", "accessConfiguration", { ...inputs, permissionPolicies });
    assert.deepEqual(clouds.calls(), [
      "CreateAccessConfiguration",
      "AddPermissionPolicyToAccessConfiguration",
      "AddPermissionPolicyToAccessConfiguration",
      "ListAccessConfigurationProvisionings",
      "GetAccessConfiguration",
      "ListPermissionPoliciesInAccessConfiguration",
    ]);
  });

  it("assigns a group and a user in an account", async () => {
    const target = { targetType: "RD-Account", targetId: account, directoryId: directoryId() };
    const access = { ...target, accessConfigurationId: get("access").state.accessConfigurationId };
    const group = { ...access, principalType: "Group", principalId: get("group").state.groupId };
    await make("groupAccess", "accessManagement", group);
    assert.deepEqual(clouds.calls(), ["CreateAccessAssignment", "GetTaskStatus", "ListAccessAssignments"]);
    const user = { ...access, principalType: "User", principalId: get("user").state.userId };
    await make("userAccess", "accessManagement", user);
    assert.equal(Object.values(clouds.alibaba.state.cloudSso)[0]?.assignments.length, 2);
  });

  it("brings new policies to the accounts where they are in use", async () => {
    const { inputs } = get("access");
    const other = { ...listing, Statement: [{ Effect: "Allow", Action: "oss:GetObject", Resource: "*" }] };
    clouds.calls();
    await update("access", { ...inputs, permissionPolicies: [inline(other), system("AdministratorAccess")] });
    assert.deepEqual(clouds.calls(), [
      "RemovePermissionPolicyFromAccessConfiguration",
      "AddPermissionPolicyToAccessConfiguration",
      "ListAccessConfigurationProvisionings",
      "ProvisionAccessConfiguration",
      "GetTaskStatus",
      "GetTaskStatus",
      "GetAccessConfiguration",
      "ListPermissionPoliciesInAccessConfiguration",
    ]);
    assert.equal(Object.values(clouds.alibaba.state.cloudSso)[0]?.provisionings[0]?.status, "Provisioned");
  });

  it("provisions by hand", async () => {
    const accessConfigurationId = get("access").state.accessConfigurationId;
    const target = { targetType: "RD-Account", targetId: String(memberAccounts[1]), directoryId: directoryId() };
    await make("provisioning", "accessConfigurationProvisioning", { ...target, accessConfigurationId });
    assert.equal(get("provisioning").state.status, "Provisioned");
  });

  it("makes a SCIM credential", async () => {
    await make("credential", "scimServerCredential", { directoryId: directoryId(), status: "Enabled" });
    await update("credential", { directoryId: directoryId(), status: "Disabled" });
    assert.equal(get("credential").state.credentialType, "BearerToken");
  });

  it("imports everything by its id, and a refresh changes nothing", async () => {
    for (const [name, { id, token, inputs, state }] of Object.entries(made)) {
      const type = token.split("/")[1]?.split(":")[0] ?? "";
      const found = await alicloud.import(type, id);
      assert.deepEqual(found && alicloud.diff(found, inputs), [], name);
      const read = await alicloud.read(get(name));
      assert.deepEqual(read?.state, state, name);
      assert.deepEqual(alicloud.diff(read, inputs), [], name);
    }
  });

  it("sees at a refresh what somebody else changed or deleted", async () => {
    const [directory] = Object.values(clouds.alibaba.state.cloudSso);
    const user = Object.values(directory?.users ?? {})[0];
    assert.ok(directory && user);
    user.displayName = "Somebody";
    const found = await alicloud.read(get("user"));
    assert.deepEqual(found && alicloud.diff(found, get("user").inputs), ["displayName"]);
    user.displayName = "B";
    const assignments = directory.assignments;
    directory.assignments = [];
    assert.equal(await alicloud.read(get("groupAccess")), undefined);
    directory.assignments = assignments;
  });

  it("refuses to delete what is in use", async () => {
    await assert.rejects(alicloud.delete(get("directory")), /DeletionConflict\.Directory/);
    await assert.rejects(alicloud.delete(get("access")), /DeletionConflict\.AccessConfiguration|Provisioning/);
    // Its policies went before it stayed.
    made.access = { ...get("access"), state: { ...get("access").state, permissionPolicies: [] } };
  });

  it("deletes everything, and the cloud is as it was", async () => {
    const order = ["userAccess", "groupAccess", "provisioning", "access", "membership", "group", "user", "credential"];
    for (const name of [...order, "directory"]) {
      await alicloud.delete(get(name));
      assert.equal(await alicloud.read(get(name)), undefined, name);
      await alicloud.delete(get(name));
    }
    assert.deepEqual(clouds.alibaba.inventory(), inventory);
  });
});

describe("alicloud stand-in: CloudSSO over gRPC", () => {
  it("has unknown addresses in a preview, and the document encrypted afterwards", async () => {
    const clouds = await openClouds();
    const server = new ProviderServer(alicloudPackage(clouds.standInContext));
    const address = `127.0.0.1:${String(await server.start())}`;
    const client = new ResourceProviderClient(address, grpc.credentials.createInsecure());
    try {
      await new Promise((resolve) => client.configure(new messages.ConfigureRequest(), resolve));
      const { certificate } = await createSigner("idp");
      const encodedMetadataDocument = base64(idpMetadataXml("https://sts.windows.net/t/", [certificate]));
      const create = (preview: boolean) =>
        new Promise<Properties>((resolve, reject) => {
          const request = new messages.CreateRequest()
            .setUrn("urn:pulumi:dev::project::alicloud:cloudsso/directory:Directory::corp")
            .setProperties(Struct.fromJavaScript({ samlIdentityProviderConfiguration: { encodedMetadataDocument } }))
            .setPreview(preview);
          client.create(request, (error, reply) =>
            error ? reject(error) : resolve(reply.getProperties()?.toJavaScript() ?? {}),
          );
        });
      assert.equal((await create(true)).samlServiceProvider, unknownValue);
      const { samlIdentityProviderConfiguration } = await create(false);
      const saml = samlIdentityProviderConfiguration as Properties;
      assert.deepEqual(saml.encodedMetadataDocument, asSecret(encodedMetadataDocument));
      assert.equal(saml.entityId, "https://sts.windows.net/t/");
    } finally {
      client.close();
      server.stop();
      await clouds.close();
    }
  });
});

describe("alicloud stand-in: CloudSSO in a program", () => {
  let clouds: Clouds;
  const value = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => output.apply(resolve));
  beforeEach(async () => {
    clouds = await openClouds();
    await pulumi.runtime.setMocks(standInMocks(clouds.standInContext), "project", "test");
  });
  afterEach(() => clouds.close());

  it("goes from the directory to the assignment", async () => {
    const directory = new alicloudSdk.cloudsso.Directory("corp", { directoryName: "contoso" });
    const directoryId = directory.id;
    const user = new alicloudSdk.cloudsso.User("user", { directoryId, userName: "b.simon@contoso.com" });
    const access = new alicloudSdk.cloudsso.AccessConfiguration("admin", {
      directoryId,
      accessConfigurationName: "Admin",
      permissionPolicies: [system("AdministratorAccess")],
    });
    const assignment = new alicloudSdk.cloudsso.AccessManagement("access", {
      directoryId,
      accessConfigurationId: access.accessConfigurationId,
      principalType: "User",
      principalId: user.userId,
      targetType: "RD-Account",
      targetId: account,
    });
    assert.match(await value(assignment.id), new RegExp(`:RD-Account:${account}:User:`));
    const acsUrl = await value(directory.samlServiceProvider.acsUrl);
    assert.match(acsUrl, new RegExp(`^https://signin-${region}\\.alibabacloudsso\\.com/saml/acs/`));
    const found = await alicloudSdk.cloudsso.getUsers({ directoryId: await value(directoryId) });
    assert.deepEqual(found.names, ["b.simon@contoso.com"]);
  });
});

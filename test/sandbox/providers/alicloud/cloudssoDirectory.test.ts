import assert from "node:assert/strict";
import { InitializationFailed } from "../../../../sandbox/providers/resourceType";
import { asSecret, type Properties, unknownValue } from "../../../../sandbox/providers/values";
import type { Provider } from "../support";
import { directoryReads, emptyDirectory, FakeCloudSso, refusal } from "./cloudssoSupport";

const id = "d-00fc2p61****";
const token = "alicloud:cloudsso/directory:Directory";

describe("alicloud stand-in: CloudSSO directory", () => {
  let fake: FakeCloudSso;
  let alicloud: Provider;
  before(async () => {
    fake = await FakeCloudSso.open();
    alicloud = fake.provider();
    fake.answers.EnableService = {};
    await alicloud.invoke("getService", { enable: "On" });
  });
  after(() => fake.close());
  beforeEach(() => {
    Object.assign(fake.answers, emptyDirectory(id));
    fake.take();
  });

  const identityProvider = (more: object) => ({
    SAMLIdentityProviderConfiguration: {
      SSOStatus: "Disabled",
      BindingType: "Post",
      WantRequestSigned: false,
      ...more,
    },
  });
  /** A directory in whose cloud the SAML block reads like this. */
  const withIdentityProvider = (more: object) => {
    fake.answers.GetExternalSAMLIdentityProvider = identityProvider(more);
    return alicloud.create("directory", { directoryName: "contoso" });
  };

  it("is created by its name and read ten times", async () => {
    const made = await alicloud.create("directory", { directoryName: "contoso" });
    const [create, ...reads] = fake.take();
    assert.deepEqual(create, { action: "CreateDirectory", form: { DirectoryName: "contoso" }, query: {} });
    assert.deepEqual(
      reads.map(({ action }) => action),
      directoryReads,
    );
    assert.ok(reads.every(({ form }) => form.DirectoryId === id && Object.keys(form).length === 1));
    assert.equal(made.id, id);
    const { samlServiceProvider, ...state } = made.state;
    assert.equal(
      (samlServiceProvider as Properties).acsUrl,
      "https://signin-cn-shanghai.alibabacloudsso.com/saml/acs/1f7b0e52",
    );
    assert.deepEqual(state, {
      directoryName: "contoso",
      createTime: "2026-01-01T00:00:00Z",
      passwordPolicy: { minPasswordLength: 8, maxPasswordAge: 90, hardExpire: false },
      samlIdentityProviderConfiguration: { ssoStatus: "Disabled", bindingType: "Post", wantRequestSigned: false },
      userProvisioningConfiguration: { sessionDuration: "6", defaultLandingPage: "https://home" },
      mfaAuthenticationSettingInfo: {
        mfaAuthenticationAdvanceSettings: "OnlyRiskyLogin",
        operationForRiskLogin: "EnforceVerify",
      },
      loginPreference: { loginNetworkMasks: "", allowUserToGetCredentials: true },
      scimSynchronizationStatus: "Disabled",
      mfaAuthenticationStatus: "Enabled",
      directoryGlobalAccessStatus: "Disabled",
    });
    assert.deepEqual(alicloud.diff(made, { directoryName: "contoso" }), []);
  });

  it("makes all settings in the provider's order, each with what was given", async () => {
    await alicloud.create("directory", {
      directoryName: "contoso",
      samlServiceProvider: { certificateType: "public" },
      loginPreference: { allowUserToGetCredentials: false, loginNetworkMasks: "10.0.0.0/8" },
      passwordPolicy: { maxPasswordAge: 30, minPasswordLength: 12 },
      directoryGlobalAccessStatus: "Enabled",
      userProvisioningConfiguration: { sessionDuration: "8" },
      mfaAuthenticationSettingInfo: { operationForRiskLogin: "Autonomous" },
      scimSynchronizationStatus: "Enabled",
      mfaAuthenticationStatus: "Enabled",
      samlIdentityProviderConfiguration: { encodedMetadataDocument: "PGE+", ssoStatus: "Enabled" },
    });
    const DirectoryId = id;
    const writes = fake.take().slice(0, -directoryReads.length);
    assert.deepEqual(
      writes.map(({ action, form }) => [action, form]),
      [
        ["CreateDirectory", { DirectoryName: "contoso" }],
        ["SetExternalSAMLIdentityProvider", { DirectoryId, EncodedMetadataDocument: "PGE+", SSOStatus: "Enabled" }],
        ["SetMFAAuthenticationStatus", { DirectoryId, MFAAuthenticationStatus: "Enabled" }],
        ["SetSCIMSynchronizationStatus", { DirectoryId, SCIMSynchronizationStatus: "Enabled" }],
        [
          "UpdateMFAAuthenticationSettings",
          { DirectoryId, OperationForRiskLogin: "Autonomous", MFAAuthenticationSettings: "" },
        ],
        ["UpdateUserProvisioningConfiguration", { DirectoryId, NewSessionDuration: "8" }],
        ["UpdateDirectoryGlobalAccessStatus", { DirectoryId, GlobalAccessStatus: "Enabled" }],
        ["SetPasswordPolicy", { DirectoryId, MinPasswordLength: "12", MaxPasswordAge: "30" }],
        ["SetLoginPreference", { DirectoryId, LoginNetworkMasks: "10.0.0.0/8", AllowUserToGetCredentials: "false" }],
        ["SetDirectorySAMLServiceProviderInfo", { DirectoryId, CertificateType: "public" }],
      ],
    );
  });

  it("is renamed in place, and sends only what changed of a block", async () => {
    const made = await alicloud.create("directory", { directoryName: "contoso" });
    fake.take();
    const news = { directoryName: "fabrikam", passwordPolicy: { minPasswordLength: 8, maxPasswordAge: 30 } };
    assert.deepEqual(alicloud.diff(made, news), ["directoryName", "passwordPolicy"]);
    await alicloud.update(made, news);
    assert.deepEqual(
      fake
        .take()
        .slice(0, 2)
        .map(({ action, form }) => [action, form]),
      [
        ["UpdateDirectory", { DirectoryId: id, NewDirectoryName: "fabrikam" }],
        ["SetPasswordPolicy", { DirectoryId: id, MaxPasswordAge: "30" }],
      ],
    );
  });

  describe("its SAML block", () => {
    const block = (more: object) => ({
      directoryName: "contoso",
      samlIdentityProviderConfiguration: more,
    });

    it("is left alone by a program that says nothing about it", async () => {
      const made = await withIdentityProvider({ EncodedMetadataDocument: "PGE+", SSOStatus: "Enabled", EntityId: "e" });
      assert.deepEqual(alicloud.diff(made, { directoryName: "contoso" }), []);
      await alicloud.update(made, { directoryName: "other" });
      assert.ok(!fake.actions().includes("SetExternalSAMLIdentityProvider"));
    });

    it("keeps the document encrypted", async () => {
      fake.answers.GetExternalSAMLIdentityProvider = identityProvider({ EncodedMetadataDocument: "PGE+" });
      const found = await alicloud.instance.read(token, id, undefined, {});
      const saml = found?.state.samlIdentityProviderConfiguration as Properties;
      assert.deepEqual(saml.encodedMetadataDocument, asSecret("PGE+"));
    });

    it("compares the document as it stands", async () => {
      const made = await withIdentityProvider({ EncodedMetadataDocument: "PGE+\n", SSOStatus: "Enabled" });
      const same = block({ encodedMetadataDocument: "PGE+\n", ssoStatus: "Enabled" });
      assert.deepEqual(alicloud.diff(made, same), []);
      const trimmed = block({ encodedMetadataDocument: "PGE+", ssoStatus: "Enabled" });
      assert.deepEqual(alicloud.diff(made, trimmed), ["samlIdentityProviderConfiguration"]);
    });

    it("means to remove a document that it leaves out, and nothing by what else it leaves out", async () => {
      const made = await withIdentityProvider({ EncodedMetadataDocument: "PGE+", SSOStatus: "Enabled", EntityId: "e" });
      assert.deepEqual(alicloud.diff(made, block({ ssoStatus: "Enabled" })), ["samlIdentityProviderConfiguration"]);
      assert.deepEqual(alicloud.diff(made, block({ encodedMetadataDocument: "PGE+" })), []);
    });

    it("is read without what the program ignores", async () => {
      const made = await withIdentityProvider({ EncodedMetadataDocument: "PGE+" });
      const news = block({ ssoStatus: "Enabled" });
      assert.deepEqual(alicloud.diff(made, news, ["samlIdentityProviderConfiguration"]), []);
    });

    it("without a document clears it first, and sets the rest afterwards", async () => {
      const made = await withIdentityProvider({ EncodedMetadataDocument: "PGE+", SSOStatus: "Enabled" });
      fake.take();
      await alicloud.update(made, block({ ssoStatus: "Disabled" }));
      assert.deepEqual(
        fake
          .take()
          .slice(0, 2)
          .map(({ action, form }) => [action, form]),
        [
          ["ClearExternalSAMLIdentityProvider", { DirectoryId: id }],
          ["SetExternalSAMLIdentityProvider", { DirectoryId: id, SSOStatus: "Disabled" }],
        ],
      );
    });

    it("fails each time while sign-on is enabled, since nothing of a failed update is kept", async () => {
      const made = await withIdentityProvider({ EncodedMetadataDocument: "PGE+", SSOStatus: "Enabled" });
      fake.answers.ClearExternalSAMLIdentityProvider = refusal(409, "OperationConflict.SSOEnabled");
      const news = block({ ssoStatus: "Disabled" });
      await assert.rejects(alicloud.update(made, news), (error: unknown) => {
        assert.ok(error instanceof InitializationFailed);
        assert.match(error.message, /ClearExternalSAMLIdentityProvider Failed!!!.*OperationConflict\.SSOEnabled/s);
        assert.deepEqual(error.state, made.state);
        return true;
      });
      assert.ok(!fake.actions().includes("SetExternalSAMLIdentityProvider"));
      fake.answers.ClearExternalSAMLIdentityProvider = {};
      assert.deepEqual(alicloud.diff(made, news), ["samlIdentityProviderConfiguration"]);
    });

    const replacing: readonly (readonly [string, object])[] = [
      ["entityId", { entityId: "https://sts.windows.net/t/" }],
      ["loginUrl", { loginUrl: "https://login" }],
      ["bindingType", { bindingType: "Redirect" }],
      ["wantRequestSigned", { wantRequestSigned: true }],
      ["an entityId that only the update knows", { entityId: unknownValue }],
    ];
    for (const [what, more] of replacing) {
      it(`replaces the directory for ${what}`, async () => {
        const made = await withIdentityProvider({ EntityId: "e" });
        assert.deepEqual(alicloud.diff(made, block(more)), ["samlIdentityProviderConfiguration!"]);
      });
    }

    it("updates in place for what replaces nothing", async () => {
      const made = await withIdentityProvider({ EntityId: "e" });
      const news = block({ entityId: "e", bindingType: "Post", ssoStatus: "Enabled" });
      assert.deepEqual(alicloud.diff(made, news), ["samlIdentityProviderConfiguration"]);
    });
  });

  describe("in a preview", () => {
    it("has unknown outputs, also where a block is given in part", () => {
      const { samlServiceProvider: whole } = alicloud.instance.planned(token, { directoryName: "contoso" });
      assert.equal(whole, unknownValue);
      const given = { samlServiceProvider: { certificateType: "public" } };
      const { samlServiceProvider: some } = alicloud.instance.planned(token, given);
      assert.equal((some as Properties).certificateType, "public");
      assert.equal((some as Properties).acsUrl, unknownValue);
    });

    it("has the outputs it had", async () => {
      const { state } = await alicloud.create("directory", {});
      const given = { samlServiceProvider: { certificateType: "public" } };
      const { samlServiceProvider } = alicloud.instance.planned(token, given, state);
      assert.equal((samlServiceProvider as Properties).acsUrl, (state.samlServiceProvider as Properties).acsUrl);
    });
  });

  describe("when read", () => {
    it("shows what others changed", async () => {
      const made = await alicloud.create("directory", {
        directoryName: "contoso",
        scimSynchronizationStatus: "Disabled",
      });
      fake.answers.GetSCIMSynchronizationStatus = { SCIMSynchronizationStatus: "Enabled" };
      const found = await alicloud.read(made);
      assert.equal(found?.inputs.scimSynchronizationStatus, "Enabled");
      assert.ok(found);
      assert.deepEqual(alicloud.diff(found, made.inputs), ["scimSynchronizationStatus"]);
    });

    it("is gone if the first call does not find it", async () => {
      const made = await alicloud.create("directory", {});
      fake.answers.GetDirectorySAMLServiceProviderInfo = refusal(404, "EntityNotExists.Directory");
      assert.equal(await alicloud.read(made), undefined);
      fake.answers.GetDirectorySAMLServiceProviderInfo = refusal(400, "EntityNotExists");
      assert.equal(await alicloud.read(made), undefined, "the beginning of the code is enough");
      fake.answers.GetDirectorySAMLServiceProviderInfo = refusal(403, "NoPermission");
      await assert.rejects(alicloud.read(made), /NoPermission/);
    });

    it("lacks a part that is not found later", async () => {
      const made = await alicloud.create("directory", {});
      fake.answers.GetPasswordPolicy = refusal(404, "EntityNotExists.Directory");
      assert.deepEqual((await alicloud.read(made))?.state.passwordPolicy, {});
    });

    const partsOf: readonly (readonly [string, string])[] = [
      ["GetDirectorySAMLServiceProviderInfo", "SAMLServiceProvider"],
      ["GetPasswordPolicy", "PasswordPolicy"],
      ["GetExternalSAMLIdentityProvider", "SAMLIdentityProviderConfiguration"],
      ["GetDirectory", "Directory"],
      ["GetUserProvisioningConfiguration", "UserProvisioningConfiguration"],
      ["GetMFAAuthenticationSettingInfo", "MFAAuthenticationSettingInfo"],
      ["GetLoginPreference", "LoginPreference"],
    ];
    for (const [action, name] of partsOf) {
      it(`fails if ${action} does not say ${name}`, async () => {
        const made = await alicloud.create("directory", {});
        fake.answers[action] = {};
        await assert.rejects(alicloud.read(made), new RegExp(`by path \\$\\.${name} failed`));
      });
    }

    it("is imported by its id", async () => {
      const found = await alicloud.import("directory", id);
      assert.deepEqual(fake.actions(), directoryReads);
      assert.equal(found?.inputs.directoryName, "contoso");
    });
  });

  it("stays known when it cannot be read after its creation", async () => {
    fake.answers.GetDirectorySAMLServiceProviderInfo = refusal(404, "EntityNotExists.Directory");
    await assert.rejects(alicloud.create("directory", {}), (error: unknown) => {
      assert.ok(error instanceof InitializationFailed);
      assert.equal(error.id, id);
      return true;
    });
  });

  it("is deleted by one call, which may find it gone", async () => {
    const made = await alicloud.create("directory", {});
    fake.take();
    await alicloud.delete(made);
    fake.answers.DeleteDirectory = refusal(404, "EntityNotExists.Directory");
    await alicloud.delete(made);
    assert.deepEqual(fake.actions(), ["DeleteDirectory", "DeleteDirectory"]);
    fake.answers.DeleteDirectory = refusal(409, "DeletionConflict.Directory.User");
    await assert.rejects(alicloud.delete(made), /DeletionConflict\.Directory\.User/);
    assert.deepEqual(fake.actions(), ["DeleteDirectory"], "what is in it does not go by waiting");
  });

  const refusals: readonly (readonly [string, object, RegExp])[] = [
    ["an unknown field", { name: "x" }, /Invalid or unknown key/],
    ["an output", { createTime: "x" }, /Invalid or unknown key/],
    ["an output inside a block", { samlServiceProvider: { acsUrl: "x" } }, /"saml_service_provider\.0\.acs_url": this/],
    ["an unknown member", { samlServiceProvider: { acs: "x" } }, /Invalid or unknown key.*samlServiceProvider\.acs/],
    ["a third status", { scimSynchronizationStatus: "On" }, /expected scim_synchronization_status to be one of/],
    [
      "a third status of sign-on",
      { samlIdentityProviderConfiguration: { ssoStatus: "On" } },
      /saml_identity_provider_configuration\.0\.sso_status to be one of/,
    ],
    ["a text for a block", { passwordPolicy: "strict" }, /object required/],
  ];
  for (const [what, inputs, complaint] of refusals) {
    it(`refuses ${what}`, () => {
      const { failures } = alicloud.instance.check(token, "it", inputs as Properties);
      assert.equal(failures.length, 1);
      assert.match(failures[0]?.reason ?? "", complaint);
    });
  }
});

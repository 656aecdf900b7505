import assert from "node:assert/strict";
import {
  activeThumbprint,
  applicationNamed,
  appRoleValues,
  assignments,
  attachedPolicies,
  found,
  role,
  samlProvider,
  sessionsOf,
  thumbprintOf,
} from "../support/clouds";
import { describeSandbox } from "../support/describeSandbox";
import { secretMark } from "../support/runtime";
import { roleSsoConfig, up, type Deployment } from "../support/stack";

const account = "1871250227220000";
const providerArn = `acs:ram::${account}:saml-provider/AAD`;

describeSandbox("Role-based SSO of the dev stack", {}, (sandbox) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await up(sandbox(), roleSsoConfig("dev"));
  });
  const outputs = () => found(deployment.outputs.roleSso["alibaba"], "outputs of roleSso.alibaba");
  const entra = () => applicationNamed(sandbox(), "Alibaba Cloud (dev)");

  describe("in Entra", () => {
    it("does SAML for Alibaba Cloud's International site", () => {
      const { application, principal } = entra();
      assert.deepEqual(application.identifierUris, ["urn:alibaba:cloudcomputing:international"]);
      assert.deepEqual(application.web.redirectUris, ["https://signin.alibabacloud.com/saml-role/sso"]);
      assert.equal(principal.preferredSingleSignOnMode, "saml");
      assert.equal(principal.samlSingleSignOnSettings?.relayState ?? null, null);
    });
    it("is the gallery's application, listed in the portal, closed to who isn't assigned", () => {
      const { application, principal } = entra();
      assert.equal(application.applicationTemplateId, "a11baba0-ca11-4000-8000-00000000e5a0");
      assert.deepEqual(principal.tags, ["WindowsAzureActiveDirectoryIntegratedApp"]);
      assert.equal(principal.appRoleAssignmentRequired, true);
    });
    it("tells the configured addresses when a certificate expires", () => {
      assert.deepEqual(entra().principal.notificationEmailAddresses, ["platform@contoso.com"]);
    });
    it("has an app role for each RAM role, with RAM's own spelling of the ARNs, beside the template's", () => {
      assert.deepEqual(appRoleValues(sandbox(), entra()), {
        User: null,
        msiam_access: null,
        "Admin,AzureADProd": `acs:ram::${account}:role/aadrole,${providerArn}`,
        Auditor: `acs:ram::${account}:role/auditor,${providerArn}`,
      });
    });
    it("assigns exactly who is configured", () => {
      assert.deepEqual(assignments(sandbox(), entra()), [
        "Admin,AzureADProd: b.simon@contoso.com",
        "Admin,AzureADProd: u2@contoso.com",
        "Auditor: Alibaba Auditors",
      ]);
    });
    it("has no claims mapping policy: the gallery application's own claims stand", () => {
      assert.deepEqual(sandbox().entra.tenant.data.claimsMappingPolicies, []);
      assert.deepEqual(entra().principal.claimsMappingPolicies, []);
    });
  });

  describe("in RAM", () => {
    it("trusts the certificate that Entra signs with, and no other", () => {
      const { metadata, description } = samlProvider(sandbox(), account, "AAD");
      assert.deepEqual(metadata.certificates.map(thumbprintOf), [activeThumbprint(entra())]);
      assert.equal(metadata.entityId, `https://sts.windows.net/${sandbox().entra.tenant.id}/`);
      assert.equal(description, "Microsoft Entra ID");
    });
    for (const [name, policies] of [
      ["AADrole", ["System AdministratorAccess"]],
      ["auditor", ["System ReadOnlyAccess"]],
    ] as const) {
      it(`has the role ${name}, for sign-ons of this provider at this site alone`, () => {
        const { roleName, assumeRolePolicyDocument, ...rest } = role(sandbox(), account, name);
        assert.equal(roleName, name);
        assert.deepEqual(JSON.parse(assumeRolePolicyDocument), {
          Version: "1",
          Statement: [
            {
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Principal: { Federated: [providerArn] },
              Condition: { StringEquals: { "saml:recipient": "https://signin.alibabacloud.com/saml-role/sso" } },
            },
          ],
        });
        assert.deepEqual(attachedPolicies({ roleName, assumeRolePolicyDocument, ...rest }), policies);
      });
    }
  });

  describe("lets in", () => {
    for (const [who, user, sessions] of [
      [
        "a user with a role of his own and one of his group, to both",
        "b.simon@contoso.com",
        [`${account}/AADrole as b.simon@contoso.com`, `${account}/auditor as b.simon@contoso.com`],
      ],
      ["a member of the group, to its role", "li.lei@contoso.com", [`${account}/auditor as li.lei@contoso.com`]],
      ["nobody who isn't assigned", "mallory@contoso.com", ["refused: AADSTS50105"]],
    ] as const) {
      it(who, async () => {
        assert.deepEqual(await sessionsOf(sandbox(), user, outputs().userAccessUrl), sessions);
      });
    }
  });

  describe("gives out", () => {
    it("where users start, and how each side is called", () => {
      const { application, principal } = entra();
      const tenantId = sandbox().entra.tenant.id;
      const { certificates, metadata, ...plain } = outputs();
      assert.deepEqual(plain, {
        userAccessUrl: `https://launcher.myapps.microsoft.com/api/signin/${application.appId}?tenantId=${tenantId}`,
        clientId: application.appId,
        entityId: `https://sts.windows.net/${tenantId}/`,
        loginUrl: `https://login.microsoftonline.com/${tenantId}/saml2`,
        accounts: {
          main: {
            samlProviderArn: providerArn,
            roles: {
              admin: {
                roleArn: `acs:ram::${account}:role/aadrole`,
                claimValue: `acs:ram::${account}:role/aadrole,${providerArn}`,
              },
              auditor: {
                roleArn: `acs:ram::${account}:role/auditor`,
                claimValue: `acs:ram::${account}:role/auditor,${providerArn}`,
              },
            },
          },
        },
      });
      assert.deepEqual(Object.keys(certificates), ["primary"]);
      const certificate = found(certificates["primary"], "the certificate");
      assert.equal(certificate.thumbprint, activeThumbprint(entra()));
      const verify = principal.keyCredentials.find(({ usage }) => usage === "Verify");
      assert.equal(Date.parse(certificate.expires), Date.parse(verify?.endDateTime ?? ""));
      assert.equal(Buffer.from(metadata).toString("base64"), samlProvider(sandbox(), account, "AAD").encodedMetadata);
    });
    it("nothing secret, and marks nothing as secret", () => {
      const text = JSON.stringify(deployment.outputs);
      assert.ok(!text.includes(secretMark), text);
      const { entra, alibaba } = sandbox();
      const { signingKeys } = entra.state;
      assert.ok(signingKeys.length > 0);
      for (const secret of [
        entra.deployer.clientSecret,
        alibaba.deployer.accessKeySecret,
        ...signingKeys.map(({ privateKey }) => privateKey),
      ]) {
        assert.ok(!text.includes(secret));
      }
    });
  });

  it("causes no refused call", () => {
    assert.deepEqual(
      deployment.calls.filter(({ outcome }) => outcome !== "ok"),
      [],
    );
  });
});

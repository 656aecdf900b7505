import assert from "node:assert/strict";
import { attributeName, editions } from "../../../sandbox/alibaba/sp/editions";
import { managementAccount, memberAccounts, memberRole } from "../../../sandbox/samples/accounts";
import { assertionXml, base64, idpMetadataXml, messageParts, responseXml } from "../../sandbox/saml/support/messages";
import { createSigner, sign, type Signer } from "../../sandbox/saml/support/signer";
import type { Api, Refusal } from "./api";
import { list, type AccessKey, type Body } from "./calls";
import { trustInProvider } from "./documents";

const [member = ""] = memberAccounts;
const taking = { RoleArn: `acs:ram::${member}:role/${memberRole}`, RoleSessionName: "deploy" };

/** The temporary key of a reply of STS. */
function keyIn({ Credentials }: Body): AccessKey {
  const read = (name: string) => Credentials?.[name] ?? assert.fail(`no ${name}`);
  return {
    accessKeyId: read("AccessKeyId"),
    accessKeySecret: read("AccessKeySecret"),
    securityToken: read("SecurityToken"),
  };
}

/** `@alicloud/sts20150401`: who somebody is, and roles that are taken with a key or with a SAML assertion. */
export function stsCalls(title: string, { deployer, account }: { deployer: () => Api; account: () => Api }): void {
  describe(`@alicloud/sts20150401, ${title}`, () => {
    const sts = () => deployer().of("sts");

    it("says who the caller is", async () => {
      const user = await sts().ok("GetCallerIdentity");
      assert.deepEqual(
        [user["IdentityType"], user["Arn"]],
        ["RAMUser", `acs:ram::${managementAccount}:user/pulumi-deployer`],
      );
      assert.equal((await account().of("sts").ok("GetCallerIdentity"))["IdentityType"], "Account");
    });

    it("takes a role of another account, and acts there with the temporary key", async () => {
      const session = sts().as(keyIn(await sts().ok("AssumeRole", { ...taking, DurationSeconds: 900 })));
      const identity = await session.ok("GetCallerIdentity");
      assert.deepEqual([identity["IdentityType"], identity["AccountId"]], ["AssumedRoleUser", member]);
      const { Roles } = await session.of("ram").ok("ListRoles");
      assert.deepEqual(
        list(Roles?.["Role"]).map(({ RoleName }) => RoleName),
        [memberRole],
      );
    });

    it("refuses a temporary key without its token, and with another's", async () => {
      const [one, other] = [keyIn(await sts().ok("AssumeRole", taking)), keyIn(await sts().ok("AssumeRole", taking))];
      await sts()
        .as({ ...one, securityToken: undefined })
        .refused("MissingSecurityToken", 400, "GetCallerIdentity");
      const mixed = { ...one, securityToken: other.securityToken };
      await sts().as(mixed).refused("InvalidSecurityToken.MismatchWithAccessKey", 400, "GetCallerIdentity");
      await sts().as(one).ok("GetCallerIdentity");
    });

    const refusals: Refusal[] = [
      [
        "a role that is not there",
        "AssumeRole",
        { ...taking, RoleArn: `acs:ram::${member}:role/none` },
        "EntityNotExist.Role",
        404,
      ],
      ["an ARN that is none", "AssumeRole", { ...taking, RoleArn: "none" }, "InvalidParameter.RoleArn", 400],
      [
        "a session name of one character",
        "AssumeRole",
        { ...taking, RoleSessionName: "a" },
        "InvalidParameter.RoleSessionName",
        400,
      ],
      ["no session name", "AssumeRole", { RoleArn: taking.RoleArn }, "MissingRoleSessionName", 400],
      ["899 seconds", "AssumeRole", { ...taking, DurationSeconds: 899 }, "InvalidParameter.DurationSeconds", 400],
      [
        "more seconds than the role allows",
        "AssumeRole",
        { ...taking, DurationSeconds: 3601 },
        "InvalidParameter.DurationSeconds",
        400,
      ],
    ];
    for (const [what, action, parameters, code, status] of refusals) {
      it(`refuses ${what}: ${code}, ${status}`, () => sts().refused(code, status, action, parameters));
    }

    it("refuses the account's own key, which may do anything else: NoPermission, 403", () =>
      account().of("sts").refused("NoPermission", 403, "AssumeRole", taking));

    describe("AssumeRoleWithSAML", () => {
      const issuer = "https://sts.windows.net/11111111-1111-4111-8111-111111111111/";
      const [provider, role] = [
        `acs:ram::${managementAccount}:saml-provider/Saml`,
        `acs:ram::${managementAccount}:role/saml`,
      ];
      const edition = editions.find(({ key }) => key === "international") ?? assert.fail();
      const asked = { RoleArn: role, SAMLProviderArn: provider };
      let signer: Signer;

      before(async () => {
        signer = await createSigner("Entra");
        await account()
          .of("ims")
          .ok("CreateSAMLProvider", {
            SAMLProviderName: "Saml",
            EncodedSAMLMetadataDocument: base64(idpMetadataXml(issuer, [signer.certificate])),
          });
        const AssumeRolePolicyDocument = trustInProvider(provider, edition.acs);
        await account().of("ram").ok("CreateRole", { RoleName: "saml", AssumeRolePolicyDocument });
      });
      after(async () => {
        await account().of("ram").ok("DeleteRole", { RoleName: "saml" });
        await account().of("ims").ok("DeleteSAMLProvider", { SAMLProviderName: "Saml" });
      });

      const message = (id: string, parts: object = {}, bytes = 0) => {
        const { entityId, acs } = edition;
        const attributes = {
          [attributeName.role]: [`${role},${provider}`],
          [attributeName.roleSessionName]: ["b.simon@contoso.com"],
          ...(bytes > 0 && { "https://contoso.com/claims/long": ["x".repeat(bytes)] }),
        };
        const whole = messageParts({ now: new Date(), entityId, acs, issuer, attributes, assertionId: id, ...parts });
        return base64(sign(responseXml(whole, assertionXml(whole)), signer, { id }));
      };

      it("trades an assertion for a key, without a key", async () => {
        const SAMLAssertion = message(`_${title}-1`);
        const reply = await sts().ok("AssumeRoleWithSAML", { ...asked, SAMLAssertion });
        assert.equal(reply["SAMLAssertionInfo"]?.["Subject"], "b.simon@contoso.com");
        const { Arn } = await sts().as(keyIn(reply)).ok("GetCallerIdentity");
        assert.equal(Arn, `acs:ram::${managementAccount}:assumed-role/saml/b.simon@contoso.com`);
        await sts().refused("AuthenticationFail.SAMLAssertion.Invalid", 401, "AssumeRoleWithSAML", {
          ...asked,
          SAMLAssertion,
        });
      });

      it("takes an assertion of 60 kB in the request line", async () => {
        const SAMLAssertion = message(`_${title}-2`, {}, 45_000);
        assert.ok(SAMLAssertion.length > 60_000);
        await sts().ok("AssumeRoleWithSAML", { ...asked, SAMLAssertion });
      });

      it("refuses an assertion that has expired: 401", () =>
        sts().refused("AuthenticationFail.SAMLAssertion.Expired", 401, "AssumeRoleWithSAML", {
          ...asked,
          SAMLAssertion: message(`_${title}-3`, { now: new Date(Date.now() - 3 * 60 * 60 * 1000) }),
        }));

      it("refuses a role that is not there: EntityNotExist.RoleArn, 404", () => {
        const RoleArn = `acs:ram::${managementAccount}:role/none`;
        const attributes = {
          [attributeName.role]: [`${RoleArn},${provider}`],
          [attributeName.roleSessionName]: ["b.simon@contoso.com"],
        };
        const SAMLAssertion = message(`_${title}-4`, { attributes });
        return sts().refused("EntityNotExist.RoleArn", 404, "AssumeRoleWithSAML", { ...asked, RoleArn, SAMLAssertion });
      });
    });
  });
}

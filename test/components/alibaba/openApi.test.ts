import assert from "node:assert/strict";
import { isRefusal } from "../../../components/alibaba/openApi";
import { asClientOf } from "../../support/asClientOf";
import { connectOpenApi } from "../../../components/alibaba/openApi";
import { describeSandbox } from "../../support/describeSandbox";
import { cloudSsoOfShanghai, makeDirectory, withOpenApi } from "../../support/openApi";

const member = "1187654321098765";

describeSandbox("A call of Alibaba Cloud's OpenAPI", { fresh: "test" }, (sandbox) => {
  it("answers with what the service says, parameters that are undefined left out", async () => {
    const { directoryId } = makeDirectory(sandbox());
    const reply = await withOpenApi(sandbox(), (api) =>
      api<{ Directory: { DirectoryName: string } }>("GetDirectory", { DirectoryId: directoryId, NextToken: undefined }),
    );
    assert.equal(reply.Directory.DirectoryName, "theirs");
  });
  it("that is refused throws one line with the service's code, and is not repeated", async () => {
    await withOpenApi(sandbox(), async (api, pauses) => {
      await assert.rejects(api("GetDirectory", { DirectoryId: "d-nosuch" }), (error: Error) => {
        assert.ok(isRefusal(error, "EntityNotExists.Directory"));
        assert.ok(!isRefusal(error, "EntityNotExist.Role"));
        assert.match(error.message, /^Alibaba Cloud refused GetDirectory: EntityNotExists\.Directory /);
        return true;
      });
      assert.deepEqual(pauses, []);
    });
  });
  it("without the permission says where to look", async () => {
    await withOpenApi(sandbox(), (api) =>
      assert.rejects(api("SetPasswordPolicy", { DirectoryId: "d-x" }), /lacks a RAM permission; the README lists them/),
    );
  });
  it("to a service that nobody can reach is repeated, and then says so", async () => {
    await withOpenApi(
      sandbox(),
      async (api, pauses) => {
        await assert.rejects(api("GetDirectory", { DirectoryId: "d-x" }), /Alibaba Cloud refused GetDirectory/);
        assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000]);
      },
      { ...cloudSsoOfShanghai, endpoint: "cloudsso.nowhere.aliyuncs.com" },
    );
  });
  it("may be made as a role of another account", async () => {
    const assumeRole = { roleArn: `acs:ram::${member}:role/ResourceDirectoryAccountAccessRole` };
    const target = {
      endpoint: "sts.cn-shanghai.aliyuncs.com",
      version: "2015-04-01",
      region: "cn-shanghai",
      assumeRole,
    };
    const { AccountId } = await withOpenApi(
      sandbox(),
      (api) => api<{ AccountId: string }>("GetCallerIdentity"),
      target,
    );
    assert.equal(AccountId, member);
  });
  it("without credentials names the variables", async () => {
    await asClientOf(sandbox(), async () => {
      delete process.env.ALICLOUD_ACCESS_KEY;
      await assert.rejects(
        connectOpenApi(cloudSsoOfShanghai)("ListDirectories"),
        /set ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY/,
      );
    });
  });
});
